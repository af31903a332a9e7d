"""The bank: every series under every member at once, by two matrix products, and the mixture of what they say.

For known months o, a member with covariance C gives whitened data y = L^-1 z (L L' = C_oo), and for months ahead f the
mean C_fo C_oo^-1 z and variance s^2 diag(C_ff - C_fo C_oo^-1 C_of). With an inverse-gamma prior (a0, b0) on the noise's
variance s^2 the marginal likelihood is, up to a constant, -log|L| - a log b, where a = a0 + (n - 1) / 2 and
b = b0 + y'y / 2; members are weighted by it (Bayesian model averaging, Hoeting et al. 1999).

Both products are exact (`forecasting.exact_sums`) and everything after them is done to each series by itself, so no
series' moments depend on its neighbours, on their order or on how many are worked out together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from forecasting.demand.members import Member, covariances, members_for
from forecasting.exact_sums import over_first, seven_digits, table_on_grid, to_multiples, values_on_grid

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]

LOG_WEIGHT_FLOOR = -25.0  # below it weights only turn into slow denormals
ROWS = 128  # series worked out together: their whitened data fit a processor's cache
LONGEST_HORIZON = 36
SURE_MONTHS = 12
LARGEST_STRAY = 31.0  # of a member's mean from that of all, on the z scale
STRAY_BITS = 18  # after the point: products of two, added over 32 members, are exact


@dataclass(frozen=True)
class Tables:
    """What the bank needs for one set of known months and a horizon; K members, n known months, h months ahead.

    whiten: float (n * K, n). ahead: float (K * h, n). Both on a grid that makes their products exact.
    covariance: float (h * h, K), of each member's months ahead, over its own size, on a grid as well.
    size: float (K,), the mean of a member's variances over SURE_MONTHS, units of the noise's variance.
    log_norm: float (K,), log|L| less the log prior weight.
    """

    members: tuple[Member, ...]
    whiten: FloatArray
    ahead: FloatArray
    covariance: FloatArray
    size: FloatArray
    log_norm: FloatArray
    horizon: int


@dataclass(frozen=True)
class Moments:
    """Mean of the mixture, float32 (series, horizon), and its covariance, float (series, horizon, horizon), z scale.

    Seven digits are all that other processors' last bits leave the same.
    """

    center: Float32Array
    covariance: FloatArray


@lru_cache(maxsize=128)
def tables(known: tuple[bool, ...], horizon: int) -> Tables:
    """The bank's tables for a history whose months are known or not, oldest first, and the months after it.

    They are worked out for LONGEST_HORIZON months whatever is asked for: more months ahead change nothing of fewer.
    """
    whole = _tables(known)
    n = whole.whiten.shape[1]
    ahead = whole.ahead.reshape(-1, LONGEST_HORIZON, n)[:, :horizon].reshape(-1, n)
    pairs = whole.covariance.reshape(LONGEST_HORIZON, LONGEST_HORIZON, -1)[:horizon, :horizon]
    return replace(whole, ahead=ahead, covariance=pairs.reshape(horizon * horizon, -1), horizon=horizon)


@lru_cache(maxsize=64)
def _tables(known: tuple[bool, ...]) -> Tables:
    months = len(known)
    seen = np.flatnonzero(known)
    n = len(seen)
    members = members_for(n)
    cov = covariances(members, months + LONGEST_HORIZON)
    factor = np.linalg.cholesky(cov[:, seen[:, None], seen])
    inverse = np.linalg.inv(factor)
    gain = cov[:, months:][:, :, seen] @ inverse.transpose(0, 2, 1)
    ahead = cov[:, months:, months:] - gain @ gain.transpose(0, 2, 1)
    log_size = np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=-1)
    size = seven_digits(np.diagonal(ahead, axis1=1, axis2=2)[:, :SURE_MONTHS].mean(axis=1))
    return Tables(
        members=members,
        whiten=table_on_grid(inverse.transpose(1, 0, 2).reshape(-1, n)),
        ahead=table_on_grid((gain @ inverse).reshape(-1, n)),
        covariance=table_on_grid((ahead / size[:, None, None]).reshape(len(members), -1).T, of_ratios=True),
        size=size,
        log_norm=seven_digits(log_size - np.array([m.log_prior for m in members])),
        horizon=LONGEST_HORIZON,
    )


def moments(z: FloatArray, table: Tables) -> Moments:
    """The mixture's mean and covariance of the months ahead.

    Args:
        z: float (series, n), the known months on the z scale.
        table: the tables for them.
    """
    center = np.empty((len(z), table.horizon), np.float32)
    covariance = np.empty((len(z), table.horizon, table.horizon))
    for first in range(0, len(z), ROWS):
        rows = slice(first, first + ROWS)
        center[rows], covariance[rows] = _block(values_on_grid(z[rows].T), table)
    return Moments(center, covariance)


def whitened_squares(z: FloatArray, table: Tables) -> FloatArray:
    """y'y of each series under each member, float (K, series); z as for `moments`."""
    squares = np.empty((len(table.members), len(z)))
    for first in range(0, len(z), ROWS):
        rows = slice(first, first + ROWS)
        squares[:, rows] = _squares(values_on_grid(z[rows].T), table)
    return squares


