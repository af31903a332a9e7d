"""Dynamic demand that knows the website's traffic: what its usage says, and what its sessions need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data import networks as network_reads
from data import traffic as traffic_reads
from data.records import RingPool
from data.store import Cursor
from forecasting import forecast
from forecasting.traffic import PoolDemand, split_evenly
from forecasting.traffic_join import dynamic_demand
from forecasting.traffic_paths import TrafficOutlook, need_from_traffic, numbers_computed
from forecasting.traffic_profile import ASSUMED_PROFILE
from forecasting.traffic_ratio import UsageRatio, learn_usage_ratio
from limits.assumptions import DEFAULT
from limits.months import plus_months

FloatArray = npt.NDArray[np.float64]

FEWEST_MONTHS = 6  # with traffic and usage, before traffic has a say in the forecast
OLDEST_MONTHS = 3  # traffic that ends earlier is no longer news of the website
TRAFFIC_PATHS = 128  # enough for the spread of what is one of two witnesses


@dataclass(frozen=True)
class TrafficPast:
    """Sessions by whole month, also of months ahead where they are known, and the RingPools on record."""

    sessions: Mapping[dt.date, int]
    ring_pools: tuple[RingPool, ...]


@dataclass(frozen=True)
class DynamicPast:
    """Dynamic usage of a network up to its running month, and the forecast from usage alone."""

    months: Sequence[dt.date]  # closed, oldest first
    used: Sequence[float]  # NaN where unknown
    at_limit: Sequence[bool]
    used_so_far: float
    running: dt.date
    usage_paths: FloatArray  # (paths, months ahead), the running month first
    traffic: TrafficPast


def traffic_pasts(cursor: Cursor, network_ids: list[str]) -> dict[str, TrafficPast]:
    """What is known of the traffic of each network that has any."""
    pools = network_reads.ring_pools_by_network(cursor, network_ids)
    return {
        network_id: TrafficPast(sessions, tuple(pools.get(network_id, ())))
        for network_id, sessions in traffic_reads.sessions_by_month(cursor, network_ids).items()
    }


def pools_on_record(ring_pools: Sequence[RingPool]) -> list[PoolDemand]:
    """The RingPools as the formula takes them, the visitors spread evenly; what no record states is as assumed."""
    lifetimes = [p.lifetime_seconds for p in ring_pools if p.lifetime_seconds]
    one = PoolDemand(
        visit_seconds=DEFAULT.visit_seconds,
        lifetime_seconds=float(max(lifetimes, default=DEFAULT.lifetime_seconds)),
        overflow_rate=DEFAULT.overflow_rate,
        allow_overflow=all(p.allow_overflow is not False for p in ring_pools),
    )
    return split_evenly(one, max(len(ring_pools), 1))


def with_traffic(pasts: Mapping[str, DynamicPast], *, seed: int) -> dict[str, FloatArray]:
    """The dynamic paths of those networks whose traffic has a say, in the order of their usage paths.

    Traffic speaks where usage and sessions overlap in enough months to know the network's own ratio, and where it is
    recent. Months ahead whose sessions are on record are taken as known; the others are forecast.
    """
    ratios = {name: _ratio(one) for name, one in pasts.items() if _is_recent(one)}
    heard = {name: ratio for name, ratio in ratios.items() if ratio.months >= FEWEST_MONTHS}
    if not heard:
        return {}
    length = max(len(pasts[name].months) for name in heard)
    horizon = max(pasts[name].usage_paths.shape[1] for name in heard)
    sessions = np.full((len(heard), length), np.nan)
    for row, name in enumerate(heard):
        seen = _sessions(pasts[name], pasts[name].months)
        sessions[row, length - len(seen) :] = seen
    ahead = forecast(sessions, horizon, seed=seed).paths[:, :TRAFFIC_PATHS]
    return {name: _joined(pasts[name], ratio, ahead[row], seed) for row, (name, ratio) in enumerate(heard.items())}


def _sessions(one: DynamicPast, months: Sequence[dt.date]) -> FloatArray:
    return np.array([one.traffic.sessions.get(month, np.nan) for month in months], dtype=np.float64)


def _is_recent(one: DynamicPast) -> bool:
    return len(one.months) > 0 and bool(np.isfinite(_sessions(one, one.months[-OLDEST_MONTHS:])).any())


def _ratio(one: DynamicPast) -> UsageRatio:
    pools = pools_on_record(one.traffic.ring_pools)
    computed = numbers_computed(_sessions(one, one.months), pools, ASSUMED_PROFILE)
    return learn_usage_ratio(one.used, computed, np.array(one.at_limit, dtype=bool))


def _joined(one: DynamicPast, ratio: UsageRatio, sessions: FloatArray, seed: int) -> FloatArray:
    months = one.usage_paths.shape[1]
    known = _sessions(one, [plus_months(one.running, i) for i in range(months)])
    outlook = TrafficOutlook("history", np.where(np.isfinite(known), known, sessions[:, :months]))
    need = need_from_traffic(
        outlook,
        pools_on_record(one.traffic.ring_pools),
        ASSUMED_PROFILE,
        np.random.default_rng(seed),
        ratio=ratio,
    )
    return dynamic_demand(one.usage_paths, need, outlook, used_so_far=one.used_so_far)
