"""What Headroom answers, typed. A field that a newer server adds is kept as well."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["campaign", "network", "dynamic"]


class Answered(BaseModel):
    """The base of all answers."""

    model_config = ConfigDict(extra="allow", populate_by_name=True, protected_namespaces=(), frozen=True)


class Alert(Answered):
    network_id: str
    kind: str
    campaign_id: str
    alert: str
    level: int
    since: dt.datetime
    as_of: dt.date | None
    words: str


class ContractFigures(Answered):
    used_closed: int | None
    left_at_month_start: int | None
    left_today: int | None
    months_ahead: int | None
    ceiling: float | None
    ceiling_increase: float | None
    unreported: list[str]
    state: str


class LimitName(Answered):
    kind: Kind
    campaign_id: str | None


class LimitStep(Answered):
    from_month: str | None = Field(alias="from")
    limit: int


class Pair(Answered):
    kind: Kind
    campaign_id: str | None
    limit: int | None
    schedule: list[LimitStep]


class Way(Answered):
    used: float | None
    overage: float | None
    cost: float | None
    risk: float | None
    first_over: str | None


class Answer(Answered):
    """The answer to a request, the same at every door."""

    verdict: str
    sentence: str
    limit: int | None
    increase: int | None
    granted: list[int] | None
    schedule: list[LimitStep] | None
    pair: Pair | None
    contract: ContractFigures
    as_history: Way
    as_asked: Way
    if_filled: Way
    safe_increase: int | None
    need: float | None
    missing: float | None
    missing_cost: float | None
    currency: str | None
    binds: list[LimitName]
    caveats: list[Any]
    reasons: list[dict[str, Any]]
    as_of: dt.date | None
    risk_level: float | None
    confidence: float | None


class Binding(Answered):
    kind: Kind
    campaign_id: str | None
    limit: int
    usage: int | None
    headroom: int | None
    missing: int
    who_may_raise: str


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


class Contract(Answered):
    network_id: str
    state: str
    sentence: str
    partnership_starts_on: dt.date | None
    partnership_ends_on: dt.date | None
    months_left: float | None
    periods: list[dict[str, Any]]
    as_of: dt.date | None


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
    request: Request
    change: Change | None
    planned: PlannedChange | None


class Explanation(Answered):
    network_id: str
    number_type: Literal["static", "dynamic"]
    campaign_id: str | None
    count: int
    allowed: bool
    room: int
    binding: list[Binding]
    next_binding: Binding | None
    sentences: list[str]
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


class ImportFile(Answered):
    file: str
    table: str
    as_of: dt.date | None
    row_count: int
    changed_count: int


class Import(Answered):
    stored: bool
    validate_only: bool
    changed_count: int
    files: list[ImportFile]
    warnings: list[str]


class ImportedFile(Answered):
    """One file that was imported before."""

    imported_at: dt.datetime
    imported_by: str
    as_of: dt.date | None
    file_name: str
    table_name: str
    row_count: int
    changed_count: int
    notes: str


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


class RequestThread(Answered):
    request: Request
    events: list[dict[str, Any]]


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
