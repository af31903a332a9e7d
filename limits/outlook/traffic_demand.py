"""Dynamic demand that knows the website's traffic: what its usage says, and what its sessions need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from data.errors import BadInput
from data.records import RingPool
from data.store import Cursor
from data.tables import networks as network_reads
from data.tables import traffic as traffic_reads
from forecasting import forecast
from forecasting.traffic import (
    ASSUMED_PROFILE,
    FORMULA_ALONE,
    BusyHourProfile,
    PoolDemand,
    TrafficEstimate,
    TrafficOutlook,
    UsageRatio,
    dynamic_demand,
    learn_usage_ratio,
    need_from_traffic,
    numbers_computed,
    split_evenly,
    traffic_from_estimate,
)
from limits.assumptions import Assumptions
from limits.months import months_between, plus_months

FloatArray = npt.NDArray[np.float64]

FEWEST_MONTHS = 6  # with traffic and usage, before traffic has a say in the forecast
OLDEST_MONTHS = 3  # traffic that ends earlier is no longer news of the website
SAME_SHARE = 1e-6  # a share is kept in so many digits
TRAFFIC_PATHS = 128  # enough for the spread of what is one of two witnesses

# What a forecast was made from: the usage so far with or without the traffic so far, or the sessions somebody expects.
Sources = Literal["usage", "usage and traffic", "usage and estimate"]
# Why traffic has no say, where it has none.
WhyUnused = Literal["no traffic", "too few months", "old"]


@dataclass(frozen=True)
class TrafficPast:
    """Sessions by whole month, and the RingPools on record."""

    sessions: Mapping[dt.date, int]
    ring_pools: tuple[RingPool, ...]


@dataclass(frozen=True)
class ExpectedSessions:
    """What somebody expects of the website: a scenario beside the history's own forecast, never in its place."""

    sessions_a_month: float
    from_month: dt.date


@dataclass(frozen=True)
class DynamicPast:
    """Dynamic usage of a network up to its running month, and the forecast from usage alone."""

    months: Sequence[dt.date]  # closed, oldest first; what came after them is not known yet
    used: Sequence[float]  # NaN where unknown
    at_limit: Sequence[bool]
    used_so_far: float
    running: dt.date
    usage_paths: FloatArray  # (paths, months ahead), the running month first
    traffic: TrafficPast | None
    expected: ExpectedSessions | None = None
    assumed: Assumptions = field(default_factory=Assumptions)


@dataclass(frozen=True)
class DynamicSource:
    """Where a forecast of dynamic numbers comes from: the sources, and what each had to say."""

    sources: Sources
    usage_months: int
    why_unused: WhyUnused | None = None
    expected: ExpectedSessions | None = None
    traffic_months: int = 0
    traffic_until: dt.date | None = None  # the last closed month whose sessions are known
    ratio: UsageRatio | None = None  # used to computed numbers; None where the two never met in a month
    pools: int = 0
    hold_seconds: float = 0.0
    busy_hour_share: float = 0.0  # of the month's sessions, a ratio
    traffic_weight: tuple[float, ...] = ()  # by month ahead, a ratio; empty where traffic has no say
    usage_median: tuple[float, ...] = field(default=(), repr=False)  # what usage alone would say, by month ahead


@dataclass(frozen=True)
class DynamicDemand:
    """The paths of dynamic demand, in the order of their usage paths, and where they come from."""

    paths: FloatArray
    source: DynamicSource


def traffic_pasts(cursor: Cursor, network_ids: list[str]) -> dict[str, TrafficPast]:
    """What is known of the traffic of each network that has any."""
    sessions = traffic_reads.sessions_by_month(cursor, network_ids)
    pools = network_reads.ring_pools_by_network(cursor, [*sessions]) if sessions else {}
    return {network_id: TrafficPast(known, tuple(pools.get(network_id, ()))) for network_id, known in sessions.items()}


def pools_on_record(ring_pools: Sequence[RingPool], assumed: Assumptions) -> list[PoolDemand]:
    """The RingPools as the formula takes them, the visitors spread evenly; what no record states is as assumed."""
    lifetimes = [p.lifetime_seconds for p in ring_pools if p.lifetime_seconds]
    visits = [p.visit_seconds for p in ring_pools if p.visit_seconds]
    whole = PoolDemand(
        visit_seconds=float(max(visits, default=assumed.visit_seconds)),
        lifetime_seconds=float(max(lifetimes, default=assumed.lifetime_seconds)),
        overflow_rate=assumed.overflow_rate,
        allow_overflow=all(p.allow_overflow is not False for p in ring_pools),
    )
    return split_evenly(whole, max(len(ring_pools), 1))


def profile_on_record(ring_pools: Sequence[RingPool], assumed: Assumptions) -> BusyHourProfile:
    """The busy hour's share of a month's sessions as the RingPools state it, or as assumed where none does."""
    stated = [p.busy_hour_share for p in ring_pools if p.busy_hour_share]
    return assumed_profile(max(stated, default=assumed.busy_hour_share))


def assumed_profile(share: float) -> BusyHourProfile:
    """A profile whose busiest hour has this share of a month's sessions; only that product is anybody's statement."""
    if abs(share - ASSUMED_PROFILE.hour_share_of_month) < SAME_SHARE:
        return ASSUMED_PROFILE
    of_day = min(share / ASSUMED_PROFILE.day_share_of_month, 0.999)
    return replace(ASSUMED_PROFILE, hour_share_of_day=of_day, day_share_of_month=share / of_day)


