"""Demand ahead: usage of every series of a fleet in, joint paths of demand out.

The bank (`demand.bank`) gives a center and a spread for each month ahead on the z scale (`demand.scale`);
a path of demand is center + spread x error on it, with each whole path of standardised errors
(`demand.error_paths`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from forecasting.compiling import worth_compiling
from forecasting.demand import error_paths
from forecasting.demand.blas import one_blas_thread, with_one_blas_thread
from forecasting.demand.caveats import Caveat
from forecasting.demand.history_kinds import Kind, count_steps, lattice_steps, numbers_on_the_lattice
from forecasting.demand.known_months import by_known_months, places
from forecasting.demand.lesson import Lesson, seasons_of, taught
from forecasting.demand.paths import hidden_paths_as_roots, paths_as_roots
from forecasting.demand.prediction import Prediction, predict
from forecasting.demand.rare_use import burst_now_and_then, rarely_used
from forecasting.demand.reading import Reading, read
from forecasting.demand.running_month import RunningMonth, take_in

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

ROWS = 1024  # series predicted together
PATH_ROWS = 64  # series whose paths are worked out together: they fit a processor's cache


@dataclass(frozen=True)
class Forecast:
    """Joint paths of demand and what to know about them.

    paths: float (series, paths, horizon), numbers, >= 0, equally likely.
    reading: the histories that they are forecast from, as they were read.
    """

    paths: FloatArray
    reading: Reading = field(repr=False)

    @cached_property
    def caveats(self) -> tuple[tuple[Caveat, ...], ...]:
        """For each series what makes its forecast less than sure; empty when nothing does."""
        return self.reading.caveats(self.paths)

    @cached_property
    def mean(self) -> FloatArray:
        """float (series, horizon), numbers."""
        return np.asarray(self.paths.mean(axis=1), dtype=np.float64)

    def quantile(self, levels: npt.ArrayLike) -> FloatArray:
        """float (series, horizon, levels), numbers; levels are ratios in [0, 1]."""
        wanted = np.atleast_1d(np.asarray(levels, dtype=np.float64))
        if wanted.ndim != 1 or not ((wanted >= 0) & (wanted <= 1)).all():
            raise ValueError(f"quantile levels must be ratios in [0, 1], got {wanted.tolist()}")
        return np.asarray(np.moveaxis(np.quantile(self.paths, wanted, axis=1), 0, -1), dtype=np.float64)


@with_one_blas_thread
def forecast(
    usage: npt.ArrayLike,
    horizon: int,
    *,
    at_limit: npt.ArrayLike | None = None,
    partial: RunningMonth | None = None,
    seed: int = 0,
    lesson: Lesson | None = None,
) -> Forecast:
    """Forecasts demand of many series at once; a series' paths depend on that series, the seed and the lesson alone.

    Args:
        usage: float (series, months), numbers, oldest month first; NaN before a series' first month or where missing.
            Months of zero before the first use are taken for unknown as well.
        horizon: months ahead, 1 to 36.
        at_limit: bool (series, months); True where a limit cut the month off, so that demand was at least usage.
        partial: the running month. With it the horizon's first month is the running month, in whole; without it, the
            first month after the history.
        seed: which equally likely path is which.
        lesson: what the fleet teaches (`learn`), from a fleet whose months end with the history's; nothing if None.

    Returns:
        The Forecast. A series of which nothing is known is zero, unless its running month says otherwise.

    Raises:
        ValueError: negative or infinite usage, no series, no months, a horizon outside 1..36, shapes that do not fit.
    """
    history, cut_off = _checked(usage, horizon, at_limit, partial)
    if lesson is not None:
        return _with_lesson(history, horizon, cut_off, partial, seed, lesson)
    return _forecast(history, horizon, cut_off, partial, seed)


def path_blocks(
    usage: npt.ArrayLike, horizon: int, *, at_limit: npt.ArrayLike | None = None, seed: int = 0, compiled: bool = False
) -> Iterator[tuple[npt.NDArray[np.int64], Float32Array]]:
    """The paths of `forecast`, some series after the other: int (rows,) and float32 (rows, horizon, paths), numbers.

    Whoever asks for the next may do with the array what they like. compiled: whether compiled loops make them, which
    give the same.
    """
    history, cut_off = _checked(usage, horizon, at_limit, None)
    reading = read(history, cut_off, None, compiled=compiled)
    with one_blas_thread():
        yield from paths_of(reading, horizon, None, seed, compiled=compiled)
    for rows in _blocks(np.flatnonzero(~(reading.plain > 0).any(axis=1)), PATH_ROWS):
        yield rows, np.zeros((len(rows), horizon, error_paths.PATHS), np.float32)


def _with_lesson(
    history: FloatArray, horizon: int, cut_off: BoolArray, partial: RunningMonth | None, seed: int, lesson: Lesson
) -> Forecast:
    reading = read(history, cut_off, partial)
    months = np.isfinite(reading.usage).sum(axis=1)
    factors = seasons_of(reading.usage, reading.cut_off, lesson)
    back = (np.arange(history.shape[1]) - history.shape[1]) % factors.shape[1]
    whole = (np.nan_to_num(history) == np.rint(np.nan_to_num(history))).all(axis=1)
    pace = partial
    if partial is not None:
        pace = replace(partial, used_so_far=partial.used_so_far / factors[:, 0])
        whole &= partial.used_so_far == np.rint(partial.used_so_far)
    paths = _forecast(history / factors[:, back], horizon, cut_off, pace, seed).paths
    paths = taught(np.array(paths), months, factors, whole, lesson, seed)
    if partial is not None:
        np.maximum(paths[:, :, 0], partial.used_so_far[:, None], out=paths[:, :, 0])
    return Forecast(paths, reading)


def _forecast(
    history: FloatArray, horizon: int, cut_off: BoolArray, partial: RunningMonth | None, seed: int
) -> Forecast:
    compiled = partial is None and worth_compiling(len(history))
    reading = read(history, cut_off, partial, compiled=compiled)
    paths = np.zeros((len(history), horizon, error_paths.PATHS))  # what never was stays exactly zero
    for rows, some in paths_of(reading, horizon, partial, seed, compiled=compiled):
        paths[rows] = some
    if partial is not None:
        np.maximum(paths[:, 0], partial.used_so_far[:, None], out=paths[:, 0])
    return Forecast(paths.swapaxes(1, 2), reading)


def paths_of(
    reading: Reading, horizon: int, partial: RunningMonth | None, seed: int, *, compiled: bool
) -> Iterator[tuple[npt.NDArray[np.int64], Float32Array]]:
    """Some series after the other, int (rows,), and their paths, float32 (rows, horizon, PATHS), numbers.

    Series that never were used are not among them. compiled: whether compiled loops make them.
    """
    recent, hidden = reading.plain, reading.cut_off
    used = np.asarray((recent > 0).any(axis=1))
    for known, alike in by_known_months(np.where(used[:, None], recent, np.nan), np.asarray(hidden.any(axis=1))):
        months = places(known, recent.shape[1])
        for together in _blocks(alike, ROWS):
            seen, cut = recent[np.ix_(together, months)], hidden[np.ix_(together, months)]
            prediction = predict(seen, known, max(horizon, error_paths.SURE_MONTHS), compiled=compiled)
            stratum = _place(len(months), prediction, compiled)
            free = np.where(cut, 0.0, seen)  # at a limit values are the limit's
            steps = lattice_steps(free, prediction.kind, count_steps(free) if cut.any() else prediction.step)
            if compiled and len(months) >= error_paths.SHORTEST_THAT_LEANS and not cut.any():
                yield from _compiled_paths(reading, together, seen, prediction, stratum, steps, horizon, seed)
                continue
            by_stratum = np.argsort(stratum, kind="stable")  # those that share errors are worked out together
            for part in _blocks(by_stratum, PATH_ROWS):
                some, rows = prediction.of(part), together[part]
                if cut.any():
                    ahead = hidden_paths_as_roots(some, seen[part], cut[part], known, horizon, seed)
                else:
                    ahead = paths_as_roots(some, stratum[part], len(months), horizon, seed)
                    burst_now_and_then(ahead, seen[part], np.flatnonzero(rarely_used(seen[part])), seed)
                if partial is not None:
                    ahead = take_in(
                        ahead, some.mean, partial.of(rows), seed, (some.kind == Kind.STANDING) & ~cut[part].any(axis=1)
                    )
                reading.on_paths(ahead, rows, seed, first=0 if partial is None else 1)
                yield rows, numbers_on_the_lattice(ahead, seen[part, -1], some.kind, steps[part])


def _compiled_paths(
    reading: Reading,
    together: npt.NDArray[np.int64],
    seen: FloatArray,
    prediction: Prediction,
    stratum: npt.NDArray[np.int64],
    steps: FloatArray,
    horizon: int,
    seed: int,
) -> Iterator[tuple[npt.NDArray[np.int64], Float32Array]]:
    from forecasting.demand.compiled_paths import compiled_paths

    return compiled_paths(reading, together, seen, prediction, stratum, steps, horizon, seed)


def _place(months: int, prediction: Prediction, compiled: bool) -> npt.NDArray[np.int64]:
    if not compiled:
        return error_paths.shipped().place(months, prediction)
    from forecasting.demand.strata_kernel import compiled_place

    return compiled_place(months, prediction)


def _blocks(rows: npt.NDArray[np.int64], size: int) -> Iterator[npt.NDArray[np.int64]]:
    yield from (rows[first : first + size] for first in range(0, len(rows), size))


def _checked(
    usage: npt.ArrayLike, horizon: int, at_limit: npt.ArrayLike | None, partial: RunningMonth | None
) -> tuple[FloatArray, BoolArray]:
    history = np.array(usage, dtype=np.float64)
    if history.ndim != 2 or not history.size:
        raise ValueError(f"usage must be (series, months) and not empty, got shape {history.shape}")
    if np.isinf(history).any() or (history < 0).any():
        series, month = np.argwhere(np.isinf(history) | (history < 0))[0]
        raise ValueError(
            f"usage must be finite and >= 0 (NaN where missing), got {history[series, month]:g} "
            f"at series {series}, month {month}"
        )
    if not 1 <= horizon <= error_paths.LONGEST_HORIZON:
        raise ValueError(f"horizon must be 1 to {error_paths.LONGEST_HORIZON} months, got {horizon}")
    cut_off = np.zeros(history.shape, dtype=bool) if at_limit is None else np.asarray(at_limit, dtype=bool)
    if cut_off.shape != history.shape:
        raise ValueError(f"at_limit must have usage's shape {history.shape}, got {cut_off.shape}")
    if partial is not None:
        partial.check(len(history))
    return history, cut_off.copy()
