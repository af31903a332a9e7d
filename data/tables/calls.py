"""Reads of call logs: calls by month and the last call, of numbers, campaigns and RingPools."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.rows import records
from data.store import Cursor


@dataclass(frozen=True)
class Calls:
    """Calls of one billing month; of a promo number, or of a campaign and RingPool ('' where the log named none)."""

    promo_number: str
    campaign_id: str
    ring_pool_id: str
    billing_month: dt.date
    calls: int
    last_call_on: dt.date


def calls_by_month(cursor: Cursor, network_id: str) -> list[Calls]:
    """What the logs tell of a network; the calls of a number belong to whatever campaign it is in."""
    sql = """
        SELECT promo_number, campaign_id, ring_pool_id, CAST(date_trunc('month', called_on) AS DATE) AS billing_month,
               CAST(sum(calls) AS BIGINT) AS calls, max(called_on) AS last_call_on
        FROM call_days WHERE network_id = $1 AND calls > 0
        GROUP BY promo_number, campaign_id, ring_pool_id, CAST(date_trunc('month', called_on) AS DATE)
        ORDER BY billing_month, promo_number, campaign_id, ring_pool_id
    """
    return records(cursor, Calls, sql, network_id)


def last_calls(cursor: Cursor, network_id: str) -> dict[str, dt.date]:
    """The day of the last call by promo number, as far as the logs tell; a number in no log is not there."""
    sql = """
        SELECT promo_number, max(called_on) FROM call_days
        WHERE network_id = $1 AND promo_number <> '' AND calls > 0 GROUP BY promo_number
    """
    return dict(cursor.rows(sql, network_id))
