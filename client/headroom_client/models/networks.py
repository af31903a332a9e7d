"""A network as it stands: its limits, usage, forecast and contract; and whose token asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from headroom_client.models.base import Answered, Kind


class Alert(Answered):
    network_id: str
    kind: str
    campaign_id: str
    alert: str
    level: int
    since: dt.datetime
    as_of: dt.date | None
    words: str


class Contract(Answered):
    network_id: str
    state: str
    sentence: str
    partnership_starts_on: dt.date | None
    partnership_ends_on: dt.date | None
    months_left: float | None
    periods: list[dict[str, Any]]
    as_of: dt.date | None


class Quantiles(Answered):
    month: str
    static: list[float | None]
    dynamic: list[float | None]
    total: list[float | None]


class Forecast(Answered):
    network_id: str
    as_of: dt.date | None
    levels: list[float]  # Of the quantiles, in the order in which each month has them.
    months: list[Quantiles]
    caveats: list[Any]


class Limit(Answered):
    network_id: str
    kind: Kind
    campaign_id: str | None
    campaign: str | None
    limit: int
    version: int  # What If-Match names when it is changed.
    usage: int | None
    headroom: int | None
    utilization: float | None
    state: str | None
    as_of: dt.date | None


class Me(Answered):
    email: str
    roles: str
    token_id: str
    purpose: str
    scopes: list[str]
    expires_at: dt.datetime


class Network(Answered):
    network_id: str
    name: str
    time_zone: str
    csm_email: str | None
    as_of: dt.date | None  # The day that its usage describes; null before any import.


class Pack(Answered):
    pack_id: str
    network_id: str
    title: str
    as_of: dt.date | None
    frozen_by: str
    frozen_at: dt.datetime


class PackSheet(Answered):
    pack: Pack
    sheet: dict[str, Any]


class UsageMonth(Answered):
    billing_month: str
    static_used: int | None
    dynamic_used: int | None
    used: int | None
    network_limit: int | None
    dynamic_limit: int | None
    is_running: bool
    is_reported: bool


class UsageMonths(Answered):
    items: list[UsageMonth]
    next_page_token: str = ""
    as_of: dt.date | None
