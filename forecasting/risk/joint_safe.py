"""The largest safe limit among other limits that stay as they are, exact for the paths.

With all others held, what is used in a month is ``held + min(free, L)`` for some held and free that do not depend on
L, so each path has its level (see `risk.risk.levels`) and the safe limit is a quantile of them. Only two limits
raised together have no such level; the risk never falls as they rise, so halving finds them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

from forecasting.checks import finite
from forecasting.defaults import RISK
from forecasting.risk.allotment import TOLERANCE, AllotmentLeft, period_levels, safe_of, slices
from forecasting.risk.joint import FloatArray, JointDemand, JointLimits, JointUsage, joint_usage

Kind = Literal["network", "dynamic", "campaign"]


def held_and_free(
    demand: JointDemand, limits: JointLimits, kind: Kind, campaign: int = 0, *, usage: JointUsage | None = None
) -> tuple[FloatArray, FloatArray]:
    """What is used whatever the limit is, and the demand it cuts, both (paths, months), numbers.

    For campaigns and dynamic numbers the network limit goes first: what the others leave of it is all there is.
    """
    used = joint_usage(demand, limits) if usage is None else usage
    if kind == "network":
        together = used.dynamic + used.campaigns.sum(axis=0)
        return np.zeros_like(together), together
    if kind == "dynamic":
        held, free = used.campaigns.sum(axis=0), demand.dynamic
    else:
        held, free = used.dynamic + used.campaigns.sum(axis=0) - used.campaigns[campaign], demand.campaigns[campaign]
    network = network_cap(demand, limits, held.shape)
    held = np.minimum(held, network)
    return held, np.minimum(free, network - held)


def network_cap(demand: JointDemand, limits: JointLimits, shape: tuple[int, ...]) -> FloatArray:
    """The network limit by path and month, (paths, months); the running month's is never below what it has used."""
    network = np.broadcast_to(np.asarray(limits.network, dtype=np.float64), shape).copy()
    if shape[1]:
        network[:, 0] = np.maximum(network[:, 0], demand.dynamic_used + float(demand.campaigns_used.sum()))
    return network


def safe_among(
    demand: JointDemand,
    limits: JointLimits,
    periods: Sequence[AllotmentLeft],
    kind: Kind,
    *,
    campaign: int = 0,
    risk: float = RISK,
) -> float:
    """The largest whole limit of a kind with P(some period runs over) <= risk, the others held.

    inf where no value of it can run over; -1 where even 0 would, because the others alone already do.
    Levels below what the first month has used are met by no limit; callers keep limits at least at usage.
    """
    finite("risk", risk, least=0, most=1)
    held, free = held_and_free(demand, limits, kind, campaign)
    safe = safe_of(period_levels(free, held, periods), risk)
    return math.inf if safe is None else max(safe, -1.0)


def safe_pair(
    demand: JointDemand,
    limits: JointLimits,
    periods: Sequence[AllotmentLeft],
    kind: Literal["dynamic", "campaign"],
    *,
    campaign: int = 0,
    rest: float,
    risk: float = RISK,
    rollover: bool = False,
) -> tuple[float, float] | None:
    """The largest safe limit of a kind when the network limit is raised with it, and that network limit.

    rest   what the rest of the network uses now: with a limit n the network limit is max(today's, n + rest)

    Whole numbers, neither below what it is; (inf, inf) where even filling all demand is safe; None where the limits
    of today are not safe already.
    """
    finite("risk", risk, least=0, most=1)
    used = joint_usage(demand, limits)
    others = used.dynamic + used.campaigns.sum(axis=0)
    if kind == "dynamic":
        others, own, kept, now = others - used.dynamic, demand.dynamic, demand.dynamic_used, limits.dynamic
    else:
        others, own = others - used.campaigns[campaign], demand.campaigns[campaign]
        kept, now = float(demand.campaigns_used[campaign]), np.asarray(limits.campaigns)[campaign]
    today, network_now = float(np.max(now)), float(np.max(limits.network))
    cap = network_cap(demand, limits, others.shape)

    def risk_at(limit: float) -> float:
        cut = np.minimum(own, limit)
        cut[:, 0] = np.maximum(cut[:, 0], kept)
        spend = np.minimum(others + cut, np.maximum(cap, limit + rest))
        over = [spend[:, months].sum(axis=1) > left + TOLERANCE for months, left in slices(periods, rollover=rollover)]
        return float(np.any(over, axis=0).mean()) if over else 0.0

    unsafe = max(today, math.ceil(max(float(own.max()), float((others + own).max()) - rest, 0.0))) + 1
    if risk_at(unsafe) <= risk:
        return math.inf, math.inf
    if risk_at(today) > risk:
        return None
    safe = today
    while unsafe - safe > 1:
        middle = (safe + unsafe) // 2
        safe, unsafe = (middle, unsafe) if risk_at(middle) <= risk else (safe, middle)
    return safe, max(network_now, safe + rest)
