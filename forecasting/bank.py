"""The bank: every series under every member at once, by two matrix products, and the mixture of what they say.

For known months o, a member with covariance C gives whitened data y = L^-1 z (L L' = C_oo), and for months ahead f the
mean C_fo C_oo^-1 z and variance s^2 diag(C_ff - C_fo C_oo^-1 C_of). With an inverse-gamma prior (a0, b0) on the noise's
variance s^2 the marginal likelihood is, up to a constant, -log|L| - a log b, where a = a0 + (n - 1) / 2 and
b = b0 + y'y / 2; members are weighted by it (Bayesian model averaging, Hoeting et al. 1999).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from forecasting.members import Member, covariances, members_for

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]

LOG_WEIGHT_FLOOR = -25.0  # below it weights only turn into slow denormals
ROWS = 128  # every product has this many rows: a row's last bits depend on the product's shape


@dataclass(frozen=True)
class Tables:
    """What the bank needs for one set of known months and a horizon; K members, n known months, h months ahead.

    whiten: float32 (n, K * n). ahead: float32 (n, K * h). variance: float32 (K, h), units of the noise's variance.
    log_norm: float32 (K,), log|L| less the member's log prior weight.
    """

    members: tuple[Member, ...]
    whiten: Float32Array
    ahead: Float32Array
    variance: Float32Array
    log_norm: Float32Array
    horizon: int


@dataclass(frozen=True)
class Moments:
    """Mean and standard deviation of the mixture on the z scale, float32 (series, horizon) each."""

    center: Float32Array
    spread: Float32Array


@lru_cache(maxsize=256)
def tables(known: tuple[bool, ...], horizon: int) -> Tables:
    """The bank's tables for a history whose months are known or not, oldest first, and the months after it."""
    months = len(known)
    seen = np.flatnonzero(known)
    n = len(seen)
    members = members_for(n)
    cov = covariances(members, months + horizon)
    factor = np.linalg.cholesky(cov[:, seen[:, None], seen])
    inverse = np.linalg.inv(factor)
    gain = cov[:, months:][:, :, seen] @ inverse.transpose(0, 2, 1)
    own = np.diagonal(cov[:, months:, months:], axis1=1, axis2=2)
    return Tables(
        members=members,
        whiten=_float32(inverse.transpose(2, 0, 1).reshape(n, -1)),
        ahead=_float32((gain @ inverse).transpose(2, 0, 1).reshape(n, -1)),
        variance=_float32(own - (gain**2).sum(axis=-1)),
        log_norm=_float32(
            np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=-1) - np.array([m.log_prior for m in members])
        ),
        horizon=horizon,
    )


def moments(z: Float32Array, table: Tables) -> Moments:
    """The mixture's mean and standard deviation of the months ahead.

    Args:
        z: float32 (series, n), the known months on the z scale.
        table: the tables for them.
    """
    center = np.empty((len(z), table.horizon), np.float32)
    spread = np.empty_like(center)
    for rows, block in _blocks(z):
        mean, sd = _block(block, table)
        center[rows] = mean[: len(center[rows])]
        spread[rows] = sd[: len(center[rows])]
    return Moments(center, spread)


def whitened_squares(z: Float32Array, table: Tables) -> Float32Array:
    """y'y of each series under each member, float32 (series, K); z as for `moments`."""
    squares = np.empty((len(z), len(table.members)), np.float32)
    for rows, block in _blocks(z):
        squares[rows] = _squares(block, table)[: len(squares[rows])]
    return squares


def _blocks(z: Float32Array) -> Iterator[tuple[slice, Float32Array]]:
    """The series in blocks of ROWS, the last one filled up with zeros; each block is overwritten by the next."""
    block = np.zeros((ROWS, z.shape[1]), np.float32)
    for first in range(0, len(z), ROWS):
        rows = z[first : first + ROWS]
        block[: len(rows)] = rows
        yield slice(first, first + ROWS), block


def _squares(z: Float32Array, table: Tables) -> Float32Array:
    white = (z @ table.whiten).reshape(len(z), len(table.members), z.shape[1])
    return np.asarray(np.einsum("rkn,rkn->rk", white, white), dtype=np.float32)


def noise_prior(n: int) -> tuple[float, float]:
    """Shape and scale of the noise variance's inverse-gamma prior, given n known months.

    After a year a series that never moved may be trusted to move little (2 % of z); a single month tells nothing of it.
    """
    shyness = max(12 / n, 1.0)
    shape = 0.2 * shyness**0.5
    return shape, shape * (0.02 * shyness) ** 2


def weights(squares: Float32Array, table: Tables, n: int) -> tuple[Float32Array, Float32Array]:
    """Each member's weight and its expected noise variance, float32 (series, K) each.

    Args:
        squares: float32 (series, K), y'y under each member.
        table: the tables they come from.
        n: known months.
    """
    prior_shape, prior_scale = noise_prior(n)
    shape = prior_shape + (n - 1) / 2
    scale = np.float32(prior_scale) + np.float32(0.5) * squares
    log = np.log(scale)
    log *= np.float32(-shape)
    log -= table.log_norm
    log -= log.max(axis=1, keepdims=True)
    np.maximum(log, np.float32(LOG_WEIGHT_FLOOR), out=log)
    weight = np.exp(log, out=log)
    weight /= weight.sum(axis=1, keepdims=True)
    scale /= np.float32(max(shape - 0.5, 0.5))
    return weight, scale


def _block(z: Float32Array, table: Tables) -> tuple[Float32Array, Float32Array]:
    rows, n = z.shape
    k = len(table.members)
    weight, noise = weights(_squares(z, table), table, n)
    means = (z @ table.ahead).reshape(rows, k, table.horizon)
    center = np.matmul(weight[:, None, :], means)[:, 0]
    within = (weight * noise) @ table.variance
    means -= center[:, None, :]
    means *= means
    between = np.matmul(weight[:, None, :], means)[:, 0]
    return center, np.sqrt(within + between)


def _float32(values: FloatArray) -> Float32Array:
    return np.ascontiguousarray(values, dtype=np.float32)
