"""NumPy's sums inside of compiled loops (Numba): in its pairs, so that they are the same to the last bit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

FloatArray = npt.NDArray[np.float64]

MOST_IN_PAIRS = 128  # values; more NumPy halves first


@njit(cache=True, nogil=True)
def in_pairs(values: FloatArray, count: int) -> float:
    """The sum of the first ``count`` values, at most MOST_IN_PAIRS, as ``np.add.reduce`` has it of what lies in a row.

    Eight sums, of every eighth value each, are added in pairs, and then what is left over.
    """
    if count < 8:
        total = 0.0
        for i in range(count):
            total += values[i]
        return total
    a, b, c, d = values[0], values[1], values[2], values[3]
    e, f, g, h = values[4], values[5], values[6], values[7]
    whole = count - count % 8
    for i in range(8, whole, 8):
        a += values[i]
        b += values[i + 1]
        c += values[i + 2]
        d += values[i + 3]
        e += values[i + 4]
        f += values[i + 5]
        g += values[i + 6]
        h += values[i + 7]
    total = ((a + b) + (c + d)) + ((e + f) + (g + h))
    for i in range(whole, count):
        total += values[i]
    return float(total)


@njit(cache=True, nogil=True)
def sum_of_products(left: FloatArray, right: FloatArray, count: int, part: FloatArray) -> float:
    """`in_pairs` of the products of the first ``count`` values; part: room for them."""
    for i in range(count):
        part[i] = left[i] * right[i]
    return in_pairs(part, count)
