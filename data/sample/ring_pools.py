"""How many numbers a RingPool needs at its busiest moment of each day."""

from __future__ import annotations

import numpy as np

from data.sample.days import Ints
from data.sample.story import Pool

BUSY_HOURS = 6  # of a day, that could hold its busiest moment
CHECKS_A_HOLD = 3  # independent looks whose peak is that of visitors followed one by one, within a few percent


def numbers_needed_by_day(pool: Pool, sessions: Ints, peakedness: float, chance: np.random.Generator) -> Ints:
    """The peak of visitors who hold a number at once, and the overflow number, by day.

    An hour with the offered load A = arrivals a second x mean hold is looked at a few times a hold; at each look the
    number of holders is Poisson with mean A (widened by the peakedness), as in a pool that never runs dry.
    """
    hold = max(pool.hold_seconds, pool.lifetime_seconds)
    load = np.sort(sessions, axis=1)[:, -BUSY_HOURS:] * (pool.share * hold / 3600.0)
    looks = max(1, round(CHECKS_A_HOLD * 3600.0 / hold))
    held = chance.poisson(load[:, :, None] / peakedness, size=(*load.shape, looks)) * peakedness
    peak = np.ceil(held.max(axis=(1, 2))).astype(np.int64)
    return np.where(peak > 0, peak + int(pool.allow_overflow), 0)
