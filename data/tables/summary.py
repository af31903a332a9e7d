"""The monthly summary that every page reads, derived from numbers, usage and usage_totals.

A number counts in a billing month when it was on the account in any part of it (first_used_on to released_on, at most
until the running month), or when usage of it was reported for the month. It counts once, where it was first that month:
in its campaign, or as dynamic. Imported totals stand for months that no number-level source describes as lately.

A closed month that was reported to its last day is frozen: from then on the summary repeats it, whatever number files
say later. What is known of a closed month that nobody reported is "at least this".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from data.store import Cursor

MONTH_END = "CAST({month} + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE)"
# The first month that is not closed: an as-of day is included to its end.
RUNNING = "CAST(date_trunc('month', a.as_of + INTERVAL '1' DAY) AS DATE)"

# Assignments with the months in which each is where its number counts: not in a month that an earlier one has begun.
_SPANS = f"""
  SELECT n.network_id, n.promo_number, n.campaign_id, n.number_type, n.first_used_on,
         CAST(CASE WHEN date_trunc('month', n.left_before) = date_trunc('month', n.first_used_on)
                   THEN date_trunc('month', n.first_used_on) + INTERVAL '1' MONTH
                   ELSE date_trunc('month', n.first_used_on) END AS DATE) AS first_month,
         CAST(date_trunc('month', CASE WHEN n.released_on < {RUNNING} THEN n.released_on ELSE {RUNNING} END) AS DATE)
           AS last_month
  FROM (
    SELECT network_id, promo_number, campaign_id, number_type, first_used_on, released_on,
           lag(released_on) OVER (PARTITION BY network_id, promo_number ORDER BY first_used_on) AS left_before
    FROM numbers WHERE network_id = ANY($1)
  ) AS n JOIN usage_as_of AS a ON a.network_id = n.network_id
"""

_OPEN_MONTHS = f"""
  SELECT r.network_id, CAST(g.m AS DATE) AS billing_month
  FROM (
    SELECT a.network_id, {RUNNING} AS running, min(s.first_month) AS first_month
    FROM usage_as_of AS a JOIN spans AS s ON s.network_id = a.network_id
    GROUP BY a.network_id, a.as_of
  ) AS r
  JOIN generate_series(
    (SELECT CAST(min(first_month) AS TIMESTAMP) FROM spans),
    (SELECT CAST(max(as_of) + INTERVAL '1' DAY AS TIMESTAMP) FROM usage_as_of), INTERVAL '1' MONTH) AS g(m)
    ON g.m >= r.first_month AND g.m <= r.running
  WHERE NOT EXISTS (
    SELECT 1 FROM closed_months AS c
    WHERE c.network_id = r.network_id AND c.billing_month = CAST(g.m AS DATE) AND c.campaign_id = '')
"""

_OPEN_USAGE = """
  SELECT u.network_id, u.billing_month, u.promo_number FROM usage AS u
  WHERE u.network_id = ANY($1) AND NOT EXISTS (
    SELECT 1 FROM closed_months AS c
    WHERE c.network_id = u.network_id AND c.billing_month = u.billing_month AND c.campaign_id = '')
"""


def counted(months: str, usage: str) -> str:
    """SQL for (network, month, campaign, static, dynamic) by the numbers, within a WITH that names ``spans``.

    ``months`` gives the network's months to count, ``usage`` the numbers that are reported for them. A number reported
    outside its assignments counts in the one before, or else in its first.
    """
    return f"""
  SELECT network_id, billing_month, campaign_id,
         CAST(sum(static_used) AS INTEGER) AS static_used,
         CAST(count(*) - sum(static_used) AS INTEGER) AS dynamic_used
  FROM (
    SELECT s.network_id, m.billing_month, s.campaign_id,
           CASE WHEN s.number_type = 'static' THEN 1 ELSE 0 END AS static_used
    FROM spans AS s JOIN ({months}) AS m
      ON m.network_id = s.network_id AND m.billing_month >= s.first_month AND m.billing_month <= s.last_month
    UNION ALL
    SELECT network_id, billing_month, campaign_id, static_used FROM (
      SELECT u.network_id, u.billing_month, s.campaign_id,
             CASE WHEN s.number_type = 'static' THEN 1 ELSE 0 END AS static_used,
             row_number() OVER (
               PARTITION BY u.network_id, u.promo_number, u.billing_month
               ORDER BY CASE WHEN s.first_used_on <= u.billing_month THEN 0 ELSE 1 END,
                        CASE WHEN s.first_used_on <= u.billing_month THEN s.first_used_on END DESC,
                        s.first_used_on) AS nearness
      FROM ({usage}) AS u JOIN spans AS s ON s.network_id = u.network_id AND s.promo_number = u.promo_number
      WHERE NOT EXISTS (
        SELECT 1 FROM spans AS o WHERE o.network_id = u.network_id AND o.promo_number = u.promo_number
          AND u.billing_month >= o.first_month AND u.billing_month <= o.last_month)
    ) AS reported WHERE nearness = 1
  ) AS found
  GROUP BY network_id, billing_month, campaign_id
