"""Months at a limit say "at least this": the demand that they hid is drawn, not guessed, by data augmentation.

For each series a few chains (Tanner, Wong 1987) go round: given whole data, a member is drawn by its weight and the
noise's variance s^2 from its posterior; given those, each cut-off month t in turn from its normal law, mean
z_t - (P z)_t / P_tt and variance s^2 / P_tt with P the member's inverse covariance (Geman, Geman 1984), truncated to
lie between what was used and a ceiling. The bank then forecasts from each chain's history. Chains share their random
numbers over all series, so a series' forecast depends on that series alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from forecasting.demand.bank import Tables, noise_prior, weights, whitened_squares
from forecasting.demand.members import covariances, members_for
from forecasting.demand.scale import from_z, to_z
from forecasting.exact_sums import over_last

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

CHAINS = 16
ROUNDS = 6
SWEEPS_A_ROUND = 3
LEAST_TAIL = 1e-250
ALWAYS_FULL_LIFT = 0.25  # of the logarithm of demand: half of what was always cut off wants a sixth more and up
FREE_MONTHS_FOR_FULL_CEILING = 6
LOWEST_CEILING, HIGHEST_CEILING = 1.25, 3.0  # times the most ever used: how far demand may hide above the limit


@dataclass(frozen=True)
class _Dice:
    """Random numbers that all series share: float (rounds, chains) and (rounds, sweeps, chains, months)."""

    member: FloatArray
    noise: FloatArray
    month: FloatArray


def whole_histories(
    z: FloatArray, cut_off: BoolArray, mean: FloatArray, known: tuple[bool, ...], table: Tables, seed: int
) -> FloatArray:
    """Histories as they may have been without limits, float (series, CHAINS, n), on the z scale.

    Args:
        z: float (series, n), the known months on the z scale.
        cut_off: bool (series, n), True where demand was at least this.
        mean: float (series, 1), the scale of z, numbers.
        known: which months of the history are known; n of them.
        table: the bank's tables for them.
        seed: of the chains.
    """
    series, n = z.shape
    inverse = _inverses(known)
    dice = _dice(n, seed)
    floor = np.repeat(z, CHAINS, axis=0)
    ceiling = np.repeat(_ceilings(z, cut_off, mean), CHAINS, axis=0)
    hidden = np.repeat(cut_off, CHAINS, axis=0)
    whole = floor.copy()
    for turn in range(ROUNDS):
        member, variance = _draw_model(
            whole, table, np.tile(dice.member[turn], series), np.tile(dice.noise[turn], series)
        )
        for sweep in range(SWEEPS_A_ROUND):
            for t in np.flatnonzero(cut_off.any(axis=0)):
                rows = np.flatnonzero(hidden[:, t])
                precision = inverse[member[rows], t]
                own = precision[:, t]
                center = whole[rows, t] - over_last(precision * whole[rows]) / own
                drawn = _between(
                    center,
                    np.sqrt(variance[rows] / own),
                    floor[rows, t],
                    ceiling[rows],
                    np.tile(dice.month[turn, sweep, :, t], series)[rows],
                )
                whole[rows, t] = drawn
    return whole.reshape(series, CHAINS, n)


def _draw_model(
    whole: FloatArray, table: Tables, by_weight: FloatArray, gamma: FloatArray
) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """A member for each history, int (histories,), and the noise's variance under it."""
    n = whole.shape[1]
    squares = whitened_squares(whole, table)
    weight, _ = weights(squares, table, n)
    so_far = np.cumsum(weight, axis=0)
    member = np.minimum((so_far < by_weight * so_far[-1]).sum(axis=0), len(weight) - 1)
    _, prior_scale = noise_prior(n)
    own = np.take_along_axis(squares, member[None], axis=0)[0]
    return member, (prior_scale + 0.5 * own) / gamma


def _between(
    center: FloatArray, spread: FloatArray, low: FloatArray, high: FloatArray, share: FloatArray
) -> FloatArray:
    """Draws of normals truncated to low..high by inversion, ``share`` in (0, 1) of the way down the upper tail."""
    above_low = np.maximum(ndtr((center - low) / spread), LEAST_TAIL)
    above_high = ndtr((center - high) / spread)
    tail = np.maximum(above_high + share * np.maximum(above_low - above_high, 0.0), LEAST_TAIL)
    return np.asarray(np.clip(center - spread * ndtri(tail), low, high))


def _ceilings(z: FloatArray, cut_off: BoolArray, mean: FloatArray) -> FloatArray:
    """float (series,), on the z scale: the more months were free of limits, the further demand may be above them."""
    most = (
        from_z(z.max(axis=1, keepdims=True), mean)
        * (LOWEST_CEILING + freedom(cut_off) * (HIGHEST_CEILING - LOWEST_CEILING))[:, None]
    )
    return to_z(most, mean)[:, 0]


def lifts(cut_off: BoolArray, paths: int, seed: int) -> FloatArray:
    """float (series, paths): what to multiply demand by where hardly a month was free of limits, 1 where enough were.

    What a limit cut off in every month shows no noise, and the bank would take it for demand that stands at the limit.
    A path's lift stays over its months; its logarithm is half-normal, ALWAYS_FULL_LIFT where no month was free.
    """
    half_normal = ndtri(0.5 + (np.arange(paths) + 0.5) / (2 * paths))
    drawn = np.random.default_rng([seed, 3]).permutation(half_normal)
    return np.asarray(np.exp(ALWAYS_FULL_LIFT * (1 - freedom(cut_off))[:, None] * drawn))


def freedom(cut_off: BoolArray) -> FloatArray:
    """float (series,), a ratio: how far the months that were free of limits suffice to tell of demand."""
    return np.asarray(np.minimum((~cut_off).sum(axis=1) / FREE_MONTHS_FOR_FULL_CEILING, 1.0))


@lru_cache(maxsize=64)
def _inverses(known: tuple[bool, ...]) -> FloatArray:
    """float (members, n, n): inverse covariances of the known months."""
    seen = np.flatnonzero(known)
    return np.asarray(np.linalg.inv(covariances(members_for(len(seen)), len(known))[:, seen[:, None], seen]))


@lru_cache(maxsize=64)
def _dice(n: int, seed: int) -> _Dice:
    rng = np.random.default_rng([seed, 2, n])
    shape = noise_prior(n)[0] + (n - 1) / 2
    return _Dice(
        member=rng.random((ROUNDS, CHAINS)),
        noise=rng.gamma(shape, size=(ROUNDS, CHAINS)),
        month=rng.random((ROUNDS, SWEEPS_A_ROUND, CHAINS, n)),
    )
