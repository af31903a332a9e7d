"""The bank's mixture and the factors of its covariance by compiled loops (Numba), to the last bit as NumPy has them.

The loops do what `bank.weights` and `bank.moments` do beside matrix products, logarithms and exponentials, and then
what `own_covariance.factors` does, for some dozens of series side by side, without an array between. Sums whose terms
lie on the grids of `exact_sums` are exact in any order; all others are added in NumPy's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from forecasting.demand import bank
from forecasting.demand.bank import Tables, noise_prior
from forecasting.demand.own_covariance import FACTOR_BITS, LARGEST_SPREAD, LEAST_SPREAD
from forecasting.exact_sums import VALUE_BITS, values_on_grid

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]

ROWS = 64  # series side by side: what is worked out of them fits a processor's cache
PARTS = 3  # of the whitening, which looks at no later months


class Limits(NamedTuple):
    """Those of `bank` and `own_covariance`, by their names there; grids are what makes whole numbers of multiples."""

    log_weight_floor: float = bank.LOG_WEIGHT_FLOOR
    largest_stray: float = bank.LARGEST_STRAY
    stray_grid: float = 2.0**bank.STRAY_BITS
    noise_grid: float = 2.0**VALUE_BITS
    least_spread: float = LEAST_SPREAD
    largest_spread: float = LARGEST_SPREAD
    factor_grid: float = 2.0**FACTOR_BITS


def compiled_moments(z: FloatArray, table: Tables) -> tuple[FloatArray, FloatArray, FloatArray]:
    """What `bank.moments` gives and `own_covariance.factors` makes of it.

    Returns:
        center, float (series, h); factor, float (series, h, h); spread, float (series, h).
    """
    series, months = len(z), table.horizon
    center, spread = np.empty((series, months)), np.empty((series, months))
    factor = np.zeros((series, months, months))
    for first in range(0, series, ROWS):
        rows = slice(first, first + ROWS)
        _block(values_on_grid(z[rows].T), table, center[rows], factor[rows], spread[rows])
    return center, factor, spread


def _block(z: FloatArray, table: Tables, center: FloatArray, factor: FloatArray, spread: FloatArray) -> None:
    """Writes `compiled_moments` of some series, float (n, series), on the grid, into arrays of theirs."""
    (n, series), members, months, limits = z.shape, len(table.size), table.horizon, Limits()
    prior_shape, prior_scale = noise_prior(n)
    shape = prior_shape + (n - 1) / 2
    weight, noise, together = np.empty((members, series)), np.empty((members, series)), np.empty(series)
    squares_of(_whitened(z, table), noise)
    noise *= 0.5
    noise += prior_scale
    np.log(noise, out=weight)
    log_weights(weight, shape, table.log_norm, limits.log_weight_floor)
    np.exp(weight, out=weight)
    middle, strays, weighed = np.empty((months, series)), *np.empty((2, months, members, series))
    mixed(weight, noise, table.ahead @ z, table.size, max(shape - 0.5, 0.5), limits, middle, strays, weighed, together)
    covariance = np.empty((months, months, series))
    pairs = table.covariance.reshape(months, months, members)
    covariance_of(noise, together, strays, weighed, pairs, covariance)
    center[:] = middle.T.astype(np.float32)
    factors_side_by_side(covariance, limits, factor, spread)


def _whitened(z: FloatArray, table: Tables) -> FloatArray:
    """Whitened data, float (n * K, series): those of the first months rest on no later ones."""
    n, members = len(z), len(table.members)
    white = np.empty((len(table.whiten), z.shape[1]))
    for part in range(PARTS):
        first, last = n * part // PARTS, n * (part + 1) // PARTS
        rows = slice(first * members, last * members)
        np.matmul(table.whiten[rows, :last], z[:last], out=white[rows])
    return white


@njit(cache=True, nogil=True)
def squares_of(white: FloatArray, squares: FloatArray) -> None:
    """Writes y'y, float (K, series), of whitened data, float (n * K, series), month after month."""
    members, series = squares.shape
    for member in range(members):
        own = squares[member]
        own[:] = 0.0
        for row in range(member, len(white), members):
            y = white[row]
            for i in range(series):
                own[i] += y[i] * y[i]


@njit(cache=True, nogil=True)
def log_weights(log: FloatArray, shape: float, log_norm: FloatArray, floor: float) -> None:
    """Turns logarithms of the noise's scales, float (K, series), into those of the members' weights, in place."""
    members, series = log.shape
    most = np.full(series, -np.inf)
    for member in range(members):
        own, norm = log[member], log_norm[member]
        for i in range(series):
            own[i] = own[i] * -shape - norm
            most[i] = max(most[i], own[i])
    for member in range(members):
        own = log[member]
        for i in range(series):
            own[i] = max(own[i] - most[i], floor)


