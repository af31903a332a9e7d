"""Which stratum of the error bank a forecast belongs to by compiled loops (Numba), as `ErrorBank.place` says it."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from forecasting.demand import signs
from forecasting.demand.error_paths import firsts, group_of, length_stratum, shipped
from forecasting.demand.prediction import Prediction
from forecasting.demand.sums_kernel import in_pairs, sum_of_products
from forecasting.exact_sums import seven_digits

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


class Forest(NamedTuple):
    """The trees of all groups in one: root, int (groups,), nodes; the others as in `strata.Strata`, of all groups."""

    root: IntArray
    sign: IntArray
    edge: FloatArray
    child: IntArray
    stratum: IntArray


def compiled_place(months: int, prediction: Prediction) -> IntArray:
    """What `ErrorBank.place` of the shipped bank gives."""
    series = len(prediction.kind)
    ahead, stratum = np.empty((series, len(signs.OF_FORECAST))), np.empty(series, dtype=np.int64)
    first_spread = np.empty(series)
    _before_logs(
        prediction.center, prediction.spread, prediction.factor, prediction.recent, signs.SMALLEST, ahead, first_spread
    )
    ahead[:, 0] = np.log(first_spread)
    _strata_of(prediction.signs, seven_digits(ahead), group_of(prediction), _forest(length_stratum(months)), stratum)
    return stratum


@lru_cache(maxsize=16)
def _forest(length: int) -> Forest:
    trees = shipped().trees[length]
    nodes = np.cumsum([0, *(len(tree.sign) for tree in trees)])
    return Forest(
        root=nodes[:-1].astype(np.int64),
        sign=np.concatenate([tree.sign for tree in trees]),
        edge=np.concatenate([tree.edge for tree in trees]),
        child=np.concatenate([tree.child + first for tree, first in zip(trees, nodes, strict=False)]),
        stratum=np.concatenate([tree.stratum + first for tree, first in zip(trees, firsts(trees), strict=True)]),
    )


@njit(cache=True, nogil=True)
def _before_logs(
    center: FloatArray,
    spread: FloatArray,
    factor: FloatArray,
    recent: FloatArray,
    smallest: float,
    ahead: FloatArray,
    first_spread: FloatArray,
) -> None:
    """Writes `signs.signs_of_forecast`, float (series, signs), but for what a logarithm is to be taken of.

    center, spread: float (series, at least YEAR). factor: float (series, the same, the same). recent: float (series,).
    """
    year = 12
    part, sums = np.empty(year), np.empty(year)
    for i in range(len(center)):
        middle = in_pairs(center[i], year) / year
        wide = in_pairs(spread[i], year) / year
        sums[:] = 0.0
        for month in range(year):
            off = center[i, month] - middle
            part[month] = off * off
            for before in range(month + 1):
                sums[before] += factor[i, month, before]
        moved = np.sqrt(in_pairs(part, year) / year)
        first_spread[i] = max(spread[i, 0], smallest)
        ahead[i, 1] = moved / wide
        ahead[i, 2] = np.sqrt(sum_of_products(sums, sums, year, part)) / (year * wide)
        ahead[i, 3] = (middle - recent[i]) / wide


@njit(cache=True, nogil=True)
def _strata_of(signs: FloatArray, ahead: FloatArray, group: IntArray, forest: Forest, stratum: IntArray) -> None:
    """Writes the stratum of each series, int (series,), by its signs, of history and ahead, float (series, signs)."""
    of_history = signs.shape[1]
    for i in range(len(stratum)):
        node = forest.root[group[i]]
        while forest.sign[node] >= 0:
            one = forest.sign[node]
            value = signs[i, one] if one < of_history else ahead[i, one - of_history]
            node = forest.child[node, 1 if value >= forest.edge[node] else 0]
        stratum[i] = forest.stratum[node]
