"""What a limit costs on either side: overage where it is high, visitors or numbers turned away where it is low.

Over a range of limits both expected costs are computed on the same paths; the chosen risk is one point on the curve.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.checks import finite
from forecasting.risk.allotment import AllotmentLeft

FloatArray = npt.NDArray[np.float64]

_ROUNDING = 1e-6  # number-months: a sum that differs by less is equal


@dataclass(frozen=True)
class CostCurve:
    """Expected cost by limit, each (limits,), over all the periods given; money in the contract's currency.

    limits                  whole numbers, rising
    overage_numbers         E sum over periods of max(0, usage - left), number-months
    overage_cost            the same, each period at its rate; never falls as the limit rises
    turned_away_numbers     E sum over months of max(0, demand - limit), number-months
    overage_risk            P(some period runs over), a ratio, never falling
    """

    limits: FloatArray
    overage_numbers: FloatArray
    overage_cost: FloatArray
    turned_away_numbers: FloatArray
    overage_risk: FloatArray
    overage_rate: float
    turned_away_rate: float

    @property
    def turned_away_cost(self) -> FloatArray:
        """Never rises as the limit rises."""
        return self.turned_away_numbers * self.turned_away_rate

    @property
    def cost(self) -> FloatArray:
        """Both sides together."""
        return self.overage_cost + self.turned_away_cost

    @property
    def cheapest(self) -> int:
        """Position of the limit with the least expected cost; of equals the lowest limit."""
        return int(np.argmin(self.cost))

    def at_risk(self, risk: float) -> int | None:
        """Position of the largest limit of the curve whose overage risk is at most that; None where all are above."""
        finite("risk", risk, least=0, most=1)
        safe = np.flatnonzero(self.overage_risk <= risk)
        return int(safe[-1]) if len(safe) else None


def cost_curve(
    demand: FloatArray,
    periods: Sequence[AllotmentLeft],
    limits: npt.ArrayLike,
    *,
    overage_rate: float,
    turned_away_rate: float,
    use: Callable[[float], FloatArray] | None = None,
) -> CostCurve:
    """Expected cost of each limit.

    demand            what the limit cuts off, (paths, months), numbers, >= 0
    periods           consecutive allotment periods from the first month on, the last ends within the months given
    limits            numbers, any order, at least this month's usage: a limit gives nothing back
    overage_rate      money for a number-month beyond the allotment of a period that has no rate of its own
    turned_away_rate  money a demanded number-month is worth that the limit turns away
    use               what spends the allotment at a limit, (paths, months) on the same paths, never falling as it
                      rises; demand cut off at it where not given

    Raises ValueError for negative or missing figures, and for periods longer than the months given.
    """
    paths = finite("demand", demand, least=0)
    asked = np.unique(finite("limits", limits, least=0))
    finite("overage_rate", overage_rate, least=0)
    finite("turned_away_rate", turned_away_rate, least=0)
    if paths.ndim != 2:
        raise ValueError(f"demand must be (paths, months), got {paths.shape}")
    months = sum(period.months for period in periods)
    if months > paths.shape[1]:
        raise ValueError(f"periods must end within {paths.shape[1]} months, got {months}")
    overage, cost, risk = np.zeros((3, len(asked)))
    by_month = np.ascontiguousarray(paths.T)  # sums over the first axis of a contiguous array are several times faster
    for row, limit in enumerate(asked):
        spent = np.minimum(by_month, limit) if use is None else use(float(limit)).T
        runs_over = np.zeros(len(paths), dtype=bool)
        start = 0
        for period in periods:
            beyond = spent[start : start + period.months].sum(axis=0) - period.number_months
            runs_over |= beyond > _ROUNDING
            over = float(np.maximum(beyond, 0.0).mean())
            overage[row] += over
            cost[row] += over * (overage_rate if period.overage_rate is None else period.overage_rate)
            start += period.months
        risk[row] = runs_over.mean()
    turned_away = _beyond(paths.reshape(-1), asked) / max(len(paths), 1)
    return CostCurve(asked, overage, cost, turned_away, risk, overage_rate, turned_away_rate)


def _beyond(values: FloatArray, limits: FloatArray) -> FloatArray:
    """sum(max(0, value - limit)) for each limit, from one sort."""
    ranked = np.sort(values)
    sums = np.concatenate([[0.0], np.cumsum(ranked[::-1])])[::-1]
    at = np.searchsorted(ranked, limits, side="right")
    beyond: FloatArray = np.maximum(sums[at] - (len(ranked) - at) * limits, 0.0)
    return beyond
