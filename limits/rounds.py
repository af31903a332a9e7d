"""The round: what time alone brings about, done once however many processes make rounds at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.records import LimitChange, Request
from data.store import Store
from limits.alerts import AlertReport, look
from limits.request_course import expire_requests
from limits.schedule import apply_due


@dataclass(frozen=True)
class Round:
    """What one round did."""

    applied: tuple[LimitChange, ...]
    expired: tuple[Request, ...]
    alerts: AlertReport


def make_round(store: Store, *, now: dt.datetime | None = None) -> Round:
    """Makes planned changes whose day has come, ends requests nobody can grant any more, then looks for alerts."""
    moment = now or dt.datetime.now(dt.UTC)
    applied = apply_due(store, now=moment)
    expired = expire_requests(store, now=moment)
    return Round(tuple(applied), tuple(expired), look(store, now=moment))
