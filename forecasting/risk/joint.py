"""All limits of a network at once: what they cut off, and when the allotment runs over.

On every path and in every month the dynamic limit cuts dynamic demand, each campaign's limit its own, and the network
limit what is left of all together:  used = min(sum_c min(D_c, L_c) + min(D_dynamic, L_dynamic), L_network).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from forecasting.checks import finite
from forecasting.risk.allotment import TOLERANCE, AllotmentLeft

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class JointDemand:
    """Unconstrained demand in numbers, on the same paths for all.

    dynamic          (paths, months)
    campaigns        (campaigns, paths, months)
    dynamic_used     what the first month has used already; no limit gives it back
    campaigns_used   the same by campaign, (campaigns,); nothing given = nothing used
    """

    dynamic: FloatArray
    campaigns: FloatArray
    dynamic_used: float = 0.0
    campaigns_used: FloatArray = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        finite("dynamic demand", self.dynamic, least=0)
        finite("campaign demand", self.campaigns, least=0)
        if self.dynamic.ndim != 2 or self.campaigns.shape[1:] != self.dynamic.shape:
            raise ValueError(
                "demand must be (paths, months) and (campaigns, paths, months) with the same paths and months, "
                f"got {self.dynamic.shape} and {self.campaigns.shape}"
            )
        used = np.zeros(len(self.campaigns)) if not len(self.campaigns_used) else np.asarray(self.campaigns_used)
        if used.shape != (len(self.campaigns),):
            raise ValueError(f"campaigns_used must be one a campaign, {len(self.campaigns)}, got shape {used.shape}")
        object.__setattr__(self, "campaigns_used", finite("campaigns_used", used, least=0))
        finite("dynamic_used", self.dynamic_used, least=0)


@dataclass(frozen=True)
class JointLimits:
    """Whole-number limits, each one number or one by month (months,); campaigns (campaigns,) or (campaigns, months)."""

    network: npt.ArrayLike
    dynamic: npt.ArrayLike
    campaigns: npt.ArrayLike = ()


@dataclass(frozen=True)
class JointUsage:
    """What the limits let through, numbers, and whether they turned demand away.

    dynamic, campaigns   after their own limits, before the network's: whom the network limit hits is not said
    network              after all limits
    """

    dynamic: FloatArray
    campaigns: FloatArray
    network: FloatArray
    dynamic_turned_away: BoolArray
    campaigns_turned_away: BoolArray
    network_turned_away: BoolArray


@dataclass(frozen=True)
class PeriodOutlook:
    """One allotment period: months of the horizon it covers, and what runs over there.

    risk_by_month          P(usage of the period up to and with the month > what it had left), never falling
    expected_overage       E max(0, usage - left) at its end, numbers (number-months)
    expected_overage_cost  in money, None without a rate
    expected_unused        E max(0, left - usage) at its end, number-months: expires, or is the next period's
    """

    first_month: int
    months: int
    number_months: float
    risk_by_month: FloatArray
    expected_overage: float
    expected_overage_cost: float | None
    expected_unused: float

    @property
    def risk(self) -> float:
        """P(the period runs over)."""
        return float(self.risk_by_month[-1])


@dataclass(frozen=True)
class JointOutlook:
    """What a set of limits leads to, by month of the horizon; probabilities are ratios.

    risk_by_month              P(some period has run over up to and with the month), never falling
    starts_by_month            P(the first overage begins in the month)
    *_full                     P(the limit turns demand away in the month); campaigns_full (campaigns, months)
    turned_away_by_month       expected numbers that all limits together turn away
    """

    periods: tuple[PeriodOutlook, ...]
    risk_by_month: FloatArray
    starts_by_month: FloatArray
    dynamic_full: FloatArray
    campaigns_full: FloatArray
    network_full: FloatArray
    turned_away_by_month: FloatArray

    @property
    def risk(self) -> float | None:
        """P(some period runs over), a ratio; None where there is no period to run over."""
        return float(self.risk_by_month[-1]) if self.periods else None

    @property
    def expected_overage(self) -> float | None:
        """Over all periods, number-months; None without a period."""
        return sum(period.expected_overage for period in self.periods) if self.periods else None

    @property
    def expected_overage_cost(self) -> float | None:
        """Over all periods, money; None where any period that may run over has no price."""
        costs = [p.expected_overage_cost for p in self.periods if p.expected_overage > 0]
        return None if not self.periods or None in costs else sum(c for c in costs if c is not None)

    @property
    def likely_start(self) -> int | None:
        """The month of the horizon an overage most likely begins in, the first of equals; None where none can."""
        return int(np.argmax(self.starts_by_month)) if self.starts_by_month.any() else None

    @property
    def any_full(self) -> FloatArray:
        """At least so probable is it that some limit turns demand away in a month: the largest of the single ones."""
        single = [self.dynamic_full[None], self.network_full[None], self.campaigns_full]
        full: FloatArray = np.concatenate(single).max(axis=0)
        return full


def joint_usage(demand: JointDemand, limits: JointLimits) -> JointUsage:
    """Cut demand off at every limit. ValueError for a negative or missing limit, or campaigns that do not match."""
    months = demand.dynamic.shape[1]
    network, dynamic = (_by_month(name, getattr(limits, name), months) for name in ("network", "dynamic"))
    campaigns = np.asarray(limits.campaigns, dtype=np.float64)
    if len(campaigns) != len(demand.campaigns):
        raise ValueError(f"limits must be given for {len(demand.campaigns)} campaigns, got {len(campaigns)}")
    by_campaign = [_by_month(f"campaign {index}", limit, months) for index, limit in enumerate(campaigns)]
    cut_campaigns = np.empty_like(demand.campaigns)
    for index, limit in enumerate(by_campaign):
        cut_campaigns[index] = _cut(demand.campaigns[index], limit, demand.campaigns_used[index])
    cut_dynamic = _cut(demand.dynamic, dynamic, demand.dynamic_used)
    together = cut_campaigns.sum(axis=0) + cut_dynamic
    used = _cut(together, network, demand.dynamic_used + float(demand.campaigns_used.sum()))
    return JointUsage(
        dynamic=cut_dynamic,
        campaigns=cut_campaigns,
        network=used,
        dynamic_turned_away=cut_dynamic < demand.dynamic,
        campaigns_turned_away=cut_campaigns < demand.campaigns,
        network_turned_away=used < together,
    )


def joint_outlook(
    demand: JointDemand,
    limits: JointLimits,
    periods: Sequence[AllotmentLeft],
    *,
    rollover: bool = False,
    usage: JointUsage | None = None,
) -> JointOutlook:
    """Risk, overage and what is turned away under a set of limits.

    periods        consecutive allotment periods from the first month of the horizon on; months after them are no risk.
                   What a period has left may be negative: then it has run over already
    rollover       what a period does not use is added to the next one, path by path
    usage          what these limits let through, where it was worked out already

    Raises ValueError for periods longer than the horizon or without months, and as joint_usage does.
    """
    usage = joint_usage(demand, limits) if usage is None else usage
    paths, months = usage.network.shape
    over = np.zeros((paths, months), dtype=bool)
    outlooks: list[PeriodOutlook] = []
    carried = np.zeros(paths)
    for start, period in zip(_starts(periods, months), periods, strict=True):
        spent = np.cumsum(usage.network[:, start : start + period.months], axis=1)
        left = period.number_months + carried
        runs_over = spent > left[:, None] + TOLERANCE
        over[:, start : start + period.months] = runs_over
        beyond = float(np.maximum(spent[:, -1] - left, 0.0).mean())
        unused = float(np.maximum(left - spent[:, -1], 0.0).mean())
        outlooks.append(
            PeriodOutlook(
                first_month=start,
                months=period.months,
                number_months=period.number_months,
                risk_by_month=runs_over.mean(axis=0),
                expected_overage=beyond,
                expected_overage_cost=None if period.overage_rate is None else beyond * period.overage_rate,
                expected_unused=unused,
            )
        )
        carried = np.maximum(left - spent[:, -1], 0.0) if rollover else carried
    so_far = np.logical_or.accumulate(over, axis=1)
    all_demand = demand.dynamic + demand.campaigns.sum(axis=0)
    return JointOutlook(
        periods=tuple(outlooks),
        risk_by_month=so_far.mean(axis=0),
        starts_by_month=np.diff(so_far.mean(axis=0), prepend=0.0),
        dynamic_full=usage.dynamic_turned_away.mean(axis=0),
        campaigns_full=usage.campaigns_turned_away.mean(axis=1),
        network_full=usage.network_turned_away.mean(axis=0),
        turned_away_by_month=np.maximum(all_demand - usage.network, 0.0).mean(axis=0),
    )


def _cut(demand: FloatArray, limit: FloatArray, used: float) -> FloatArray:
    cut: FloatArray = np.minimum(demand, limit)
    if used and cut.shape[1]:
        cut[:, 0] = np.maximum(cut[:, 0], used)
    return cut


def _by_month(name: str, limit: npt.ArrayLike, months: int) -> FloatArray:
    checked = np.asarray(limit, dtype=np.float64)
    if np.isnan(checked).any() or (checked < 0).any():
        raise ValueError(f"{name} limit must be >= 0 and not missing, got {checked}")
    return np.broadcast_to(checked, (months,))


def _starts(periods: Sequence[AllotmentLeft], months: int) -> list[int]:
    starts, start = [], 0
    for period in periods:
        if period.months < 1 or start + period.months > months:
            raise ValueError(f"periods must have >= 1 month and end within {months} months, got {period.months}")
        starts.append(start)
        start += period.months
    return starts
