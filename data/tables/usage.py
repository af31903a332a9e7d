"""Reads of usage: the monthly summary, the course of months, numbers that nobody calls."""

from __future__ import annotations

import datetime as dt

from data.records import Assignment, IdleNumber, MonthCorrection, MonthUsage
from data.rows import records
from data.store import Cursor

# A row says "at least this" where its month is closed and frozen nowhere; the running month is always so far.
_RUNNING = "CAST(date_trunc('month', a.as_of + INTERVAL '1' DAY) AS DATE)"
_IS_REPORTED = f"""
  (c.network_id IS NOT NULL OR coalesce(m.billing_month >= {_RUNNING}, FALSE)) AS is_reported
"""
_WITH_COVERAGE = """
  LEFT JOIN usage_as_of AS a ON a.network_id = m.network_id
  LEFT JOIN closed_months AS c
    ON c.network_id = m.network_id AND c.billing_month = m.billing_month AND c.campaign_id = ''
"""


def network_months(cursor: Cursor, network_ids: list[str]) -> list[MonthUsage]:
    """Usage by network and month, oldest month first; a month of which nothing is known has no row."""
    sql = f"""
        SELECT m.network_id, m.billing_month, '' AS campaign_id, m.static_used, m.dynamic_used, {_IS_REPORTED}
        FROM network_months AS m {_WITH_COVERAGE}
        WHERE m.network_id = ANY($1) ORDER BY m.network_id, m.billing_month
    """
    return records(cursor, MonthUsage, sql, network_ids)


def campaign_months(cursor: Cursor, network_ids: list[str]) -> list[MonthUsage]:
    """Static usage by network, campaign and month; campaign '' is what is known as a network total only."""
    sql = f"""
        SELECT m.network_id, m.billing_month, m.campaign_id, m.static_used, m.dynamic_used, {_IS_REPORTED}
        FROM monthly_usage AS m {_WITH_COVERAGE}
        WHERE m.network_id = ANY($1) ORDER BY m.network_id, m.campaign_id, m.billing_month
    """
    return records(cursor, MonthUsage, sql, network_ids)


def month_corrections(cursor: Cursor, network_ids: list[str]) -> list[MonthCorrection]:
    """Closed months that somebody corrected, in the order it was done; campaign '' is the network's total."""
    sql = """
        SELECT network_id, billing_month, campaign_id, old_static, old_dynamic, new_static, new_dynamic,
               corrected_at, corrected_by, reason, file_name
        FROM month_corrections WHERE network_id = ANY($1) ORDER BY correction_id
    """
    return records(cursor, MonthCorrection, sql, network_ids)


def assignments(cursor: Cursor, network_id: str) -> list[Assignment]:
    """Where each number was, by number and day."""
    sql = """
        SELECT promo_number, number_type, campaign_id, ring_pool_id, first_used_on AS assigned_on,
               released_on AS through
        FROM numbers WHERE network_id = $1 ORDER BY promo_number, first_used_on
    """
    return records(cursor, Assignment, sql, network_id)


def month_course(cursor: Cursor, network_id: str) -> list[tuple[dt.date, dt.date, int, int]]:
    """(billing month, as of, static used, dynamic used): what each month's totals were as its days went by."""
    sql = """
        SELECT billing_month, as_of, static_used, dynamic_used FROM month_course
        WHERE network_id = $1 ORDER BY billing_month, as_of
    """
    return [(month, as_of, static, dynamic) for month, as_of, static, dynamic in cursor.rows(sql, network_id)]


