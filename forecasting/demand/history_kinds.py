"""What kind of history a series has: each is forecast, and goes wrong, in its own way.

Numbers that mostly stand still are forecast by their last value, and their errors count in their own steps: then the
chance that nothing changes at all survives, which a model of noise about a level would smear over. What is zero in many
months keeps to the lattice that its values lie on (whole numbers, mostly).
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from forecasting.demand.scale import from_roots
from forecasting.exact_sums import mean_of_months, over_last

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]

MANY_ZEROS_RATIO = 0.3
MOSTLY_UNCHANGED_RATIO = 0.4
FEWEST_MONTHS_TO_STEP = 5
STANDING_SPREAD = 0.1  # of z: the unit that errors of a series that never moved are counted in
SPARSE_SPREAD, SPARSE_WEIGHT = 1.5, 4.0
FEWEST_USES_OF_A_LATTICE = 4  # of a single value; of two different ones none
MOST_STEPS = 200  # beyond, a step more or less is lost in the noise
SAME = np.float32(1e-6)  # ratio: what rounding to seven digits leaves of a value that did not move


class Kind(IntEnum):
    """Kinds of history."""

    REGULAR = 0
    STANDING = 1  # the same in every month
    SPARSE = 2  # zero in many months
    STEPPING = 3  # the same as the month before in many months


def kinds(usage: FloatArray) -> npt.NDArray[np.int64]:
    """The Kind of each series, int (series,), from the months that are known, float (series, months)."""
    months = usage.shape[1]
    kind = np.full(len(usage), Kind.REGULAR, dtype=np.int64)
    if months < 2:
        return kind
    unchanged = (np.diff(usage, axis=1) == 0).mean(axis=1)
    if months >= FEWEST_MONTHS_TO_STEP:
        kind[unchanged >= MOSTLY_UNCHANGED_RATIO] = Kind.STEPPING
    kind[(usage == 0).mean(axis=1) >= MANY_ZEROS_RATIO] = Kind.SPARSE
    kind[unchanged == 1] = Kind.STANDING
    return kind


def from_last_value(z: FloatArray, kind: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.bool_], FloatArray, FloatArray]:
    """Which series go on from their last value, bool (series,); center and spread of those, float (of those, 1)."""
    chosen = (kind == Kind.STANDING) | (kind == Kind.STEPPING)
    steps = np.diff(z[chosen], axis=1) if z.shape[1] > 1 else np.zeros((int(chosen.sum()), 1))
    size = np.sqrt(mean_of_months(steps**2))
    return chosen, z[chosen, -1:], np.where(size > 0, size, STANDING_SPREAD)


def about_the_mean(z: FloatArray, kind: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.bool_], FloatArray, FloatArray]:
    """Which series are noise about a mean, bool (series,); center and spread of those, float (of those, 1).

    Zeros here and there look like a season to the bank, which is then far too sure of itself. The spread is the
    history's, drawn towards SPARSE_SPREAD by the weight of SPARSE_WEIGHT months.
    """
    chosen = kind == Kind.SPARSE
    center = mean_of_months(z[chosen])
    squares = over_last((z[chosen] - center) ** 2)[:, None]
    return chosen, center, np.sqrt((squares + SPARSE_WEIGHT * SPARSE_SPREAD**2) / (z.shape[1] + SPARSE_WEIGHT))


def lattice_steps(usage: FloatArray, kind: npt.NDArray[np.int64], few: FloatArray) -> FloatArray:
    """float (series,): the step that a series' paths keep to, 0 for none, from known months (series, months).

    A single value tells of no step unless it comes again and again: any value is a multiple of itself.

    Args:
        usage: float (series, months), numbers, all known.
        kind: int (series,).
        few: float (series,), the `count_steps` of usage.
    """
    steps = np.where(kind == Kind.REGULAR, few, 0.0)
    for i in np.flatnonzero((kind == Kind.SPARSE) | (kind == Kind.STEPPING)):
        steps[i] = lattice_step(usage[i])
    most = usage.max(axis=1, initial=0.0)[:, None]
    several = ((usage > 0) & (usage < (1 - SAME) * most)).any(axis=1)
    return np.where(several | ((usage > 0).sum(axis=1) >= FEWEST_USES_OF_A_LATTICE), steps, 0.0)


def on_the_lattice(
    paths: Float32Array, last: FloatArray, kind: npt.NDArray[np.int64], steps: FloatArray
) -> Float32Array:
    """The paths, float32 (series, months, paths), used up: on the lattice of `lattice_steps`, where there is one.

    Without it a path would exceed a limit of 3 by 0.2, or by rounding error, where usage can only do so by 1. What is
    no further than rounding from the last value, float (series,), of a standing or stepping series is that value.
    """
    for i in np.flatnonzero((kind == Kind.STANDING) | (kind == Kind.STEPPING)):
        level = np.float32(last[i])
        paths[i][np.abs(paths[i] - level) <= SAME * level] = level
    rows = np.flatnonzero(steps)
    if len(rows) == len(paths):
        return _rounded(paths, steps)
    if rows.size:
        paths[rows] = _rounded(paths[rows], steps[rows])
    return paths


def numbers_on_the_lattice(
    ahead: Float32Array, last: FloatArray, kind: npt.NDArray[np.int64], steps: FloatArray
) -> Float32Array:
    """`on_the_lattice` of square roots, used up."""
    return on_the_lattice(from_roots(ahead), last, kind, steps)


def _rounded(paths: Float32Array, steps: FloatArray) -> Float32Array:
    """Paths, used up, to the nearest of their steps, all of them above 0; what lies in the middle to the even one.

    With seven digits a value in the middle lies there exactly, so that no last bit of a sum decides where it goes.
    """
    other = bool((steps != 1).any())
    by = steps[:, None, None].astype(np.float32)
    if other:
        paths /= by
    np.rint(paths, out=paths)
    if other:
        paths *= by
    return paths


def count_steps(usage: FloatArray) -> FloatArray:
    """float (series,): the step that all values of a series are few multiples of; 0 where they are many, or of none.

    The smallest gap between values is tried, zero being one of them; `lattice_step` tries harder, a series at a time.
    """
    rising = np.sort(np.concatenate([np.zeros((len(usage), 1)), usage], axis=1), axis=1)
    gaps = np.diff(rising, axis=1)
    most = rising[:, -1]
    real = gaps > 1e-6 * most[:, None]
    step = np.where(real, gaps, np.inf).min(axis=1)
    few = np.isfinite(step) & (most <= MOST_STEPS * step)
    multiples = usage[few] / step[few, None]
    steps = np.zeros(len(usage))
    steps[few] = np.where((np.abs(multiples - np.rint(multiples)) < 1e-6).all(axis=1), step[few], 0.0)
    return steps


def lattice_step(usage: FloatArray) -> float:
    """The step of which all values of a series, (months,), are multiples; 0 where there is none.

    Euclid's greatest common divisor, with room for rounding.
    """
    values = np.unique(usage[usage > 0])
    if not len(values):
        return 0.0
    least = values[-1] * 1e-6
    step = float(values[0])
    for value in values[1:].tolist():
        rest = value
        while rest > least:
            step, rest = rest, step % rest
            if step - rest < least:  # a remainder short of its divisor by rounding only
                rest = 0.0
    return step if step > 1e-3 * values[-1] else 0.0
