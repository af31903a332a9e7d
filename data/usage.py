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


def month_course(cursor: Cursor, network_id: str) -> list[tuple[dt.date, dt.date, int, int]]:
    """(billing month, as of, static used, dynamic used): what each month's totals were as its days went by."""
    sql = """
        SELECT billing_month, as_of, static_used, dynamic_used FROM month_course
        WHERE network_id = $1 ORDER BY billing_month, as_of
    """
    return [(month, as_of, static, dynamic) for month, as_of, static, dynamic in cursor.rows(sql, network_id)]


def idle_numbers(cursor: Cursor, network_id: str, *, silent_since: dt.date) -> list[tuple[str, str, str]]:
    """(promo number, number type, campaign) on the account, used before ``silent_since`` and not called after.

    Calls are known by the month, so a month that began before ``silent_since`` and had a call counts as called.
    A network without call counts has no idle numbers: silence cannot be told from ignorance.
    """
    sql = """
        SELECT n.promo_number, n.number_type, n.campaign_id
        FROM numbers AS n
        WHERE n.network_id = $1 AND n.released_on IS NULL AND n.first_used_on < $2
          AND EXISTS (SELECT 1 FROM usage AS k WHERE k.network_id = $1 AND k.calls IS NOT NULL)
          AND n.promo_number NOT IN (
            SELECT u.promo_number FROM usage AS u
            WHERE u.network_id = $1 AND u.billing_month >= CAST(date_trunc('month', CAST($2 AS DATE)) AS DATE)
              AND (u.calls > 0 OR u.calls IS NULL))
        ORDER BY n.number_type, n.campaign_id, n.promo_number
    """
    return [(number, kind, campaign) for number, kind, campaign in cursor.rows(sql, network_id, silent_since)]
