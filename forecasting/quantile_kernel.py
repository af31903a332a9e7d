"""Quantiles of what rises by compiled loops (Numba), the same to the last bit as `streaming.between` gives them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

FloatArray = npt.NDArray[np.float64]


@njit(cache=True, nogil=True)
def quantiles_of_rising(
    rising: npt.NDArray[np.float32],
    below: npt.NDArray[np.int64],
    above: npt.NDArray[np.int64],
    share: FloatArray,
    rows: npt.NDArray[np.int64],
    quantiles: FloatArray,
) -> None:
    """Writes quantiles into the rows, int (series,), of float (all series, months, levels).

    Args:
        rising: float32 (series, months, paths), rising over the last axis.
        below, above: int (levels,), the places beside each quantile. share: float (levels,), how far from the lower.
    """
    for series in range(rising.shape[0]):
        for month in range(rising.shape[1]):
            for level in range(len(share)):
                low = np.float64(rising[series, month, below[level]])
                high = np.float64(rising[series, month, above[level]])
                part = share[level]
                if part < 0.5:
                    quantiles[rows[series], month, level] = low + (high - low) * part
                else:
                    quantiles[rows[series], month, level] = high - (high - low) * (1 - part)
