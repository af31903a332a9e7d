"""What is told of each history beforehand, by compiled loops (Numba), the same to the last bit as NumPy has it.

The loops do what `scale.means` and `to_z`, `history_kinds.kinds` and `count_steps`, `counts.are_counts` and
`signs.signs_of_history` do, a series at a time while it lies in registers. Logarithms are left to NumPy, whose last
digits are its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from forecasting.demand import counts, history_kinds, signs
from forecasting.demand.history_facts import Facts
from forecasting.demand.history_kinds import Kind
from forecasting.demand.scale import SMALLEST_MEAN
from forecasting.demand.sums_kernel import in_pairs, sum_of_products
from forecasting.exact_sums import seven_digits

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Limits(NamedTuple):
    """Those of `history_kinds`, `counts` and `signs`, by their names there, and the kinds."""

    smallest_mean: float = SMALLEST_MEAN
    many_zeros: float = history_kinds.MANY_ZEROS_RATIO
    mostly_unchanged: float = history_kinds.MOSTLY_UNCHANGED_RATIO
    fewest_to_step: int = history_kinds.FEWEST_MONTHS_TO_STEP
    most_steps: float = history_kinds.MOST_STEPS
    most_small: float = counts.MOST
    most_correlation: float = counts.MOST_CORRELATION
    smallest: float = signs.SMALLEST
    most_counts: float = signs.MOST_COUNTS
    recent: int = signs.RECENT
    regular: int = int(Kind.REGULAR)
    standing: int = int(Kind.STANDING)
    sparse: int = int(Kind.SPARSE)
    stepping: int = int(Kind.STEPPING)


class Courses(NamedTuple):
    """What histories are held against: a line and a bend, (n,); waves, (4, n); months a year apart, (pairs,) each."""

    line: FloatArray
    bend: FloatArray
    waves: FloatArray
    later: IntArray
    before: IntArray


def compiled_facts(seen: FloatArray, known: tuple[bool, ...]) -> Facts:
    """What `history_facts.facts_of` gives."""
    series, n = seen.shape
    limits = Limits()
    facts = Facts(
        mean=np.empty((series, 1)),
        z=np.empty((series, n)),
        kind=np.empty(series, dtype=np.int64),
        step=np.empty(series),
        are_counts=np.zeros(series, dtype=bool),
        signs=np.empty((series, len(signs.OF_HISTORY))),
        recent=np.empty(series),
    )
    scales(seen, limits.smallest_mean, facts.mean, facts.z)
    kinds_and_steps(seen, limits, facts.kind, facts.step)
    if n >= counts.FEWEST_MONTHS:
        counts_among(seen, facts.step, limits, *counts.dispersions(n), facts.are_counts)
    logs = np.empty((len(LOGARITHMS), series))
    signs_before_logs(seen, facts.step, facts.z, courses(known), limits, facts.signs, logs, facts.recent)
    np.log(logs, out=logs)
    facts.signs[:, LOGARITHMS] = logs.T
    facts.signs[:] = seven_digits(facts.signs)
    return facts


LOGARITHMS = [signs.OF_HISTORY.index(one) for one in ("variation", "counts", "dispersion", "waves")]


def courses(known: tuple[bool, ...]) -> Courses:
    """Those of the months that are known."""
    n = sum(known)
    line, bend = signs.courses(n)
    later, before = signs.a_year_apart(known)
    waves = signs.waves(known) if n >= signs.FEWEST_FOR_WAVES else np.empty((0, n))
    return Courses(line, bend, waves, later, before)


@njit(cache=True, nogil=True)
def scales(usage: FloatArray, smallest: float, mean: FloatArray, z: FloatArray) -> None:
    """Writes each series' mean, float (series, 1), and its z, float (series, n), of usage, float (series, n)."""
    series, n = usage.shape
    for i in range(series):
        own = usage[i]
        mean[i, 0] = max(in_pairs(own, n) / n, smallest)
        for month in range(n):
            z[i, month] = 2.0 * (np.sqrt(max(own[month], 0.0) / mean[i, 0]) - 1.0)


@njit(cache=True, nogil=True)
def kinds_and_steps(usage: FloatArray, limits: Limits, kind: IntArray, step: FloatArray) -> None:
    """Writes each series' Kind, int (series,), and the step that all its values are few multiples of, float (series,).

    usage: float (series, n), numbers, all known.
    """
    series, n = usage.shape
    rising = np.empty(n + 1)
    for i in range(series):
        own = usage[i]
        unchanged, zeros = 0, 0
        for month in range(n):
            zeros += own[month] == 0
            if month:
                unchanged += own[month] - own[month - 1] == 0
        kind[i] = limits.regular
        if n > 1:
            if n >= limits.fewest_to_step and unchanged / (n - 1) >= limits.mostly_unchanged:
                kind[i] = limits.stepping
            if zeros / n >= limits.many_zeros:
                kind[i] = limits.sparse
            if unchanged == n - 1:
                kind[i] = limits.standing
        step[i] = step_of(own, n, rising, limits.most_steps)


