"""One RingPool over one month, visitor by visitor: what the closed formulas are held against, and what-ifs they lack.

Visitors arrive as a Poisson stream whose rate changes by the hour, each holds a number for a while, and whoever finds
every lendable number held overflows. A pool that ran dry grows at the next look of the auto-scaling.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt

from forecasting.checks import finite, inside_open_interval

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

SCALING_SECONDS = 300.0
INITIAL_FILL_RATIO = 0.10
GROWTH_RATIO = 0.10
GROWTH_STEP_NUMBERS = 20
_HOUR_SECONDS = 3600.0


@dataclass(frozen=True, kw_only=True)
class RingPool:
    """A pool of dynamic numbers and the rules it grows by.

    max_pool_size       the ceiling, >= 1
    hold_seconds        mean hold of a number by a visitor, >= lifetime_seconds
    lifetime_seconds    least hold; what is beyond it is exponential
    allow_overflow      one number is set aside and shared by all who find the pool empty
    fill_immediately    begin with max_pool_size numbers instead of INITIAL_FILL_RATIO of it
    growth_ratio        growth per look as a share of the current size (compounds), rounded up
    growth_step_numbers the most numbers that one look adds
    room_numbers        what the limits leave for this pool; None where they do not bind
    """

    max_pool_size: int
    hold_seconds: float
    lifetime_seconds: float = 0.0
    allow_overflow: bool = True
    fill_immediately: bool = False
    growth_ratio: float = GROWTH_RATIO
    growth_step_numbers: int = GROWTH_STEP_NUMBERS
    room_numbers: int | None = None

    def __post_init__(self) -> None:
        finite("max_pool_size", self.max_pool_size, least=1)
        inside_open_interval("hold_seconds", self.hold_seconds, 0, math.inf)
        finite("lifetime_seconds", self.lifetime_seconds, least=0, most=self.hold_seconds)
        finite("growth_ratio", self.growth_ratio, least=0)
        finite("growth_step_numbers", self.growth_step_numbers, least=0)
        finite("room_numbers", 0 if self.room_numbers is None else self.room_numbers, least=0)

    @property
    def ceiling(self) -> int:
        """The largest size the pool may reach under its own ceiling and the limits."""
        return self.max_pool_size if self.room_numbers is None else min(self.max_pool_size, self.room_numbers)

    @property
    def first_fill(self) -> int:
        """Numbers a new pool begins with."""
        wanted = self.max_pool_size if self.fill_immediately else math.ceil(INITIAL_FILL_RATIO * self.max_pool_size)
        return min(wanted, self.ceiling)

    def grown(self, size: int) -> int:
        """The size after one look of the auto-scaling that found the pool had run dry."""
        step = min(math.ceil(self.growth_ratio * size - 1e-9), self.growth_step_numbers)
        return min(size + step, self.ceiling)


@dataclass(frozen=True)
class PoolMonth:
    """What happened in a month, by hour where it says so.

    usage_numbers       the largest size of the pool, what the month counts as used (the overflow number with it)
    most_held           the most numbers that visitors held at once
    numbers_at_end      what is left after the month end has removed the numbers nobody holds
    """

    visitors_by_hour: IntArray
    overflowed_by_hour: IntArray
    pool_by_hour: IntArray
    usage_numbers: int
    most_held: int
    numbers_at_end: int

    @property
    def overflow_rate(self) -> float:
        """Share of the month's visitors that found the pool empty; 0 in a month without visitors."""
        visitors = int(self.visitors_by_hour.sum())
        return int(self.overflowed_by_hour.sum()) / visitors if visitors else 0.0


def simulate_month(
    pool: RingPool, sessions_by_hour: npt.ArrayLike, rng: np.random.Generator, *, numbers_at_start: int = 0
) -> PoolMonth:
    """One month of a RingPool, drawn with the generator given.

    sessions_by_hour    expected sessions of each hour of the month, (hours,), >= 0
    numbers_at_start    what the month before left; the pool begins with that or its first fill, whichever is more

    Raises ValueError for missing or negative sessions.
    """
    expected = np.atleast_1d(finite("sessions_by_hour", sessions_by_hour, least=0))
    visitors = rng.poisson(expected).astype(np.int64)
    hours = len(visitors)
    arrivals = (np.repeat(np.arange(hours), visitors) + rng.random(int(visitors.sum()))) * _HOUR_SECONDS
    arrivals.sort()
    holds = pool.lifetime_seconds + rng.exponential(pool.hold_seconds - pool.lifetime_seconds, len(arrivals))
    overflowed, growth, most_held, held_at_end = _lend(
        pool, arrivals, holds, min(max(pool.first_fill, numbers_at_start), pool.ceiling), hours * _HOUR_SECONDS
    )
    sizes = np.array([size for _, size in growth], dtype=np.int64)
    looks = np.array([moment for moment, _ in growth])
    pool_by_hour = sizes[np.searchsorted(looks, (np.arange(hours) + 1) * _HOUR_SECONDS, side="left") - 1]
    at_end = min(held_at_end + pool.allow_overflow, int(sizes[-1]))
    return PoolMonth(
        visitors_by_hour=visitors,
        overflowed_by_hour=np.bincount((overflowed // _HOUR_SECONDS).astype(np.int64), minlength=hours),
        pool_by_hour=pool_by_hour,
        usage_numbers=int(sizes[-1]),
        most_held=most_held,
        numbers_at_end=at_end,
    )


def _lend(
    pool: RingPool, arrivals: FloatArray, holds: FloatArray, size: int, end: float
) -> tuple[FloatArray, list[tuple[float, int]], int, int]:
    """Overflowed arrivals, (moment, size) at the start and at each growth, the most held, and the held at the end.

    A pool only grows after it ran dry, so its size is fixed until the look after the first visitor that overflowed.
    """
    growth = [(0.0, size)]
    overflowed: list[float] = []
    held: list[float] = []  # when each held number comes back, a heap
    lendable = max(size - pool.allow_overflow, 0)
    most_held = 0
    next_scaling = math.inf
    for now, back in zip(arrivals.tolist(), (arrivals + holds).tolist(), strict=True):
        if now >= next_scaling:
            size = pool.grown(size)
            growth.append((next_scaling, size))
            lendable = max(size - pool.allow_overflow, 0)
            next_scaling = math.inf
        while held and held[0] <= now:
            heappop(held)
        if len(held) < lendable:
            heappush(held, back)
            most_held = max(most_held, len(held))
        else:
            overflowed.append(now)
            if next_scaling == math.inf:
                next_scaling = (now // SCALING_SECONDS + 1.0) * SCALING_SECONDS
    if next_scaling < end:
        growth.append((next_scaling, pool.grown(size)))
    return np.array(overflowed), growth, most_held, sum(back > end for back in held)
