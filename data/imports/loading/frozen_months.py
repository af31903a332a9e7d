"""Closed months that were reported are frozen: a file that says otherwise changes nothing of them, and is told so."""

from __future__ import annotations

from data.imports.loading.keyed_rows import Loaded
from data.store import Cursor
from data.tables.summary import SPANS, counted

MOST_TOLD = 20

# What a file says of each month, by campaign ('' is what has none), whether it is frozen, and what stands there.
STATED = {
    "monthly_usage": """
        SELECT network_id, billing_month, campaign_id, static_used, dynamic_used FROM incoming_monthly_usage
        WHERE campaign_id <> '' OR static_used > 0 OR dynamic_used > 0
    """,
    "usage": f"""
        WITH spans AS ({{spans}}), frozen AS (
          SELECT m.network_id, m.billing_month FROM usage_months AS m JOIN closed_months AS c
            ON c.network_id = m.network_id AND c.billing_month = m.billing_month AND c.campaign_id = '' WHERE m.differs)
        {
        counted(
            "SELECT * FROM frozen",
            "SELECT i.network_id, i.billing_month, i.promo_number FROM incoming_usage AS i JOIN frozen AS f "
            "ON f.network_id = i.network_id AND f.billing_month = i.billing_month",
        )
    }
    """,
}

_DIFFERING = """
SELECT count(*) FROM {name}_months AS m JOIN closed_months AS w
  ON w.network_id = m.network_id AND w.billing_month = m.billing_month AND w.campaign_id = '' WHERE m.differs
"""

_KEPT = """
CREATE TEMP TABLE {name}_kept AS
SELECT m.network_id, m.billing_month, m.file_index,
       (SELECT coalesce(sum(c.static_used + c.dynamic_used), 0) FROM closed_months AS c
        WHERE c.network_id = m.network_id AND c.billing_month = m.billing_month) AS stands,
       (SELECT coalesce(sum(s.static_used + s.dynamic_used), 0) FROM {name}_stated AS s
        WHERE s.network_id = m.network_id AND s.billing_month = m.billing_month) AS stated
FROM {name}_months AS m
JOIN closed_months AS w ON w.network_id = m.network_id AND w.billing_month = m.billing_month AND w.campaign_id = ''
WHERE m.differs AND m.billing_month NOT IN (SELECT * FROM corrected_months) AND {different}
"""

_UNLIKE = """
EXISTS (
  (SELECT campaign_id, static_used, dynamic_used FROM {name}_stated AS s
   WHERE s.network_id = m.network_id AND s.billing_month = m.billing_month
   EXCEPT
   SELECT campaign_id, static_used, dynamic_used FROM closed_months AS c
   WHERE c.network_id = m.network_id AND c.billing_month = m.billing_month)
  UNION ALL
  (SELECT campaign_id, static_used, dynamic_used FROM closed_months AS c
   WHERE c.network_id = m.network_id AND c.billing_month = m.billing_month
     AND (campaign_id <> '' AND static_used > 0 OR campaign_id = '' AND (static_used > 0 OR dynamic_used > 0))
   EXCEPT
   SELECT campaign_id, static_used, dynamic_used FROM {name}_stated AS s
   WHERE s.network_id = m.network_id AND s.billing_month = m.billing_month))
"""

# The same numbers with other calls are no other usage.
_OTHER_NUMBERS = """
EXISTS (
  (SELECT promo_number FROM incoming_usage AS i WHERE i.network_id = m.network_id AND i.billing_month = m.billing_month
   EXCEPT
   SELECT promo_number FROM usage AS u WHERE u.network_id = m.network_id AND u.billing_month = m.billing_month)
  UNION ALL
  (SELECT promo_number FROM usage AS u WHERE u.network_id = m.network_id AND u.billing_month = m.billing_month
   EXCEPT
   SELECT promo_number FROM incoming_usage AS i
   WHERE i.network_id = m.network_id AND i.billing_month = m.billing_month))
"""


def keep_closed(cursor: Cursor, name: str, loaded: Loaded) -> None:
    """Takes the frozen months that a file states otherwise out of what is loaded, and says so."""
    if not cursor.value(_DIFFERING.format(name=name)):
        return
    ids = f"SELECT DISTINCT network_id FROM {name}_months"
    stated = STATED[name].replace("{spans}", SPANS.replace("= ANY($1)", f"IN ({ids})"))
    cursor.execute(f"CREATE TEMP TABLE {name}_stated AS {stated}")
    different = _UNLIKE.format(name=name) + (f" AND {_OTHER_NUMBERS}" if name == "usage" else "")
    cursor.execute(_KEPT.format(name=name, different=different))
    kept = cursor.rows(
        f"SELECT network_id, billing_month, stands, stated FROM {name}_kept ORDER BY network_id, billing_month"
    )
    for network_id, month, stands, stated_numbers in kept[:MOST_TOLD]:
        by_place = " in all, and otherwise by campaign" if stands == stated_numbers else ""
        loaded.warnings.append(
            f"{month:%b %Y} of {network_id} is closed and stays {stands:,}; the file says "
            f"{stated_numbers:,}{by_place}. Nothing of it was changed: if the file is right, import it "
            f"with --correct {month:%Y-%m} --reason TEXT."
        )
    if len(kept) > MOST_TOLD:
        loaded.warnings.append(
            f"And {len(kept) - MOST_TOLD:,} more closed months that the files state otherwise; they stay as they are."
        )
    cursor.execute(
        f"UPDATE {name}_months AS m SET differs = FALSE WHERE EXISTS (SELECT 1 FROM {name}_kept AS k "
        "WHERE k.network_id = m.network_id AND k.billing_month = m.billing_month)"
    )
