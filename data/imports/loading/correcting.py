"""Corrections: the one way to change a closed month that was reported. The old and the new figures are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from data.errors import BadInput
from data.imports.checking.rejections import Rejections
from data.store import Cursor
from data.tables.summary import MONTH_END, SPANS, counted


@dataclass(frozen=True)
class Correction:
    """The closed months that an import may change, and why."""

    months: frozenset[dt.date]
    reason: str


def correction_of(months: Sequence[dt.date], reason: str) -> Correction | None:
    """None where nothing is to be corrected; a correction needs its reason."""
    if not months:
        if reason.strip():
            raise BadInput("A reason was given and no month to correct; name the closed month (--correct 2026-09).")
        return None
    if not reason.strip():
        raise BadInput("A correction of a closed month needs a reason (--reason TEXT): people will ask for it later.")
    if odd := [month for month in months if month.day != 1]:
        raise BadInput(f"{odd[0]} is no month to correct; write it as {odd[0]:%Y-%m}.")
    return Correction(frozenset(months), reason.strip())


def name_corrected(cursor: Cursor, correction: Correction | None) -> None:
    """Writes down, for the queries to come, which months may change."""
    cursor.execute("CREATE TEMP TABLE corrected_months (billing_month DATE)")
    for month in sorted(correction.months) if correction else ():
        cursor.execute("INSERT INTO corrected_months VALUES ($1)", month)


def refuse_corrections(
    cursor: Cursor, tables: Sequence[str], correction: Correction, files: list[str], rejections: Rejections
) -> None:
    """Refuses corrections of months that are open, were never reported, or of which no file says anything."""
    named: set[dt.date] = set()
    for name in tables:
        named |= {month for (month,) in cursor.rows(f"SELECT DISTINCT billing_month FROM {name}_months")}
        sql = f"""
            SELECT m.file_index, CAST(NULL AS BIGINT) AS row_number, 'billing_month' AS column_name,
                   m.network_id || ' ' || strftime(m.billing_month, '%Y-%m') AS value,
                   CASE WHEN a.as_of IS NULL OR a.as_of < {MONTH_END.format(month="m.billing_month")}
                        THEN 'is not closed as of ' || coalesce(CAST(a.as_of AS VARCHAR), 'any day')
                             || ', so there is nothing to correct: import its usage without --correct'
                        ELSE 'was never reported to its end, so there is nothing to correct: '
                             || 'import its usage without --correct' END AS reason
            FROM {name}_months AS m LEFT JOIN usage_as_of AS a ON a.network_id = m.network_id
            WHERE m.billing_month IN (SELECT * FROM corrected_months) AND NOT EXISTS (
              SELECT 1 FROM closed_months AS c
              WHERE c.network_id = m.network_id AND c.billing_month = m.billing_month AND c.campaign_id = '')
        """
        rejections.add_found(cursor, int(cursor.value(f"SELECT count(*) FROM ({sql}) AS f")), sql, files)
    if silent := sorted(correction.months - named):
        raise BadInput(
            f"No file says anything of {silent[0]:%Y-%m}, which was to be corrected: give a usage or "
            "monthly_usage file with that month."
        )


# What each month to correct is stated to be, how many numbers that are as stated, and how many are proven by others.
_TOLD = {
    "monthly_usage": """
        SELECT network_id, billing_month, campaign_id, static_used, dynamic_used FROM incoming_monthly_usage AS i
        WHERE (campaign_id <> '' OR static_used > 0 OR dynamic_used > 0) AND EXISTS (
          SELECT 1 FROM correcting AS c WHERE c.network_id = i.network_id AND c.billing_month = i.billing_month)
    """,
    "usage": "WITH spans AS ({spans}) " + counted("SELECT * FROM correcting", "SELECT * FROM {numbers}"),
}
_COUNT = {"monthly_usage": "sum(static_used + dynamic_used)", "usage": "count(*)"}
_PROOF = {"monthly_usage": "usage", "usage": "usage WHERE FALSE"}  # a usage file replaces the usage that was

_LOWER = """
SELECT m.file_index, CAST(NULL AS BIGINT) AS row_number, 'billing_month' AS column_name,
       m.network_id || ' ' || strftime(m.billing_month, '%Y-%m') AS value,
       'cannot be corrected to ' || t.used || ' numbers: the numbers on record prove ' || p.used
       || '. Import the numbers with the days they really were there first, then correct the month' AS reason
FROM correcting AS m
JOIN (SELECT network_id, billing_month, sum(static_used + dynamic_used) AS used FROM proven GROUP BY ALL) AS p
  ON p.network_id = m.network_id AND p.billing_month = m.billing_month
