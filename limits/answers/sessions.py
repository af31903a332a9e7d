"""Dynamic numbers that more website sessions need, on top of what is used: r (N(s + added) - N(s)) on every path.

N is the formula's number for a month's sessions, s the sessions forecast on the path, r the network's own ratio of used
to computed numbers. Large pools need less for each session more, so what is there already counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting import forecast
from forecasting.traffic import (
    FORMULA_ALONE,
    BusyHourProfile,
    PoolDemand,
    UsageRatio,
    learn_usage_ratio,
    numbers_computed,
)
from limits.outlook import FloatArray, Past, TrafficPast, pools_on_record, profile_on_record


@dataclass(frozen=True)
class Supposed:
    """What somebody tries instead of what is on record: the RingPools then, beside those there are, and the rest."""

    pools: Sequence[PoolDemand]
    pools_now: Sequence[PoolDemand]
    profile: BusyHourProfile
    ratio: UsageRatio


def numbers_for_sessions(
    known: Past, added: float, horizon: int, paths: int, *, seed: int, supposed: Supposed | None = None
) -> FloatArray:
    """float (paths, months): numbers that ``added`` sessions a month need beyond those of the sessions there are.

    Where no traffic is on record the sessions are taken to be all there are.
    """
    traffic = known.traffic or TrafficPast({}, known.ring_pools)
    if supposed is None:
        pools = pools_on_record(traffic.ring_pools, known.assumed)
        supposed = Supposed(pools, pools, profile_on_record(traffic.ring_pools, known.assumed), ratio_of(known))
    now = _sessions_ahead(known, traffic, horizon, paths, seed)
    more = numbers_computed(now + added, supposed.pools, supposed.profile)
    more = more - numbers_computed(now, supposed.pools_now, supposed.profile)
    ratio = supposed.ratio
    own = np.random.default_rng([seed, 7]).standard_normal((paths, 1)) * ratio.log_uncertainty
    return np.maximum(more, 0.0) * ratio.median * np.exp(own if ratio.learnt else np.zeros_like(own))


def ratio_of(known: Past) -> UsageRatio:
    """Used to computed numbers in the network's past; the formula alone where the two never met in a month."""
    traffic = known.traffic
    if traffic is None or not known.closed:
        return FORMULA_ALONE
    sessions = np.array([traffic.sessions.get(m.billing_month, np.nan) for m in known.closed], dtype=np.float64)
    used = [np.nan if m.dynamic_used is None else float(m.dynamic_used) for m in known.closed]
    pools = pools_on_record(traffic.ring_pools, known.assumed)
    computed = numbers_computed(sessions, pools, profile_on_record(traffic.ring_pools, known.assumed))
    return learn_usage_ratio(used, computed, np.array([m.at_dynamic_limit for m in known.closed]))


def sessions_today(known: Past) -> int | None:
    """Sessions of the latest month on record that is closed; None where there is none."""
    if known.traffic is None:
        return None
    closed = {m: s for m, s in known.traffic.sessions.items() if m < known.running}
    return closed[max(closed)] if closed else None


def _sessions_ahead(known: Past, traffic: TrafficPast, horizon: int, paths: int, seed: int) -> FloatArray:
    seen = np.array([traffic.sessions.get(m.billing_month, np.nan) for m in known.closed], dtype=np.float64)
    if not np.isfinite(seen).any():
        return np.zeros((paths, horizon))
    drawn = forecast(seen[None, :], horizon, seed=seed).paths[0]
    return np.resize(drawn, (paths, horizon)) if len(drawn) != paths else drawn
