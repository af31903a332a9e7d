"""The paths of many series by compiled loops (Numba), the same to the last bit as NumPy makes them.

Numba comes with requirements-fleet.txt, and is loaded only where a fleet is large enough to be worth its start. The
loops do what `own_covariance.factors` and `laid_on`, `paths.paths_as_roots`, `scale.from_roots` and
`history_kinds.on_the_lattice` do, without an array between them. They need no tolerance: products and sums of float64
on the grid of `exact_sums` are exact in any order, all else is done in the order and the width that NumPy does it in,
and nothing is contracted (no ``fastmath``).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]


@njit(cache=True, nogil=True)
def factors_of(
    covariance: FloatArray, least: float, most: float, grid: float, factor: FloatArray, spread: FloatArray
) -> None:
    """Writes what `own_covariance.factors` gives.

    Args:
        covariance: float (series, h, h), z scale; it is used up.
        least, most: spreads, z. grid: what makes whole numbers of multiples of the grid's step.
        factor: float (series, h, h), zero; spread: float (series, h).
    """
    series, months = spread.shape
    own = np.empty(months)
    for i in range(series):
        rest, lower = covariance[i], factor[i]
        largest = 0.0
        for month in range(months):
            own[month] = np.sqrt(max(rest[month, month], least**2))
            largest = max(largest, own[month])
            spread[i, month] = min(largest, most)
        for month in range(months):
            for other in range(month + 1):
                rest[month, other] = rest[month, other] / own[month] / own[other]
        for month in range(months):
            root = np.sqrt(max(rest[month, month], least))
            for later in range(month, months):
                lower[later, month] = rest[later, month] / root
            for later in range(month + 1, months):
                for other in range(month + 1, later + 1):
                    rest[later, other] -= lower[later, month] * lower[other, month]
        for month in range(months):
            for before in range(month + 1):
                digits = np.float64(np.float32(lower[month, before] * spread[i, month]))
                lower[month, before] = np.rint(digits * grid) / grid
            spread[i, month] = np.float64(np.float32(spread[i, month]))


@njit(cache=True, nogil=True)
def roots_of_paths(
    factor: FloatArray,
    errors: FloatArray,
    stratum: npt.NDArray[np.int64],
    scale: Float32Array,
    center: Float32Array,
    rows: npt.NDArray[np.int64],
    found: Float32Array,
) -> None:
    """Writes center + scale x L e into the rows of ``found`` that are asked for.

    Args:
        factor: float (series, at least h, the same), L, on its grid.
        errors: float (strata, h, paths), e, on its grid.
        stratum: int (series,), whose errors a series has.
        scale: float32 (series,), what a unit of z is of a square root.
        center: float32 (series, h), square roots.
        rows: int, the series to be written.
        found: float32 (series, h, paths).
    """
    months, paths = found.shape[1], found.shape[2]
    together = np.empty(paths)
    for series in rows:
        own = errors[stratum[series]]
        times = scale[series]
        for month in range(months):
            together[:] = 0.0
            for before in range(month + 1):
                part = factor[series, month, before]
                for path in range(paths):
                    together[path] += part * own[before, path]
            middle = center[series, month]
            for path in range(paths):
                off = np.float32(together[path])
                off = off * times
                found[series, month, path] = off + middle


@njit(cache=True, nogil=True)
def numbers_of_roots(root: Float32Array, step: Float32Array, rows: npt.NDArray[np.int64]) -> None:
    """Square roots to numbers, in place, to the nearest of a series' steps where it has one.

    Args:
        root: float32 (series, months, paths).
        step: float32 (series,); 0 for none.
        rows: int, the series to be done.
    """
    months, paths = root.shape[1], root.shape[2]
    for i in rows:
        by = step[i]
        for month in range(months):
            own = root[i, month]
            if by == 0:
                for path in range(paths):
                    at = max(own[path], np.float32(0))
                    own[path] = at * at
            else:
                for path in range(paths):
                    at = max(own[path], np.float32(0))
                    at = np.float32(at * at) / by
                    own[path] = np.rint(at) * by
