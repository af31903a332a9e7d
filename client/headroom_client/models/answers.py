"""What is recommended, and what is in the way."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from headroom_client.models.base import Answered, Kind


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
