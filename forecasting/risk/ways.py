"""What a way to use a limit comes to: number-months, overage, its cost, its risk and the first month over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

TOLERANCE = 1e-9  # what is used up exactly has not run over
LIKELY = 0.5  # ratio: from here on a month is said to be the first over


@dataclass(frozen=True)
class PeriodAhead:
    """The months of one allotment period that lie ahead.

    first, months  place in the horizon
    left           number-months that those months may use together, < 0 where the period has run over already
    overage_rate   money for a number-month beyond it; None where the contract has no price
    """

    first: int
    months: int
    left: float
    overage_rate: float | None = None

    @property
    def span(self) -> slice:
        return slice(self.first, self.first + self.months)


@dataclass(frozen=True)
class Way:
    """One way to use the limits, over all periods ahead; number-months, money, ratios.

    used            E of the sum over all months of the periods
    overage         E of what the periods run over, added up; ``overage_by_period`` each
    cost            at each period's rate; None where a period that may run over has no price
    risk            the largest of the periods' P(runs over); ``risk_by_period`` each
    first_over      the first month of the horizon by whose end an overage is likelier than not, or where it most likely
                    begins if it is less likely but possible; None where it is on no path
    """

    used: float
    overage: float
    overage_by_period: tuple[float, ...]
    cost: float | None
    risk: float
    risk_by_period: tuple[float, ...]
    first_over: int | None


def way_of(use: FloatArray, periods: Sequence[PeriodAhead]) -> Way:
    """What a use comes to.

    Args:
        use: numbers used, float (paths, months).
        periods: consecutive or apart, each within the horizon.

    Returns:
        The Way. overage_j = E max(0, sum_t use_t - left_j); risk_j = P(sum_t use_t > left_j).
    """
    used, overages, risks, cost, priced = 0.0, [], [], 0.0, True
    starts = np.zeros(use.shape[1])
    for period in periods:
        spent = np.cumsum(use[:, period.span], axis=1)
        over = spent > period.left + TOLERANCE
        so_far = over.mean(axis=0)
        starts[period.span] += np.diff(so_far, prepend=0.0)
        used += float(spent[:, -1].mean())
        beyond = float(np.maximum(spent[:, -1] - period.left, 0.0).mean())
        overages.append(beyond)
        risks.append(float(so_far[-1]))
        if beyond and period.overage_rate is None:
            priced = False
        cost += beyond * (period.overage_rate or 0.0)
    return Way(
        used=used,
        overage=sum(overages),
        overage_by_period=tuple(overages),
        cost=cost if priced else None,
        risk=max(risks, default=0.0),
        risk_by_period=tuple(risks),
        first_over=_first_over(use, periods, starts),
    )


def period_risk(use: FloatArray, period: PeriodAhead) -> float:
    """P(the period's months use more than it has left), a ratio."""
    return float((use[:, period.span].sum(axis=1) > period.left + TOLERANCE).mean())


def _first_over(use: FloatArray, periods: Sequence[PeriodAhead], starts: FloatArray) -> int | None:
    for period in periods:
        over = np.cumsum(use[:, period.span], axis=1) > period.left + TOLERANCE
        likely = np.flatnonzero(over.mean(axis=0) >= LIKELY)
        if likely.size:
            return period.first + int(likely[0])
    return int(starts.argmax()) if starts.max(initial=0.0) > 0 else None
