"""Paths of series that know the same months by compiled loops, and by NumPy where few series go their own way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from forecasting.demand import error_paths, odd_months
from forecasting.demand.counts import errors_of_counts
from forecasting.demand.history_kinds import Kind, numbers_on_the_lattice
from forecasting.demand.path_kernel import BY_COUNTS, BY_FACTOR, BY_SPREAD, Errors, Odd, Series, paths_of_series
from forecasting.demand.prediction import Prediction
from forecasting.demand.rare_use import burst_now_and_then, rarely_used
from forecasting.demand.reading import Reading
from forecasting.demand.scale import roots

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

ROWS = 64  # series whose paths are worked out together: they fit a processor's cache


def compiled_paths(
    reading: Reading,
    together: IntArray,
    seen: FloatArray,
    prediction: Prediction,
    stratum: IntArray,
    steps: FloatArray,
    horizon: int,
    seed: int,
) -> Iterator[tuple[IntArray, Float32Array]]:
    """Which of the histories, int (rows,), and their paths, float32 (rows, horizon, PATHS), numbers.

    Series of the same stratum come one after the other: the errors that they share stay in the cache.

    Args:
        reading: of all histories. together: int (series,), which of its rows these are; no month of them is cut off.
        seen: float (series, n), numbers in the months that all of them know.
        prediction, stratum, steps: their predictions, strata and lattices.
        horizon, seed: as for `forecast`.
    """
    rare = rarely_used(seen)
    still = (prediction.kind == Kind.STANDING) | (prediction.kind == Kind.STEPPING)
    own_way = still | rare | (reading.since_end[together] > 0)
    series = Series(
        way=np.where(prediction.counts, BY_COUNTS, np.where(prediction.follows_bank, BY_FACTOR, BY_SPREAD)),
        stratum=stratum,
        factor=prediction.factor,
        spread=prediction.spread,
        scale=(0.5 * np.sqrt(prediction.mean[:, 0])).astype(np.float32),
        center=roots(prediction.center[:, :horizon], prediction.mean).astype(np.float32),
        step=steps.astype(np.float32),
        in_numbers=~own_way,
    )
    months = seen.shape[1]
    errors = Errors(
        error_paths.shipped().in_order(months, seed, horizon),
        np.ascontiguousarray(
            errors_of_counts(months, error_paths.PATHS, error_paths.LONGEST_HORIZON, seed).T[:horizon]
        ),
    )
    odd = _odd(reading, together, horizon, seed)
    order = np.argsort(stratum, kind="stable")
    for first in range(0, len(order), ROWS):
        rows = order[first : first + ROWS]
        paths = np.empty((len(rows), horizon, error_paths.PATHS), np.float32)
        paths_of_series(series, errors, odd, rows, paths)
        few = np.flatnonzero(own_way[rows])
        if few.size:
            own, ahead = rows[few], paths[few]
            burst_now_and_then(ahead, seen[own], np.flatnonzero(rare[own]), seed)
            reading.ends_on_paths(ahead, together[own], seed)
            paths[few] = numbers_on_the_lattice(ahead, seen[own, -1], prediction.kind[own], steps[own])
        yield together[rows], paths


def _odd(reading: Reading, together: IntArray, horizon: int, seed: int) -> Odd:
    chance, place, choice = _dice(horizon, seed)
    return Odd(
        reading.usage[together],
        reading.odd.is_odd[together],
        reading.odd.beside[together],
        chance,
        place,
        choice,
        float(odd_months.PRIOR_MONTHS),
        odd_months.USUAL_BURST,
        odd_months.LARGEST_FALL,
    )


@lru_cache(maxsize=8)
def _dice(horizon: int, seed: int) -> tuple[FloatArray, IntArray, FloatArray]:
    """The chances of `odd_months.dice` from the least on, the places they have, and its choices, float (h, paths)."""
    chance, choice = odd_months.dice(error_paths.PATHS, seed)
    chances = chance[:horizon].ravel()
    place = np.argsort(chances, kind="stable")
    return chances[place], place.astype(np.int64), np.ascontiguousarray(choice[:horizon])
