"""An account's term on one sheet: plain figures as of a date, for a meeting; the same live, frozen and exported."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from data.store import Store
from forecasting.risk import whole_quantile
from limits.actors import Actor
from limits.advice import NetworkStanding, network_standing
from limits.assumptions import Assumptions
from limits.kinds import NETWORK
from limits.months import month_of, months_between, plus_months, running_month
from limits.network import Period, history, planned_for
from limits.outlook import BAND, LONGEST_HORIZON, ExtendedTo
from limits.planning.decided import DecisionFigures, decisions_since
from limits.planning.saved_scenarios import Weighed, compare, unread_scenarios

RENEWAL_MONTHS = 12  # whatever the period before it touched: one from mid-month touches a calendar month more


@dataclass(frozen=True)
class Spread:
    """The 10, 50 and 90 % quantiles of the simulated paths."""

    low: float
    median: float
    high: float


@dataclass(frozen=True)
class ContractMonth:
    """One billing month of the allotment period; ``used`` is None for months to come, ``expected`` for closed ones."""

    month: dt.date
    used: int | None  # numbers; of the running month so far
    expected: Spread | None  # numbers that today's limits let through
    left: Spread | None  # number-months left of the allotment at the month's end; None inside an opening balance
    left_without_limits: float | None  # the same, the median, if no limit turned demand away
    even_pace: float  # number-months left if every month used the same


@dataclass(frozen=True)
class ScenarioFigures:
    """One column of the comparison: the network as it is, or with a scenario."""

    scenario_id: str  # '' for the network as it is
    name: str
    words: str
    is_plan: bool
    months_left: int
    number_months: int | None
    overage_risk: float | None  # ratio
    expected_overage: float | None  # number-months, over all periods left
    expected_overage_cost: float | None
    expected_unused: float | None
    need: int | None  # numbers a month
    safe_limit: int | None  # None where no limit can run over, or nothing is known
    suggested_limit: int | None
    verdict: str


@dataclass(frozen=True)
class LimitFigures:
    kind: str
    campaign_id: str
    words: str
    limit: int
    usage: int
    headroom: int
    likely_full: dt.date | None
    suggested_limit: int | None


@dataclass(frozen=True)
class Renewal:
    """What the next partnership would need: number-months that hold all demand with ``confidence``."""

    starts_on: dt.date
    months: int
    number_months: int
    median: int
    confidence: float  # ratio
    bought_now: int  # number-months of the period before it

    @property
    def numbers_a_month(self) -> int:
        return math.ceil(self.number_months / self.months)


@dataclass(frozen=True)
class TermSheet:
    """All figures of one network's term; nothing in it needs the store to be read again."""

    network_id: str
    name: str
    as_of: dt.date
    state: str
    sentence: str
    starts_on: dt.date | None  # of the allotment period in force
    ends_on: dt.date | None
    partnership_ends_on: dt.date | None
    number_months: int | None
    used: int | None
    left: int | None
    months_left: int
    guaranteed_ceiling: int | None
    overage_rate: float | None
    currency: str | None
    risk_allowed: float  # ratio
    path_count: int
    months: tuple[ContractMonth, ...]
    scenarios: tuple[ScenarioFigures, ...]
    limits: tuple[LimitFigures, ...]
    renewal: Renewal | None
    decided_since: dt.date
    decisions: tuple[DecisionFigures, ...]
    caveats: tuple[str, ...]
    planned: tuple[str, ...] | None = None  # changes of limits, by their day; None in packs that did not keep them

    @property
    def as_it_is(self) -> ScenarioFigures:
        return self.scenarios[0]

    @property
    def followed(self) -> ScenarioFigures:
        """The column that the sheet's months and limits are of: the plan's where there is one, as every forecast."""
        return next((column for column in self.scenarios if column.is_plan), self.as_it_is)

    @property
    def at_the_end(self) -> Spread | None:
        """Number-months left when the period ends; below zero is overage."""
        return self.months[-1].left if self.months else None


def term_sheet(
    store: Store,
    person: Actor,
    network_id: str,
    *,
    since: dt.date | None = None,
    assumptions: Assumptions | None = None,
) -> TermSheet | None:
    """The sheet as of the network's usage, for the vendor's people; None before any usage was imported.

    ``since`` is the day from which decisions are told, by default 90 days before.
    """
    columns = compare(store, person, network_id, assumptions=assumptions)
    standing = columns[0].standing
    if standing.as_of is None or standing.outlook is None or standing.advice is None:
        return None
    plan = next((c for c in columns if c.scenario is not None and c.scenario.is_plan), columns[0])
    followed = plan.standing
    told_from = since or standing.as_of - dt.timedelta(days=90)
    current = followed.contract.current
    return TermSheet(
        network_id=network_id,
        name=standing.network.name,
        as_of=standing.as_of,
        state=followed.contract.state,
        sentence=followed.contract.sentence,
        starts_on=current.starts_on if current else None,
        ends_on=current.ends_on if current else None,
        partnership_ends_on=followed.contract.partnership.ends_on if followed.contract.partnership else None,
        number_months=current.number_months if current else None,
        used=current.used_closed + current.used_running if current and not current.unreported else None,
        left=current.left if current else None,
        months_left=followed.contract.months_left,
        guaranteed_ceiling=followed.contract.guaranteed_ceiling,
        overage_rate=float(current.overage_rate) if current and current.overage_rate is not None else None,
        currency=current.currency if current else None,
        risk_allowed=standing.assumptions.risk,
        path_count=len(standing.outlook.static),
        months=tuple(contract_months(followed)),
        scenarios=tuple(_column(c) for c in columns),
        limits=tuple(_limits(followed)),
        renewal=_renewal(store, person, followed, plan, standing.assumptions),
        decided_since=told_from,
        decisions=tuple(
            decisions_since(
                history(store, person, network_id),
                standing.requests,
                told_from,
                {limit.key: limit.words for limit in standing.limits},
            )
        ),
        caveats=(
            *unread_scenarios(store, person, network_id),
            *(followed.outlook.caveats if followed.outlook else ()),
        ),
        planned=_planned(store, standing),
    )