def usage_by_this_day(cursor: Cursor, network_ids: list[str]) -> list[MonthUsage]:
    """What the last twelve closed months had come to when as much of them was gone as of the running one now.

    A month is left out when nothing was imported within the tenth of it before that day.
    """
    gone = """
        CAST(extract(day FROM {0}) AS DOUBLE PRECISION)
        / extract(day FROM CAST(date_trunc('month', {0}) + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE))
    """
    sql = f"""
        WITH running AS (
          SELECT a.network_id, {_RUNNING} AS first_day,
                 CASE WHEN a.as_of < {_RUNNING} THEN 0 ELSE {gone.format("a.as_of")} END AS gone
          FROM usage_as_of AS a WHERE a.network_id = ANY($1)
        ),
        course AS (
          SELECT network_id, billing_month, static_used, dynamic_used, {gone.format("as_of")} AS gone
          FROM month_course WHERE network_id = ANY($1)
        )
        SELECT c.network_id, c.billing_month, '' AS campaign_id,
               max(c.static_used) AS static_used, max(c.dynamic_used) AS dynamic_used
        FROM course AS c JOIN running AS r ON r.network_id = c.network_id
        WHERE c.billing_month < r.first_day AND c.billing_month >= r.first_day - INTERVAL '12' MONTH
          AND c.gone <= r.gone + 0.001 AND c.gone > r.gone - 0.1
        GROUP BY c.network_id, c.billing_month
        ORDER BY c.network_id, c.billing_month
    """
    return records(cursor, MonthUsage, sql, network_ids)


_IDLE = """
WITH held AS (
  SELECT promo_number, campaign_id, first_used_on FROM numbers
  WHERE network_id = $1 AND number_type = 'static' AND first_used_on <= $3
    AND (released_on IS NULL OR released_on > $2)
),
calls AS (
  SELECT u.promo_number, u.calls, u.billing_month,
         CAST(u.billing_month + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE) AS month_end
  FROM usage AS u WHERE u.network_id = $1
),
rang AS (
  SELECT c.promo_number, max(CASE WHEN c.month_end < $2 THEN c.month_end ELSE $2 END) AS last_call_on
  FROM calls AS c LEFT JOIN last_calls AS l ON l.network_id = $1 AND l.promo_number = c.promo_number
  WHERE c.calls > 0 AND c.billing_month <= $2 AND (l.as_of IS NULL OR l.as_of < c.month_end AND l.as_of < $2)
  GROUP BY c.promo_number
  UNION ALL
  SELECT promo_number, last_call_on FROM last_calls WHERE network_id = $1 AND last_call_on <= $2
  UNION ALL
  SELECT promo_number, max(called_on) FROM call_days
  WHERE network_id = $1 AND promo_number <> '' AND calls > 0 AND called_on <= $2 GROUP BY promo_number
)
SELECT h.promo_number, h.campaign_id, max(r.last_call_on) AS last_call_on, h.first_used_on AS assigned_on
FROM held AS h LEFT JOIN rang AS r ON r.promo_number = h.promo_number
WHERE (EXISTS (SELECT 1 FROM last_calls AS l WHERE l.network_id = $1)
       OR EXISTS (SELECT 1 FROM calls AS k WHERE k.calls IS NOT NULL AND k.month_end > $3))
  AND NOT EXISTS (
    SELECT 1 FROM calls AS k WHERE k.promo_number = h.promo_number AND k.calls IS NULL AND k.month_end > $3
      AND NOT EXISTS (
        SELECT 1 FROM last_calls AS l WHERE l.network_id = $1 AND l.promo_number = h.promo_number))
GROUP BY h.promo_number, h.campaign_id, h.first_used_on
HAVING max(r.last_call_on) IS NULL OR max(r.last_call_on) <= $3
ORDER BY h.campaign_id, h.promo_number
"""


def idle_numbers(cursor: Cursor, network_id: str, as_of: dt.date, days: int) -> list[IdleNumber]:
    """Static numbers not released that had no call for ``days`` or more as of ``as_of``, and were there for as long.

    A last call is known by its day, in an inventory or a call log, or by a month with calls, which then counts to the
    month's end. A number that never rang is idle too. But in a network of which no call was reported lately, and for a
    number whose calls a report left out, silence cannot be told from ignorance.
    """
    return records(cursor, IdleNumber, _IDLE, network_id, as_of, as_of - dt.timedelta(days=days))


_CALLS_KNOWN = """
SELECT EXISTS (SELECT 1 FROM last_calls AS l WHERE l.network_id = $1)
       OR EXISTS (
         SELECT 1 FROM usage AS u WHERE u.network_id = $1 AND u.calls IS NOT NULL
           AND CAST(u.billing_month + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE) > $2)
"""


def calls_are_known(cursor: Cursor, network_id: str, as_of: dt.date, days: int) -> bool:
    """Whether a list of idle numbers can be told at all: some report said lately which numbers rang."""
    return bool(cursor.value(_CALLS_KNOWN, network_id, as_of - dt.timedelta(days=days)))
