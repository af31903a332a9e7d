"""Paths of demand as square roots: center + spread x error on the z scale, for series that know the same months.

They are float32: the seven digits that other processors' last bits leave the same. In memory a month's paths lie side
by side, because what is done to each month, and sums over months, run along them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from forecasting.demand import censoring, error_paths
from forecasting.demand.bank import moments, tables
from forecasting.demand.counts import errors_of_counts
from forecasting.demand.history_kinds import Kind
from forecasting.demand.own_covariance import factors, upright
from forecasting.demand.prediction import Prediction
from forecasting.demand.scale import from_z, roots, to_z
from forecasting.demand.signs import signs_of_history
from forecasting.exact_sums import over_first, seven_digits

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]


def paths_as_roots(
    prediction: Prediction, stratum: npt.NDArray[np.int64], months: int, horizon: int, seed: int
) -> Float32Array:
    """float32 (series, horizon, PATHS), of series with so many known months."""
    off = error_paths.shipped().ahead(months, prediction, stratum, seed, horizon)
    if prediction.counts.any():
        errors = errors_of_counts(months, error_paths.PATHS, error_paths.LONGEST_HORIZON, seed).T[:horizon]
        off[prediction.counts] = errors * prediction.spread[prediction.counts, :horizon, None]
    off *= (0.5 * np.sqrt(prediction.mean)).astype(np.float32)[:, :, None]
    off += roots(prediction.center[:, :horizon], prediction.mean)[:, :, None].astype(np.float32)
    return off


def hidden_paths_as_roots(
    prediction: Prediction, seen: FloatArray, hidden: BoolArray, known: tuple[bool, ...], horizon: int, seed: int
) -> Float32Array:
    """`paths_as_roots` of series with cut-off months: an equal part of them from each history that may have been."""
    series, ahead = prediction.center.shape
    table = tables(known, ahead)
    whole = censoring.whole_histories(to_z(seen, prediction.mean), hidden, prediction.mean, known, table, seed)
    chains = whole.reshape(-1, whole.shape[2])
    by_chain = moments(chains, table)
    usage = from_z(chains, np.repeat(prediction.mean, censoring.CHAINS, axis=0))
    signs = signs_of_history(usage, np.zeros(len(chains)), chains, known)
    centers = by_chain.center.reshape(series, censoring.CHAINS, ahead)
    factor, spreads = factors(by_chain.covariance)
    spreads = spreads.reshape(series, censoring.CHAINS, ahead)
    typical = Prediction(
        kind=np.full(series, Kind.REGULAR, dtype=np.int64),
        mean=prediction.mean,
        center=over_first(centers.astype(np.float64).swapaxes(0, 1)) / censoring.CHAINS,
        spread=seven_digits(np.median(spreads, axis=1)),
        counts=np.zeros(series, dtype=np.bool_),
        factor=over_first(factor.reshape(series, censoring.CHAINS, ahead, ahead).swapaxes(0, 1)) / censoring.CHAINS,
        signs=seven_digits(over_first(signs.reshape(series, censoring.CHAINS, -1).swapaxes(0, 1)) / censoring.CHAINS),
        recent=prediction.recent,
        step=prediction.step,
    )
    bank, months = error_paths.shipped(), seen.shape[1]
    errors = bank.in_order(months, seed, horizon)[bank.place(months, typical)]
    factor = factor.reshape(series, censoring.CHAINS, ahead, ahead)[:, :, :horizon, :horizon]
    off = np.empty(errors.shape, np.float32)
    for chain in range(censoring.CHAINS):  # paths go round the chains
        mine = slice(chain, None, censoring.CHAINS)
        off[:, :, mine] = np.matmul(factor[:, chain], errors[:, :, mine])
    if months < error_paths.SHORTEST_THAT_LEANS:
        off = upright(off)
    off += centers[:, np.arange(error_paths.PATHS) % censoring.CHAINS, :horizon].swapaxes(1, 2)
    off = roots(off, prediction.mean[:, :, None]).astype(np.float32)
    rows = np.flatnonzero(censoring.freedom(hidden) < 1)
    if rows.size:
        off[rows] *= np.sqrt(censoring.lifts(hidden[rows], error_paths.PATHS, seed))[:, None].astype(np.float32)
    return off
