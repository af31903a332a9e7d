"""The monthly summary that every page reads, derived from numbers, usage and usage_totals.

A number counts in a billing month when it was on the account in any part of it (first_used_on to released_on, at most
the as-of date), or when usage of it was reported for the month. It counts once, in its campaign or as dynamic.
Imported totals stand for the months of a network that have no number-level detail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from data.store import Cursor

_SPANS = """
  SELECT n.network_id, n.promo_number, n.campaign_id, n.number_type,
         CAST(date_trunc('month', n.first_used_on) AS DATE) AS first_month,
         CAST(date_trunc('month', CASE WHEN n.released_on < a.as_of THEN n.released_on ELSE a.as_of END) AS DATE)
           AS last_month
  FROM numbers AS n JOIN usage_as_of AS a ON a.network_id = n.network_id
  WHERE n.network_id = ANY($1)
"""

_MONTHS = """
  SELECT CAST(m AS DATE) AS billing_month
  FROM generate_series(
    (SELECT CAST(min(first_month) AS TIMESTAMP) FROM spans),
    (SELECT CAST(max(as_of) AS TIMESTAMP) FROM usage_as_of), INTERVAL '1' MONTH) AS g(m)
"""

# What the detail says of every affected network, month and campaign; also what `python -m data check` compares with.
DERIVED = f"""
WITH spans AS ({_SPANS}),
months AS ({_MONTHS}),
detail AS (
  SELECT s.network_id, m.billing_month, s.campaign_id,
         CASE WHEN s.number_type = 'static' THEN 1 ELSE 0 END AS static_used
  FROM spans AS s JOIN months AS m ON m.billing_month >= s.first_month AND m.billing_month <= s.last_month
  UNION ALL
  SELECT u.network_id, u.billing_month, s.campaign_id,
         CASE WHEN s.number_type = 'static' THEN 1 ELSE 0 END AS static_used
  FROM usage AS u JOIN spans AS s ON s.network_id = u.network_id AND s.promo_number = u.promo_number
  WHERE u.billing_month < s.first_month OR u.billing_month > s.last_month
),
counted AS (
  SELECT network_id, billing_month, campaign_id,
         CAST(sum(static_used) AS INTEGER) AS static_used,
         CAST(count(*) - sum(static_used) AS INTEGER) AS dynamic_used
  FROM detail
  GROUP BY network_id, billing_month, campaign_id
)
SELECT network_id, billing_month, campaign_id, static_used, dynamic_used FROM counted
UNION ALL
SELECT t.network_id, t.billing_month, t.campaign_id, t.static_used, t.dynamic_used
FROM usage_totals AS t
WHERE t.network_id = ANY($1) AND NOT EXISTS (
  SELECT 1 FROM counted AS c WHERE c.network_id = t.network_id AND c.billing_month = t.billing_month)
"""

NETWORK_TOTALS = """
SELECT network_id, billing_month,
       CAST(sum(static_used) AS INTEGER) AS static_used, CAST(sum(dynamic_used) AS INTEGER) AS dynamic_used
FROM monthly_usage
WHERE network_id = ANY($1)
GROUP BY network_id, billing_month
"""

# A month without a number, in a network whose numbers are known, is a month of none; not one nobody reported.
ZERO_MONTHS = f"""
WITH spans AS ({_SPANS}),
months AS ({_MONTHS}),
reach AS (
  SELECT s.network_id, min(s.first_month) AS first_month, CAST(date_trunc('month', max(a.as_of)) AS DATE) AS last_month
  FROM spans AS s JOIN usage_as_of AS a ON a.network_id = s.network_id
  WHERE s.first_month <= a.as_of
  GROUP BY s.network_id
)
SELECT r.network_id, m.billing_month
FROM reach AS r JOIN months AS m ON m.billing_month >= r.first_month AND m.billing_month <= r.last_month
WHERE NOT EXISTS (
  SELECT 1 FROM monthly_usage AS t WHERE t.network_id = r.network_id AND t.billing_month = m.billing_month)
"""

_COURSE = """
INSERT INTO month_course (network_id, billing_month, as_of, static_used, dynamic_used)
SELECT t.network_id, t.billing_month, a.as_of, t.static_used, t.dynamic_used
FROM network_months AS t JOIN usage_as_of AS a ON a.network_id = t.network_id
WHERE t.network_id = ANY($1) AND t.billing_month = CAST(date_trunc('month', a.as_of) AS DATE)
ON CONFLICT (network_id, billing_month, as_of)
DO UPDATE SET static_used = excluded.static_used, dynamic_used = excluded.dynamic_used
"""


def describe_as_of(cursor: Cursor, network_ids: Collection[str], as_of: dt.date) -> None:
    """Records that the usage of these networks describes ``as_of``; an older date never replaces a newer one."""
    cursor.execute(
        """
        INSERT INTO usage_as_of (network_id, as_of)
        SELECT network_id, CAST($2 AS DATE) FROM networks WHERE network_id = ANY($1)
        ON CONFLICT (network_id) DO UPDATE
        SET as_of = CASE WHEN excluded.as_of > usage_as_of.as_of THEN excluded.as_of ELSE usage_as_of.as_of END
        """,
        sorted(network_ids),
        as_of,
    )


def refresh(cursor: Cursor, network_ids: Collection[str]) -> None:
    """Derives the summary of these networks anew and keeps the running month's totals as of their date."""
    ids = sorted(network_ids)
    cursor.execute("DELETE FROM monthly_usage WHERE network_id = ANY($1)", ids)
    cursor.execute("DELETE FROM network_months WHERE network_id = ANY($1)", ids)
    cursor.execute(f"INSERT INTO monthly_usage {DERIVED}", ids)
    cursor.execute(f"INSERT INTO network_months {NETWORK_TOTALS}", ids)
    cursor.execute(
        "INSERT INTO network_months (network_id, billing_month, static_used, dynamic_used)"
        f" SELECT z.network_id, z.billing_month, 0, 0 FROM ({ZERO_MONTHS}) AS z",
        ids,
    )
    cursor.execute(_COURSE, ids)
