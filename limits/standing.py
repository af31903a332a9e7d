"""Where a network stands: limits, usage, contract, what lies ahead and what to do, as of one date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from data import limits as limit_reads
from data import networks as network_reads
from data import requests as request_reads
from data import scenarios as scenario_reads
from data import usage as usage_reads
from data.records import Allotment, MonthUsage, Network, Partnership, Request, RingPool
from data.scenarios import OwnFigure
from data.store import Cursor, Store
from forecasting import Suggestion
from forecasting.joint import JointOutlook
from limits.actors import Actor, require
from limits.advice import NetworkAdvice, PairSuggestion, advise
from limits.assumptions import DEFAULT, Assumptions
from limits.headroom import LimitStanding, standings_of
from limits.kinds import LimitKey, as_kind
from limits.months import month_of
from limits.outlook import FloatArray, Outlook, horizon_until, outlooks
from limits.past import HistoryMonth, past
from limits.plan import NO_PLAN, Plan, foreseen, plan_from, stored_calibration
from limits.scenario_changes import Change
from limits.term import Term, term
from limits.traffic_demand import ExpectedSessions, traffic_pasts


@dataclass(frozen=True)
class NetworkStanding:
    """One network as of its as-of date; ``outlook`` is None while no usage was imported."""

    network: Network
    as_of: dt.date | None
    limits: tuple[LimitStanding, ...]
    history: tuple[HistoryMonth, ...]
    campaign_history: Mapping[str, tuple[int | None, ...]]
    campaign_limits: Mapping[str, tuple[int | None, ...]]  # the limit of each month of ``history``
    term: Term
    outlook: Outlook | None
    suggestions: Mapping[LimitKey, Suggestion]
    ring_pools: tuple[RingPool, ...]
    requests: tuple[Request, ...]
    reclaimable: Mapping[LimitKey, int]  # numbers nobody called, by the limit they would make room in
    sees_vendor_facts: bool
    advice: NetworkAdvice | None = None
    plan: Plan = NO_PLAN
    own_figures: tuple[OwnFigure, ...] = ()  # what people expect of a month, beside the forecast
    assumptions: Assumptions = field(default=DEFAULT)

    @property
    def running_month(self) -> dt.date | None:
        return month_of(self.as_of) if self.as_of else None

    def limit(self, key: LimitKey) -> LimitStanding:
        return next(s for s in self.limits if s.key == key)

    @property
    def overage_risk(self) -> float | None:
        """P(some allotment period runs over) with today's limits, a ratio; None without an allotment."""
        return self.ahead.risk if self.ahead else None

    @property
    def ahead(self) -> JointOutlook | None:
        """What today's limits lead to, by month of the outlook."""
        return self.advice.ahead if self.advice else None

    @property
    def pairs(self) -> Mapping[LimitKey, PairSuggestion]:
        """Where two limits bind: the two to raise together."""
        return self.advice.pairs if self.advice else {}

    def full_by_month(self, key: LimitKey) -> FloatArray | None:
        """P(the limit turns demand away) by month of the outlook, ratios; None for what never had a number."""
        return self.advice.full_by_month.get(key) if self.advice else None


def network_standing(
    store: Store,
    person: Actor,
    network_id: str,
    *,
    asked: Mapping[LimitKey, int] | None = None,
    expected: ExpectedSessions | None = None,
    changes: Sequence[Change] | None = None,
    assumptions: Assumptions = DEFAULT,
) -> NetworkStanding:
    """Everything about one network that its pages and ``limits status`` show, for who may see it.

    ``asked`` are limits to weigh as if they had been asked for, beside those of the open requests. ``expected`` asks
    for the same network with other traffic: a scenario, to be shown beside the standing without it. ``changes`` are
    those of a scenario to weigh in place of the network's plan; none at all (an empty list) is the network as it is.
    """
    with store.reading() as cursor:
        network = require(cursor, person, "see network", network_id)
        plan = plan_from(scenario_reads.plans(cursor, [network_id]).get(network_id))
        plan = replace(plan, is_told=person.may("see vendor facts", network))
        weighed = plan if changes is None else Plan(tuple(changes))
        return _standing(cursor, person, network, asked or {}, expected, weighed, assumptions)


