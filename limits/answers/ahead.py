"""A network as the answer weighs it: demand, limits of every month, periods and promises, all on the same paths."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from data.records import ScheduledChange
from data.tables.promises import Promise
from forecasting.risk import (
    BoolArray,
    FloatArray,
    JointDemand,
    JointUsage,
    Lift,
    MonthLimits,
    PeriodAhead,
    Place,
    all_use,
)
from limits.kinds import DYNAMIC, NETWORK, LimitKey, as_kind, campaign_limit
from limits.network import Contract, LimitHeadroom, Period, limit_by_month, of_limit
from limits.outlook import Outlook, Past

CLOSED_MONTHS_OF_A_PROMISE = 3  # reported, before what was promised has to show in the usage itself


@dataclass(frozen=True)
class Ahead:
    """What lies ahead of one network.

    months      of the forecast, the running one first
    periods     allotment periods that run or come, within the forecast; ``contract_periods`` as the contract has them
    limits      in every month, with what is planned
    lifts       what is promised, and last what ``asked_before`` open requests would be granted
    full        the limits that stood full on the as-of day, by the limit that held then
    ids         campaigns in the order of ``demand``; '' for static numbers that no campaign is known of
    """

    as_of: dt.date
    months: tuple[dt.date, ...]
    headrooms: Mapping[LimitKey, LimitHeadroom]
    contract: Contract
    ids: tuple[str, ...]
    demand: JointDemand = field(repr=False, compare=False)
    limits: MonthLimits = field(repr=False, compare=False)
    planned: tuple[ScheduledChange, ...]
    lifts: tuple[Lift, ...] = field(repr=False, compare=False)
    full: frozenset[LimitKey]
    periods: tuple[PeriodAhead, ...]
    contract_periods: tuple[Period, ...]
    asked_before: int = 0

    def place(self, key: LimitKey) -> Place:
        if key.of_campaign:
            return self.ids.index(key.campaign_id)
        return "network" if key.is_whole else "dynamic"

    def wanted_months(self, first: dt.date, last: dt.date | None) -> BoolArray:
        """bool (months,): from ``first`` to ``last``."""
        return np.array([first <= month and (last is None or month <= last) for month in self.months], dtype=bool)

    def within(self, months: BoolArray, period: PeriodAhead) -> BoolArray:
        """Those of the months that belong to the period."""
        months_inside = np.zeros_like(months)
        months_inside[period.span] = months[period.span]
        return months_inside

    @cached_property
    def promised(self) -> JointUsage:
        """What today's limits, with what is planned, let through of demand and promises."""
        return all_use(self.demand, self.limits, self.lifts)

    def granted(self, limits: MonthLimits, lift: Lift) -> Ahead:
        """What lies ahead of the network after a grant, for the requests that were filed after it."""
        return replace(self, limits=limits, lifts=(*self.lifts, lift), asked_before=self.asked_before + 1)


def ahead_of(
    headrooms: Sequence[LimitHeadroom],
    outlook: Outlook,
    contract: Contract,
    known: Past,
    *,
    planned: Sequence[ScheduledChange] = (),
    promises: Sequence[Promise] = (),
) -> Ahead:
    """Lays all that the answers of a network rest on side by side."""
    by_key = {s.key: s for s in headrooms}
    parts = dict(outlook.campaigns) or {"": outlook.static}
    for key in by_key:  # a campaign that never had a number has no demand of its own yet
        if key.of_campaign and key.campaign_id not in parts:
            parts[key.campaign_id] = np.zeros_like(outlook.static)
    ids = tuple(parts)
    months = outlook.months

    def by_month(key: LimitKey) -> FloatArray:
        headroom = by_key.get(key)
        if headroom is None:
            return np.full(len(months), math.inf)
        return np.array(limit_by_month(headroom.limit, of_limit(planned, key), months, known.as_of), dtype=np.float64)

    campaigns = [by_month(campaign_limit(i)) if i else np.full(len(months), math.inf) for i in ids]
    limits = MonthLimits(by_month(NETWORK), by_month(DYNAMIC), np.array(campaigns))
    periods, contract_periods = _periods(contract, months)
    ahead = Ahead(
        as_of=known.as_of,
        months=months,
        headrooms=by_key,
        contract=contract,
        ids=ids,
        demand=_demand(by_key, outlook, parts),
        limits=limits,
        planned=tuple(planned),
        lifts=(),
        full=_full_on_the_day(known, by_key),
        periods=periods,
        contract_periods=contract_periods,
    )
    return replace(ahead, lifts=tuple(_lifts(ahead, known, promises)))