@njit(cache=True, nogil=True)
def mixed(
    weight: FloatArray,
    noise: FloatArray,
    means: FloatArray,
    size: FloatArray,
    divisor: float,
    limits: Limits,
    center: FloatArray,
    strays: FloatArray,
    weighed: FloatArray,
    together: FloatArray,
) -> None:
    """Writes the mixture's mean, and on their grids how members stray from it and what noise each brings.

    Args:
        weight: float (K, series), members' weights before they add up to one; used up.
        noise: float (K, series), the noise's scale; what is left is each member's share of the variance, on its grid.
        means: float (K * h, series), of the members.
        size: float (K,), see `bank.Tables`. divisor: of the noise's scale.
        center: float (h, series). strays, weighed: float (h, K, series). together: float (series,), variance.
    """
    members, series = weight.shape
    months = len(center)
    total = np.zeros(series)
    for member in range(members):
        own = weight[member]
        for i in range(series):
            total[i] += own[i]
    together[:] = 0.0
    for member in range(members):
        own, part, large = weight[member], noise[member], size[member]
        for i in range(series):
            own[i] /= total[i]
            part[i] = part[i] / divisor * own[i] * large
            together[i] += part[i]
    for member in range(members):
        part = noise[member]
        for i in range(series):
            part[i] = np.rint(part[i] / together[i] * limits.noise_grid) / limits.noise_grid
    for month in range(months):
        middle = center[month]
        middle[:] = 0.0
        for member in range(members):
            own, mean = weight[member], means[member * months + month]
            for i in range(series):
                middle[i] += mean[i] * own[i]
        for member in range(members):
            own, mean = weight[member], means[member * months + month]
            stray, times = strays[month, member], weighed[month, member]
            for i in range(series):
                off = min(max(mean[i] - middle[i], -limits.largest_stray), limits.largest_stray)
                stray[i] = np.rint(off * limits.stray_grid) / limits.stray_grid
                times[i] = np.rint(off * own[i] * limits.stray_grid) / limits.stray_grid


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc"})  # every product and every sum of them is exact
def sums_of_products(left: FloatArray, right: FloatArray, sums: FloatArray) -> None:
    """Adds up left x right over the first axis, float (K, series) both, into float (series,)."""
    members, series = left.shape
    sums[:] = 0.0
    four = members - members % 4
    for k in range(0, four, 4):
        a, b, c, d = left[k], left[k + 1], left[k + 2], left[k + 3]
        p, q, r, s = right[k], right[k + 1], right[k + 2], right[k + 3]
        for i in range(series):
            sums[i] += (a[i] * p[i] + b[i] * q[i]) + (c[i] * r[i] + d[i] * s[i])
    for k in range(four, members):
        a, p = left[k], right[k]
        for i in range(series):
            sums[i] += a[i] * p[i]


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc"})  # every product and every sum of them is exact
def weighted_sum(values: FloatArray, weight: FloatArray, sums: FloatArray) -> None:
    """Adds up values, float (K, series), times weights, float (K,), into float (series,)."""
    members, series = values.shape
    sums[:] = 0.0
    four = members - members % 4
    for k in range(0, four, 4):
        a, b, c, d = values[k], values[k + 1], values[k + 2], values[k + 3]
        p, q, r, s = weight[k], weight[k + 1], weight[k + 2], weight[k + 3]
        for i in range(series):
            sums[i] += (a[i] * p + b[i] * q) + (c[i] * r + d[i] * s)
    for k in range(four, members):
        a, p = values[k], weight[k]
        for i in range(series):
            sums[i] += a[i] * p


@njit(cache=True, nogil=True)
def covariance_of(
    noise: FloatArray,
    together: FloatArray,
    strays: FloatArray,
    weighed: FloatArray,
    pairs: FloatArray,
    covariance: FloatArray,
) -> None:
    """Writes the lower half of the mixture's covariance, float (h, h, series): within members and between them.

    noise, together, strays, weighed: from `mixed`. pairs: float (h, h, K), of the members, on its grid.
    """
    months = len(strays)
    within = np.empty(covariance.shape[2])
    for month in range(months):
        for other in range(month + 1):
            own = covariance[month, other]
            sums_of_products(weighed[month], strays[other], own)
            weighted_sum(noise, pairs[month, other], within)
            for i in range(len(within)):
                own[i] = within[i] * together[i] + own[i]


@njit(cache=True, nogil=True)
def factors_side_by_side(rest: FloatArray, limits: Limits, factor: FloatArray, spread: FloatArray) -> None:
    """Writes what `own_covariance.factors` gives.

    Args:
        rest: float (h, h, series), the covariance's lower half, z scale; it is used up.
        factor: float (series, h, h), zero above its diagonal. spread: float (series, h).
    """
    months, _, series = rest.shape
    own, widest = np.empty((months, series)), np.zeros((months, series))
    for month in range(months):
        for i in range(series):
            own[month, i] = np.sqrt(max(rest[month, month, i], limits.least_spread**2))
            before = widest[month - 1, i] if month else 0.0
            widest[month, i] = max(before, own[month, i])
        for other in range(month + 1):
            part, a, b = rest[month, other], own[month], own[other]
            for i in range(series):
                part[i] = part[i] / a[i] / b[i]
    _cholesky(rest, limits.least_spread)
    grid = limits.factor_grid
    for month in range(months):
        wide = np.minimum(widest[month], limits.largest_spread)
        for before in range(month + 1):
            part = rest[month, before]
            for i in range(series):
                digits = np.float64(np.float32(part[i] * wide[i]))
                factor[i, month, before] = np.rint(digits * grid) / grid
        for i in range(series):
            spread[i, month] = np.float64(np.float32(wide[i]))


@njit(cache=True, nogil=True)
def _cholesky(rest: FloatArray, least: float) -> None:
    """Turns the lower half of correlations, float (h, h, series), into that of their factors, column by column."""
    months, _, series = rest.shape
    root = np.empty(series)
    for month in range(months):
        for i in range(series):
            root[i] = np.sqrt(max(rest[month, month, i], least))
        for later in range(month, months):
            column = rest[later, month]
            for i in range(series):
                column[i] /= root[i]
        for later in range(month + 1, months):
            for other in range(month + 1, later + 1):
                part, a, b = rest[later, other], rest[later, month], rest[other, month]
                for i in range(series):
                    part[i] -= a[i] * b[i]
