"""Where a network stands: limits, usage, contract, what lies ahead and what to do, as of one date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from data.records import Allotment, Amendment, LimitChange, MonthUsage, Network, Partnership, Request, RingPool
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
from limits.answers import (
    NETWORK,
    UNKNOWN,
    Answer,
    NetworkAnswers,
    Setting,
    Way,
    ahead_of,
    cannot_be_assessed,
    network_answers,
    typed,
)
from limits.assumptions import Assumptions
from limits.clock import day_for_network
from limits.kinds import LimitKey
from limits.months import plus_months, running_month
from limits.network import NO_USAGE, Contract, LimitHeadroom, contract_as_of, headrooms_of, limits_in_force
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
    outlooks,
    past,
    stored_calibration,
    traffic_pasts,
)
from limits.settings_in_force import settings_in

LONGEST_CONTRACT_MONTHS = 60  # how far back the limits of unreported months are looked up


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
        assumed = assumptions or settings_in(cursor).in_contract(network_id).assumptions
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
    """The same within the caller's snapshot; ``today`` is the day it is for the network."""
    ids = [network.network_id]
    by_campaign = usage_reads.campaign_months(cursor, ids)
    names = {campaign: name for (_, campaign), name in network_reads.campaign_names(cursor, ids).items()}
    headrooms = headrooms_of(
        network,
        limit_reads.limits(cursor, ids),
        names,
        by_campaign,
        watch_utilization=assumptions.watch_utilization,
    )
    requests = request_reads.requests(cursor, ids)
    idle = idle_by_limit(cursor, network, assumptions)
    totals = usage_reads.network_months(cursor, ids)
    sees_vendor_facts = visibility.sees_vendor_facts(person, network)
    pools = tuple(network_reads.ring_pools(cursor, network.network_id))
    changes = limit_reads.limit_changes(cursor, ids)
    known: Past | None = None
    if network.as_of is not None and totals:
        known = past(
            network.as_of,
            totals,
            by_campaign,
            changes,
            usage_reads.usage_by_this_day(cursor, ids),
            traffic_pasts(cursor, ids).get(network.network_id),
            assumptions,
        )
        known = replace(known, expected=expected, ring_pools=pools)
    contract = _contract(cursor, network, totals, committed, today, changes, with_prices=sees_vendor_facts)
    outlook: Outlook | None = None
    advice: NetworkAnswers | None = None
    if network.as_of is not None and known is not None:
        last_day = contract.partnership.ends_on if contract.partnership else None
        horizon = {network.network_id: horizon_until(network.as_of, last_day)}
        outlook = outlooks({network.network_id: known}, horizon, seed=assumptions.forecast_seed)[network.network_id]
        outlook = foreseen(outlook, known, contract, headrooms, committed, stored_calibration(cursor))
        ahead = ahead_of(
            headrooms,
            outlook,
            contract,
            known,
            planned=scheduled_reads.scheduled(cursor, ids, only_waiting=True),
            promises=promise_reads.promises(cursor, ids).get(network.network_id, ()),
        )
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
        requests=tuple(requests if sees_vendor_facts else map(visibility.request, requests)),
        idle=idle,
        sees_vendor_facts=sees_vendor_facts,
        advice=advice,
        past=known,
        committed=committed,
        own_figures=tuple(scenario_reads.own_figures(cursor, network.network_id)),
        assumptions=assumptions,
    )


def _nothing_known(
    contract: Contract, headrooms: Sequence[LimitHeadroom], assumptions: Assumptions
) -> dict[LimitKey, Answer]:
    network = next(s for s in headrooms if s.key == NETWORK)
    return {s.key: cannot_be_assessed(contract, s, network, Setting(assumptions), as_of=None) for s in headrooms}


def _contract(
    cursor: Cursor,
    network: Network,
    totals: list[MonthUsage],
    committed: CommittedScenario,
    today: dt.date | None,
    changes: Sequence[LimitChange],
    *,
    with_prices: bool,
) -> Contract:
    ids = [network.network_id]
    allotments = network_reads.allotments(cursor, ids).get(network.network_id, [])
    amendments = network_reads.amendments(cursor, ids).get(network.network_id, [])
    if not with_prices:
        allotments, amendments = visibility.allotments(allotments), visibility.amendments(amendments)
    partnerships = network_reads.partnerships(cursor, ids).get(network.network_id, [])
    return contract_of(
        network,
        partnerships,
        allotments,
        totals,
        committed,
        amendments=amendments,
        today=today,
        limits=network_limits(changes, network),
    )


def network_limits(changes: Sequence[LimitChange], network: Network) -> dict[dt.date, int | None]:
    """The network limit of every month of the last years, for what unreported ones used at most."""
    own = [c for c in changes if c.kind == "network"]
    if network.as_of is None or not own:
        return {}
    running = running_month(network.as_of)
    months = [plus_months(running, -back) for back in range(LONGEST_CONTRACT_MONTHS)]
    return dict(zip(months, limits_in_force(own, months), strict=True))


def contract_of(
    network: Network,
    partnerships: list[Partnership],
    allotments: list[Allotment],
    totals: list[MonthUsage],
    committed: CommittedScenario = NONE_COMMITTED,
    *,
    amendments: Sequence[Amendment] = (),
    today: dt.date | None = None,
    limits: Mapping[dt.date, int | None] | None = None,
) -> Contract:
    """The network's contract as of its usage, as its plan has it; before any usage was imported nothing is known."""
    if network.as_of is None:
        return Contract("no usage", None, (), NO_USAGE)
    held, periods = committed.contract(partnerships, allotments, network.as_of)
    return contract_as_of(network.as_of, held, periods, totals, amendments=amendments, today=today, limits=limits)


def idle_by_limit(cursor: Cursor, network: Network, assumptions: Assumptions) -> dict[LimitKey, int]:
    """How many static numbers nobody called lately, by the limit they would make room in."""
    if network.as_of is None:
        return {}
    counts: Counter[LimitKey] = Counter()
    for idle in usage_reads.idle_numbers(cursor, network.network_id, network.as_of, assumptions.idle_days):
        counts[LimitKey("network")] += 1
        counts[LimitKey("campaign", idle.campaign_id)] += 1
    return dict(counts)
