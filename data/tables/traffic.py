"""Reads of website traffic: sessions of a network by month, day and hour, as they were imported."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from data.records import TrafficRow
from data.rows import records_by
from data.store import Cursor


def traffic(cursor: Cursor, network_ids: list[str], grains: list[str]) -> dict[str, list[TrafficRow]]:
    """The rows of these networks in these grains ('month', 'day', 'hour'), oldest first within a grain."""
    sql = """
        SELECT network_id, grain, starts_at, sessions FROM traffic
        WHERE network_id = ANY($1) AND grain = ANY($2) ORDER BY network_id, grain, starts_at
    """
    return records_by(cursor, "network_id", TrafficRow, sql, network_ids, grains)


def recent_hours(cursor: Cursor, *, days: int) -> dict[str, list[TrafficRow]]:
    """Hourly rows of every network that has them, of its last ``days`` days with any."""
    sql = """
        SELECT t.network_id, t.grain, t.starts_at, t.sessions
        FROM traffic AS t
        JOIN (
          SELECT network_id, max(starts_at) AS latest FROM traffic WHERE grain = 'hour' GROUP BY network_id
        ) AS l ON l.network_id = t.network_id
        WHERE t.grain = 'hour' AND t.starts_at > l.latest - CAST($1 AS INTEGER) * INTERVAL '1 day'
        ORDER BY t.network_id, t.starts_at
    """
    return records_by(cursor, "network_id", TrafficRow, sql, days)


def sessions_by_month(cursor: Cursor, network_ids: list[str]) -> dict[str, dict[dt.date, int]]:
    """Sessions of whole months, from the finest grain that covers a month; a few days without a row had none.

    A month with rows on fewer than half of its days lies between two exports, and is not known.
    """
    sql = """
        SELECT t.network_id, t.grain, CAST(date_trunc('month', t.starts_at) AS DATE) AS month,
          CAST(sum(t.sessions) AS BIGINT) AS sessions, count(DISTINCT CAST(t.starts_at AS DATE)) AS days,
          min(min(t.starts_at)) OVER (PARTITION BY t.network_id, t.grain) AS first_at,
          max(max(t.starts_at)) OVER (PARTITION BY t.network_id, t.grain) AS last_at
        FROM traffic AS t
        WHERE t.network_id = ANY($1)
        GROUP BY t.network_id, t.grain, CAST(date_trunc('month', t.starts_at) AS DATE)
        ORDER BY t.network_id, CASE t.grain WHEN 'month' THEN 1 WHEN 'day' THEN 2 ELSE 3 END, month
    """
    by_network: dict[str, dict[dt.date, int]] = defaultdict(dict)
    for network_id, grain, month, sessions, days, first_at, last_at in cursor.rows(sql, network_ids):
        last_day = (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        covered = first_at.date() <= month and last_at.date() >= last_day and 2 * days >= last_day.day
        if grain == "month" or covered:
            by_network[network_id][month] = sessions
    return by_network
