"""What happened to a limit: its changes, and the requests that asked for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.sample.story import Kind


@dataclass(frozen=True)
class Change:
    """One version of a limit, and the day from which it holds."""

    kind: Kind
    campaign_id: str
    version: int
    old_limit: int | None
    new_limit: int
    day: int
    at: dt.datetime
    by: str
    reason: str
    request_id: str | None = None


@dataclass(frozen=True)
class Request:
    """An ask for a higher limit and what became of it."""

    request_id: str
    kind: Kind
    campaign_id: str
    more_numbers: int
    from_month: dt.date
    reason: str
    sessions: int | None
    status: str
    filed_by: str
    filed_at: dt.datetime
    decided_by: str | None = None
    decided_at: dt.datetime | None = None
    granted_limit: int | None = None
    decision_note: str | None = None
