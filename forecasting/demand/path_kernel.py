"""The paths of many series by compiled loops (Numba), the same to the last bit as NumPy makes them.

Numba comes with requirements-fleet.txt, and is loaded only where a fleet is large enough to be worth its start. The
loops do what `paths.paths_as_roots`, `odd_months.put_back` and `history_kinds.on_the_lattice` do, a series at a time
while its paths lie in a processor's cache. They need no tolerance: products and sums of float64 on the grid of
`exact_sums` are exact in any order and contracted or not, which is all that ``fastmath`` is given; all else is done in
the order and the width that NumPy does it in.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from forecasting.demand.sums_kernel import in_pairs

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

BY_FACTOR, BY_SPREAD, BY_COUNTS = 0, 1, 2  # how errors become paths


class Series(NamedTuple):
    """What the paths of some series are made of.

    way: int (series,), BY_FACTOR and so on. stratum: int (series,), whose errors a series has.
    factor: float (series, at least h, the same), L, on its grid. spread: float (series, at least h), z.
    scale: float32 (series,), what a unit of z is of a square root. center: float32 (series, h), square roots.
    step: float32 (series,), of the lattice; 0 for none. in_numbers: bool (series,), whether to end with numbers.
    """

    way: IntArray
    stratum: IntArray
    factor: FloatArray
    spread: FloatArray
    scale: Float32Array
    center: Float32Array
    step: Float32Array
    in_numbers: BoolArray


class Errors(NamedTuple):
    """pooled: float (strata, h, paths), on its grid. of_counts: float (h, paths)."""

    pooled: FloatArray
    of_counts: FloatArray


class Odd(NamedTuple):
    """The exceptions of some series, and which paths they come on; see `odd_months.put_back`.

    usage, is_odd, beside: (series, months). chance: float, rising; place: int, which month x path each belongs to.
    choice: float (h, paths). prior_months, usual_burst, largest_fall: limits of `odd_months`.
    """

    usage: FloatArray
    is_odd: BoolArray
    beside: FloatArray
    chance: FloatArray
    place: IntArray
    choice: FloatArray
    prior_months: float
    usual_burst: float
    largest_fall: float


@njit(cache=True, nogil=True)
def paths_of_series(series: Series, errors: Errors, odd: Odd, rows: IntArray, ahead: Float32Array) -> None:
    """Writes the paths of some series, int (rows,), float32 (rows, h, paths): roots, or numbers."""
    months, paths = ahead.shape[1], ahead.shape[2]
    room = np.empty((4, paths))
    for row in range(len(ahead)):
        one, own = rows[row], ahead[row]
        pooled, times = errors.pooled[series.stratum[one]], series.scale[one]
        if series.way[one] == BY_FACTOR:
            _laid_on(series.factor[one], pooled, times, series.center[one], room, own)
        else:
            for month in range(months):
                middle, size, of_month = series.center[one, month], series.spread[one, month], own[month]
                if series.way[one] == BY_COUNTS:
                    for path in range(paths):
                        off = np.float32(errors.of_counts[month, path] * size) * times
                        of_month[path] = off + middle
                else:
                    for path in range(paths):
                        off = np.float32(pooled[month, path]) * np.float32(size)
                        of_month[path] = off * times + middle
        if odd.is_odd[one].any():
            _put_back(odd, one, own)
        if series.in_numbers[one]:
            _to_numbers(own, series.step[one])


@njit(cache=True, nogil=True)
def _laid_on(
    factor: FloatArray,
    errors: FloatArray,
    times: np.float32,
    center: Float32Array,
    room: FloatArray,
    ahead: Float32Array,
) -> None:
    """Writes center + times x L e, float32 (h, paths), four months together; room: float (4, paths)."""
    months, paths = ahead.shape
    for first in range(0, months, 4):
        several = min(4, months - first)
        room[:several] = 0.0
        if several == 4:
            for before in range(0, first + 1, 4):
                _add_four(factor, errors, first, before, room)
        else:
            for k in range(several):
                for before in range(first + k + 1):
                    _add_one(factor[first + k, before], errors[before], room[k])
        for k in range(several):
            middle, together, of_month = center[first + k], room[k], ahead[first + k]
            for path in range(paths):
                off = np.float32(together[path]) * times
                of_month[path] = off + middle


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc"})  # every product and every sum of them is exact
def _add_one(factor: float, errors: FloatArray, sums: FloatArray) -> None:
    for path in range(len(sums)):
        sums[path] += factor * errors[path]


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc"})  # every product and every sum of them is exact
def _add_four(factor: FloatArray, errors: FloatArray, row: int, column: int, sums: FloatArray) -> None:
    """Adds to four months, float (4, paths), what four months' errors bring; L is zero above its diagonal."""
    one, two, three, four = sums[0], sums[1], sums[2], sums[3]
    a, b, c, d = errors[column], errors[column + 1], errors[column + 2], errors[column + 3]
    top = factor[row : row + 4, column : column + 4]
    p, q, r, s = top[0, 0], top[0, 1], top[0, 2], top[0, 3]
    t, u, v, w = top[1, 0], top[1, 1], top[1, 2], top[1, 3]
    e, f, g, h = top[2, 0], top[2, 1], top[2, 2], top[2, 3]
    i, j, k, m = top[3, 0], top[3, 1], top[3, 2], top[3, 3]
    for path in range(sums.shape[1]):
        x, y, z, o = a[path], b[path], c[path], d[path]
        one[path] += (p * x + q * y) + (r * z + s * o)
        two[path] += (t * x + u * y) + (v * z + w * o)
        three[path] += (e * x + f * y) + (g * z + h * o)
        four[path] += (i * x + j * y) + (k * z + m * o)


@njit(cache=True, nogil=True)
def _put_back(odd: Odd, one: int, roots: Float32Array) -> None:
    """Has a series' exceptions on few of its paths, float32 (h, paths), square roots."""
    months, paths = len(odd.beside[one]), roots.shape[1]
    times, believed = np.empty(months, np.float32), np.empty(months)
    known, places = 0, 0
    for month in range(months):
        known += np.isfinite(odd.usage[one, month])
        if odd.is_odd[one, month]:
            ratio = odd.usage[one, month] / max(odd.beside[one, month], 1e-9)
            large = ratio if ratio > 1 else 1 / max(ratio, 1 / odd.largest_fall)
            share = min(1.0, odd.usual_burst / large)
            believed[places], times[places] = share * share, np.float32(np.sqrt(ratio))
            places += 1
    total = in_pairs(believed, places)
    comes = total / (known + odd.prior_months)
    for i in range(1, places):
        believed[i] += believed[i - 1]
    for i in range(places):
        believed[i] /= total
    for i in range(len(odd.chance)):
        if not odd.chance[i] < comes:
            break
        month, path = odd.place[i] // paths, odd.place[i] % paths
        which = 0
        while which < places - 1 and believed[which] < odd.choice[month, path]:
            which += 1
        roots[month, path] *= times[which]


@njit(cache=True, nogil=True)
def _to_numbers(root: Float32Array, step: np.float32) -> None:
    """Square roots, float32 (h, paths), to numbers, in place, to the nearest of the series' steps where it has one."""
    months, paths = root.shape
    for month in range(months):
        own = root[month]
        if step == 0:
            for path in range(paths):
                at = max(own[path], np.float32(0))
                own[path] = at * at
        elif step == 1:
            for path in range(paths):
                at = max(own[path], np.float32(0))
                own[path] = np.rint(np.float32(at * at))
        else:
            for path in range(paths):
                at = max(own[path], np.float32(0))
                at = np.float32(at * at) / step
                own[path] = np.rint(at) * step