"""


SPANS = _SPANS

# What the facts say of every month that is not frozen; also what `python -m data check` compares with.
DERIVED = f"""
WITH spans AS ({_SPANS}),
counted AS ({counted(_OPEN_MONTHS, _OPEN_USAGE)}),
totals AS (
  SELECT t.network_id, t.billing_month, t.campaign_id, t.static_used, t.dynamic_used FROM usage_totals AS t
  WHERE t.network_id = ANY($1) AND NOT EXISTS (
    SELECT 1 FROM closed_months AS c
    WHERE c.network_id = t.network_id AND c.billing_month = t.billing_month AND c.campaign_id = '')
),
sources AS (
  SELECT network_id, billing_month,
         max(CASE WHEN source <> 'totals' THEN as_of END) AS numbers_as_of,
         max(CASE WHEN source = 'totals' THEN as_of END) AS totals_as_of
  FROM month_reports WHERE network_id = ANY($1) GROUP BY network_id, billing_month
),
by_totals AS (
  SELECT t.network_id, t.billing_month
  FROM (SELECT network_id, billing_month, sum(static_used + dynamic_used) AS used FROM totals
        GROUP BY network_id, billing_month) AS t
  LEFT JOIN (SELECT network_id, billing_month, sum(static_used + dynamic_used) AS used FROM counted
             GROUP BY network_id, billing_month) AS c
    ON c.network_id = t.network_id AND c.billing_month = t.billing_month
  LEFT JOIN sources AS s ON s.network_id = t.network_id AND s.billing_month = t.billing_month
  WHERE c.network_id IS NULL
     OR ((s.numbers_as_of IS NULL OR s.numbers_as_of < s.totals_as_of)
         AND (s.totals_as_of >= {MONTH_END.format(month="t.billing_month")} OR t.used >= c.used))
)
SELECT c.network_id, c.billing_month, c.campaign_id, c.static_used, c.dynamic_used FROM counted AS c
WHERE NOT EXISTS (
  SELECT 1 FROM by_totals AS b WHERE b.network_id = c.network_id AND b.billing_month = c.billing_month)
UNION ALL
SELECT t.network_id, t.billing_month, t.campaign_id, t.static_used, t.dynamic_used
FROM totals AS t JOIN by_totals AS b ON b.network_id = t.network_id AND b.billing_month = t.billing_month
WHERE t.campaign_id <> '' OR t.static_used > 0 OR t.dynamic_used > 0
"""

FROZEN = """
SELECT network_id, billing_month, campaign_id, static_used, dynamic_used FROM closed_months
WHERE network_id = ANY($1) AND (campaign_id <> '' OR static_used > 0 OR dynamic_used > 0)
"""

NETWORK_TOTALS = """
SELECT network_id, billing_month,
       CAST(sum(static_used) AS INTEGER) AS static_used, CAST(sum(dynamic_used) AS INTEGER) AS dynamic_used
FROM monthly_usage
WHERE network_id = ANY($1)
GROUP BY network_id, billing_month
"""

# Months that are described and have no number: months of none, not months that nobody reported. Where numbers are
# known, so is the running month, be it a day old.
ZERO_MONTHS = f"""
SELECT k.network_id, k.billing_month
FROM (
  SELECT network_id, billing_month FROM month_reports WHERE network_id = ANY($1)
  UNION
  SELECT a.network_id, {RUNNING} FROM usage_as_of AS a
  WHERE a.network_id = ANY($1) AND EXISTS (
    SELECT 1 FROM numbers AS n WHERE n.network_id = a.network_id AND n.first_used_on <= a.as_of)
) AS k
WHERE NOT EXISTS (
  SELECT 1 FROM monthly_usage AS t WHERE t.network_id = k.network_id AND t.billing_month = k.billing_month)
"""

REPORTED = f"""
  SELECT r.network_id, r.billing_month FROM month_reports AS r
  WHERE r.network_id = ANY($1) AND r.as_of >= {MONTH_END.format(month="r.billing_month")}
"""

_TO_FREEZE = f"""
SELECT count(*) FROM ({REPORTED}) AS r
WHERE NOT EXISTS (
  SELECT 1 FROM closed_months AS c
  WHERE c.network_id = r.network_id AND c.billing_month = r.billing_month AND c.campaign_id = '')
