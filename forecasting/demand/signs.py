"""What is known of a series beforehand that tells how its forecast goes wrong: a row of plain figures, its signs.

A forecast that is right on average over all series is wrong for each kind of them: what swings about a level is surer
over a year than what wanders, counts are noisier than what is steady, growth goes on or ends. No figure tells the kinds
apart by itself; `demand.strata` splits series by them. All of them are ratios, so a series twice as large has the same,
and all have seven digits, so no last bit moves a series across an edge.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from forecasting.exact_sums import mean_of_months, over_last, seven_digits

FloatArray = npt.NDArray[np.float64]

YEAR = 12
RECENT = 3  # months that tell where a series is
FEWEST_FOR_WAVES = 9  # months
FEWEST_PAIRS = 4  # of the same month in two years
MOST_COUNTS = 1e4
SMALLEST = 1e-6

OF_HISTORY = (
    "persistence",  # correlation of a month with the next, about the mean
    "turning",  # correlation of a change with the next: -.5 for noise, 0 for a walk, more where changes go on
    "growth",  # correlation with the months' numbers
    "bend",  # correlation with what is left of their squares
    "lately",  # how far the last month lies above the mean, in standard deviations
    "highest",  # the highest month, the same
    "lowest",  # the lowest month, the same, downwards
    "variation",  # logarithm of the standard deviation, z
    "counts",  # logarithm of the mean in steps of the lattice
    "dispersion",  # logarithm of how much months vary beside the noise of counting alone
    "waves",  # logarithm of what two waves of a year leave of the variance
    "year again",  # correlation with the year before
    "months",  # known ones
    "unchanged",  # ratio of months that are as the one before
    "unused",  # ratio of months that are zero
)
OF_FORECAST = (
    "spread",  # logarithm of the first month's spread, z
    "shape",  # how much the coming year moves, in its spreads
    "togetherness",  # standard deviation of a year's sum beside what it were if all months went together
    "lean",  # how far the coming year lies above the last months, in its spreads
)
SIGNS = OF_HISTORY + OF_FORECAST


def signs_of_history(usage: FloatArray, step: FloatArray, z: FloatArray, known: tuple[bool, ...]) -> FloatArray:
    """float (series, OF_HISTORY), from months that are known.

    Args:
        usage: float (series, n), numbers.
        step: float (series,), the step that its values are multiples of; 0 for none (`history_kinds.count_steps`).
        z: float (series, n), the same as usage on the z scale.
        known: which months of the history are known; n of them.
    """
    n = z.shape[1]
    off = z - mean_of_months(z)
    square = np.maximum(over_last(off**2), SMALLEST)
    sd = np.sqrt(square / max(n - 1, 1))
    change = np.diff(z, axis=1)
    moved = np.maximum(over_last(change**2), SMALLEST)
    line, bend = courses(n)
    counts = np.where(step > 0, mean_of_months(usage)[:, 0] / np.where(step > 0, step, 1.0), MOST_COUNTS)
    nothing = np.zeros(len(z))
    columns = (
        over_last(off[:, 1:] * off[:, :-1]) / square,
        over_last(change[:, 1:] * change[:, :-1]) / moved if n > 2 else nothing,
        over_last(off * line) / np.sqrt(square),
        over_last(off * bend) / np.sqrt(square),
        off[:, -1] / sd,
        off.max(axis=1) / sd,
        -off.min(axis=1) / sd,
        np.log(sd),
        np.log(np.clip(counts, SMALLEST, MOST_COUNTS)),
        np.log(moved / max(n - 1, 1) / 2 * np.clip(counts, SMALLEST, MOST_COUNTS)),
        _beside_waves(off, square, known),
        _year_again(off - over_last(off * line)[:, None] * line, known),
        np.full(len(z), float(n)),
        (change == 0).mean(axis=1) if n > 1 else nothing,
        (usage == 0).mean(axis=1),
    )
    return seven_digits(np.stack(columns, axis=1))


def signs_of_forecast(center: FloatArray, spread: FloatArray, factor: FloatArray, recent: FloatArray) -> FloatArray:
    """float (series, OF_FORECAST).

    Args:
        center, spread: float (series, at least YEAR), z.
        factor: float (series, the same, the same), of the months' covariance.
        recent: float (series,), z, where the series lately was.
    """
    center, spread = center[:, :YEAR], spread[:, :YEAR]
    middle, wide = mean_of_months(center), mean_of_months(spread)[:, 0]
    moved = np.sqrt(mean_of_months((center - middle) ** 2))[:, 0]
    year = over_last(np.add.reduce(np.ascontiguousarray(factor[:, :YEAR, :YEAR]), axis=1) ** 2)
    columns = (
        np.log(np.maximum(spread[:, 0], SMALLEST)),
        moved / wide,
        np.sqrt(year) / (YEAR * wide),
        (middle[:, 0] - recent) / wide,
    )
    return seven_digits(np.stack(columns, axis=1))


def lately(z: FloatArray) -> FloatArray:
    """float (series,): the mean of the last months, z."""
    return np.asarray(mean_of_months(z[:, -RECENT:])[:, 0])


def _year_again(off: FloatArray, known: tuple[bool, ...]) -> FloatArray:
    """float (series,): correlation of months with those a year before; 0 where hardly any are known."""
    later, before = a_year_apart(known)
    if not len(later):
        return np.zeros(len(off))
    sizes = over_last(off[:, later] ** 2) * over_last(off[:, before] ** 2)
    return np.asarray(over_last(off[:, later] * off[:, before]) / np.sqrt(np.maximum(sizes, SMALLEST**2)))


@lru_cache(maxsize=64)
def a_year_apart(known: tuple[bool, ...]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Which known months, int (pairs,), lie a year after which others, the same; none where they are few."""
    place = {month: i for i, month in enumerate(np.flatnonzero(known).tolist())}
    pairs = [(i, place[month - YEAR]) for month, i in place.items() if month - YEAR in place]
    if len(pairs) < FEWEST_PAIRS:
        pairs = []
    later, before = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return np.ascontiguousarray(later), np.ascontiguousarray(before)


