"""Levels of paths (`risk.risk.levels`) by compiled loops (Numba), the same to the last bit as NumPy gives them.

Numba comes with requirements-fleet.txt, and is loaded only where a fleet is large enough to be worth its start. The
months of all paths of a series are sorted at once by Batcher's comparisons, which stay in a processor's cache; values
are compared in float32, as they come, and added in float64, in NumPy's order.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]


@njit(cache=True, nogil=True)
def levels_of_months(
    demand: Float32Array, left: FloatArray, comparisons: npt.NDArray[np.int64], found: FloatArray
) -> None:
    """Writes the level of each path.

    Args:
        demand: float32 (series, months, paths), numbers, >= 0.
        left: float (series,), number-months.
        comparisons: int (comparisons, 2), which months to compare, one pair after the other, to sort them.
        found: float (series, paths).
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
        level = found[i]
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
