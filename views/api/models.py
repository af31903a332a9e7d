"""What the API answers, typed: the names that `--json` has, numbers as numbers, months as 2026-12, unknown as null."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import ConfigDict, Field

from limits.kinds import Kind
from limits.shapes import Alert, Answered, AsOf, Change, ImportFile, PlannedChange, Request

T = TypeVar("T")

__all__ = ["Alert", "Answered", "Change", "ImportFile", "PlannedChange", "Request"]  # what webhooks send as well


class Page(Answered, Generic[T]):
    """One page of a list; `next_page_token` is empty on the last."""

    items: list[T]
    next_page_token: str = ""


class Problem(Answered):
    """What went wrong (RFC 9457), with the way out in `detail`."""

    type: str = Field(examples=["urn:headroom:problem:stale"])
    title: str = Field(examples=["Changed meanwhile"])
    status: int = Field(examples=[412])
    detail: str
    errors: list[dict[str, Any]] | None = None
    current: dict[str, Any] | None = Field(None, description="What is there now, where it changed meanwhile.")


class Me(Answered):
    email: str
    roles: str
    token_id: str
    purpose: str
    scopes: list[str]
    expires_at: str


class Network(Answered):
    network_id: str = Field(examples=["summit-hvac"])
    name: str
    time_zone: str
    csm_email: str | None
    as_of: AsOf = Field(description="The day that its usage describes; null before any import.")


class Limit(Answered):
    network_id: str
    kind: Kind
    campaign_id: str | None
    campaign: str | None
    limit: int
    version: int = Field(description="What If-Match names when it is changed.")
    usage: int | None
    headroom: int | None
    utilization: float | None
    state: str | None
    as_of: AsOf


class Way(Answered):
    used: float | None
    overage: float | None
    cost: float | None
    risk: float | None
    first_over: str | None


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
    model_config = ConfigDict(extra="allow", populate_by_name=True, serialize_by_alias=True)

    from_month: str | None = Field(alias="from")
    limit: int


class Pair(LimitName):
    limit: int | None
    schedule: list[LimitStep]


class Answer(Answered):
    """The answer to a request, the same at every door."""

    verdict: str = Field(examples=["grant 40 of 50"])
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
    as_of: AsOf
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
    as_of: AsOf


class UsageMonth(Answered):
    billing_month: str = Field(examples=["2026-11"])
    static_used: int | None
    dynamic_used: int | None
    used: int | None
    network_limit: int | None
    dynamic_limit: int | None
    is_running: bool
    is_reported: bool


class UsageMonths(Page[UsageMonth]):
    as_of: AsOf


class Quantiles(Answered):
    month: str = Field(examples=["2026-12"])
    static: list[float | None]
    dynamic: list[float | None]
    total: list[float | None]


class Forecast(Answered):
    network_id: str
    as_of: AsOf
    levels: list[float] = Field(description="Of the quantiles, in the order in which each month has them.")
    months: list[Quantiles]
    caveats: list[Any]


class Contract(Answered):
    network_id: str
    state: str
    sentence: str
    partnership_starts_on: str | None
    partnership_ends_on: str | None
    months_left: float | None
    periods: list[dict[str, Any]]
    as_of: AsOf


class Changed(Answered):
    """A limit that was changed now, or will be on its day."""

    change: Change | None
    planned: PlannedChange | None


class RequestThread(Answered):
    request: Request
    events: list[dict[str, Any]]


class Decision(Answered):
    """A request as decided; `steps` has every change and planned change where the grant is by period."""

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
    changed_at: str
    request_id: str | None
    set_by: str | None
    set_at: str | None


class PlatformMark(Answered):
    change_id: str
    mark: Literal["set", "noted"]
    at: str
    by: str


class Pack(Answered):
    pack_id: str
    network_id: str
    title: str
    as_of: AsOf
    frozen_by: str
    frozen_at: str


class PackSheet(Answered):
    pack: Pack
    sheet: dict[str, Any]


class Import(Answered):
    stored: bool
    validate_only: bool
    changed_count: int
    files: list[ImportFile]
    warnings: list[str]


class ImportedFile(Answered):
    """One file that was imported before."""

    imported_at: str
    imported_by: str
    as_of: AsOf
    file_name: str
    table_name: str
    row_count: int
    changed_count: int
    notes: str


class ImportTakenBack(Answered):
    """The import whose rows are as they were before it."""

    imported_at: str
    imported_by: str
    files: str
    changed_count: int