def contract_months(standing: NetworkStanding) -> list[ContractMonth]:
    """The months of the allotment period in force: what was used, and what today's limits will let through."""
    current, advice, outlook = standing.contract.current, standing.advice, standing.outlook
    if current is None or advice is None or outlook is None or current.left_for_months_ahead is None:
        return []
    bought = current.left_for_months_ahead
    used = {m.billing_month: m.used for m in standing.history}
    ahead = current.months_ahead[: len(outlook.months)]
    months = (*current.months_closed, *ahead)
    pace = current.number_months / (len(current.months_closed) + len(current.months_ahead))
    spend = advice.spend[:, : len(ahead)]
    left_ahead = bought - np.cumsum(spend, axis=1)
    unlimited = np.median(bought - np.cumsum(outlook.total[:, : len(ahead)], axis=1), axis=0)
    of_months, so_far = [], current.used_closed - sum(used.get(m) or 0 for m in current.months_closed)
    for place, month in enumerate(months):
        even = current.number_months - pace * (place + 1)
        ahead_by = place - len(current.months_closed)
        if ahead_by < 0:
            so_far += used.get(month) or 0
            left = None
            if not _is_within_opening(month, current, used):
                known = float(current.number_months - so_far)
                left = Spread(known, known, known)
            of_months.append(ContractMonth(month, used.get(month), None, left, None, even))
        else:
            running = used.get(month) if ahead_by == 0 else None
            expected, remaining = _spread(spend[:, ahead_by]), _spread(left_ahead[:, ahead_by])
            of_months.append(ContractMonth(month, running, expected, remaining, float(unlimited[ahead_by]), even))
    return of_months


def _is_within_opening(month: dt.date, period: Period, used: Mapping[dt.date, int | None]) -> bool:
    """Whether the months of an opening balance go on after this one: what each of them used is not known."""
    after = plus_months(month, 1)
    return used.get(month) is None and after in period.months_closed and used.get(after) is None


def _spread(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Spread:
    return Spread(*(float(q) for q in np.quantile(values, BAND)))


def _column(column: Weighed) -> ScenarioFigures:
    standing, scenario = column.standing, column.scenario
    ahead, advice, current = standing.ahead, standing.answers[NETWORK], standing.contract.current
    unused = [p.expected_unused for p in ahead.periods if math.isfinite(p.expected_unused)] if ahead else []
    return ScenarioFigures(
        scenario_id=scenario.scenario_id if scenario else "",
        name=column.name,
        words=scenario.words if scenario else "nothing changes",
        is_plan=bool(scenario and scenario.is_plan),
        months_left=standing.contract.months_left,
        number_months=current.number_months if current else None,
        overage_risk=standing.overage_risk,
        expected_overage=advice.as_history.overage,
        expected_overage_cost=advice.as_history.cost,
        expected_unused=sum(unused) if unused else None,
        need=advice.need,
        safe_limit=advice.safe_limit,
        suggested_limit=advice.limit,
        verdict=advice.verdict,
    )


def _limits(standing: NetworkStanding) -> Iterable[LimitFigures]:
    for limit in standing.limits:
        answer = standing.answers[limit.key]
        full = standing.outlook.likely_full(limit.key, limit.limit) if standing.outlook else None
        yield LimitFigures(
            limit.key.kind,
            limit.key.campaign_id,
            limit.words,
            limit.limit,
            limit.usage,
            limit.headroom,
            full,
            answer.limit,
        )


def _renewal(
    store: Store, person: Actor, standing: NetworkStanding, plan: Weighed, assumptions: Assumptions
) -> Renewal | None:
    """Looks at demand without limits in the months after the partnership; None where that is too far to forecast."""
    contract = standing.contract
    if contract.partnership is None or not contract.periods or standing.as_of is None:
        return None
    last, months = contract.periods[-1], RENEWAL_MONTHS
    first = plus_months(month_of(contract.partnership.ends_on), 1)
    offset = len(months_between(running_month(standing.as_of), first)) - 1
    if offset + months > LONGEST_HORIZON:
        return None
    until = plus_months(first, months) - dt.timedelta(days=1)
    changes = (*(plan.scenario.changes if plan.scenario else ()), ExtendedTo(until))
    longer = network_standing(store, person, standing.network.network_id, changes=changes, assumptions=assumptions)
    if longer.outlook is None or len(longer.outlook.months) < offset + months:
        return None
    total = longer.outlook.total[:, offset : offset + months].sum(axis=1)
    return Renewal(
        starts_on=first,
        months=months,
        number_months=whole_quantile(total, 1 - assumptions.risk),
        median=round(float(np.median(total))),
        confidence=1 - assumptions.risk,
        bought_now=last.number_months,
    )


def _planned(store: Store, standing: NetworkStanding) -> tuple[str, ...]:
    with store.reading() as cursor:
        return tuple(planned_for(cursor, standing.network))