def with_traffic(pasts: Mapping[str, DynamicPast], *, seed: int) -> dict[str, DynamicDemand]:
    """Dynamic demand of each network, joined with its traffic where that has a say.

    Traffic speaks where usage and sessions overlap in enough months to know the network's own ratio, and where it is
    recent. Sessions after the closed months are left alone: a forecast knows nothing that came after its as-of date.
    What somebody expects speaks in any case, from its month on.
    """
    sources = {name: _source(past) for name, past in pasts.items()}
    demands = {name: DynamicDemand(pasts[name].usage_paths, source) for name, source in sources.items()}
    speaking = [name for name, source in sources.items() if not source.why_unused]
    ahead = dict(zip(speaking, _sessions_ahead([pasts[name] for name in speaking], seed), strict=True))
    for name, past in pasts.items():
        history = ahead.get(name)
        if history is not None:
            demands[name] = _joined(past, sources[name], history, seed)
        if past.expected is not None:
            outlook = _as_expected(past, past.expected, history, seed)
            demands[name] = _from_month(outlook.from_month, demands[name], _joined(past, sources[name], outlook, seed))
    return demands


def _sessions(past: DynamicPast) -> FloatArray:
    known = past.traffic.sessions if past.traffic else {}
    return np.array([known.get(month, np.nan) for month in past.months], dtype=np.float64)


def _source(past: DynamicPast) -> DynamicSource:
    sessions = _sessions(past)
    known = np.flatnonzero(np.isfinite(sessions))
    pools = _pools(past)
    ratio = learn_usage_ratio(
        past.used, numbers_computed(sessions, pools, _profile(past)), np.array(past.at_limit, dtype=bool)
    )
    why_unused: WhyUnused | None = None
    if not len(known):
        why_unused = "no traffic"
    elif ratio.months < FEWEST_MONTHS:
        why_unused = "too few months"
    elif known[-1] < len(sessions) - OLDEST_MONTHS:
        why_unused = "old"
    return DynamicSource(
        sources="usage and estimate" if past.expected else "usage" if why_unused else "usage and traffic",
        usage_months=int(np.isfinite(past.used).sum()),
        why_unused=why_unused,
        expected=past.expected,
        traffic_months=len(known),
        traffic_until=past.months[int(known[-1])] if len(known) else None,
        ratio=ratio if ratio.learnt else None,
        pools=len(pools),
        hold_seconds=pools[0].hold_seconds,
        busy_hour_share=_profile(past).hour_share_of_month,
    )


def _pools(past: DynamicPast) -> list[PoolDemand]:
    return pools_on_record(past.traffic.ring_pools if past.traffic else (), past.assumed)


def _profile(past: DynamicPast) -> BusyHourProfile:
    return profile_on_record(past.traffic.ring_pools if past.traffic else (), past.assumed)


def _sessions_ahead(pasts: Sequence[DynamicPast], seed: int) -> list[TrafficOutlook]:
    """The traffic's own forecast of every network at once."""
    if not pasts:
        return []
    seen = [_sessions(past) for past in pasts]
    sessions = np.full((len(pasts), max(len(row) for row in seen)), np.nan)
    for row, own in zip(sessions, seen, strict=True):
        row[-len(own) :] = own
    paths = forecast(sessions, max(past.usage_paths.shape[1] for past in pasts), seed=seed).paths[:, :TRAFFIC_PATHS]
    return [
        TrafficOutlook("history", ahead[:, : past.usage_paths.shape[1]])
        for past, ahead in zip(pasts, paths, strict=True)
    ]


def _as_expected(
    past: DynamicPast, expected: ExpectedSessions, history: TrafficOutlook | None, seed: int
) -> TrafficOutlook:
    horizon = past.usage_paths.shape[1]
    start = max(len(months_between(past.running, expected.from_month)) - 1, 0)
    if start >= horizon:
        raise BadInput(
            f"The sessions are expected from {expected.from_month:%B %Y}, but the forecast ends with "
            f"{plus_months(past.running, horizon - 1):%B %Y}: choose an earlier month."
        )
    return traffic_from_estimate(
        TrafficEstimate(sessions_a_month=expected.sessions_a_month, from_month=start),
        np.random.default_rng(seed),
        history=history,
        horizon=horizon,
    )


def _joined(past: DynamicPast, source: DynamicSource, outlook: TrafficOutlook, seed: int) -> DynamicDemand:
    rng = np.random.default_rng(seed)
    need = need_from_traffic(outlook, _pools(past), _profile(past), rng, ratio=source.ratio or FORMULA_ALONE)
    joined = dynamic_demand(past.usage_paths, need, outlook, used_so_far=past.used_so_far)
    said = replace(
        source,
        traffic_weight=tuple(joined.traffic_weight.tolist()),
        usage_median=tuple(np.median(past.usage_paths, axis=0).tolist()),
    )
    return DynamicDemand(joined.demand, said)


def _from_month(start: int, before: DynamicDemand, after: DynamicDemand) -> DynamicDemand:
    """The forecast until a scenario begins, and the scenario from then on: until then nothing is different."""
    weight = (before.source.traffic_weight or (0.0,) * start)[:start] + after.source.traffic_weight[start:]
    paths = np.concatenate([before.paths[:, :start], after.paths[:, start:]], axis=1)
    return DynamicDemand(paths, replace(after.source, traffic_weight=weight))
