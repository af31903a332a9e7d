"""The steps of a limit: what it is to be from which month on, planned changes among them."""

from __future__ import annotations

import datetime as dt

import numpy as np

from forecasting.risk import FloatArray, MonthLimits
from limits.answers.ahead import Ahead
from limits.answers.model import Pair, Step
from limits.answers.weighing import Weighed
from limits.kinds import NETWORK
from limits.months import months_between


def last_asked(asked: Weighed) -> int:
    """The last month asked for inside the contract, by its place in the forecast."""
    return max(int(np.flatnonzero(period.months)[-1]) for period in asked.periods)


def steps(ahead: Ahead, asked: Weighed, limits: FloatArray, today: int) -> tuple[Step, ...]:
    """Every month in which the limit changes, up to the last one asked for, or the one it falls back in."""
    covered = np.zeros(len(ahead.months), dtype=bool)
    for period in ahead.periods:
        covered[period.span] = True
    last = last_asked(asked)
    until = last + 1 if asked.ask.until_month is not None and last + 1 < len(ahead.months) else last
    made: list[Step] = []
    before = today
    for place, month in enumerate(ahead.months[: until + 1]):
        limit = int(limits[place])
        if covered[place] and limit != before:
            made.append(Step(month, limit))
            before = limit
    return tuple(made)


def pair_of(ahead: Ahead, asked: Weighed, limits: MonthLimits) -> Pair | None:
    """The network limit where it has to rise too."""
    if asked.ask.key == NETWORK or not (limits.network > ahead.limits.network).any():
        return None
    headroom = ahead.headrooms[NETWORK]
    schedule = steps(ahead, asked, limits.network, headroom.limit)
    return Pair(NETWORK, int(limits.network[last_asked(asked)]), schedule)


def outside(ahead: Ahead, asked: Weighed) -> tuple[dt.date, ...]:
    """Months asked for that no contract covers, as far as an end of the request or the forecast tells."""
    if asked.ask.until_month is None:
        covered = {ahead.months[i] for p in ahead.periods for i in range(p.first, p.first + p.months)}
        first_covered = min(covered, default=None)
        return tuple(m for m in ahead.months if m >= asked.ask.from_month and first_covered and m < first_covered)
    covered = {month for contract in ahead.contract.periods for month in contract.months_ahead}
    asked_months = months_between(asked.ask.from_month, asked.ask.until_month)
    return tuple(month for month in asked_months if month not in covered)
