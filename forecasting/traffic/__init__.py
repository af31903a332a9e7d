"""From website sessions to dynamic numbers: offered load, pools, joint paths with usage."""

from __future__ import annotations

from forecasting.traffic.erlang import erlang_b, numbers_needed
from forecasting.traffic.traffic import (
    Grain,
    PoolDemand,
    Traffic,
    TrafficMonths,
    learn_shared_profile,
    numbers_for_busy_hour,
    offered_load,
    split_evenly,
    traffic_by_month,
)
from forecasting.traffic.traffic_capacity import load_carried, overflow_rates
from forecasting.traffic.traffic_excerpt import Excerpt, excerpt
from forecasting.traffic.traffic_join import dynamic_demand
from forecasting.traffic.traffic_paths import (
    TrafficEstimate,
    TrafficOutlook,
    need_from_traffic,
    numbers_computed,
    traffic_from_estimate,
    traffic_from_history,
)
from forecasting.traffic.traffic_profile import ASSUMED_PROFILE, BusyHourProfile, peakedness
from forecasting.traffic.traffic_ratio import FORMULA_ALONE, UsageRatio, learn_usage_ratio

__all__ = [
    "ASSUMED_PROFILE",
    "FORMULA_ALONE",
    "BusyHourProfile",
    "Excerpt",
    "Grain",
    "PoolDemand",
    "Traffic",
    "TrafficEstimate",
    "TrafficMonths",
    "TrafficOutlook",
    "UsageRatio",
    "dynamic_demand",
    "erlang_b",
    "excerpt",
    "learn_shared_profile",
    "learn_usage_ratio",
    "load_carried",
    "need_from_traffic",
    "numbers_computed",
    "numbers_for_busy_hour",
    "numbers_needed",
    "offered_load",
    "overflow_rates",
    "peakedness",
    "split_evenly",
    "traffic_by_month",
    "traffic_from_estimate",
    "traffic_from_history",
]