def _beside_waves(off: FloatArray, square: FloatArray, known: tuple[bool, ...]) -> FloatArray:
    """float (series,): what a wave of a year and one of half a year leave of the variance; 0 where months are few."""
    n = off.shape[1]
    if n < FEWEST_FOR_WAVES:
        return np.zeros(len(off))
    left = off.copy()
    for wave in waves(known):
        left -= over_last(off * wave)[:, None] * wave
    ratio = over_last(left**2) / (n - 5) / (square / (n - 1))
    return np.asarray(np.log(np.maximum(ratio, SMALLEST)))


@lru_cache(maxsize=64)
def waves(known: tuple[bool, ...]) -> FloatArray:
    """float (4, n): waves of a year and of half a year in known months, about nothing, of length one, orthogonal."""
    angle = 2 * np.pi * np.flatnonzero(known) / YEAR
    waves = np.stack([np.ones_like(angle), *(part(k * angle) for k in (1, 2) for part in (np.cos, np.sin))], axis=1)
    return np.ascontiguousarray(np.linalg.qr(waves)[0].T[1:])


@lru_cache(maxsize=64)
def courses(months: int) -> tuple[FloatArray, FloatArray]:
    """A straight line and what is left of a parabola, float (months,) each, of length one and about nothing."""
    line = np.arange(months, dtype=np.float64) - (months - 1) / 2
    bend = line**2 - (line**2).mean()
    return _of_length_one(line), _of_length_one(bend)


def _of_length_one(values: FloatArray) -> FloatArray:
    return np.asarray(values / max(float(np.sqrt((values**2).sum())), SMALLEST))
