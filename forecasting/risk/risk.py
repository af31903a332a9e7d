"""Overage risk and safe limits, exact for the paths given.

A limit L cuts a path of demand off in every month, so it spends S(L) = sum_t min(d_t, L): continuous, concave and
rising up to the path's total. The path's *level* is the L at which S(L) is what is left; it runs over exactly when L is
above its level. Risk and safe limit of any number of limits are then
order statistics of the levels: no search, no rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from forecasting.checks import finite, inside_open_interval
from forecasting.defaults import RISK

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
NumberArray = FloatArray | Float32Array

ROWS = 64  # series worked out together: their paths fit a processor's cache
SORTED_TOGETHER = 20_000  # values: fewer are quicker sorted path by path
ABOUT = 1e-5  # ratio: by more than that float32 adds up no few months wrong
TOLERANCE = 1e-9  # sums of floats: what is used up exactly has not run over


def levels(paths: FloatArray, allotment_left: FloatArray | float) -> FloatArray:
    """The limit at which each path, cut off at it, adds up exactly to what is left; inf where it never does.

    S is the least of its lines, S(L) = min_k (d_(1) + .. + d_(k) + (months - k) L) with demand sorted upwards, so the
    level is the largest of what these give, max_k (left - d_(1) - .. - d_(k)) / (months - k), k < months.

    Args:
        paths: demand, float (..., months), numbers, >= 0.
        allotment_left: number-months, broadcast to (...).
    """
    demand = np.asarray(paths, dtype=np.float64)
    left = np.broadcast_to(np.asarray(allotment_left, dtype=np.float64), demand.shape[:-1])
    return _levels_of_rising(_rising(demand), left)


def _levels_of_rising(rising: Sequence[NumberArray], allotment_left: FloatArray) -> FloatArray:
    """`levels` of months from the least to the largest, an array (...) of each rank, and of what is left, (...)."""
    rest = np.array(allotment_left)
    level = np.full(rest.shape, -np.inf)
    line = np.empty_like(rest)
    for k, least in enumerate(rising):
        np.maximum(level, np.divide(rest, len(rising) - k, out=line), out=level)
        rest -= least.astype(np.float64, copy=False)
    np.copyto(level, np.inf, where=rest >= 0)
    return level


def _rising(demand: FloatArray) -> Sequence[NumberArray]:
    """The months of each path, float (..., months), from the least to the largest: one array (...) of each rank.

    Many paths are sorted all at once, by comparing the same months of each (Batcher's odd-even merge sort).
    """
    if demand.size < SORTED_TOGETHER:
        return list(np.moveaxis(np.sort(demand, axis=-1), -1, 0))
    return _sorted_together(list(np.moveaxis(demand, -1, 0).copy()))


def _sorted_together(months: list[NumberArray]) -> list[NumberArray]:
    """The months, used up, from the least to the largest in each place of theirs."""
    spare = np.empty_like(months[0])
    for low, high in _comparisons(len(months)):
        np.minimum(months[low], months[high], out=spare)
        np.maximum(months[low], months[high], out=months[high])
        months[low], spare = spare, months[low]
    return months


@lru_cache(maxsize=64)
def _comparisons(count: int) -> tuple[tuple[int, int], ...]:
    """Which places of so many to compare, one after the other (Batcher 1968; Knuth, TAOCP 3, algorithm 5.2.2M)."""
    pairs = []
    runs = 1
    while runs < count:
        apart = runs
        while apart:
            for first in range(apart % runs, count - apart, 2 * apart):
                for low in range(first, min(first + apart, count - apart)):
                    if low // (2 * runs) == (low + apart) // (2 * runs):
                        pairs.append((low, low + apart))
            apart //= 2
        runs *= 2
    return tuple(pairs)


@lru_cache(maxsize=64)
def _pairs(count: int) -> npt.NDArray[np.int64]:
    """int (comparisons, 2): `_comparisons` as loops take them."""
    return np.array(_comparisons(count), dtype=np.int64).reshape(-1, 2)


def overage_risk(paths: npt.ArrayLike, allotment_left: npt.ArrayLike, limit: npt.ArrayLike) -> FloatArray:
    """P(sum of min(demand, limit) > allotment left) up to and with each month: a ratio that never falls.

    Args:
        paths: joint demand, float (series, paths, months), numbers, >= 0.
        allotment_left: number-months, one value or (series,).
        limit: numbers, one value or (series,).

    Returns:
        float (series, months); the last month is the risk of the whole time.

    Raises:
        ValueError: paths of another shape, negative or not finite; a limit that is negative or NaN.
    """
    demand = _demand(paths)
    left = _by_series("allotment_left", allotment_left, len(demand))
    cut = _by_series("limit", limit, len(demand), least=0.0)
    risks = np.empty((len(demand), demand.shape[2]))
    for first in range(0, len(demand), ROWS):
        rows = slice(first, first + ROWS)
        enough = (left[rows] + TOLERANCE * (1 + np.abs(left[rows])))[:, None]
        spent = np.zeros(demand[rows].shape[:2])
        for month in range(demand.shape[2]):
            spent += np.minimum(demand[rows, :, month], cut[rows, None])
            risks[rows, month] = np.count_nonzero(spent > enough, axis=1)
    risks /= demand.shape[1]
    return risks


def safe_limit(paths: npt.ArrayLike, allotment_left: npt.ArrayLike, risk: float = RISK) -> FloatArray:
    """The largest whole limit whose risk of overage is at most ``risk``; inf where no limit can run over.

    Zero is the least: where the allotment is overdrawn already, no limit is safe.

    Args:
        paths: joint demand, float (series, paths, months), numbers, >= 0.
        allotment_left: number-months, one value or (series,).
        risk: ratio in (0, 1).

    Returns:
        float (series,), whole numbers or inf.

    Raises:
        ValueError: paths of another shape, negative or not finite; a risk outside (0, 1).
    """
    demand = _demand(paths)
    inside_open_interval("risk", risk, 0, 1)
    left = _by_series("allotment_left", allotment_left, len(demand))
    safe = np.full(len(demand), np.inf)
    for first in range(0, len(demand), ROWS):
        rows = np.arange(first, min(first + ROWS, len(demand)))
        run_over = np.count_nonzero(demand[first : first + ROWS].sum(axis=2) > left[rows, None], axis=1)
        risky = rows[run_over > _may_run_over(risk, demand.shape[1])]
        safe[risky] = whole_safe_limit(levels(demand[risky], left[risky, None]), risk)
    return safe


def safe_limit_of_months(
    demand: Float32Array, allotment_left: FloatArray, risk: float, *, compiled: bool = False
) -> FloatArray:
    """`safe_limit` of paths as they lie in memory, month after month, float32 (series, months, paths).

    allotment_left: number-months, float () or (series,). compiled: whether compiled loops are used; they give the same.
    """
    inside_open_interval("risk", risk, 0, 1)
    left = np.array(_by_series("allotment_left", allotment_left, len(demand)))
    may = _may_run_over(risk, demand.shape[2])
    if not compiled:
        return _safe_by_sorting(demand, left, risk, may)
    from forecasting.risk.level_kernel import levels_of_months, safe_limits_of_whole_numbers

    safe = np.empty(len(demand))
    safe_limits_of_whole_numbers(demand, left, may, safe)
    rest = np.flatnonzero(np.isnan(safe))
    if rest.size:
        by_path = np.empty((len(rest), demand.shape[2]))
        levels_of_months(demand[rest], left[rest], _pairs(demand.shape[1]), by_path)
        safe[rest] = whole_safe_limit(by_path, risk)
    return safe


def _safe_by_sorting(demand: Float32Array, left: FloatArray, risk: float, may_run_over: int) -> FloatArray:
    """float (series,), of float32 (series, months, paths): compared as they are, which takes half of float64's time."""
    safe = np.full(len(demand), np.inf)
    for first in range(0, len(demand), ROWS):
        rows = np.arange(first, min(first + ROWS, len(demand)))
        about = np.add.reduce(demand[first : first + ROWS], axis=1)
        enough = left[rows] * np.where(left[rows] > 0, 1 - ABOUT, 1 + ABOUT)
        risky = rows[np.count_nonzero(about > enough[:, None], axis=1) > may_run_over]
        rising = _sorted_together(list(np.take(demand.swapaxes(0, 1), risky, axis=1)))
        by_path = _levels_of_rising(rising, np.broadcast_to(left[risky, None], rising[0].shape))
        safe[risky] = whole_safe_limit(by_path, risk)
    return safe


def whole_safe_limit(path_levels: FloatArray, risk: float) -> FloatArray:
    """float (series,): the largest whole limit that at most the share ``risk`` of each row's levels lies below."""
    place = _may_run_over(risk, path_levels.shape[1])
    least = np.partition(path_levels, place, axis=1)[:, place]
    return np.asarray(np.maximum(np.floor(least + TOLERANCE), 0.0))


def _may_run_over(risk: float, paths: int) -> int:
    return int(np.floor(risk * paths + TOLERANCE))


def _demand(paths: npt.ArrayLike) -> FloatArray:
    demand = np.asarray(paths, dtype=np.float64)
    if demand.ndim != 3 or not demand.size:
        raise ValueError(f"paths must be (series, paths, months) and not empty, got shape {demand.shape}")
    return finite("paths", demand, least=0.0)


def _by_series(name: str, value: npt.ArrayLike, series: int, *, least: float = -np.inf) -> FloatArray:
    values = np.asarray(value, dtype=np.float64)
    if values.shape not in {(), (series,)}:
        raise ValueError(f"{name} must be one value or have shape ({series},), got {values.shape}")
    if np.isnan(values).any() or (values < least).any():
        raise ValueError(
            f"{name} must be a number >= {least:g}, got {values[np.isnan(values) | (values < least)][0]:g}"
        )
    return np.broadcast_to(values, (series,))
