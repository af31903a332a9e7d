"""Months far off those around them, once: rare exceptions, which tell neither of the level nor of a season.

On the scale of square roots a month is held against the median of the three months before and after it. It is odd when
it lies 4.5 robust standard deviations off (of the median absolute deviation of all months, Hampel 1974; never less than
chance does to counts) and a fourth of the root at least, so 1.6 times the numbers or six tenths of them. It is an
exception when the months beside it are not odd, the same month a year before or after was not off in the same way
(that is a season), and few months are odd at all. Where neither is known the month may be a season's, and must be
twice as far off; in less than ten months it must be four times the numbers. The last month is never judged, for it may
be a new level, and no month is that has one beside it which went half as far. What counts as usage in an exception's
place is the median. The paths have such months again: as often as the history had them where they were no more than
USUAL_BURST times what is usual, and the less often the larger, for what happened once and is huge is mostly a mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from forecasting.demand.caveats import Caveat
from forecasting.demand.history_kinds import count_steps

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

ROWS = 512  # series looked at together: they fit a processor's cache
YEAR = 12
FEWEST_MONTHS = 5
SHORT, SHORT_SHARE = 10, 1.0  # in fewer months an exception is as far off as the whole root beside it
BESIDE = 3  # months before and after
SIX_IN_ORDER = ((0, 1), (2, 3), (4, 5), (0, 2), (1, 4), (3, 5), (0, 1), (2, 3), (4, 5), (1, 2), (3, 4), (2, 3))
SURE = 4.5  # robust standard deviations
SURER = 2.0  # times as far, where no other year tells whether it is a season
NOISE_OF_COUNTS = 0.5  # of the root of a count, whatever the count (Anscombe 1948)
LEAST_SHARE = 0.25  # of the root of what is beside
TO_STANDARD_DEVIATION = 1.4826  # of a normal law, from its median absolute deviation
UNJUDGED = 1  # months at the end
HALF_AS_FAR = 0.5  # of the distance: a month beside an exception does not go as far the same way
SEASON_SHARE = 0.35  # of the distance: as much a year before or after makes it a season
MOST_SHARE = 1 / 6  # of the months: more odd ones are no exceptions
MOST_ZEROS_RATIO = 0.3
LONGEST_HORIZON = 36
PRIOR_MONTHS = 12  # that speak for no exceptions, beside a history's own
LARGEST_FALL = 5.5  # times below what is usual that a month of hardly anything counts as
USUAL_BURST = 2.5  # times what is usual; twice as large is believed a fourth as often


@dataclass(frozen=True)
class OddMonths:
    """Exceptions among the months of each series.

    is_odd: bool (series, months). beside: float (series, months), numbers, what is usual around each month.
    """

    is_odd: BoolArray
    beside: FloatArray

    def without(self, usage: FloatArray) -> FloatArray:
        """The usage, float (series, months), with what is usual in place of the exceptions."""
        return np.where(self.is_odd, self.beside, usage)


def odd_months(usage: FloatArray, at_limit: BoolArray) -> OddMonths:
    """The exceptions of each series; none where a limit cut off any month, or where many months are zero.

    Args:
        usage: float (series, months), numbers; NaN where unknown.
        at_limit: bool (series, months), where a limit cut usage off.
    """
    is_odd = np.zeros(usage.shape, dtype=bool)
    beside = np.zeros(usage.shape)
    judged = may_be_judged(usage, at_limit)
    for first in range(0, len(usage), ROWS):
        some = slice(first, first + ROWS)
        judged[some] &= _may_have(usage[some])
    rows = np.flatnonzero(judged)
    if rows.size:
        step = count_steps(np.nan_to_num(usage[rows]))
        for first in range(0, len(rows), ROWS):
            some = slice(first, first + ROWS)
            noise = NOISE_OF_COUNTS * np.sqrt(step[some])
            is_odd[rows[some]], beside[rows[some]] = _judge(np.sqrt(usage[rows[some]]), noise)
    return OddMonths(is_odd, beside)


def may_be_judged(usage: FloatArray, at_limit: BoolArray) -> BoolArray:
    """bool (series,): which series know enough months, few of them zero and none at a limit."""
    known = np.isfinite(usage).sum(axis=1)
    few_zeros = (usage == 0).sum(axis=1) < MOST_ZEROS_RATIO * known
    return np.asarray((known >= FEWEST_MONTHS) & ~at_limit.any(axis=1) & few_zeros)


def _may_have(usage: FloatArray) -> BoolArray:
    """bool (series,): whether any month is so far off half of those around it that it may be odd; most series' are not.

    A median lies LEAST_SHARE of the root below or above a month only where half of what it is the median of does.
    """
    months = usage.shape[1]
    known = np.isfinite(usage).astype(np.int8)
    above, below, around = (np.zeros(usage.shape, dtype=np.int8) for _ in range(3))
    larger, smaller = usage * (1 + LEAST_SHARE) ** -2, usage * (1 - LEAST_SHARE) ** -2
    for apart in range(1, min(BESIDE, months - 1) + 1):
        for one, other in ((slice(apart, None), slice(None, -apart)), (slice(None, -apart), slice(apart, None))):
            above[:, one] += larger[:, one] >= usage[:, other]
            below[:, one] += smaller[:, one] <= usage[:, other]
            around[:, one] += known[:, other]
    far = (2 * np.maximum(above, below) >= around) & (around > 0) & (known > 0)
    return np.asarray(far[:, :-UNJUDGED].any(axis=1))


def _judge(root: FloatArray, least_noise: FloatArray) -> tuple[BoolArray, FloatArray]:
    """Which months are exceptions, and the numbers that are usual around each month, (series, months) both.

    Args:
        root: float (series, months), square roots of numbers; NaN where unknown.
        least_noise: float (series,), of a root.
    """
    series, months = root.shape
    padded = np.full((series, months + 2 * BESIDE), np.nan)
    padded[:, BESIDE:-BESIDE] = root
    around = [padded[:, BESIDE + shift : BESIDE + shift + months] for shift in range(-BESIDE, BESIDE + 1) if shift]
    usual = _median_of_few(around)
    away = root - usual
    noise = TO_STANDARD_DEVIATION * _median(np.abs(away))
    noise = np.where(noise > 0, np.maximum(noise, least_noise), 0.0)  # what mostly stands still does not vary as counts
    far_off = np.maximum(SURE * noise[:, None], LEAST_SHARE * usual)
    odd = np.abs(away) > far_off
    odd[:, -UNJUDGED:] = False
    alone = odd & ~_has_company(root, usual, away)
    told = np.zeros(root.shape, dtype=bool)
    for near, far in ((slice(YEAR, None), slice(None, -YEAR)), (slice(None, -YEAR), slice(YEAR, None))):
        if months > YEAR:
            alone[:, near] &= ~(away[:, near] * away[:, far] > SEASON_SHARE * away[:, near] ** 2)
            told[:, near] |= np.isfinite(away[:, far])
    alone &= told | (np.abs(away) > SURER * far_off)
    known = np.isfinite(root).sum(axis=1)
    alone &= (known >= SHORT)[:, None] | (np.abs(away) > SHORT_SHARE * usual)
    few = odd.sum(axis=1) <= np.maximum(MOST_SHARE * known, 1)
    return alone & few[:, None], np.nan_to_num(usual) ** 2


def _has_company(root: FloatArray, usual: FloatArray, away: FloatArray) -> BoolArray:
    """Which months, (series, months), have one beside them that went HALF_AS_FAR the same way: they are a level."""
    in_company = np.zeros(root.shape, dtype=bool)
    for here, beside in ((slice(1, None), slice(None, -1)), (slice(None, -1), slice(1, None))):
        in_company[:, here] |= (root[:, beside] - usual[:, here]) * away[:, here] > HALF_AS_FAR * away[:, here] ** 2
    return in_company


def _median_of_few(values: list[FloatArray]) -> FloatArray:
    """The median of what is known at each place of 2 BESIDE arrays; NaN where nothing is.

    Sorted all at once by comparing whole arrays, in the fewest comparisons there are (Knuth, TAOCP 3, 5.3.4).
    """
    count = sum(np.isfinite(one).astype(np.int8) for one in values)
    rising = [np.where(np.isfinite(one), one, np.inf) for one in values]
    for low, high in SIX_IN_ORDER:
        rising[low], rising[high] = np.minimum(rising[low], rising[high]), np.maximum(rising[low], rising[high])
    middle = np.where(count > 5, rising[3], np.where(count > 3, rising[2], np.where(count > 1, rising[1], rising[0])))
    below = np.where(count > 4, rising[2], np.where(count > 2, rising[1], rising[0]))
    return np.where(np.asarray(count) > 0, 0.5 * (below + middle), np.nan)


def _median(values: FloatArray) -> FloatArray:
    """The median over the last axis of what is known; NaN where nothing is."""
    rising = np.sort(values, axis=-1)  # NaN last
    count = np.isfinite(values).sum(axis=-1)
    middle = np.stack([np.maximum(count - 1, 0) // 2, count // 2], axis=-1)
    both = np.take_along_axis(rising, np.minimum(middle, values.shape[-1] - 1), axis=-1)
    return np.asarray(0.5 * (both[..., 0] + both[..., 1]))


def put_back(ahead: Float32Array, usage: FloatArray, odd: OddMonths, seed: int, *, first: int) -> None:
    """Has exceptions as large as the history's on few of its paths, as square roots, (series, horizon, paths).

    Args:
        ahead: the paths; they are changed in place.
        usage: float (series, months), numbers, with the exceptions in it.
        odd: the exceptions of these series.
        seed: of where they come; all series share it.
        first: the first month ahead that may be one.
    """
    months, paths = ahead.shape[1:]
    chance, choice = dice(paths, seed)
    for i in np.flatnonzero(odd.is_odd.any(axis=1)):
        places = np.flatnonzero(odd.is_odd[i])
        times = usage[i, places] / np.maximum(odd.beside[i, places], 1e-9)
        large = np.where(times > 1, times, 1 / np.maximum(times, 1 / LARGEST_FALL))
        believed = np.minimum(1.0, USUAL_BURST / large) ** 2
        comes = chance[:months] < believed.sum() / (np.isfinite(usage[i]).sum() + PRIOR_MONTHS)
        comes[:first] = False
        which = np.searchsorted(np.cumsum(believed) / believed.sum(), choice[:months][comes])
        ahead[i][comes] *= np.sqrt(times).astype(np.float32)[np.minimum(which, len(places) - 1)]


@lru_cache(maxsize=8)
def dice(paths: int, seed: int) -> FloatArray:
    """float (2, months, paths) in (0, 1): whether a month is odd, and which of the history's odd ones it is like."""
    return np.random.default_rng([seed, 4]).random((2, LONGEST_HORIZON, paths))


def caveat_of(usage: FloatArray, is_odd: BoolArray, beside: FloatArray) -> Caveat | None:
    """What to say of the exceptions of one series, (months,) each."""
    places = np.flatnonzero(is_odd)
    if not places.size:
        return None
    last = int(places[-1])
    ago, used, usual = len(usage) - last, float(usage[last]), float(beside[last])
    one = len(places) == 1
    which = "one month was far off those around it" if one else f"{len(places)} months were far off those around them"
    text = (
        f"{which}, {'' if one else 'the latest '}{ago} months ago with {used:,.0f} numbers beside about {usual:,.0f}: "
        f"the forecast takes {'it for a rare exception' if one else 'them for rare exceptions'}"
    )
    return Caveat("odd month", text, {"months": len(places), "months_ago": ago, "used": used, "usual": usual})