"""

_FREEZE = f"""
INSERT INTO closed_months (network_id, billing_month, campaign_id, static_used, dynamic_used)
SELECT m.network_id, m.billing_month, m.campaign_id, m.static_used, m.dynamic_used FROM monthly_usage AS m
WHERE EXISTS (
  SELECT 1 FROM ({REPORTED}) AS r WHERE r.network_id = m.network_id AND r.billing_month = m.billing_month
) AND NOT EXISTS (
  SELECT 1 FROM closed_months AS c
  WHERE c.network_id = m.network_id AND c.billing_month = m.billing_month AND c.campaign_id = '')
"""

_FREEZE_NONE = f"""
INSERT INTO closed_months (network_id, billing_month, campaign_id, static_used, dynamic_used)
SELECT DISTINCT r.network_id, r.billing_month, '', 0, 0 FROM ({REPORTED}) AS r
WHERE NOT EXISTS (
  SELECT 1 FROM closed_months AS c
  WHERE c.network_id = r.network_id AND c.billing_month = r.billing_month AND c.campaign_id = '')
"""

_COURSE = """
INSERT INTO month_course (network_id, billing_month, as_of, static_used, dynamic_used)
SELECT t.network_id, t.billing_month, a.as_of, t.static_used, t.dynamic_used
FROM network_months AS t JOIN usage_as_of AS a ON a.network_id = t.network_id
WHERE t.network_id = ANY($1) AND t.billing_month = CAST(date_trunc('month', a.as_of) AS DATE)
ON CONFLICT (network_id, billing_month, as_of)
DO UPDATE SET static_used = excluded.static_used, dynamic_used = excluded.dynamic_used
"""

_HELD_MONTHS = """
  SELECT DISTINCT network_id, billing_month, 'totals' AS source FROM usage_totals WHERE network_id = ANY($1)
  UNION
  SELECT DISTINCT network_id, billing_month, 'usage' FROM usage WHERE network_id = ANY($1)
  UNION
  SELECT r.network_id, CAST(g.m AS DATE), 'numbers'
  FROM (
    SELECT a.network_id, a.as_of, min(n.first_used_on) AS first_day
    FROM usage_as_of AS a JOIN numbers AS n ON n.network_id = a.network_id
    WHERE a.network_id = ANY($1) GROUP BY a.network_id, a.as_of
  ) AS r
  JOIN generate_series(
    (SELECT CAST(date_trunc('month', min(first_used_on)) AS TIMESTAMP) FROM numbers),
    (SELECT CAST(max(as_of) AS TIMESTAMP) FROM usage_as_of), INTERVAL '1' MONTH) AS g(m)
    ON g.m >= date_trunc('month', r.first_day) AND g.m <= r.as_of
"""

_REPORT_ALL = f"""
INSERT INTO month_reports (network_id, billing_month, source, as_of)
SELECT h.network_id, h.billing_month, h.source,
       CASE WHEN a.as_of < {MONTH_END.format(month="h.billing_month")} THEN a.as_of
            ELSE {MONTH_END.format(month="h.billing_month")} END
FROM ({_HELD_MONTHS}) AS h JOIN usage_as_of AS a ON a.network_id = h.network_id
WHERE h.billing_month <= a.as_of
ON CONFLICT (network_id, billing_month, source) DO UPDATE SET as_of = excluded.as_of
"""


def advance_as_of(cursor: Cursor, network_ids: Collection[str], as_of: dt.date) -> None:
    """Records that something of these networks describes ``as_of``; an older date never replaces a newer one."""
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


def describe_as_of(cursor: Cursor, network_ids: Collection[str], as_of: dt.date) -> None:
    """Records that all that is held of these networks' usage describes ``as_of``: every month of it is reported."""
    advance_as_of(cursor, network_ids, as_of)
    cursor.execute(_REPORT_ALL, sorted(network_ids))


def refresh(cursor: Cursor, network_ids: Collection[str]) -> None:
    """Derives what is not frozen anew, freezes what is closed and reported, and keeps the totals of the as-of month."""
    ids = sorted(network_ids)
    cursor.execute("DELETE FROM monthly_usage WHERE network_id = ANY($1)", ids)
    cursor.execute("DELETE FROM network_months WHERE network_id = ANY($1)", ids)
    columns = "network_id, billing_month, campaign_id, static_used, dynamic_used"
    cursor.execute(f"INSERT INTO monthly_usage ({columns}) {FROZEN}", ids)
    cursor.execute(f"INSERT INTO monthly_usage ({columns}) {DERIVED}", ids)
    if cursor.value(_TO_FREEZE, ids):
        cursor.execute(_FREEZE, ids)
        cursor.execute(_FREEZE_NONE, ids)
    cursor.execute(f"INSERT INTO network_months {NETWORK_TOTALS}", ids)
    cursor.execute(
        "INSERT INTO network_months (network_id, billing_month, static_used, dynamic_used)"
        f" SELECT z.network_id, z.billing_month, 0, 0 FROM ({ZERO_MONTHS}) AS z",
        ids,
    )
    cursor.execute(_COURSE, ids)