JOIN (SELECT network_id, billing_month, {count} AS used FROM incoming_{name} GROUP BY ALL) AS t
  ON t.network_id = m.network_id AND t.billing_month = m.billing_month
WHERE t.used < p.used
"""

_KEEP_BOTH = """
INSERT INTO month_corrections (network_id, billing_month, campaign_id, old_static, old_dynamic, new_static, new_dynamic,
                               corrected_at, corrected_by, reason, file_name)
WITH both_sides AS (
  SELECT network_id, billing_month, campaign_id, coalesce(c.static_used, 0) AS old_static,
         coalesce(c.dynamic_used, 0) AS old_dynamic, coalesce(t.static_used, 0) AS new_static,
         coalesce(t.dynamic_used, 0) AS new_dynamic
  FROM (SELECT w.* FROM closed_months AS w JOIN correcting AS k
          ON k.network_id = w.network_id AND k.billing_month = w.billing_month) AS c
  FULL JOIN told AS t USING (network_id, billing_month, campaign_id)
)
SELECT d.network_id, d.billing_month, d.campaign_id, d.old_static, d.old_dynamic, d.new_static, d.new_dynamic,
       $1, $2, $3, f.file_name
FROM (
  SELECT network_id, billing_month, '' AS campaign_id,
         CAST(sum(old_static) AS INTEGER) AS old_static, CAST(sum(old_dynamic) AS INTEGER) AS old_dynamic,
         CAST(sum(new_static) AS INTEGER) AS new_static, CAST(sum(new_dynamic) AS INTEGER) AS new_dynamic,
         bool_or(old_static <> new_static OR old_dynamic <> new_dynamic) AS differs
  FROM both_sides GROUP BY network_id, billing_month
  UNION ALL
  SELECT network_id, billing_month, campaign_id, old_static, old_dynamic, new_static, new_dynamic,
         old_static <> new_static OR old_dynamic <> new_dynamic
  FROM both_sides WHERE campaign_id <> ''
) AS d
JOIN correcting AS m ON m.network_id = d.network_id AND m.billing_month = d.billing_month
JOIN incoming_files AS f ON f.file_index = m.file_index
WHERE d.differs
ORDER BY d.network_id, d.billing_month, d.campaign_id
"""

_FIGURES = "network_id, billing_month, campaign_id, static_used, dynamic_used"
_OF_THESE = (
    "EXISTS (SELECT 1 FROM correcting AS m WHERE m.network_id = c.network_id AND m.billing_month = c.billing_month)"
)


def correct_months(
    cursor: Cursor, name: str, reason: str, files: list[str], rejections: Rejections, *, now: dt.datetime, by: str
) -> None:
    """Puts what the table ``name`` states in the place of the frozen figures and keeps both.

    Refused where the numbers on record prove more than is stated.
    """
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE correcting AS SELECT network_id, billing_month, file_index FROM {name}_months "
        "WHERE billing_month IN (SELECT * FROM corrected_months)"
    )
    spans = SPANS.replace("= ANY($1)", "IN (SELECT network_id FROM correcting)")
    for table, source in (("proof", _PROOF[name]), ("stated_usage", "incoming_usage")):
        cursor.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT c.network_id, c.billing_month, c.promo_number "
            f"FROM (SELECT * FROM {source}) AS c WHERE {_OF_THESE}"
        )
    by_numbers = _TOLD["usage"].replace("{spans}", spans)
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE proven AS {by_numbers.replace('{numbers}', 'proof')}")
    lower = _LOWER.format(count=_COUNT[name], name=name)
    rejections.add_found(cursor, int(cursor.value(f"SELECT count(*) FROM ({lower}) AS found")), lower, files)
    rejections.raise_any()
    told = _TOLD[name].replace("{spans}", spans).replace("{numbers}", "stated_usage")
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE told AS {told}")
    cursor.execute(_KEEP_BOTH, now, by, reason)
    cursor.execute(f"DELETE FROM closed_months AS c WHERE {_OF_THESE}")
    cursor.execute(f"INSERT INTO closed_months ({_FIGURES}) SELECT {_FIGURES} FROM told")
    cursor.execute(
        f"INSERT INTO closed_months ({_FIGURES}) SELECT m.network_id, m.billing_month, '', 0, 0 FROM correcting AS m "
        "WHERE NOT EXISTS (SELECT 1 FROM told AS t WHERE t.network_id = m.network_id "
        "AND t.billing_month = m.billing_month AND t.campaign_id = '')"
    )
