"""Where a network stands: limits, usage, contract, what lies ahead and what to do, as of one date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from data.records import LimitChange, MonthUsage, Network, Request, RingPool
from data.store import Cursor, Store
from data.tables import limits as limit_reads
from data.tables import networks as network_reads
from data.tables import promises as promise_reads
from data.tables import requests as request_reads
from data.tables import scenarios as scenario_reads
from data.tables import scheduled as scheduled_reads
from data.tables import usage as usage_reads
from data.tables.scenarios import OwnFigure
from forecasting.risk import JointOutlook
from limits import visibility
from limits.actors import Actor, refreshed, require
from limits.advice.contract_read import read_contract
from limits.answers import (
    UNKNOWN,
    Ahead,
    Answer,
    AnswerContext,
    NetworkAnswers,
    Way,
    ahead_of,
    allotments_left,
    cannot_be_assessed,
    network_answers,
    typed,
)
from limits.assumptions import Assumptions
from limits.clock import day_for_network
from limits.kinds import NETWORK, LimitKey, campaign_limit
from limits.months import running_month
from limits.network import Contract, LimitHeadroom, headrooms_of
from limits.outlook import (
    NONE_COMMITTED,
    Change,
    CommittedScenario,
    ExpectedSessions,
    FloatArray,
    HistoryMonth,
    Outlook,
    Past,
    committed_from,
    foreseen,
    horizon_until,
    lesson_in_force,
    outlook_of,
    past,
    stored_calibration,
    traffic_pasts,
)


@dataclass(frozen=True)
class NetworkStanding:
    """One network as of its as-of date; ``outlook`` is None while no usage was imported."""

    network: Network
    as_of: dt.date | None
    limits: tuple[LimitHeadroom, ...]
    history: tuple[HistoryMonth, ...]
    campaign_history: Mapping[str, tuple[int | None, ...]]
    campaign_limits: Mapping[str, tuple[int | None, ...]]  # the limit of each month of ``history``
    contract: Contract
    outlook: Outlook | None
    answers: Mapping[LimitKey, Answer]  # one for every limit
    ring_pools: tuple[RingPool, ...]
    requests: tuple[Request, ...]
    idle: Mapping[LimitKey, int]  # static numbers nobody called lately, by the limit they would make room in
    sees_vendor_facts: bool
    advice: NetworkAnswers | None = None
    past: Past | None = field(default=None, repr=False)
    committed: CommittedScenario = NONE_COMMITTED
    own_figures: tuple[OwnFigure, ...] = ()  # what people expect of a month, beside the forecast
    assumptions: Assumptions = field(default_factory=Assumptions)

    @property
    def running_month(self) -> dt.date | None:
        return running_month(self.as_of) if self.as_of else None

    def limit(self, key: LimitKey) -> LimitHeadroom:
        return next(s for s in self.limits if s.key == key)

    @property
    def overage_risk(self) -> float | None:
        """Overage risk with today's limits and what is planned, a ratio, the largest of the periods'; None unknown."""
        return risk_ahead(self.advice, self.contract)

    @property
    def ahead(self) -> JointOutlook | None:
        """What today's limits lead to, by month of the outlook."""
        return self.advice.outlook if self.advice else None

    @property
    def months_weighed(self) -> tuple[dt.date, ...]:
        """The months that expected overage is told of: from the running one to the end of the last period in sight."""
        if self.advice is None:
            return ()
        return self.advice.ahead.months[: sum(period.months for period in allotments_left(self.advice.ahead))]

    @property
    def request_answers(self) -> Mapping[str, Answer]:
        """The answer to each open request, by its id."""
        return self.advice.requests if self.advice else {}

    def typed(self, key: LimitKey, limit: int) -> Way:
        """A limit that somebody types, weighed as a request for its increase; unknown figures are None."""
        if self.advice is None or not self.contract.can_be_assessed:
            return UNKNOWN
        return typed(self.advice.ahead, key, limit)

    def full_by_month(self, key: LimitKey) -> FloatArray | None:
        """P(the limit turns demand away) by month of the outlook, ratios; None for what never had a number."""
        return self.advice.full_by_month.get(key) if self.advice else None


def risk_ahead(advice: NetworkAnswers | None, contract: Contract) -> float | None:
    """Overage risk of what is ahead, a ratio, the largest of the periods'; None where it cannot be assessed."""
    if advice is None or not advice.outlook.periods or not contract.can_be_assessed:
        return None
    return max(period.risk for period in advice.outlook.periods)


def network_standing(
    store: Store,
    person: Actor,
    network_id: str,
    *,
    expected: ExpectedSessions | None = None,
    changes: Sequence[Change] | None = None,
    assumptions: Assumptions | None = None,
    now: dt.datetime | None = None,
) -> NetworkStanding:
    """Everything about one network that its pages and ``limits status`` show, for who may see it.

    ``expected`` asks for the same network with other traffic: a scenario, to be shown beside the standing without it.
    ``changes`` are those of a scenario to weigh in place of the network's plan; none at all (an empty list) is the
    network as it is.
    """
    with store.reading() as cursor:
        person = refreshed(cursor, person)
        network = require(cursor, person, "see network", network_id)
        committed = committed_from(scenario_reads.committed_scenarios(cursor, [network_id]).get(network_id))
        committed = replace(committed, is_told=visibility.sees_vendor_facts(person, network))
        weighed = committed if changes is None else CommittedScenario(tuple(changes))
        assumed = assumptions or person.settings.in_contract(network_id).assumptions
        return standing_in(cursor, person, network, expected, weighed, assumed, day_for_network(network, now))


