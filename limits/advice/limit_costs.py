"""What a limit costs on either side, where the contract has a price: overage if high, numbers turned away if low."""

from __future__ import annotations

import numpy as np

from forecasting.risk import CostCurve, cost_curve
from limits.advice.standing import NetworkStanding
from limits.answers import allotments_left
from limits.kinds import LimitKey

POINTS = 200


def cost_of_limits(standing: NetworkStanding, key: LimitKey) -> CostCurve | None:
    """Expected cost over the range of limits in question, the others' demand as forecast; None without a price.

    What a number-month of demand turned away is worth is an assumption, a multiple of the overage rate. Prices are the
    vendor's: a customer's standing has none, so there is no curve.
    """
    current, outlook = standing.contract.current, standing.outlook
    if not standing.sees_vendor_facts or current is None or current.overage_rate is None or outlook is None:
        return None
    demand, answer = outlook.paths(key), standing.answers[key]
    if demand is None or standing.advice is None or not standing.contract.can_be_assessed:
        return None
    own = standing.limit(key)
    asked = own.limit + answer.asked if answer.is_request else 0
    most = max(own.limit, answer.need or 0, asked, own.usage + 1) * 1.25
    rate = float(current.overage_rate)
    return cost_curve(
        demand,
        allotments_left(standing.advice.ahead),
        np.unique(np.linspace(own.usage, most, POINTS).round()),
        overage_rate=rate,
        turned_away_rate=rate * standing.assumptions.turned_away_worth,
        other=None if key.is_whole else np.maximum(outlook.total - demand, 0.0),
    )
