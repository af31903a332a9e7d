"""Safe limits and levels of paths by compiled loops (Numba), the same to the last bit as `risk.risk` gives them.

Numba comes with requirements-fleet.txt, and is loaded only where a fleet is large enough to be worth its start. The
months of all paths of a series are sorted at once by Batcher's comparisons, which stay in a processor's cache; values
are compared in float32, as they come, and added in float64, in NumPy's order. Where all is whole numbers nothing need
be sorted: float32 adds them exactly up to WHOLE, and whole limits are tried one after the other, halving what is left.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]

WHOLE = 2.0**24  # the first whole number after which float32 has no longer all of them


@njit(cache=True, nogil=True)
def levels_of_months(
    demand: Float32Array, left: FloatArray, comparisons: npt.NDArray[np.int64], by_path: FloatArray
) -> None:
    """Writes the level of each path.

    Args:
        demand: float32 (series, months, paths), numbers, >= 0.
        left: float (series,), number-months.
        comparisons: int (comparisons, 2), which months to compare, one pair after the other, to sort them.
        by_path: float (series, paths).
    """
    series, months, paths = demand.shape
    rising = np.empty((months, paths), np.float32)
    rest = np.empty(paths)
    for i in range(series):
        rising[:] = demand[i]
        for pair in range(len(comparisons)):
            low, high = rising[comparisons[pair, 0]], rising[comparisons[pair, 1]]
            for path in range(paths):
                least, most = min(low[path], high[path]), max(low[path], high[path])
                low[path] = least
                high[path] = most
        level = by_path[i]
        for path in range(paths):
            rest[path] = left[i]
            level[path] = -np.inf
        for rank in range(months):
            own = rising[rank]
            for path in range(paths):
                level[path] = max(level[path], rest[path] / (months - rank))
                rest[path] -= own[path]
        for path in range(paths):
            if rest[path] >= 0:
                level[path] = np.inf


@njit(cache=True, nogil=True)
def safe_limits_of_whole_numbers(demand: Float32Array, left: FloatArray, may_run_over: int, limits: FloatArray) -> None:
    """Writes the largest whole limit with which at most so many paths run over; NaN for what is no whole numbers.

    Args:
        demand: float32 (series, months, paths), numbers, >= 0.
        left: float (series,), number-months.
        may_run_over: how many paths may.
        limits: float (series,); inf where no limit has more of them run over, and 0 at least.
    """
    series, months, paths = demand.shape
    spent = np.empty(paths, np.float32)
    for i in range(series):
        own, enough, most = demand[i], np.float32(left[i]), np.float32(0)
        limits[i] = np.nan
        if enough != left[i] or np.rint(enough) != enough or abs(enough) >= WHOLE or not _are_whole(own, spent):
            continue
        over = _run_over(own, np.float32(WHOLE), enough, spent)
        for path in range(paths):
            most = max(most, spent[path])
        if most >= WHOLE:
            continue
        if over <= may_run_over:
            limits[i] = np.inf
            continue
        safe = max(np.floor(np.float64(enough) / months), 0.0)
        step = max(np.floor(safe / 16), 1.0)
        unsafe = np.inf
        while unsafe - safe > 1:
            tried = safe + step if unsafe == np.inf else np.floor((safe + unsafe) / 2)
            if _run_over(own, np.float32(tried), enough, spent) > may_run_over:
                unsafe = tried
            else:
                safe, step = tried, 2 * step
        limits[i] = safe


@njit(cache=True, nogil=True)
def _are_whole(demand: Float32Array, off: Float32Array) -> bool:
    """Whether all, float32 (months, paths), are whole numbers; off: room, float32 (paths,)."""
    off[:] = np.float32(0)
    for month in range(demand.shape[0]):
        own = demand[month]
        for path in range(demand.shape[1]):
            off[path] += abs(np.rint(own[path]) - own[path])
    broken = np.int32(0)
    for path in range(len(off)):
        broken += np.int32(off[path] != 0)
    return bool(broken == 0)


@njit(cache=True, nogil=True)
def _run_over(demand: Float32Array, limit: np.float32, enough: np.float32, spent: Float32Array) -> int:
    """How many paths, float32 (months, paths), spend more than enough when cut at the limit; what each spends."""
    months, paths = demand.shape
    spent[:] = np.float32(0)
    four = months - months % 4
    for month in range(0, four, 4):
        a, b, c, d = demand[month], demand[month + 1], demand[month + 2], demand[month + 3]
        for path in range(paths):
            early = min(a[path], limit) + min(b[path], limit)
            spent[path] += early + (min(c[path], limit) + min(d[path], limit))
    for month in range(four, months):
        a = demand[month]
        for path in range(paths):
            spent[path] += min(a[path], limit)
    over = np.int32(0)
    for path in range(paths):
        over += np.int32(spent[path] > enough)
    return int(over)