def standing_in(
    cursor: Cursor,
    person: Actor,
    network: Network,
    expected: ExpectedSessions | None,
    committed: CommittedScenario,
    assumptions: Assumptions,
    today: dt.date | None,
) -> NetworkStanding:
    """Where a network stands, in the caller's snapshot; ``today`` is the day it is for the network."""
    ids = [network.network_id]
    by_campaign = usage_reads.campaign_months(cursor, ids)
    names = {campaign: name for (_, campaign), name in network_reads.campaign_names(cursor, ids).items()}
    limits = limit_reads.limits(cursor, ids)
    headrooms = headrooms_of(network, limits, names, by_campaign, watch_utilization=assumptions.watch_utilization)
    requests = request_reads.requests(cursor, ids)
    idle = idle_by_limit(cursor, network, assumptions)
    totals = usage_reads.network_months(cursor, ids)
    sees_vendor_facts = visibility.sees_vendor_facts(person, network)
    pools = tuple(network_reads.ring_pools(cursor, network.network_id))
    changes = limit_reads.limit_changes(cursor, ids)
    known = _past(cursor, network, totals, by_campaign, changes, assumptions)
    if known is not None:
        known = replace(known, expected=expected, ring_pools=pools)
    contract = read_contract(cursor, network, totals, committed, today, changes, with_prices=sees_vendor_facts)
    outlook: Outlook | None = None
    advice: NetworkAnswers | None = None
    if known is not None:
        outlook = _outlook(cursor, known, contract, headrooms, committed, assumptions)
        ahead = _ahead(cursor, network, headrooms, outlook, contract, known)
        advice = network_answers(
            ahead,
            known,
            requests=[r for r in requests if r.status in request_reads.OPEN],
            assumptions=assumptions,
            caveats=outlook.caveats,
            idle=idle,
        )
    return NetworkStanding(
        network=network,
        as_of=network.as_of,
        limits=headrooms,
        history=known.months if known else (),
        campaign_history=known.campaigns if known else {},
        campaign_limits=known.campaign_limits if known else {},
        contract=contract,
        outlook=outlook,
        answers=advice.answers if advice else _nothing_known(contract, headrooms, assumptions),
        ring_pools=pools,
        requests=tuple(requests if sees_vendor_facts else _for_customers(cursor, network, requests)),
        idle=idle,
        sees_vendor_facts=sees_vendor_facts,
        advice=advice,
        past=known,
        committed=committed,
        own_figures=tuple(scenario_reads.own_figures(cursor, network.network_id)),
        assumptions=assumptions,
    )


def _past(
    cursor: Cursor,
    network: Network,
    totals: list[MonthUsage],
    by_campaign: list[MonthUsage],
    changes: Sequence[LimitChange],
    assumptions: Assumptions,
) -> Past | None:
    if network.as_of is None or not totals:
        return None
    ids = [network.network_id]
    traffic = traffic_pasts(cursor, ids).get(network.network_id)
    this_day = usage_reads.usage_by_this_day(cursor, ids)
    return past(network.as_of, totals, by_campaign, changes, this_day, traffic, assumptions)


def _outlook(
    cursor: Cursor,
    known: Past,
    contract: Contract,
    headrooms: Sequence[LimitHeadroom],
    committed: CommittedScenario,
    assumptions: Assumptions,
) -> Outlook:
    last_day = contract.partnership.ends_on if contract.partnership else None
    horizon = horizon_until(known.as_of, last_day)
    seed, lesson = assumptions.forecast_seed, lesson_in_force(cursor)
    outlook = outlook_of(known, horizon, seed=seed, lesson=lesson)
    return foreseen(outlook, known, contract, headrooms, committed, stored_calibration(cursor))


def _ahead(
    cursor: Cursor,
    network: Network,
    headrooms: Sequence[LimitHeadroom],
    outlook: Outlook,
    contract: Contract,
    known: Past,
) -> Ahead:
    ids = [network.network_id]
    planned = scheduled_reads.scheduled(cursor, ids, only_waiting=True)
    promises = promise_reads.promises(cursor, ids).get(network.network_id, ())
    return ahead_of(headrooms, outlook, contract, known, planned=planned, promises=promises)


def _nothing_known(
    contract: Contract, headrooms: Sequence[LimitHeadroom], assumptions: Assumptions
) -> dict[LimitKey, Answer]:
    network = next(s for s in headrooms if s.key == NETWORK)
    return {s.key: cannot_be_assessed(contract, s, network, AnswerContext(assumptions), as_of=None) for s in headrooms}


def idle_by_limit(cursor: Cursor, network: Network, assumptions: Assumptions) -> dict[LimitKey, int]:
    """How many static numbers nobody called lately, by the limit they would make room in."""
    if network.as_of is None:
        return {}
    counts: Counter[LimitKey] = Counter()
    for idle in usage_reads.idle_numbers(cursor, network.network_id, network.as_of, assumptions.idle_days):
        counts[NETWORK] += 1
        counts[campaign_limit(idle.campaign_id)] += 1
    return dict(counts)


def _for_customers(cursor: Cursor, network: Network, requests: Iterable[Request]) -> list[Request]:
    known = visibility.sides(cursor, network.network_id)
    return [visibility.request(request, known=known) for request in requests]
