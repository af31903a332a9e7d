"""A term sheet frozen for a meeting."""

from __future__ import annotations

import datetime as dt

from data.documents.shape import Part


class SpreadV1(Part):
    low: float
    median: float
    high: float


class MonthV1(Part):
    month: dt.date
    used: int | None
    expected: SpreadV1 | None
    left: SpreadV1 | None
    left_without_limits: float | None
    even_pace: float


class ScenarioFiguresV1(Part):
    scenario_id: str
    name: str
    words: str
    is_plan: bool
    months_left: int
    number_months: int | None
    overage_risk: float | None
    expected_overage: float | None
    expected_overage_cost: float | None
    expected_unused: float | None
    need: int | None
    safe_limit: int | None
    suggested_limit: int | None
    verdict: str


class LimitFiguresV1(Part):
    kind: str
    campaign_id: str
    words: str
    limit: int
    usage: int
    headroom: int
    likely_full: dt.date | None
    suggested_limit: int | None


class DecisionV1(Part):
    on: dt.date
    by: str
    words: str
    reason: str


class RenewalV1(Part):
    starts_on: dt.date
    months: int
    number_months: int
    median: int
    confidence: float
    bought_now: int


class PackV1(Part):
    """All figures of one network's term, those that limits.planning.account_sheet gave when packs began."""

    network_id: str
    name: str
    as_of: dt.date
    state: str
    sentence: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    partnership_ends_on: dt.date | None
    number_months: int | None
    used: int | None
    left: int | None
    months_left: int
    guaranteed_ceiling: int | None
    overage_rate: float | None
    currency: str | None
    risk_allowed: float
    path_count: int
    months: tuple[MonthV1, ...]
    scenarios: tuple[ScenarioFiguresV1, ...]
    limits: tuple[LimitFiguresV1, ...]
    renewal: RenewalV1 | None
    decided_since: dt.date
    decisions: tuple[DecisionV1, ...]
    caveats: tuple[str, ...]


class PackV2(PackV1):
    """A pack with the changes of limits that were planned, in sentences; None where that was not looked up."""

    planned: tuple[str, ...] | None