@njit(cache=True, nogil=True)
def step_of(own: FloatArray, n: int, rising: FloatArray, most_steps: float) -> float:
    """The step of which all of the first n values are multiples, ``most_steps`` at most; 0 for none.

    rising: room for n + 1 values.
    """
    rising[0] = 0.0
    for month in range(n):
        value, place = own[month], month + 1
        while place > 0 and rising[place - 1] > value:
            rising[place] = rising[place - 1]
            place -= 1
        rising[place] = value
    most, step = rising[n], np.inf
    for month in range(n):
        gap = rising[month + 1] - rising[month]
        if gap > 1e-6 * most and gap < step:
            step = gap
    if not np.isfinite(step) or most > most_steps * step:
        return 0.0
    for month in range(n):
        times = own[month] / step
        if not abs(times - np.rint(times)) < 1e-6:
            return 0.0
    return step


@njit(cache=True, nogil=True)
def counts_among(
    usage: FloatArray,
    step: FloatArray,
    limits: Limits,
    least_dispersion: float,
    largest_dispersion: float,
    are_counts: BoolArray,
) -> None:
    """Writes which series look like counts about a mean that stays, bool (series,), False before.

    usage: float (series, n). step: float (series,). The dispersions: see `counts.dispersions`.
    """
    series, n = usage.shape
    around, part = np.empty(n), np.empty(n)
    for i in range(series):
        if not step[i] > 0:
            continue
        for month in range(n):
            around[month] = usage[i, month] / step[i]
        mean = in_pairs(around, n) / n
        for month in range(n):
            around[month] -= mean
        squares = sum_of_products(around, around, n, part)
        dispersion = squares / (n - 1) / mean if mean > 0 else 0.0
        next_to = sum_of_products(around[1:], around, n - 1, part) / squares if squares > 0 else 0.0
        are_counts[i] = (
            mean <= limits.most_small
            and dispersion >= least_dispersion
            and dispersion <= largest_dispersion
            and next_to <= limits.most_correlation
        )


@njit(cache=True, nogil=True)
def signs_before_logs(
    usage: FloatArray,
    step: FloatArray,
    z: FloatArray,
    against: Courses,
    limits: Limits,
    by_series: FloatArray,
    logs: FloatArray,
    lately: FloatArray,
) -> None:
    """Writes `signs.signs_of_history`, float (series, signs), but for its logarithms, and `signs.lately`.

    usage, z: float (series, n). step: float (series,). logs: float (4, series), what logarithms are to be taken of.
    """
    series, n = z.shape
    off, change, part = np.empty(n), np.empty(n), np.empty(n)
    room = np.empty((3, n))
    for i in range(series):
        own, mean = by_series[i], in_pairs(z[i], n) / n
        highest, lowest, unchanged, zeros = -np.inf, np.inf, 0, 0
        for month in range(n):
            off[month] = z[i, month] - mean
            highest, lowest = max(highest, off[month]), min(lowest, off[month])
            zeros += usage[i, month] == 0
        for month in range(n - 1):
            change[month] = z[i, month + 1] - z[i, month]
            unchanged += change[month] == 0
        square = max(sum_of_products(off, off, n, part), limits.smallest)
        moved = max(sum_of_products(change, change, n - 1, part), limits.smallest)
        along = sum_of_products(off, against.line, n, part)
        sd = np.sqrt(square / max(n - 1, 1))
        count = limits.most_counts
        if step[i] > 0:
            count = min(max(in_pairs(usage[i], n) / n / step[i], limits.smallest), limits.most_counts)
        own[0] = sum_of_products(off[1:], off, n - 1, part) / square
        own[1] = sum_of_products(change[1:], change, n - 2, part) / moved if n > 2 else 0.0
        own[2] = along / np.sqrt(square)
        own[3] = sum_of_products(off, against.bend, n, part) / np.sqrt(square)
        own[4], own[5], own[6] = off[n - 1] / sd, highest / sd, -lowest / sd
        logs[0, i], logs[1, i] = sd, count
        logs[2, i] = moved / max(n - 1, 1) / 2 * count
        logs[3, i] = _beside_waves(off, square, against.waves, limits.smallest, room, part)
        own[11] = _year_again(off, along, against, limits.smallest, room, part)
        own[12] = n
        own[13] = unchanged / (n - 1) if n > 1 else 0.0
        own[14] = zeros / n
        few = min(limits.recent, n)
        lately[i] = in_pairs(z[i, n - few :], few) / few


@njit(cache=True, nogil=True)
def _beside_waves(
    off: FloatArray, square: float, waves: FloatArray, smallest: float, room: FloatArray, part: FloatArray
) -> float:
    n, left = len(off), room[0]
    if not len(waves):
        return 1.0
    left[:] = off
    for wave in waves:
        times = sum_of_products(off, wave, n, part)
        for month in range(n):
            left[month] -= times * wave[month]
    return float(max(sum_of_products(left, left, n, part) / (n - 5) / (square / (n - 1)), smallest))


@njit(cache=True, nogil=True)
def _year_again(
    off: FloatArray, along: float, against: Courses, smallest: float, room: FloatArray, part: FloatArray
) -> float:
    pairs, left, first, second = len(against.later), room[0], room[1], room[2]
    if not pairs:
        return 0.0
    for month in range(len(off)):
        left[month] = off[month] - along * against.line[month]
    for pair in range(pairs):
        first[pair], second[pair] = left[against.later[pair]], left[against.before[pair]]
    sizes = sum_of_products(first, first, pairs, part) * sum_of_products(second, second, pairs, part)
    return float(sum_of_products(first, second, pairs, part) / np.sqrt(max(sizes, smallest**2)))
