"""Limits that were changed, will be, or are to be set in another system."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from headroom_client.models.base import Answered, Kind


class Change(Answered):
    change_id: str
    network_id: str
    kind: Kind
    campaign_id: str
    version: int
    old_limit: int | None
    new_limit: int
    changed_at: dt.datetime
    changed_by: str
    reason: str
    as_of: dt.date | None
    token: str | None = None  # The purpose of the token it was made with.


class PlannedChange(Answered):
    scheduled_id: str
    network_id: str
    kind: Kind
    campaign_id: str
    new_limit: int
    on_date: dt.date
    until_date: dt.date | None
    status: str
    reason: str
    scheduled_by: str


class Changed(Answered):
    """A limit that was changed now, or will be on its day."""

    change: Change | None
    planned: PlannedChange | None


class PlatformMark(Answered):
    change_id: str
    mark: Literal["set", "noted"]
    at: dt.datetime
    by: str


class PlatformTask(Answered):
    """A limit that the vendor's platform is not known to have as it is here."""

    network_id: str
    kind: Kind
    campaign_id: str | None
    change_id: str
    status: Literal["to be set", "set", "differs"]
    limit: int
    in_platform: int | None
    changed_by: str
    changed_at: dt.datetime
    request_id: str | None
    set_by: str | None
    set_at: dt.datetime | None
