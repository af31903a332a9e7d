"""What a limit spends of the allotment periods left, path by path.

With a limit L and what the rest of the network spends, a path uses ``other_t + min(demand_t, L)`` number-months in
month t; the running month keeps what it has used already. A period runs over when its months together use more than
it has left. A path's level over several periods is the least of their levels (see `risk.risk.levels`).

Where what a period leaves over is the next one's (rollover), some period runs over exactly when the months up to the
end of some period use more than all periods up to it had: the same rule, on spans that all begin with the first month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.risk.risk import levels

FloatArray = npt.NDArray[np.float64]

TOLERANCE = 1e-9  # sums of floats: what is used up exactly has not run over


@dataclass(frozen=True)
class AllotmentLeft:
    """What the next ``months`` consecutive forecast months may use together, in number-months.

    number_months    may be negative, when more was used already; inf for months that no allotment counts
    overage_rate     money for a number-month beyond it; None where the contract has no price
    """

    months: int
    number_months: float
    overage_rate: float | None = None


def slices(periods: Sequence[AllotmentLeft], *, rollover: bool = False) -> list[tuple[slice, float]]:
    """Each period's months within the horizon, and its number-months; with rollover all up to its end."""
    spans, first, so_far = [], 0, 0.0
    for period in periods:
        last = first + period.months
        so_far += period.number_months
        spans.append((slice(0, last), so_far) if rollover else (slice(first, last), period.number_months))
        first = last
    return spans


def period_levels(
    demand: FloatArray, other: FloatArray, periods: Sequence[AllotmentLeft], *, usage: float = 0, rollover: bool = False
) -> FloatArray:
    """float (paths,): the lowest level of any period; (0,) when there is no period.

    Below ``usage``, which the running month keeps, a level is that of the months after it.
    """
    if not periods:
        return np.empty(0)
    by_period = []
    for months, number_months in slices(periods, rollover=rollover):
        wanted, left = demand[:, months], number_months - other[:, months].sum(axis=1)
        by_path = levels(wanted, left)
        if months.start == 0 and usage:
            kept = np.minimum(wanted[:, 0], usage)
            low = by_path < kept
            if low.any() and wanted.shape[1] > 1:
                by_path[low] = levels(wanted[low, 1:], (left - kept)[low])
            elif low.any():
                by_path[low] = -1.0
        by_period.append(by_path)
    return np.asarray(np.min(by_period, axis=0), dtype=np.float64)


def safe_of(path_levels: FloatArray, risk: float) -> float | None:
    """The largest whole L with mean(level < L) <= risk: an order statistic of the levels, rounded down."""
    if not len(path_levels):
        return None
    may_run_over = int(np.floor(risk * len(path_levels) + TOLERANCE))
    if may_run_over >= len(path_levels):
        return float(np.inf)
    return float(np.floor(np.partition(path_levels, may_run_over)[may_run_over] + TOLERANCE))


def risk_of(path_levels: FloatArray, limit: float) -> float | None:
    """P(some period runs over) with this limit, a ratio; None where there is no allotment to run over."""
    return float(np.mean(path_levels + TOLERANCE < limit)) if len(path_levels) else None


def whole_quantile(values: FloatArray, confidence: float) -> int:
    """The smallest whole number that at least the share ``confidence`` of the values does not exceed."""
    rank = int(np.ceil(confidence * len(values) - TOLERANCE)) - 1
    return int(np.ceil(np.partition(values, rank)[rank] - TOLERANCE))


def _spend(demand: FloatArray, other: FloatArray, limit: float, usage: float) -> FloatArray:
    """float (paths, months): number-months spent; the running month keeps what it has used already."""
    cut = np.minimum(demand, limit)
    if cut.shape[1]:
        cut[:, 0] = np.maximum(cut[:, 0], np.minimum(demand[:, 0], usage))
    return np.asarray(cut + other)


