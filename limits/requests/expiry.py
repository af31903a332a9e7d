"""When a request expires: nobody decided it in time, or the months it asked for are over."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from data.records import Request
from data.store import Cursor, Store
from data.tables import networks as network_reads
from data.tables import requests as request_store
from limits import visibility
from limits.clock import present, utc
from limits.months import plus_months
from limits.notice_texts import notify_of_request
from limits.requests.thread import record
from limits.settings_in_force import settings_in


def expire_requests(store: Store, *, now: dt.datetime | None = None) -> list[Request]:
    """Ends open requests that nobody can grant any more: too old, or for months that are over."""
    moment = now or present()

    def work(cursor: Cursor) -> list[Request]:
        ended = []
        days = settings_in(cursor).request_expires_days
        for request in request_store.open_requests(cursor):
            why = _expired(request, utc(moment), days)
            after = replace(request, status="expired")
            if why and request_store.settle(cursor, after, before=request.status):
                record(cursor, request, "Headroom", "expired", why, moment)
                _tell_expired(cursor, request, why, moment)
                ended.append(after)
        return ended

    return store.write(work, changes_figures=bool)


def _tell_expired(cursor: Cursor, request: Request, why: str, moment: dt.datetime) -> None:
    network = network_reads.network(cursor, request.network_id)
    for audience in visibility.BOTH_SIDES:
        if network is not None:
            notify_of_request(cursor, network, request, audience, "expired", why, moment)


def _expired(request: Request, moment: dt.datetime, days: int) -> str | None:
    if request.until_month is not None and moment.date() >= plus_months(request.until_month, 1):
        return f"It asked for numbers until {request.until_month:%Y-%m}, which is over."
    if moment - request.filed_at > dt.timedelta(days=days):
        return f"Nobody decided it within {days} days."
    return None