def _squares(z: FloatArray, table: Tables) -> FloatArray:
    """float (K, series) of z on the grid, float (n, series)."""
    white = table.whiten @ z
    white *= white
    return over_first(white.reshape(len(z), len(table.members), z.shape[1]))


def noise_prior(n: int) -> tuple[float, float]:
    """Shape and scale of the noise variance's inverse-gamma prior, given n known months.

    After a year a series that never moved may be trusted to move little (2 % of z); a single month tells nothing of it.
    """
    prior_strength = max(12 / n, 1.0)
    shape = 0.2 * prior_strength**0.5
    return shape, shape * (0.02 * prior_strength) ** 2


def weights(squares: FloatArray, table: Tables, n: int) -> tuple[FloatArray, FloatArray]:
    """Each member's weight and its expected noise variance, float (K, series) each.

    Args:
        squares: float (K, series), y'y under each member.
        table: the tables they come from.
        n: known months.
    """
    prior_shape, prior_scale = noise_prior(n)
    shape = prior_shape + (n - 1) / 2
    scale = prior_scale + 0.5 * squares
    log = np.log(scale)
    log *= -shape
    log -= table.log_norm[:, None]
    log -= log.max(axis=0)
    np.maximum(log, LOG_WEIGHT_FLOOR, out=log)
    weight = np.exp(log, out=log)
    weight /= over_first(weight)
    scale /= max(shape - 0.5, 0.5)
    return weight, scale


def _block(z: FloatArray, table: Tables) -> tuple[FloatArray, FloatArray]:
    """Center and covariance, float (series, h) and (series, h, h), of z on the grid, float (n, series)."""
    n, series = z.shape
    weight, noise = weights(_squares(z, table), table, n)
    means = (table.ahead @ z).reshape(len(weight), table.horizon, series)
    center = over_first(means * weight[:, None, :])
    means -= center
    noise *= weight
    noise *= table.size[:, None]
    together = over_first(noise)
    noise /= together
    within = (table.covariance @ values_on_grid(noise)).T * together[:, None]
    between = _between_members(means, weight)
    return center.T, within.reshape(between.shape) + between


def _between_members(off: FloatArray, weight: FloatArray) -> FloatArray:
    """How members' means vary together, float (series, h, h), of float (K, h, series) and (K, series).

    Both factors lie on a grid that makes their products exact, whatever the number of months.
    """
    by_series = off.transpose(2, 0, 1)
    np.clip(by_series, -LARGEST_STRAY, LARGEST_STRAY, out=by_series)
    weighed = to_multiples(by_series * weight.T[:, :, None], STRAY_BITS)
    return np.asarray(np.matmul(weighed.transpose(0, 2, 1), to_multiples(by_series, STRAY_BITS)))
