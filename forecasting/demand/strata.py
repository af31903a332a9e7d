"""Strata of series whose forecasts go wrong alike: a tree of questions about their signs (`demand.signs`).

Each question halves a group at an edge of one sign, so that what came, in the forecast's own standard deviations, is as
much alike on either side as can be: of all edges that leave enough windows on either side the one is taken that makes
the windows' errors most likely under a normal law of each side's own mean and variance (a regression tree, Breiman et
al. 1984, with a likelihood for its criterion). The group that gains most is asked first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

EDGES = 24  # that are tried of each sign
LEAST_VARIANCE = 1e-3
FARTHEST = 5.0  # standard deviations: one window does not make a stratum


@dataclass(frozen=True)
class Strata:
    """A tree of nodes; node 0 is asked first, and children come after their parents.

    sign: int (nodes,), which sign is asked about; -1 where nothing is.
    edge: float (nodes,), from which on the answer is yes.
    child: int (nodes, 2), the nodes after a no and a yes.
    stratum: int (nodes,), that of a node where nothing is asked.
    """

    sign: IntArray
    edge: FloatArray
    child: IntArray
    stratum: IntArray

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return int(self.stratum.max()) + 1

    def of(self, signs: FloatArray) -> IntArray:
        """int (series,): the stratum of each series; signs: float (series, signs)."""
        node = np.zeros(len(signs), dtype=np.int64)
        rows = np.arange(len(signs))
        while (asked := self.sign[node] >= 0).any():
            yes = signs[rows, np.maximum(self.sign[node], 0)] >= self.edge[node]
            node = np.where(asked, self.child[node, yes.astype(np.int64)], node)
        return self.stratum[node]

    def rows(self) -> FloatArray:
        """float (nodes, 5): sign, edge, both children, stratum."""
        return np.column_stack([self.sign, self.edge, self.child, self.stratum]).astype(np.float64)

    @staticmethod
    def of_rows(rows: FloatArray) -> Strata:
        """The tree of `rows`."""
        whole = rows.astype(np.int64)
        return Strata(whole[:, 0], rows[:, 1], whole[:, 2:4], whole[:, 4])


def one_stratum() -> Strata:
    """The tree that asks nothing."""
    return Strata(np.array([-1]), np.zeros(1), np.zeros((1, 2), dtype=np.int64), np.zeros(1, dtype=np.int64))


def grown(signs: FloatArray, errors: FloatArray, most: int, fewest: int) -> Strata:
    """The strata of these windows.

    Args:
        signs: float (windows, signs).
        errors: float (windows, kinds of error), in standard deviations that were forecast.
        most: strata at most.
        fewest: windows in a stratum at least.
    """
    errors = np.clip(errors, -FARTHEST, FARTHEST)
    sign, edge, child = [-1], [0.0], [[0, 0]]
    rows = {0: np.arange(len(signs))}
    best = {0: _best_edge(signs, errors, fewest)}
    while len(rows) < most:
        node = max(best, key=lambda one: best[one][0])
        gain, which, at = best.pop(node)
        if gain <= 0:
            break
        mine = rows.pop(node)
        yes = signs[mine, which] >= at
        sign[node], edge[node], child[node] = which, at, [len(sign), len(sign) + 1]
        for side in (mine[~yes], mine[yes]):
            rows[len(sign)] = side
            best[len(sign)] = _best_edge(signs[side], errors[side], fewest)
            sign.append(-1)
            edge.append(0.0)
            child.append([0, 0])
    stratum = np.zeros(len(sign), dtype=np.int64)
    stratum[sorted(rows)] = np.arange(len(rows))
    return Strata(np.array(sign), np.array(edge), np.array(child), stratum)


def _best_edge(signs: FloatArray, errors: FloatArray, fewest: int) -> tuple[float, int, float]:
    """How much likelier the best edge makes the errors, its sign, and itself; a gain of 0 where there is none."""
    best = (0.0, -1, 0.0)
    if len(signs) < 2 * fewest:
        return best
    whole = _misfit(errors.sum(axis=0), (errors**2).sum(axis=0), np.full(1, float(len(errors))))
    places = np.unique(np.linspace(fewest, len(signs) - fewest, EDGES).astype(np.int64))
    for which in range(signs.shape[1]):
        order = np.argsort(signs[:, which], kind="stable")
        rising = signs[order, which]
        before = np.unique(np.searchsorted(rising, rising[places]))
        before = before[(before >= fewest) & (before <= len(signs) - fewest)]
        if not before.size:
            continue
        sums, squares = (np.cumsum(one[order], axis=0) for one in (errors, errors**2))
        low = _misfit(sums[before - 1], squares[before - 1], before[:, None].astype(np.float64))
        high = _misfit(
            sums[-1] - sums[before - 1], squares[-1] - squares[before - 1], float(len(signs)) - before[:, None]
        )
        gains = (whole - low - high).sum(axis=-1)
        if gains.max() > best[0]:
            at = int(before[gains.argmax()])
            best = (float(gains.max()), which, float(rising[at]))
    return best


def _misfit(total: FloatArray, squares: FloatArray, count: FloatArray) -> FloatArray:
    """Minus twice the log likelihood of errors under the normal law of their own mean and variance."""
    variance = np.maximum(squares / count - (total / count) ** 2, LEAST_VARIANCE)
    return np.asarray(count * np.log(variance))
