"""Weighing what is asked: how much of it each allotment period holds, and what the limits have to be for it.

The numbers asked for come on top of what would be used anyway. A limit holds N of them when it rises by what does not
fit, max(0, N - free). N is granted for a period where the use of all that is asked, cut at the limit that holds N, runs
over with a probability of at most the accepted risk; the risk never falls with N, so halving finds the largest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from forecasting.risk import (
    Beside,
    BoolArray,
    FloatArray,
    Lift,
    MonthLimits,
    PeriodAhead,
    all_use,
    beside,
    free_numbers,
    lifted,
    period_risk,
    whole_quantile,
)
from limits.answers.ahead import Ahead
from limits.answers.ask import Ask
from limits.assumptions import Assumptions
from limits.kinds import NETWORK, LimitKey


@dataclass(frozen=True)
class AskedPeriod:
    """One allotment period with a month asked for, and how much it holds.

    index                   of the period among those ahead
    free_by_month           numbers that fit the limit, by month of the forecast, whole numbers (months,)
    network_free_by_month   the same of the network limit
    part                    the largest part that is safe there
    granted                 the same; 0 where no limit would rise for it
    is_safe                 whether all that is asked is, at the limits that hold it
    """

    index: int
    period: PeriodAhead
    months: BoolArray
    free_by_month: FloatArray = field(repr=False, compare=False)
    network_free_by_month: FloatArray = field(repr=False, compare=False)
    part: int
    granted: int
    is_safe: bool

    @property
    def free(self) -> int:
        """Numbers that fit the limit in every month asked for."""
        return int(self.free_by_month[self.months].min())

    @property
    def free_of_network(self) -> int:
        return int(self.network_free_by_month[self.months].min())


@dataclass(frozen=True)
class Weighed:
    """What is asked, weighed; ``lift`` are the numbers on top, ``beside`` the limit among the others."""

    ask: Ask
    lift: Lift
    beside: Beside = field(repr=False, compare=False)
    periods: tuple[AskedPeriod, ...]

    @property
    def granted(self) -> tuple[int, ...]:
        return tuple(p.granted for p in self.periods)

    def limits_with(self, ahead: Ahead, numbers: tuple[int, ...]) -> MonthLimits:
        """The limits of every month that hold so many numbers in each period asked for."""
        limits = ahead.limits
        for period, granted in zip(self.periods, numbers, strict=True):
            limits = raised_in(
                ahead, limits, self.ask.key, period.months, granted, period.free_by_month, period.network_free_by_month
            )
        return limits


def weighed(ahead: Ahead, ask: Ask, assumptions: Assumptions, *, is_request: bool = True) -> Weighed:
    """How much of it each period with a month asked for holds; no periods where no month asked for has one.

    What is wanted without a request is what today's limit itself lacks: what fits is what is planned beyond that.
    """
    wanted = ahead.wanted_months(ask.from_month, ask.until_month)
    lift = lift_of(ahead, ask, wanted)
    limit_beside = beside_of(ahead, ask.key)
    periods = []
    for index, period in enumerate(ahead.periods):
        months = ahead.within(wanted, period)
        if months.any():
            own, network = free_in(ahead, ask.key, months, assumptions.need_confidence)
            free = (np.full(len(ahead.months), float(own)), np.full(len(ahead.months), float(network)))
            if not is_request:
                planned = np.maximum(0.0, ahead.limits.of(limit_beside.place) - ahead.headrooms[ask.key].limit)
                free = (planned, np.maximum(planned, free[1]))
            periods.append(_asked_period(ahead, ask, lift, limit_beside, index, period, months, free, assumptions))
    return Weighed(ask, lift, limit_beside, tuple(periods))


def _asked_period(
    ahead: Ahead,
    ask: Ask,
    lift: Lift,
    limit_beside: Beside,
    index: int,
    period: PeriodAhead,
    months: BoolArray,
    free: tuple[FloatArray, FloatArray],
    assumptions: Assumptions,
) -> AskedPeriod:
    own, network = free

    def is_safe(numbers: int) -> bool:
        limits = raised_in(ahead, ahead.limits, ask.key, months, numbers, own, network)
        uses = uses_of(limit_beside, limits.of(limit_beside.place), limits.network, lift)
        return all(period_risk(use, period) <= assumptions.risk for use in uses)

    part = largest(is_safe, ask.more)
    rises = part > own[months].min() or (ask.key != NETWORK and part > network[months].min())
    return AskedPeriod(index, period, months, own, network, part, part if rises else 0, is_safe(ask.more))


def beside_of(ahead: Ahead, key: LimitKey) -> Beside:
    return beside(ahead.demand, ahead.limits, ahead.lifts, ahead.place(key))


def lift_of(ahead: Ahead, ask: Ask, months: BoolArray) -> Lift:
    return Lift(
        place=ahead.place(ask.key),
        months=months,
        numbers=float(ask.more) if ask.numbers is None else ask.numbers,
        before=ahead.limits.of(ahead.place(ask.key)),
        used=float(ahead.headrooms[ask.key].usage),
        on_top=ask.numbers is not None,
    )


def uses_of(
    limit_beside: Beside, own_limit: FloatArray, network_limit: FloatArray, lift: Lift
) -> tuple[FloatArray, FloatArray]:
    """The use as asked, and what is projected of a grant once newer usage is known: both have to be safe."""
    return limit_beside.use(own_limit, network_limit, [lift]), limit_beside.use(
        own_limit, network_limit, [lift.as_floor()]
    )


def safe_increase(ahead: Ahead, key: LimitKey, assumptions: Assumptions) -> int | None:
    """The largest x whose use as asked from the running month on, cut at limit + x, is safe in every period.

    A campaign's or the dynamic limit is cut at what the network limit leaves, which does not rise with it; more than
    that is of no use. None where no period says what is safe.
    """
    if not ahead.periods:
        return None
    limit_beside = beside_of(ahead, key)
    months = np.ones(len(ahead.months), dtype=bool)

    def is_safe(increase: int) -> bool:
        lift = lift_of(ahead, Ask(key, increase, ahead.months[0]), months)
        own = ahead.limits.of(limit_beside.place) + float(increase)
        network = own if key == NETWORK else ahead.limits.network
        return all(
            period_risk(use, period) <= assumptions.risk
            for use in uses_of(limit_beside, own, network, lift)
            for period in ahead.periods
        )

    return largest(is_safe, _most_of_use(ahead, key)) if is_safe(0) else 0


def _most_of_use(ahead: Ahead, key: LimitKey) -> int:
    """Beyond it an increase can be used by nobody: the network limit, or all allotments in one month, hold it."""
    if key == NETWORK:
        return max(0, int(max(period.left for period in ahead.periods)) + 1)
    network, own = ahead.headrooms[NETWORK], ahead.headrooms[key]
    highest = int(ahead.limits.network.max())
    return max(0, highest - (network.usage - own.usage) - own.limit)


def need_of(ahead: Ahead, key: LimitKey, assumptions: Assumptions) -> int:
    """The smallest whole L with P(demand <= L in every month left) >= confidence, with what is promised."""
    months = needed_months(ahead)
    return whole_quantile(unlimited_demand(ahead, key)[:, months].max(axis=1), assumptions.need_confidence)


def need_fits(ahead: Ahead, key: LimitKey, assumptions: Assumptions) -> bool:
    """Whether demand of every month left fits the limit of that month, planned changes included, as surely as asked."""
    months = needed_months(ahead)
    fits = unlimited_demand(ahead, key)[:, months] <= ahead.limits.of(ahead.place(key))[months]
    return float(fits.all(axis=1).mean()) >= assumptions.need_confidence


def needed_months(ahead: Ahead) -> BoolArray:
    """Months left: of all periods that run or come, at most a year or the period in force; a year without any."""
    months = np.zeros(len(ahead.months), dtype=bool)
    for period in ahead.periods:
        months[period.span] = True
    if not months.any():
        months[:12] = True
        return months
    first = ahead.periods[0]
    months[max(first.first + 12, first.first + first.months) :] = False
    return months


def unlimited_demand(ahead: Ahead, key: LimitKey) -> FloatArray:
    """Unconstrained demand for what a limit counts, with what is promised, float (paths, months)."""
    endless = np.full(len(ahead.months), np.inf)
    unlimited = MonthLimits(endless, endless, np.full_like(ahead.limits.campaigns, np.inf))
    if key == NETWORK:
        return all_use(ahead.demand, unlimited, ahead.lifts).network
    limit_beside = beside(ahead.demand, unlimited, ahead.lifts, ahead.place(key))
    demand = lifted(limit_beside.own, limit_beside.lifts).copy()
    demand[:, 0] = np.maximum(demand[:, 0], limit_beside.own_used)
    return demand


def free_in(ahead: Ahead, key: LimitKey, months: BoolArray, confidence: float) -> tuple[int, int]:
    """Numbers free under the limit and under the network limit in each of the months; 0 where it stood full."""
    endless = np.full(len(ahead.months), np.inf)
    whole = beside(ahead.demand, ahead.limits, ahead.lifts, "network")
    of_network = (
        0
        if NETWORK in ahead.full
        else free_numbers(whole.use(endless, endless), ahead.limits.network, months, confidence)
    )
    if key == NETWORK:
        return of_network, of_network
    if key in ahead.full:
        return 0, of_network
    limit_beside = beside_of(ahead, key)
    left_by_others = np.maximum(ahead.limits.network - limit_beside.others, limit_beside.own_used)
    wanted = np.minimum(lifted(limit_beside.own, limit_beside.lifts), left_by_others)
    return free_numbers(wanted, ahead.limits.of(limit_beside.place), months, confidence), of_network


def raised_in(
    ahead: Ahead,
    limits: MonthLimits,
    key: LimitKey,
    months: BoolArray,
    numbers: int,
    free: int | FloatArray,
    free_of_network: int | FloatArray,
) -> MonthLimits:
    raised = limits.raised(ahead.place(key), np.where(months, np.maximum(0.0, numbers - np.asarray(free)), 0.0))
    if key != NETWORK:
        raised = raised.raised("network", np.where(months, np.maximum(0.0, numbers - np.asarray(free_of_network)), 0.0))
    return raised


def largest(holds: Callable[[int], bool], most: int) -> int:
    """The largest whole number from 0 to ``most`` that holds, where whatever holds also holds for less; 0 is taken."""
    if most <= 0 or holds(most):
        return max(most, 0)
    good, bad = 0, most
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if holds(middle) else (good, middle)
    return good