def _demand(by_key: Mapping[LimitKey, LimitHeadroom], outlook: Outlook, parts: Mapping[str, FloatArray]) -> JointDemand:
    """What no campaign is known of has used what is left of the static numbers."""
    own = [by_key.get(campaign_limit(i)) if i else None for i in parts]
    static_used = by_key[NETWORK].usage - by_key[DYNAMIC].usage
    rest = max(0, static_used - sum(s.usage for s in own if s is not None))
    used = [float(s.usage) if s is not None else float(0 if i else rest) for i, s in zip(parts, own, strict=True)]
    return JointDemand(
        dynamic=outlook.dynamic,
        campaigns=np.stack(list(parts.values())),
        dynamic_used=by_key[DYNAMIC].usage,
        campaigns_used=np.array(used),
    )


def _periods(contract: Contract, months: Sequence[dt.date]) -> tuple[tuple[PeriodAhead, ...], tuple[Period, ...]]:
    """The periods whose remains are known, as far as the forecast reaches; of a longer one, its months' share."""
    periods_ahead, contract_periods = [], []
    for period in contract.periods:
        inside = [months.index(m) for m in period.months_ahead if m in months]
        if not inside or period.left_for_months_ahead is None:
            continue
        share = len(inside) / len(period.months_ahead)
        rate = None if period.overage_rate is None else float(period.overage_rate)
        periods_ahead.append(PeriodAhead(inside[0], len(inside), period.left_for_months_ahead * share, rate))
        contract_periods.append(period)
    return tuple(periods_ahead), tuple(contract_periods)


def _full_on_the_day(known: Past, by_key: Mapping[LimitKey, LimitHeadroom]) -> frozenset[LimitKey]:
    """By the limits of the as-of day: one raised since then was full all the same."""
    running = known.months[-1]
    then: dict[LimitKey, int | None] = {NETWORK: running.network_limit, DYNAMIC: running.dynamic_limit}
    then |= {campaign_limit(c): limits[-1] for c, limits in known.campaign_limits.items() if c}
    full = set()
    for key, headroom in by_key.items():
        limit = then.get(key)
        if headroom.usage >= (headroom.limit if limit is None else limit) and headroom.usage:
            full.add(key)
    return frozenset(full)


def _lifts(ahead: Ahead, known: Past, promises: Sequence[Promise]) -> list[Lift]:
    reported = [m.billing_month for m in known.closed if m.is_reported and m.used is not None]
    lifts = []
    for promise in promises:
        key = LimitKey(as_kind(promise.kind), promise.campaign_id)
        shown = [m for m in reported if m >= promise.first_month]
        if key not in ahead.headrooms or len(shown) >= CLOSED_MONTHS_OF_A_PROMISE:
            continue
        months = ahead.wanted_months(promise.first_month, promise.until_month)
        if months.any():
            lifts.append(
                Lift(
                    place=ahead.place(key),
                    months=months,
                    numbers=float(promise.numbers),
                    before=np.full(len(ahead.months), float(promise.limit_before)),
                    used=float(promise.used_then),
                    on_top=promise.by_sessions,
                    is_floor=promise.as_of != ahead.as_of,
                )
            )
    return lifts
