"""What a limit costs on either side, where the contract has a price: overage if high, numbers turned away if low."""

from __future__ import annotations

import numpy as np

from forecasting.risk import CostCurve, beside, cost_curve
from limits.advice.standing import NetworkStanding
from limits.answers import allotments_left
from limits.kinds import LimitKey

POINTS = 100


def cost_of_limits(standing: NetworkStanding, key: LimitKey) -> CostCurve | None:
    """Expected cost over the range of limits in question, what is promised and the other limits held as the answer has
    them; None without a price.

    What a number-month of demand turned away is worth is an assumption, a multiple of the overage rate. Prices are the
    vendor's: a customer's standing has none, so there is no curve.
    """
    current, outlook = standing.contract.current, standing.outlook
    if not standing.sees_vendor_facts or current is None or current.overage_rate is None or outlook is None:
        return None
    answer = standing.answers[key]
    if outlook.paths(key) is None or standing.advice is None or not standing.contract.can_be_assessed:
        return None
    ahead = standing.advice.ahead
    held = beside(ahead.demand, ahead.limits, ahead.lifts, ahead.place(key))
    own = standing.limit(key)
    asked = own.limit + answer.asked if answer.is_request else 0
    most = max(own.limit, answer.need or 0, asked, own.usage + 1) * 1.25
    rate = float(current.overage_rate)
    return cost_curve(
        held.wanted[:, : len(standing.months_weighed)],
        allotments_left(ahead),
        np.unique(np.linspace(own.usage, most, POINTS).round()),
        overage_rate=rate,
        turned_away_rate=rate * standing.assumptions.turned_away_worth,
        use=lambda limit: held.use(np.full(len(ahead.months), limit), ahead.limits.network),
    )
