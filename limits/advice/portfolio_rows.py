"""All networks a person may see, by risk: whom to look at today, and why."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from data.errors import LimitMissing
from data.records import Network, Request, ScheduledChange
from data.store import Cursor, Store
from data.tables import limits as limit_reads
from data.tables import networks as network_reads
from data.tables import promises as promise_reads
from data.tables import requests as request_reads
from data.tables import scenarios as scenario_reads
from data.tables import scheduled as scheduled_reads
from data.tables import usage as usage_reads
from data.tables.promises import Promise
from forecasting.demand import SumCalibration
from limits.actors import Actor, refreshed, visible_networks
from limits.advice.contract_read import contract_of, network_limits
from limits.advice.portfolio_state import STATES, State, expected_surplus, state_of
from limits.advice.standing import risk_ahead
from limits.answers import Answer, NetworkAnswers, ahead_of, network_answers
from limits.assumptions import Assumptions
from limits.clock import day_for_network
from limits.kinds import DYNAMIC, NETWORK, LimitKey
from limits.network import Contract, LimitHeadroom, headrooms_of
from limits.outlook import (
    CommittedScenario,
    FleetLesson,
    Outlook,
    Past,
    committed_from,
    foreseen,
    horizon_until,
    lesson_in_force,
    outlooks,
    past,
    stored_calibration,
    traffic_pasts,
)
from limits.settings_in_force import settings_in

Row = TypeVar("Row")

MONTHS_AHEAD = 3


@dataclass(frozen=True)
class DemandAhead:
    """Forecast demand of the whole network a few months ahead, numbers: the median and the middle 80 %."""

    billing_month: dt.date
    low: float
    median: float
    high: float


@dataclass(frozen=True)
class PortfolioRow:
    """One network as the portfolio lists it; None where a figure is not defined, never a stand-in."""

    network: Network
    state: State
    reason: str
    network_limit: LimitHeadroom | None
    dynamic_limit: LimitHeadroom | None
    campaign_limit: LimitHeadroom | None  # the fullest campaign
    contract: Contract
    overage_risk: float | None
    answer: Answer | None  # for the network limit; where a request for it is open, to the request
    likely_full: dt.date | None  # first month in which demand probably exceeds the network limit
    demand_ahead: DemandAhead | None
    expiring: float | None  # number-months of the period in force that median demand leaves unused
    open_requests: int
    recent_usage: tuple[int | None, ...]  # numbers, the last 13 months with the running one
    limits: tuple[LimitHeadroom, ...]  # all of them; empty where one is missing
    full_chances: Mapping[LimitKey, tuple[float, ...]]  # P(demand exceeds the limit), by month from the running one on


@dataclass(frozen=True)
class _Known:
    """The rows of one network, read in bulk."""

    network: Network
    headrooms: tuple[LimitHeadroom, ...] | None
    problem: str
    past: Past | None
    contract: Contract
    committed: CommittedScenario
    requests: tuple[Request, ...]  # the open ones
    planned: tuple[ScheduledChange, ...] = ()
    promises: tuple[Promise, ...] = ()
    assumptions: Assumptions = field(default_factory=Assumptions)


@dataclass(frozen=True)
class _Basis:
    """What the past of the whole store taught its forecasts."""

    calibration: SumCalibration
    lesson: FleetLesson | None


class PortfolioMemory:
    """Rows and what they were worked out from, so that news of one network cost the forecast of one network.

    A row is the same for everybody who may see it. Threads may share a memory: what one of them misses it works out.
    """

    def __init__(self) -> None:
        self._rows: dict[str, tuple[_Known, _Basis, PortfolioRow]] = {}

    def row(self, known: _Known, basis: _Basis) -> PortfolioRow | None:
        """The row, if nothing that it rests on is different now."""
        before = self._rows.get(known.network.network_id)
        return before[2] if before is not None and before[:2] == (known, basis) else None

    def keep(self, known: _Known, basis: _Basis, row: PortfolioRow) -> None:
        self._rows[known.network.network_id] = (known, basis, row)


def portfolio(
    store: Store,
    person: Actor,
    *,
    assumptions: Assumptions | None = None,
    memory: PortfolioMemory | None = None,
    now: dt.datetime | None = None,
) -> list[PortfolioRow]:
    """The networks of this person, worst state first, then by overage risk and by name."""
    with store.reading() as cursor:
        known = _read(cursor, visible_networks(cursor, refreshed(cursor, person)), assumptions, now)
        basis = _Basis(stored_calibration(cursor), lesson_in_force(cursor))
    memory = memory or PortfolioMemory()
    rows = {k.network.network_id: row for k in known if (row := memory.row(k, basis)) is not None}
    news = [k for k in known if k.network.network_id not in rows]
    ahead = _ahead(news, basis)
    for k in news:
        row = _row(k, ahead.get(k.network.network_id))
        memory.keep(k, basis, row)
        rows[k.network.network_id] = row
    return sorted(
        rows.values(), key=lambda r: (STATES.index(r.state), -(r.overage_risk or 0.0), r.network.name.casefold())
    )


def _ahead(news: list[_Known], basis: _Basis) -> dict[str, Outlook]:
    pasts = {k.network.network_id: k.past for k in news if k.past is not None}
    horizons = {
        k.network.network_id: horizon_until(
            k.past.as_of, k.contract.partnership.ends_on if k.contract.partnership else None
        )
        for k in news
        if k.past is not None
    }
    seed = news[0].assumptions.forecast_seed if news else 0
    ahead = outlooks(pasts, horizons, seed=seed, lesson=basis.lesson) if pasts else {}
    for k in news:
        if k.past is not None:
            i = k.network.network_id
            ahead[i] = foreseen(ahead[i], k.past, k.contract, k.headrooms, k.committed, basis.calibration)
    return ahead


def _read(
    cursor: Cursor, networks: list[Network], assumptions: Assumptions | None, now: dt.datetime | None
) -> list[_Known]:
    ids = [n.network_id for n in networks]
    settings = settings_in(cursor)
    totals = _grouped(usage_reads.network_months(cursor, ids), lambda r: r.network_id)
    by_campaign = _grouped(usage_reads.campaign_months(cursor, ids), lambda r: r.network_id)
    by_this_day = _grouped(usage_reads.usage_by_this_day(cursor, ids), lambda r: r.network_id)
    traffic = traffic_pasts(cursor, ids)
    limits = _grouped(limit_reads.limits(cursor, ids), lambda r: r.network_id)
    changes = _grouped(limit_reads.limit_changes(cursor, ids), lambda r: r.network_id)
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for (network_id, campaign_id), name in network_reads.campaign_names(cursor, ids).items():
        names[network_id][campaign_id] = name
    partnerships = network_reads.partnerships(cursor, ids)
    allotments = network_reads.allotments(cursor, ids)
    amendments = network_reads.amendments(cursor, ids)
    committed_by_network = scenario_reads.committed_scenarios(cursor, ids)
    planned = _grouped(scheduled_reads.scheduled(cursor, ids, only_waiting=True), lambda r: r.network_id)
    promised = promise_reads.promises(cursor, ids)
    asking = _grouped(request_reads.requests(cursor, ids, only_open=True), lambda r: r.network_id)
    pools = network_reads.ring_pools_by_network(cursor, list(asking))
    known = []
    for network in networks:
        i = network.network_id
        assumed = assumptions or settings.in_contract(i).assumptions
        headrooms, problem = None, ""
        try:
            headrooms = headrooms_of(
                network, limits[i], names[i], by_campaign[i], watch_utilization=assumed.watch_utilization
            )
        except LimitMissing as error:
            problem = str(error)
        before = (
            past(network.as_of, totals[i], by_campaign[i], changes[i], by_this_day[i], traffic.get(i), assumed)
            if network.as_of and totals[i]
            else None
        )
        if before is not None and i in pools:
            before = replace(before, ring_pools=tuple(pools[i]))
        committed = committed_from(committed_by_network.get(i))
        contract = contract_of(
            network,
            partnerships.get(i, []),
            allotments.get(i, []),
            totals[i],
            committed,
            amendments=amendments.get(i, []),
            today=day_for_network(network, now),
            limits=network_limits(changes[i], network),
        )
        waiting, kept = tuple(planned[i]), tuple(promised.get(i, ()))
        known.append(
            _Known(network, headrooms, problem, before, contract, committed, tuple(asking[i]), waiting, kept, assumed)
        )
    return known


def _grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, list[Row]]:
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_key[key(row)].append(row)
    return by_key


def _row(known: _Known, outlook: Outlook | None) -> PortfolioRow:
    by_kind: dict[str, LimitHeadroom] = {}
    fullest: LimitHeadroom | None = None
    advice: NetworkAnswers | None = None
    full = None
    if known.headrooms is not None:
        by_kind = {s.key.kind: s for s in known.headrooms if not s.key.of_campaign}
        campaigns = [s for s in known.headrooms if s.key.of_campaign]
        fullest = max(campaigns, key=lambda s: (s.utilization, s.usage), default=None)
        if fullest is not None:
            by_kind[fullest.key.kind] = fullest
        if outlook is not None and known.past is not None:
            ahead = ahead_of(
                known.headrooms, outlook, known.contract, known.past, planned=known.planned, promises=known.promises
            )
            advice = network_answers(
                ahead,
                known.past,
                requests=known.requests if any(r.kind == NETWORK.kind for r in known.requests) else (),
                assumptions=known.assumptions,
                caveats=outlook.caveats,
                idle={},
                only_network=True,
            )
            full = outlook.likely_full(NETWORK, by_kind[NETWORK.kind].limit)
    risk = risk_ahead(advice, known.contract)
    expiring = None if outlook is None else expected_surplus(outlook, known.contract)
    state, reason = state_of(
        known.past,
        known.problem,
        known.contract,
        by_kind,
        outlook,
        risk=risk,
        full=full,
        expiring=expiring,
        assumptions=known.assumptions,
    )
    return PortfolioRow(
        network=known.network,
        state=state,
        reason=reason,
        network_limit=by_kind.get(NETWORK.kind),
        dynamic_limit=by_kind.get(DYNAMIC.kind),
        campaign_limit=fullest,
        contract=known.contract,
        overage_risk=risk,
        answer=advice.answers[NETWORK] if advice else None,
        likely_full=full,
        demand_ahead=_demand_ahead(outlook) if outlook is not None else None,
        expiring=expiring,
        open_requests=len(known.requests),
        recent_usage=tuple(m.used for m in known.past.months[-13:]) if known.past else (),
        limits=known.headrooms or (),
        full_chances={
            standing.key: outlook.full_chances(standing.key, standing.limit)
            for standing in by_kind.values()
            if outlook is not None and not standing.key.of_campaign
        },
    )


def _demand_ahead(outlook: Outlook) -> DemandAhead:
    low, median, high = outlook.band(outlook.total)[MONTHS_AHEAD]
    return DemandAhead(outlook.months[MONTHS_AHEAD], float(low), float(median), float(high))
