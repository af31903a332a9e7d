"""How a period ends and what the next contract needs, by the paths of the answer."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np

from data.store import Store
from limits.actors import OPERATOR
from limits.advice import NetworkStanding, network_standing
from limits.months import plus_months
from limits.outlook import ExtendedTo

RENEWAL_MONTHS = 12


def at_the_end(store: Store, standing: NetworkStanding) -> dict[str, Any]:
    """The period in force when it ends, by the paths: what today's limits let through, and without limits."""
    contract = standing.contract
    current = contract.current
    if standing.advice is None or standing.outlook is None or current is None or current.left_for_months_ahead is None:
        return {}
    months, at_start = len(current.months_ahead), current.left_for_months_ahead
    left = at_start - standing.advice.spend[:, :months].sum(axis=1)
    low, median, high = np.quantile(left, (0.1, 0.5, 0.9))
    demand = np.median(standing.outlook.total[:, :months].sum(axis=1))
    return {
        "end_low": low,
        "end_median": median,
        "end_high": high,
        "end_over": max(0.0, -median),
        "expiring": max(0.0, at_start - float(demand)),
    } | _renewal(store, standing)


def _renewal(store: Store, standing: NetworkStanding) -> dict[str, Any]:
    """The year after the contract by demand without limits, nine of ten futures held."""
    partnership = standing.contract.partnership
    if partnership is None or standing.outlook is None or standing.running_month is None:
        return {}
    first = plus_months(partnership.ends_on.replace(day=1), 1)
    until = plus_months(first, RENEWAL_MONTHS) - dt.timedelta(days=1)
    changes = [*standing.committed.changes, ExtendedTo(until)]
    longer = network_standing(store, OPERATOR, standing.network.network_id, changes=changes)
    if longer.outlook is None or first not in longer.outlook.months:
        return {}
    at = longer.outlook.months.index(first)
    total = np.sort(longer.outlook.total[:, at : at + RENEWAL_MONTHS].sum(axis=1))
    most = math.ceil(total[math.ceil((1 - standing.assumptions.risk) * len(total) - 1e-9) - 1] - 1e-9)
    median, bought = round(float(np.median(total))), standing.contract.periods[-1].number_months
    current = standing.contract.current
    rate = None if current is None or current.overage_rate is None else float(current.overage_rate)
    return {
        "renewal": most,
        "renewal_median": median,
        "renewal_starts": first,
        "renewal_months": RENEWAL_MONTHS,
        "bought_now": bought,
        "renewal_sizes": {most, median, bought},
        "renewal_a_month": math.ceil(most / RENEWAL_MONTHS),
        "sizes_a_month": {math.ceil(size / RENEWAL_MONTHS) for size in (most, median, bought)},
        "median_over": median - bought,
        "median_unused": {bought - median, most - median},
        "median_cost": None if rate is None else (median - bought) * rate,
    }
