"""What a limit spends of the allotment periods left, path by path.

With a limit L and what the rest of the network spends, a path uses ``other_t + min(demand_t, L)`` number-months in
month t; the running month keeps what it has used already. A period runs over when its months together use more than
it has left. A path's level over several periods is the least of their levels (see `forecasting.risk.levels`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.risk import levels

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class AllotmentLeft:
    """What the next ``months`` consecutive forecast months may use together, in number-months."""

    months: int
    number_months: float


def slices(periods: Sequence[AllotmentLeft]) -> list[tuple[slice, float]]:
    """Each period's months within the horizon, and its number-months."""
    found, first = [], 0
    for period in periods:
        found.append((slice(first, first + period.months), period.number_months))
        first += period.months
    return found


def period_levels(demand: FloatArray, other: FloatArray, periods: Sequence[AllotmentLeft]) -> FloatArray:
    """float (paths,): the lowest level of any period; (0,) when there is no period."""
    if not periods:
        return np.empty(0)
    by_period = [levels(demand[:, s], left - other[:, s].sum(axis=1)) for s, left in slices(periods)]
    return np.asarray(np.min(by_period, axis=0), dtype=np.float64)


def whole_quantile(values: FloatArray, confidence: float) -> int:
    """The smallest whole number that at least the share ``confidence`` of the values does not exceed."""
    rank = int(np.ceil(confidence * len(values) - 1e-9)) - 1
    return int(np.ceil(np.partition(values, rank)[rank] - 1e-9))


def _spend(demand: FloatArray, other: FloatArray, limit: float, usage: float) -> FloatArray:
    """float (paths, months): number-months spent; the running month keeps what it has used already."""
    cut = np.minimum(demand, limit)
    if cut.shape[1]:
        cut[:, 0] = np.maximum(cut[:, 0], usage)
    return cut + other


def expected_overage(
    demand: FloatArray, other: FloatArray, periods: Sequence[AllotmentLeft], limit: int, usage: int
) -> float | None:
    """E[ sum over periods of max(0, spent - left) ], number-months."""
    if not periods:
        return None
    spend = _spend(demand, other, limit, usage)
    return float(sum(np.maximum(spend[:, s].sum(axis=1) - left, 0.0).mean() for s, left in slices(periods)))


def risk_if_full(limit: int, usage: int, other: FloatArray, periods: Sequence[AllotmentLeft]) -> float | None:
    """P(overage) if demand filled the limit in every month left, a ratio."""
    if not periods:
        return None
    spend = _spend(np.full_like(other, np.inf), other, limit, usage)
    over = [spend[:, s].sum(axis=1) > left + 1e-9 for s, left in slices(periods)]
    return float(np.any(over, axis=0).mean())


def guaranteed_ceiling(other: FloatArray, periods: Sequence[AllotmentLeft]) -> int | None:
    """floor((R - what the others spend at most) / m), the least over the periods."""
    ceilings = [
        np.floor((left - other[:, s].sum(axis=1).max()) / (s.stop - s.start) + 1e-9) for s, left in slices(periods)
    ]
    return max(0, int(min(ceilings))) if ceilings else None


def missing_number_months(
    demand: FloatArray, other: FloatArray, periods: Sequence[AllotmentLeft], need: int, risk: float
) -> int:
    """Number-months that, added to each period that lacks them, make a limit of ``need`` safe in it."""
    spend = _spend(demand, other, need, 0.0)
    lacking = [whole_quantile(spend[:, s].sum(axis=1), 1 - risk) - left for s, left in slices(periods)]
    return int(np.ceil(sum(max(0.0, m) for m in lacking) - 1e-9))
