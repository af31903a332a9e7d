"""Reads of usage: the monthly summary, the course of months, numbers that nobody calls."""

from __future__ import annotations

import datetime as dt

from data.records import MonthUsage
from data.store import Cursor


def network_months(cursor: Cursor, network_ids: list[str]) -> list[MonthUsage]:
    """Usage by network and month, oldest month first."""
    sql = """
        SELECT network_id, billing_month, '' AS campaign_id, static_used, dynamic_used FROM network_months
        WHERE network_id = ANY($1) ORDER BY network_id, billing_month
    """
    return [MonthUsage(*row) for row in cursor.rows(sql, network_ids)]


def campaign_months(cursor: Cursor, network_ids: list[str]) -> list[MonthUsage]:
    """Static usage by network, campaign and month; campaign '' is what is known as a network total only."""
    sql = """
        SELECT network_id, billing_month, campaign_id, static_used, dynamic_used FROM monthly_usage
        WHERE network_id = ANY($1) ORDER BY network_id, campaign_id, billing_month
    """
    return [MonthUsage(*row) for row in cursor.rows(sql, network_ids)]


def running_usage(cursor: Cursor, network_ids: list[str]) -> list[MonthUsage]:
    """The rows of `campaign_months` that belong to the running billing month, for lists of many networks."""
    sql = """
        SELECT m.network_id, m.billing_month, m.campaign_id, m.static_used, m.dynamic_used
        FROM monthly_usage AS m JOIN usage_as_of AS a ON a.network_id = m.network_id
        WHERE m.network_id = ANY($1) AND m.billing_month = CAST(date_trunc('month', a.as_of) AS DATE)
        ORDER BY m.network_id, m.campaign_id
    """
    return [MonthUsage(*row) for row in cursor.rows(sql, network_ids)]


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
          SELECT network_id, CAST(date_trunc('month', as_of) AS DATE) AS first_day, {gone.format("as_of")} AS gone
          FROM usage_as_of WHERE network_id = ANY($1)
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
    return [MonthUsage(*row) for row in cursor.rows(sql, network_ids)]


def idle_numbers(cursor: Cursor, network_id: str, *, silent_since: dt.date) -> list[tuple[str, str, str]]:
    """(promo number, number type, campaign) on the account, used before ``silent_since`` and not called after.

    Calls are known by the month, so a month that began before ``silent_since`` and had a call counts as called.
    A network without call counts in these months has no idle numbers: silence cannot be told from ignorance.
    """
    sql = """
        SELECT n.promo_number, n.number_type, n.campaign_id
        FROM numbers AS n
        WHERE n.network_id = $1 AND n.released_on IS NULL AND n.first_used_on < $2
          AND EXISTS (
            SELECT 1 FROM usage AS k
            WHERE k.network_id = $1 AND k.calls IS NOT NULL
              AND k.billing_month >= CAST(date_trunc('month', CAST($2 AS DATE)) AS DATE))
          AND n.promo_number NOT IN (
            SELECT u.promo_number FROM usage AS u
            WHERE u.network_id = $1 AND u.billing_month >= CAST(date_trunc('month', CAST($2 AS DATE)) AS DATE)
              AND (u.calls > 0 OR u.calls IS NULL))
        ORDER BY n.number_type, n.campaign_id, n.promo_number
    """
    return [(number, kind, campaign) for number, kind, campaign in cursor.rows(sql, network_id, silent_since)]
