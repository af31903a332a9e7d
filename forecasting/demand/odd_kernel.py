"""Odd months by compiled loops (Numba), the same to the last bit as `odd_months` finds them with NumPy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from forecasting.demand import odd_months
from forecasting.demand.history_kernel import step_of
from forecasting.demand.history_kinds import MOST_STEPS
from forecasting.demand.odd_months import OddMonths

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Limits(NamedTuple):
    """Those of `odd_months`, by their names there."""

    beside: int = odd_months.BESIDE
    unjudged: int = odd_months.UNJUDGED
    year: int = odd_months.YEAR
    short: int = odd_months.SHORT
    times_larger: float = (1 + odd_months.LEAST_SHARE) ** -2
    times_smaller: float = (1 - odd_months.LEAST_SHARE) ** -2
    noise_of_counts: float = odd_months.NOISE_OF_COUNTS
    most_steps: float = MOST_STEPS
    sure: float = odd_months.SURE
    surer: float = odd_months.SURER
    least_share: float = odd_months.LEAST_SHARE
    half_as_far: float = odd_months.HALF_AS_FAR
    season_share: float = odd_months.SEASON_SHARE
    most_share: float = odd_months.MOST_SHARE
    short_share: float = odd_months.SHORT_SHARE
    to_standard_deviation: float = odd_months.TO_STANDARD_DEVIATION


def compiled_odd_months(usage: FloatArray, at_limit: BoolArray) -> OddMonths:
    """What `odd_months.odd_months` gives."""
    is_odd, beside = np.zeros(usage.shape, dtype=bool), np.zeros(usage.shape)
    judged = odd_months.may_be_judged(usage, at_limit)
    find_odd_months(np.ascontiguousarray(usage), judged, Limits(), is_odd, beside)
    return OddMonths(is_odd, beside)


@njit(cache=True, nogil=True)
def find_odd_months(
    usage: FloatArray, judged: BoolArray, limits: Limits, is_odd: BoolArray, beside: FloatArray
) -> None:
    """Writes into False and zero, (series, months), which months are exceptions and what is usual around each.

    usage: float (series, months), numbers; NaN where unknown. judged: bool (series,), which series are looked at.
    """
    months, near = usage.shape[1], limits.beside
    usual, away, distances = np.empty(months), np.empty(months), np.empty(months)
    odd, plain, rising = np.empty(months, np.bool_), np.empty(months), np.empty(months + 1)
    counts, beyond = np.empty((3, months), np.int64), np.full(months + 2 * near, np.inf)
    around = np.empty((2 * near, months))
    for i in range(len(usage)):
        if not judged[i] or not _may_have(usage[i], limits, counts):
            continue
        for month in range(months):
            plain[month] = usage[i, month] if np.isfinite(usage[i, month]) else 0.0
            beyond[month + near] = np.sqrt(usage[i, month]) if np.isfinite(usage[i, month]) else np.inf
        least_noise = limits.noise_of_counts * np.sqrt(step_of(plain, months, rising, limits.most_steps))
        _median_of_few(beyond, counts[2], around, usual)
        count = 0
        for month in range(months):
            away[month] = beyond[month + near] - usual[month] if np.isfinite(beyond[month + near]) else np.nan
            beside[i, month] = usual[month] * usual[month] if np.isfinite(usual[month]) else 0.0
            if np.isfinite(away[month]):
                _insert(distances, count, abs(away[month]))
                count += 1
        middle = 0.5 * (distances[(count - 1) // 2] + distances[count // 2]) if count else 0.0
        noise = limits.to_standard_deviation * middle
        noise = max(noise, least_noise) if noise > 0 else 0.0
        _judge(beyond[near:], usual, away, noise, limits, odd, is_odd[i])


@njit(cache=True, nogil=True)
def _may_have(usage: FloatArray, limits: Limits, counts: IntArray) -> bool:
    """Whether any month of a series is so far off half of those around it that it may be odd.

    counts: int (3, months), how many months around each are so much smaller, so much larger, and known.
    """
    months = len(usage)
    counts[:] = 0
    above, below, around = counts[0], counts[1], counts[2]
    for apart in range(1, min(limits.beside, months - 1) + 1):
        for month in range(months - apart):
            one, other = usage[month], usage[month + apart]
            above[month] += one * limits.times_larger >= other
            below[month] += one * limits.times_smaller <= other
            around[month] += np.isfinite(other)
        for month in range(months - apart):
            one, other = usage[month + apart], usage[month]
            above[month + apart] += one * limits.times_larger >= other
            below[month + apart] += one * limits.times_smaller <= other
            around[month + apart] += np.isfinite(other)
    far_months = 0
    for month in range(months - limits.unjudged):
        is_far = 2 * max(above[month], below[month]) >= around[month]
        far_months += is_far and around[month] > 0 and np.isfinite(usage[month])
    return far_months > 0


@njit(cache=True, nogil=True)
def _median_of_few(beyond: FloatArray, known: IntArray, around: FloatArray, median: FloatArray) -> None:
    """Writes the median of what is known around each month, float (months,); NaN where nothing is.

    Args:
        beyond: float (months and those beside), infinite where unknown.
        known: int (months,), how many around each are. around: room, float (months beside, months).
    """
    months, near = len(median), len(around) // 2
    for place in range(2 * near):
        first = place if place < near else place + 1
        around[place] = beyond[first : first + months]
    for low, high in odd_months.SIX_IN_ORDER:
        one, other = around[low], around[high]
        for month in range(months):
            least, most = min(one[month], other[month]), max(one[month], other[month])
            one[month] = least
            other[month] = most
    for month in range(months):
        count = known[month]
        median[month] = np.nan
        if count:
            median[month] = 0.5 * (around[(count - 1) // 2, month] + around[count // 2, month])


@njit(cache=True, nogil=True)
def _judge(
    root: FloatArray,
    usual: FloatArray,
    away: FloatArray,
    noise: float,
    limits: Limits,
    odd: BoolArray,
    is_odd: BoolArray,
) -> None:
    """Writes the exceptions of one series; ``odd``: for what is far off, exception or not.

    root: float (at least months,), square roots, infinite where unknown; the others (months,).
    """
    months, known, number = len(usual), 0, 0
    for month in range(months):
        far_off = max(limits.sure * noise, limits.least_share * usual[month])
        odd[month] = month < months - limits.unjudged and abs(away[month]) > far_off
        known += np.isfinite(root[month])
        number += odd[month]
    if number > max(limits.most_share * known, 1.0):
        return
    for month in range(months):
        if not odd[month]:
            continue
        square = away[month] * away[month]
        half = limits.half_as_far * square
        alone, told = True, False
        for other in (month - 1, month + 1):
            if 0 <= other < months:
                alone &= not (np.isfinite(root[other]) and (root[other] - usual[month]) * away[month] > half)
        for other in (month - limits.year, month + limits.year):
            if 0 <= other < months:
                alone &= not away[month] * away[other] > limits.season_share * square
                told |= np.isfinite(away[other])
        far_off = max(limits.sure * noise, limits.least_share * usual[month])
        alone &= told or abs(away[month]) > limits.surer * far_off
        alone &= known >= limits.short or abs(away[month]) > limits.short_share * usual[month]
        is_odd[month] = alone


@njit(cache=True, nogil=True)
def _insert(rising: FloatArray, count: int, value: float) -> None:
    """Puts a value in its place among the first ``count``, which rise."""
    place = count
    while place > 0 and rising[place - 1] > value:
        rising[place] = rising[place - 1]
        place -= 1
    rising[place] = value
