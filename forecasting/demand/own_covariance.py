"""Months ahead that belong together: each series' own covariance, and errors that are laid on it.

The bank says of every series how its months ahead vary together: what wanders stays where it went, what is noise does
not. With the Cholesky factor L of that covariance a path is center + L e. The entries of e are what is left of held-out
errors once each was freed of its own covariance, L^-1 (demand - center), pooled over many series: they bring the skew
and the tails that a normal law lacks, and by how much such covariances are off on average.

What is further off is not known better: a season that a short history cannot tell makes the same month of the next year
seem surer than those before it, so a month's variance is raised to that of the months before.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from forecasting.exact_sums import to_multiples

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]

LEAST_SPREAD, LARGEST_SPREAD = 1e-5, 30.0  # z
FACTOR_BITS, ERROR_BITS = 20, 16  # after the point: 25 + 21 bits, and 36 products added, are exact


def factors(covariance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The lower Cholesky factor L of each series' covariance, and its months' standard deviations, which never fall.

    Column by column, so that more months change nothing of fewer.

    Args:
        covariance: float (series, h, h), z scale.

    Returns:
        float (series, h, h), on the grid of `laid_on`, and float (series, h).
    """
    own = np.sqrt(np.maximum(np.diagonal(covariance, axis1=1, axis2=2), LEAST_SPREAD**2)).T
    spread = np.minimum(np.maximum.accumulate(own, axis=0), LARGEST_SPREAD)
    rest = np.ascontiguousarray(covariance.transpose(1, 2, 0))
    rest /= own[:, None]
    rest /= own[None, :]
    factor = np.zeros_like(rest)
    for month in range(len(rest)):
        # Rounding, and grids, may leave a hair less than nothing of a month that the months before it tell wholly.
        column = rest[month:, month] / np.sqrt(np.maximum(rest[month, month], LEAST_SPREAD))
        factor[month:, month] = column
        rest[month + 1 :, month + 1 :] -= column[1:, None] * column[None, 1:]
    factor *= spread[:, None]
    as_float32 = factor.astype(np.float32).astype(np.float64)  # the digits that other processors agree on
    return to_multiples(as_float32.transpose(2, 0, 1), FACTOR_BITS), spread.T.astype(np.float32).astype(np.float64)


def freed(off: FloatArray, factor: FloatArray) -> FloatArray:
    """What is left of errors freed of their covariance, L^-1 off, float (series, h); NaN from the first NaN on.

    Args:
        off: float (series, h), demand - center.
        factor: float (series, h, h).
    """
    left = np.empty_like(off)
    for month in range(off.shape[1]):
        before = (factor[:, month, :month] * left[:, :month]).sum(axis=1)
        left[:, month] = (off[:, month] - before) / factor[:, month, month]
    return left


def laid_on(factor: FloatArray, errors: FloatArray) -> FloatArray:
    """L e, float (series, h, paths): exact, so the same whatever stands beside it and however many months there are.

    Args:
        factor: float (series, h, h), from `factors`.
        errors: float (h, paths), from `on_error_grid`, which all these series share.
    """
    series, months, _ = factor.shape
    return (factor.reshape(series * months, months) @ errors).reshape(series, months, -1)


def upright(off: Float32Array) -> Float32Array:
    """Errors, float32 (series, h, paths), with a median of nothing and no 80 % band narrower than the month before's.

    For histories too short to say otherwise: held-out windows all end in the same season, and lean with it.
    """
    paths = off.shape[2]
    places = [int(ratio * (paths - 1)) for ratio in (0.1, 0.5, 0.9)]
    low, middle, high = np.moveaxis(np.partition(off, places, axis=2)[:, :, places], -1, 0)
    width = high - low
    times = np.maximum.accumulate(width, axis=1) / np.maximum(width, np.float32(LEAST_SPREAD))
    return np.asarray((off - middle[..., None]) * np.maximum(times, 1)[..., None])


def on_error_grid(errors: FloatArray) -> FloatArray:
    """Errors as multiples that make `laid_on` exact; they must be below 2^5."""
    return to_multiples(errors, ERROR_BITS)
