"""What another limit would lead to, with all the others held as they are: for weighing one before it is set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from limits.advice.standing import NetworkStanding
from limits.kinds import LimitKey


@dataclass(frozen=True)
class WhatIf:
    """One limit tried; counts in numbers or number-months, chances as ratios, None where there is no allotment."""

    limit: int
    overage_risk: float | None
    expected_overage: float | None
    expected_overage_cost: float | None
    turned_away_chance: float  # P(demand exceeds the limit in some month left)
    turned_away: float  # number-months of demand beyond the limit to be expected in the months left


def what_if(standing: NetworkStanding, key: LimitKey, limit: int) -> WhatIf | None:
    """The limit weighed as if it were typed, its increase used from now on; None without a forecast."""
    if standing.outlook is None or (demand := standing.outlook.paths(key)) is None:
        return None
    way = standing.typed(key, limit)
    months = max(1, len(standing.months_weighed))
    beyond = np.maximum(demand[:, :months] - limit, 0.0)
    return WhatIf(
        limit=limit,
        overage_risk=way.risk,
        expected_overage=way.overage,
        expected_overage_cost=way.cost,
        turned_away_chance=float((beyond > 0).any(axis=1).mean()),
        turned_away=float(beyond.sum(axis=1).mean()),
    )