def _standing(
    cursor: Cursor,
    person: Actor,
    network: Network,
    asked: Mapping[LimitKey, int],
    expected: ExpectedSessions | None,
    plan: Plan,
    assumptions: Assumptions,
) -> NetworkStanding:
    ids = [network.network_id]
    by_campaign = usage_reads.campaign_months(cursor, ids)
    names = {campaign: name for (_, campaign), name in network_reads.campaign_names(cursor, ids).items()}
    standings = standings_of(network, limit_reads.limits(cursor, ids), names, by_campaign)
    requests = request_reads.requests(cursor, ids)
    reclaimable = _reclaimable(cursor, network, assumptions)
    totals = usage_reads.network_months(cursor, ids)
    sees_vendor_facts = person.may("see vendor facts", network)
    contract = _contract(cursor, network, totals, plan, with_prices=sees_vendor_facts)
    history: tuple[HistoryMonth, ...] = ()
    campaign_history: Mapping[str, tuple[int | None, ...]] = {}
    campaign_limits: Mapping[str, tuple[int | None, ...]] = {}
    outlook: Outlook | None = None
    advice: NetworkAdvice | None = None
    if network.as_of is not None and totals:
        known = past(
            network.as_of,
            totals,
            by_campaign,
            limit_reads.limit_changes(cursor, ids),
            usage_reads.usage_by_this_day(cursor, ids),
            traffic_pasts(cursor, ids).get(network.network_id),
        )
        known = replace(known, expected=expected)
        history, campaign_history, campaign_limits = known.months, known.campaigns, known.campaign_limits
        last_day = contract.partnership.ends_on if contract.partnership else None
        horizon = {network.network_id: horizon_until(network.as_of, last_day)}
        outlook = outlooks({network.network_id: known}, horizon, seed=assumptions.forecast_seed)[network.network_id]
        outlook = foreseen(outlook, known, contract, standings, plan, stored_calibration(cursor))
        advice = advise(
            standings,
            outlook,
            contract,
            asked=_asked(requests, standings) | dict(asked),
            reclaimable=reclaimable,
            assumptions=assumptions,
        )
    return NetworkStanding(
        network=network,
        as_of=network.as_of,
        limits=standings,
        history=history,
        campaign_history=campaign_history,
        campaign_limits=campaign_limits,
        term=contract,
        outlook=outlook,
        suggestions=advice.suggestions if advice else {},
        ring_pools=tuple(network_reads.ring_pools(cursor, network.network_id)),
        requests=tuple(requests if sees_vendor_facts else [replace(r, decision_note=None) for r in requests]),
        reclaimable=reclaimable,
        sees_vendor_facts=sees_vendor_facts,
        advice=advice,
        plan=plan,
        own_figures=tuple(scenario_reads.own_figures(cursor, network.network_id)),
        assumptions=assumptions,
    )


def _contract(cursor: Cursor, network: Network, totals: list[MonthUsage], plan: Plan, *, with_prices: bool) -> Term:
    ids = [network.network_id]
    allotments = network_reads.allotments(cursor, ids).get(network.network_id, [])
    return contract_of(
        network,
        network_reads.partnerships(cursor, ids).get(network.network_id, []),
        allotments if with_prices else [replace(a, overage_rate=None, currency=None) for a in allotments],
        totals,
        plan,
    )


def contract_of(
    network: Network,
    partnerships: list[Partnership],
    allotments: list[Allotment],
    totals: list[MonthUsage],
    plan: Plan = NO_PLAN,
) -> Term:
    """The network's contract as of its usage, as its plan has it; before any usage was imported nothing is known."""
    if network.as_of is None:
        return Term("no usage", None, (), "No usage was imported yet, so nothing can be said of the contract.")
    usage_by_month = {m.billing_month: m.static_used + m.dynamic_used for m in totals}
    return term(network.as_of, *plan.contract(partnerships, allotments, network.as_of), usage_by_month)


def _asked(requests: list[Request], standings: tuple[LimitStanding, ...]) -> dict[LimitKey, int]:
    """The limit each open request asks for: today's and as many more as it names."""
    limits = {s.key: s.limit for s in standings}
    found: dict[LimitKey, int] = {}
    for request in requests:
        key = LimitKey(as_kind(request.kind), request.campaign_id)
        if request.status in request_reads.OPEN and key in limits:
            found[key] = max(found.get(key, 0), limits[key] + request.more_numbers)
    return found


def _reclaimable(cursor: Cursor, network: Network, assumptions: Assumptions) -> dict[LimitKey, int]:
    if network.as_of is None:
        return {}
    counts: Counter[LimitKey] = Counter()
    for idle in usage_reads.idle_numbers(cursor, network.network_id, network.as_of, assumptions.idle_days):
        counts[LimitKey("network")] += 1
        counts[LimitKey("campaign", idle.campaign_id)] += 1
    return dict(counts)
