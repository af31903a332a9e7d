"""What the latest Number Usage Report said of each number, for lists of numbers such as the idle ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.rows import records
from data.store import Cursor


@dataclass(frozen=True)
class NumberStatus:
    """The vendor's own words for one number in one billing month; None where the report said nothing."""

    promo_number: str
    billing_month: dt.date
    as_of: dt.date
    number_status: str | None
    campaign_status: str | None
    advertiser_status: str | None
    publisher_status: str | None
    calls: int | None


def number_statuses(cursor: Cursor, network_id: str) -> dict[str, NumberStatus]:
    """By promo number; a number that no report listed is not there."""
    sql = """
        SELECT promo_number, billing_month, as_of, number_status, campaign_status, advertiser_status,
               publisher_status, calls
        FROM number_statuses WHERE network_id = $1 ORDER BY promo_number
    """
    return {status.promo_number: status for status in records(cursor, NumberStatus, sql, network_id)}
