"""Requests and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from headroom_client.models.base import Answered, Kind
from headroom_client.models.changes import Change, PlannedChange


class Request(Answered):
    request_id: str
    network_id: str
    kind: Kind
    campaign_id: str
    more_numbers: int
    from_month: dt.date
    until_month: dt.date | None
    reason: str
    status: str
    filed_by: str
    filed_at: dt.datetime
    decided_by: str | None
    granted_limit: int | None
    answer: str | None


class Decision(Answered):
    """A request as decided; ``steps`` has every change and planned change where the grant is by period."""

    request: Request
    change: Change | None
    planned: PlannedChange | None
    steps: list[dict[str, Any]]


class DecidedOne(Answered):
    """What became of one of several: the decision, or why there is none."""

    request_id: str
    decision: Decision | None
    why_not: str


class DecidedTogether(Answered):
    items: list[DecidedOne]


class Reopened(Answered):
    """The request, open again; limits that are back at what they were; planned steps that are not made."""

    request: Request
    changes: list[Change]
    withdrawn: list[PlannedChange]
    sentence: str


class RequestThread(Answered):
    request: Request
    events: list[dict[str, Any]]
