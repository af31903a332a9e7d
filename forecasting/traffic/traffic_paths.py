"""Traffic to come, and the dynamic numbers it needs, as joint paths over the months.

The history's own forecast and a customer's estimate are two outlooks side by side; neither replaces the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from forecasting.checks import finite, inside_open_interval
from forecasting.demand import RunningMonth, forecast
from forecasting.traffic.traffic import FloatArray, PoolDemand, numbers_for_busy_hour
from forecasting.traffic.traffic_profile import BusyHourProfile
from forecasting.traffic.traffic_ratio import FORMULA_ALONE, UsageRatio

ESTIMATE_LOG_SPREAD = 0.30  # a customer's estimate is right within a factor of 1.35 two times out of three
ESTIMATE_MONTH_LOG_SPREAD = 0.10  # and its months scatter around that where no history shows how much they do


@dataclass(frozen=True)
class TrafficOutlook:
    """Sessions to come, (paths, months), and where they come from.

    from_month   the first month of the horizon (0 = the first) that an estimate or a factor speaks of; else 0
    """

    source: Literal["history", "estimate", "factor"]
    sessions: FloatArray
    from_month: int = 0


@dataclass(frozen=True, kw_only=True)
class TrafficEstimate:
    """What a customer expects: sessions a month from a month of the horizon on (0 = its first), right by log_spread."""

    sessions_a_month: float
    from_month: int = 0
    log_spread: float = ESTIMATE_LOG_SPREAD

    def __post_init__(self) -> None:
        finite("sessions_a_month", self.sessions_a_month, least=0)
        finite("from_month", self.from_month, least=0)
        finite("log_spread", self.log_spread, least=0)


def traffic_from_history(
    sessions: npt.ArrayLike, horizon: int, *, partial: RunningMonth | None = None, seed: int = 0
) -> TrafficOutlook:
    """The history's own forecast by the engine that forecasts usage; sessions (months,), NaN = unknown."""
    seen = np.asarray(sessions, dtype=np.float64)
    finite("sessions", seen[np.isfinite(seen)], least=0)
    if not np.isfinite(seen).any():
        raise ValueError(f"sessions must have at least one known month, got {len(seen)} unknown")
    return TrafficOutlook("history", forecast(seen[None, :], horizon, partial=partial, seed=seed).paths[0])


def traffic_from_estimate(
    estimate: TrafficEstimate, rng: np.random.Generator, *, history: TrafficOutlook | None = None, horizon: int = 0
) -> TrafficOutlook:
    """The customer's estimate as a scenario with its own uncertainty.

    With a history its season and its months' scatter around their level carry over, and the months before the estimate
    are the history's; without one (horizon then says how many months) the level is flat and those months are 0.
    """
    if history is None and horizon < 1:
        raise ValueError(f"horizon must be >= 1 where there is no history, got {horizon}")
    paths, months = (512, horizon) if history is None else history.sessions.shape
    if estimate.from_month >= months:
        raise ValueError(f"from_month must be < {months}, the months of the horizon, got {estimate.from_month}")
    level = estimate.sessions_a_month * np.exp(estimate.log_spread * rng.standard_normal((paths, 1)))
    start = estimate.from_month
    if history is None:
        scatter = np.exp(ESTIMATE_MONTH_LOG_SPREAD * rng.standard_normal((paths, months)))
        sessions = np.where(np.arange(months) >= start, level * scatter, 0.0)
        return TrafficOutlook("estimate", sessions, start)
    covered = history.sessions[:, start:]
    # each path's own level goes: what it is unsure of there, the estimate has said
    shape = covered / np.maximum(covered.mean(axis=1, keepdims=True), 1e-12)
    shape = np.where(covered.mean(axis=1, keepdims=True) > 0, shape, 1.0)
    return TrafficOutlook("estimate", np.concatenate([history.sessions[:, :start], level * shape], axis=1), start)


def traffic_times(history: TrafficOutlook, factor: float, from_month: int = 0) -> TrafficOutlook:
    """The history's forecast times a factor from a month of the horizon on (a relaunch, a campaign)."""
    inside_open_interval("factor", factor, 0, np.inf)
    months = history.sessions.shape[1]
    if not 0 <= from_month < months:
        raise ValueError(f"from_month must be >= 0 and < {months}, the months of the horizon, got {from_month}")
    factors = np.where(np.arange(months) >= from_month, factor, 1.0)
    return TrafficOutlook("factor", history.sessions * factors, from_month)


@dataclass(frozen=True)
class TrafficNeed:
    """Dynamic numbers by month that an outlook needs, (paths, months).

    computed   by the formula, whole numbers
    demand     corrected by the network's ratio: what its dynamic usage would be without limits
    """

    computed: FloatArray
    demand: FloatArray
    ratio: UsageRatio

    def quantile(self, levels: npt.ArrayLike) -> FloatArray:
        """Demand by month, (months, levels)."""
        quantiles: FloatArray = np.moveaxis(np.quantile(self.demand, np.asarray(levels), axis=0), 0, -1)
        return quantiles


def need_from_traffic(
    outlook: TrafficOutlook,
    pools: Sequence[PoolDemand],
    profile: BusyHourProfile,
    rng: np.random.Generator,
    *,
    ratio: UsageRatio = FORMULA_ALONE,
) -> TrafficNeed:
    """The numbers each path of traffic needs month by month, with what is unsure of busy hour and formula drawn too.

    The busy hour's share scatters from month to month by the profile's log_spread around its stated share, unless the
    network's ratio was learnt: its months' scatter then holds that already.
    """
    shares = np.full(outlook.sessions.shape, profile.hour_share_of_month)
    scatter = rng.standard_normal(shares.shape)
    if not ratio.learnt:
        shares = np.minimum(shares * np.exp(profile.log_spread * scatter), 1.0)
    computed = numbers_for_busy_hour(outlook.sessions * shares, pools).astype(np.float64)
    paths, months = outlook.sessions.shape
    return TrafficNeed(computed, computed * ratio.draws(paths, months, rng), ratio)


def numbers_computed(sessions: npt.ArrayLike, pools: Sequence[PoolDemand], profile: BusyHourProfile) -> FloatArray:
    """The formula's numbers for past months, NaN where their sessions are unknown: what the ratio is learnt against.

    From the profile's share also where a month's own busy hour is known, since that is all there is for months to come.
    """
    seen = np.asarray(sessions, dtype=np.float64)
    known = np.isfinite(seen)
    busy = np.where(known, seen, 0.0) * profile.hour_share_of_month
    computed: FloatArray = np.where(known, numbers_for_busy_hour(busy, pools), np.nan)
    return computed
