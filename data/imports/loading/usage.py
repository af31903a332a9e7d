"""Usage by month: a file replaces its networks' months as of its date, and never shrinks one unasked."""

from __future__ import annotations

from data.errors import NeedsConfirming, UsageDrop
from data.imports.checking.rejections import Rejections
from data.imports.checking.tables import BY_NAME
from data.imports.loading.keyed_rows import Loaded
from data.store import Cursor

_MONTH_END = "CAST(date_trunc('month', {month}) + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE)"
# What is known of a month is complete once the month is over: later dates tell no more of it.
_KNOWN_AS_OF = "least({as_of}, " + _MONTH_END.format(month="m.billing_month") + ")"

_MONTHS = """
CREATE TEMP TABLE {name}_months AS
SELECT i.*, coalesce(s.row_count, 0) AS stored_count,
       s.row_count IS NULL OR s.row_count <> i.row_count OR s.content <> i.content AS differs
FROM (SELECT network_id, billing_month, max(file_index) AS file_index, count(*) AS row_count,
             sum(CAST(hash({content}) AS HUGEINT)) AS content
      FROM incoming_{name} GROUP BY network_id, billing_month) AS i
LEFT JOIN (
  SELECT u.network_id, u.billing_month, count(*) AS row_count, sum(CAST(hash({content}) AS HUGEINT)) AS content
  FROM {stored} AS u
  WHERE EXISTS (SELECT 1 FROM incoming_{name} AS r
                WHERE r.network_id = u.network_id AND r.billing_month = u.billing_month)
  GROUP BY u.network_id, u.billing_month
) AS s ON s.network_id = i.network_id AND s.billing_month = i.billing_month
"""

_OLDER_MONTHS = f"""
SELECT m.file_index, CAST(NULL AS BIGINT) AS row_number, 'billing_month' AS column_name,
       m.network_id || ' ' || strftime(m.billing_month, '%Y-%m') AS value,
       'the store knows this month as of ' || k.as_of || ', and this file describes ' || f.as_of
       || ': newer usage is not overwritten; if the file is the newer one, give its date (--as-of)' AS reason
FROM {{name}}_months AS m
JOIN incoming_files AS f ON f.file_index = m.file_index
JOIN (SELECT network_id, billing_month, max(as_of) AS as_of FROM month_reports GROUP BY ALL) AS k
  ON k.network_id = m.network_id AND k.billing_month = m.billing_month
WHERE m.differs AND m.stored_count > 0 AND m.billing_month NOT IN (SELECT * FROM corrected_months)
  AND {_KNOWN_AS_OF.format(as_of="f.as_of")} < k.as_of
"""

_STORED = {"usage": "usage", "monthly_usage": "usage_totals"}
_CONTENT = {"usage": "promo_number, calls", "monthly_usage": "campaign_id, static_used, dynamic_used"}
_COLUMNS = {
    "usage": "network_id, promo_number, billing_month, calls",
    "monthly_usage": "network_id, billing_month, campaign_id, static_used, dynamic_used",
}


def compare_months(cursor: Cursor, name: str, files: list[str], rejections: Rejections) -> None:
    """Tells which months differ from the store, and refuses those of which the store knows a later day."""
    cursor.execute(_MONTHS.format(name=name, stored=_STORED[name], content=_CONTENT[name]))
    sql = _OLDER_MONTHS.format(name=name)
    rejections.add_found(cursor, int(cursor.value(f"SELECT count(*) FROM ({sql}) AS found")), sql, files)


def load_months(cursor: Cursor, name: str, loaded: Loaded) -> None:
    """Replaces the months that differ; equal ones stay as they are."""
    stored, columns = _STORED[name], _COLUMNS[name]
    listed = ", ".join(f"r.{column}" for column in columns.split(", "))
    differing = (
        f"EXISTS (SELECT 1 FROM {name}_months AS m WHERE m.differs AND m.network_id = r.network_id "
        "AND m.billing_month = r.billing_month)"
    )
    replaced = (
        f"EXISTS (SELECT 1 FROM {name}_months AS m WHERE m.differs AND m.stored_count > 0 "
        "AND m.network_id = r.network_id AND m.billing_month = r.billing_month)"
    )
    new = f"SELECT {listed} FROM incoming_{name} AS r WHERE {replaced}"
    old = f"SELECT {listed} FROM {stored} AS r WHERE {replaced}"
    same_key = " AND ".join(f"n.{key} = r.{key}" for key in BY_NAME[name].key)
    gone = f"{old} AND NOT EXISTS (SELECT 1 FROM incoming_{name} AS n WHERE {same_key})"
    changed, removed = (
        cursor.rows(
            f"SELECT m.file_index, count(*) FROM ({query}) AS r JOIN {name}_months AS m "
            "ON m.network_id = r.network_id AND m.billing_month = r.billing_month GROUP BY m.file_index"
        )
        for query in (f"({new}) EXCEPT ({old})", gone)
    )
    loaded.add(changed)
    loaded.add(removed)
    if removed:
        gone = sum(count for _, count in removed)
        rows, ending = (
            ("1 row", "is not in this one; it was")
            if gone == 1
            else (f"{gone:,} rows", "are not in this one; they were")
        )
        loaded.warnings.append(f"{rows} of {name} that an earlier file had for these months {ending} removed.")
    loaded.add(
        cursor.rows(f"SELECT file_index, sum(row_count) FROM {name}_months WHERE stored_count = 0 GROUP BY file_index")
    )
    cursor.execute(f"DELETE FROM {stored} AS r WHERE {replaced}")
    # Month by month, each in order: a network's rows lie together for those who read it, and no sort is a large one.
    for (month,) in cursor.rows(f"SELECT DISTINCT billing_month FROM {name}_months WHERE differs ORDER BY 1"):
        cursor.execute(
            f"INSERT INTO {stored} ({columns}) SELECT {listed} FROM incoming_{name} AS r "
            f"WHERE r.billing_month = $1 AND {differing} ORDER BY {listed}",
            month,
        )


def keep_usage_before(cursor: Cursor, network_ids: list[str]) -> None:
    """Remembers the summary as it was, and which of its months were frozen then: those change by correction only."""
    cursor.execute(
        "CREATE TEMP TABLE usage_before AS SELECT m.*, c.network_id IS NOT NULL AS was_frozen FROM network_months AS m "
        "LEFT JOIN closed_months AS c ON c.network_id = m.network_id AND c.billing_month = m.billing_month "
        "AND c.campaign_id = '' WHERE m.network_id = ANY($1)",
        network_ids,
    )


def refuse_drops(cursor: Cursor) -> None:
    """Compares the summary with the one kept in ``usage_before``; a month that fell needs somebody's word."""
    drops = cursor.rows(
        """
        SELECT b.network_id, b.billing_month, b.static_used + b.dynamic_used,
               coalesce(m.static_used + m.dynamic_used, 0)
        FROM usage_before AS b LEFT JOIN network_months AS m
          ON m.network_id = b.network_id AND m.billing_month = b.billing_month
        WHERE b.static_used + b.dynamic_used > coalesce(m.static_used + m.dynamic_used, 0)
          AND NOT b.was_frozen
        ORDER BY b.network_id, b.billing_month
        """
    )
    if drops:
        raise NeedsConfirming(tuple(UsageDrop(*drop) for drop in drops))
