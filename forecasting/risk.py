"""Overage risk and safe limits, exact for the paths given.

A limit L cuts a path of demand off in every month, so it spends S(L) = sum_t min(d_t, L): continuous, concave and
rising up to the path's total. The path's *level* is the L at which S(L) is what is left; it runs over exactly when L is
above its level. Risk and safe limit of any number of limits are then
order statistics of the levels: no search, no rounding.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from forecasting.at_the_door import finite, inside_open_interval

FloatArray = npt.NDArray[np.float64]

ROWS = 128  # series worked out together: their paths fit a processor's cache
HAIR = 1e-9  # sums of floats: what is used up exactly has not run over


def levels(paths: FloatArray, allotment_left: FloatArray | float) -> FloatArray:
    """The limit at which each path, cut off at it, adds up exactly to what is left; inf where it never does.

    With demand sorted upwards, the level lies between d_(i-1) and d_(i) for the first i where
    (left - d_(1) - .. - d_(i-1)) / (months - i + 1) <= d_(i).

    Args:
        paths: demand, float (..., months), numbers, >= 0.
        allotment_left: number-months, broadcast to (...).
    """
    demand = np.asarray(paths, dtype=np.float64)
    left = np.broadcast_to(np.asarray(allotment_left, dtype=np.float64), demand.shape[:-1])
    found = np.full(demand.shape[:-1], np.inf)
    runs_over = demand.sum(axis=-1) > left
    found[runs_over] = _finite_levels(np.sort(demand[runs_over], axis=-1), left[runs_over])
    return found


def _finite_levels(rising: FloatArray, left: FloatArray) -> FloatArray:
    """`levels` of paths (paths, months) sorted upwards, each of which adds up to more than is left."""
    months = rising.shape[-1]
    candidates = np.cumsum(rising, axis=-1)
    candidates -= rising
    np.subtract(left[:, None], candidates, out=candidates)
    candidates /= months - np.arange(months)
    first = np.argmax(candidates <= rising, axis=-1)
    return np.asarray(candidates[np.arange(len(first)), first])


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
    found = np.empty((len(demand), demand.shape[2]))
    for first in range(0, len(demand), ROWS):
        rows = slice(first, first + ROWS)
        spent = np.minimum(demand[rows], cut[rows, None, None])
        np.cumsum(spent, axis=-1, out=spent)
        found[rows] = (spent > (left[rows] + HAIR * (1 + np.abs(left[rows])))[:, None, None]).mean(axis=1)
    return found


def safe_limit(paths: npt.ArrayLike, allotment_left: npt.ArrayLike, risk: float = 0.10) -> FloatArray:
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
    return np.concatenate(
        [
            whole_safe_limit(levels(demand[first : first + ROWS], left[first : first + ROWS, None]), risk)
            for first in range(0, len(demand), ROWS)
        ]
    )


def whole_safe_limit(path_levels: FloatArray, risk: float) -> FloatArray:
    """float (series,): the largest whole limit that at most the share ``risk`` of each row's levels lies below."""
    may_run_over = int(np.floor(risk * path_levels.shape[1] + HAIR))
    least = np.partition(path_levels, may_run_over, axis=1)[:, may_run_over]
    return np.asarray(np.maximum(np.floor(least + HAIR), 0.0))


def _demand(paths: npt.ArrayLike) -> FloatArray:
    demand = np.asarray(paths, dtype=np.float64)
    if demand.ndim != 3 or not demand.size:
        raise ValueError(f"paths must be (series, paths, months) and not empty, got shape {demand.shape}")
    return finite("paths", demand, least=0.0)


def _by_series(name: str, value: npt.ArrayLike, series: int, *, least: float = -np.inf) -> FloatArray:
    found = np.asarray(value, dtype=np.float64)
    if found.shape not in {(), (series,)}:
        raise ValueError(f"{name} must be one value or have shape ({series},), got {found.shape}")
    if np.isnan(found).any() or (found < least).any():
        raise ValueError(f"{name} must be a number >= {least:g}, got {found[np.isnan(found) | (found < least)][0]:g}")
    return np.broadcast_to(found, (series,))
