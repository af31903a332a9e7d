"""The limits that hold what somebody wants, by month: what a decision sets, and the network limit with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.risk import MonthLimits
from limits.answers.ahead import Ahead
from limits.answers.ask import Ask
from limits.answers.model import Step
from limits.answers.weighing import free_in, raised_in
from limits.kinds import NETWORK, LimitKey


@dataclass(frozen=True)
class RaisedLimits:
    """Limits of every month that hold ``more`` numbers, and what is free under the limit in each month asked for."""

    ask: Ask
    limits: MonthLimits
    free: tuple[int, ...]  # by month of the forecast; 0 where it is not asked for


def raised_limits(ahead: Ahead, ask: Ask, confidence: float) -> RaisedLimits:
    """By allotment period, and for the months that no period covers together."""
    wanted = ahead.wanted_months(ask.from_month, ask.until_month)
    spans = [ahead.within(wanted, period) for period in ahead.periods]
    rest = wanted & ~np.any(spans, axis=0) if spans else wanted
    limits, free = ahead.limits, np.zeros(len(ahead.months), dtype=np.int64)
    for months in (*spans, rest):
        if months.any():
            own, network = free_in(ahead, ask.key, months, confidence)
            limits = raised_in(ahead, limits, ask.key, months, ask.more, own, network)
            free[months] = own
    return RaisedLimits(ask, limits, tuple(free.tolist()))


def steps_of(ahead: Ahead, raised: RaisedLimits, key: LimitKey) -> tuple[Step, ...]:
    """What the limit is to be in the months asked for, where that is more than what holds or is planned then.

    As in the answer, months outside the contract have no step of their own beside those inside it.
    """
    limits, before = raised.limits.of(ahead.place(key)), ahead.limits.of(ahead.place(key))
    wanted = ahead.wanted_months(raised.ask.from_month, raised.ask.until_month)
    inside = np.any([ahead.within(wanted, period) for period in ahead.periods], axis=0) if ahead.periods else wanted
    if inside.any():
        wanted = inside
    steps: list[Step] = []
    for place in np.flatnonzero(wanted & (limits > before)):
        limit = int(limits[place])
        if not steps or steps[-1].limit != limit:
            steps.append(Step(ahead.months[int(place)], limit))
    return tuple(steps)


def pair_steps(ahead: Ahead, raised: RaisedLimits) -> tuple[Step, ...]:
    """The network limit's own steps, for a campaign or dynamic limit that does not help without it."""
    return () if raised.ask.key == NETWORK else steps_of(ahead, raised, NETWORK)