@dataclass(frozen=True)
class PeriodEnds:
    """What to expect at the ends of the periods together, number-months; cost in money, None without a price."""

    overage: float
    overage_cost: float | None
    unused: float


def period_ends(
    demand: FloatArray,
    other: FloatArray,
    periods: Sequence[AllotmentLeft],
    limit: int,
    usage: int,
    *,
    rollover: bool = False,
) -> PeriodEnds | None:
    """E[ sum over periods of max(0, spent - left) ], its cost, and what expires unused; None without a period.

    What rolls over does not expire, but in the last period. Months that no allotment counts have nothing to expire.
    """
    if not periods:
        return None
    spend, carried = _spend(demand, other, limit, usage), np.zeros(len(demand))
    overage, cost, unused, priced = 0.0, 0.0, 0.0, True
    for place, (period, (months, number_months)) in enumerate(zip(periods, slices(periods), strict=True)):
        over = spend[:, months].sum(axis=1) - (number_months + carried)
        beyond = float(np.maximum(over, 0.0).mean())
        overage += beyond
        cost += beyond * (period.overage_rate or 0.0)
        priced = priced and (period.overage_rate is not None or not beyond)
        if np.isfinite(number_months) and (not rollover or place == len(periods) - 1):
            unused += float(np.maximum(-over, 0.0).mean())
        carried = np.maximum(-over, 0.0) if rollover else carried
    return PeriodEnds(overage, cost if priced else None, unused)


def risk_if_full(
    limit: int,
    usage: int,
    other: FloatArray,
    periods: Sequence[AllotmentLeft],
    *,
    most: FloatArray | None = None,
    rollover: bool = False,
) -> float | None:
    """P(overage) with the limit filled in every month left, a ratio; ``most`` is what a parent limit lets through."""
    if not periods:
        return None
    spend = _spend(np.full_like(other, np.inf) if most is None else most, other, limit, usage)
    over = [spend[:, months].sum(axis=1) > left + TOLERANCE for months, left in slices(periods, rollover=rollover)]
    return float(np.any(over, axis=0).mean())


def guaranteed_ceiling(
    other: FloatArray, periods: Sequence[AllotmentLeft], *, usage: int = 0, rollover: bool = False
) -> int | None:
    """floor((R - what the others spend at most) / m), the least over the periods; None without a period.

    Where the running month has used more than that, its usage is taken from R and the months after it share the rest:
    filled in all of them, the ceiling cannot run over. None too where the others and this usage may run over alone.
    """
    ceiling = np.inf
    for months, number_months in slices(periods, rollover=rollover):
        left = number_months - other[:, months].sum(axis=1).max()
        if left < (usage if months.start == 0 else 0):
            return None
        ceiling = min(ceiling, ceiling_of(left, months.stop - months.start, usage if months.start == 0 else 0))
    return int(ceiling) if np.isfinite(ceiling) else None


def ceiling_of(left: float, months: int, usage: float = 0) -> float:
    """The largest whole limit that, filled in every month, uses at most ``left`` >= ``usage``; or inf."""
    if not np.isfinite(left):
        return float(np.inf)
    even = np.floor(left / months + TOLERANCE)
    if even < usage:
        even = np.floor((left - usage) / (months - 1) + TOLERANCE) if months > 1 else usage
    return float(even)


def missing_by_period(
    demand: FloatArray,
    other: FloatArray,
    periods: Sequence[AllotmentLeft],
    need: int,
    risk: float,
    *,
    usage: float = 0,
    rollover: bool = False,
) -> list[int]:
    """Number-months that, added to each period that lacks them, make a limit of ``need`` safe in it."""
    spend = _spend(demand, other, need, usage)
    missing: list[int] = []
    for months, left in slices(periods, rollover=rollover):
        added = sum(missing) if rollover else 0
        lacking = whole_quantile(spend[:, months].sum(axis=1), 1 - risk) - left - added
        missing.append(max(0, int(np.ceil(max(lacking, 0.0) - TOLERANCE))))
    return missing
