"""The largest safe limit among other limits that stay as they are, exact for the paths.

With all others held, what is used in a month is ``other + min(demand', L)`` for some other and demand' that do not
depend on L, so each path has its level (see `forecasting.risk.levels`) and the safe limit is a quantile of them. Only
two limits raised together have no such level; the risk never falls as they rise, so halving finds them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from forecasting.allotment import AllotmentLeft
from forecasting.at_the_door import finite
from forecasting.joint import FloatArray, JointDemand, JointLimits, joint_outlook, joint_usage
from forecasting.risk import levels

Kind = Literal["network", "dynamic", "campaign"]


def safe_among(
    demand: JointDemand,
    limits: JointLimits,
    periods: Sequence[AllotmentLeft],
    kind: Kind,
    *,
    campaign: int = 0,
    risk: float = 0.10,
) -> float:
    """The largest whole limit of a kind with P(some period runs over) <= risk, the others held.

    inf where no value of it can run over; -1 where even 0 would, because the others alone already do.
    Levels below what the first month has used are met by no limit; callers keep limits at least at usage.
    """
    finite("risk", risk, least=0, most=1)
    other, free = _held_and_free(demand, limits, kind, campaign)
    start, lowest = 0, np.full(len(free), np.inf)
    for period in periods:
        part = slice(start, start + period.months)
        left = period.number_months - other[:, part].sum(axis=1)
        lowest = np.minimum(lowest, np.maximum(levels(free[:, part], left), -1.0))
        start += period.months
    may_run_over = math.floor(risk * len(lowest) + 1e-9)
    if may_run_over >= len(lowest):
        return math.inf
    at = float(np.sort(lowest)[may_run_over])
    return at if math.isinf(at) else float(math.floor(at + 1e-9))


def safe_pair(
    demand: JointDemand, limits: JointLimits, periods: Sequence[AllotmentLeft], *, risk: float = 0.10
) -> tuple[float, float]:
    """The largest safe dynamic limit when the network limit is raised by as much: (dynamic, network), whole numbers.

    Neither falls below what it is; (inf, inf) where even filling all demand is safe.
    """
    finite("risk", risk, least=0, most=1)
    now_dynamic, now_network = float(np.max(limits.dynamic)), float(np.max(limits.network))

    def risk_at(more: int) -> float:
        raised = replace(limits, dynamic=now_dynamic + more, network=now_network + more)
        return float(joint_outlook(demand, raised, periods).risk_by_month[-1])

    all_demand = demand.dynamic + demand.campaigns.sum(axis=0)
    enough = max(float(all_demand.max()) - now_network, float(demand.dynamic.max()) - now_dynamic, 0.0)
    safe, unsafe = 0, math.ceil(enough) + 1
    if risk_at(unsafe) <= risk:
        return math.inf, math.inf
    while unsafe - safe > 1:
        middle = (safe + unsafe) // 2
        if risk_at(middle) <= risk:
            safe = middle
        else:
            unsafe = middle
    return now_dynamic + safe, now_network + safe


def _held_and_free(
    demand: JointDemand, limits: JointLimits, kind: Kind, campaign: int
) -> tuple[FloatArray, FloatArray]:
    """What is used whatever the limit is, and the demand it cuts, both (paths, months)."""
    usage = joint_usage(demand, limits)
    if kind == "network":
        together = usage.dynamic + usage.campaigns.sum(axis=0)
        return np.zeros_like(together), together
    if kind == "dynamic":
        held, free = usage.campaigns.sum(axis=0), demand.dynamic
    else:
        held = usage.dynamic + np.delete(usage.campaigns, campaign, axis=0).sum(axis=0)
        free = demand.campaigns[campaign]
    network = np.broadcast_to(np.asarray(limits.network, dtype=np.float64), held.shape)
    held = np.minimum(held, network)
    return held, np.minimum(free, network - held)
