"""Dynamic demand from two witnesses: the usage so far, and the traffic that causes it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.checks import finite
from forecasting.traffic.traffic_paths import TrafficNeed, TrafficOutlook

FloatArray = npt.NDArray[np.float64]

_LEAST_NUMBERS = 0.5  # below it a path is zero as far as logarithms go
_LEAST_VARIANCE = 1e-4


@dataclass(frozen=True)
class JoinedDemand:
    """Paths of demand, (paths, months), and how much the traffic weighed in each month, a ratio (months,)."""

    demand: FloatArray
    traffic_weight: FloatArray


def dynamic_demand(
    usage_paths: FloatArray, need: TrafficNeed, outlook: TrafficOutlook, *, used_so_far: float | None = None
) -> JoinedDemand:
    """Dynamic demand that knows both the usage's forecast and the traffic's.

    usage_paths   the dynamic forecast from usage alone, (paths, months); path i belongs to path i of the static numbers
    need, outlook what the traffic needs, and where that traffic comes from; any number of paths, the same months
    used_so_far   where the first month is the running one: demand is never below what it has used

    The traffic's paths are put into the order of the usage's (a high path meets a high one), so that path i still
    belongs to path i of the static numbers and the network's total is their sum. Then each month is their geometric
    mean, weighted by how sure each is (1 / variance of ln). Where the ratio was learnt, what lies between the usage's
    forecast and the traffic at the network's latest ratio counts as an error of the usage's forecast: the cause has
    moved and usage cannot know yet. Where the ratio itself has moved of late the two agree there, and usage is
    believed. From the month an estimate or a factor speaks of on, the traffic stands alone: the usage so far cannot
    know of it. Without a learnt ratio the formula is as unsure as its draws say, and weighs so little.

    Raises ValueError for other months, and negative or missing paths.
    """
    usage = finite("usage_paths", usage_paths, least=0)
    traffic = finite("need", need.demand, least=0)
    if usage.ndim != 2 or traffic.ndim != 2 or usage.shape[1] != traffic.shape[1]:
        raise ValueError(f"usage_paths and need must be (paths, months) alike, got {usage.shape} and {traffic.shape}")
    ordered = _in_the_order_of(usage, traffic)
    log_usage, log_traffic = (np.log(np.maximum(paths, _LEAST_NUMBERS)) for paths in (usage, ordered))
    sure_usage, sure_traffic = (
        1.0 / np.maximum(logs.var(axis=0), _LEAST_VARIANCE) for logs in (log_usage, log_traffic)
    )
    if need.ratio.learnt:
        as_of_late = log_traffic.mean(axis=0) + np.log(need.ratio.latest / need.ratio.median)
        sure_usage = 1.0 / (1.0 / sure_usage + (log_usage.mean(axis=0) - as_of_late) ** 2)
    weight = sure_traffic / (sure_usage + sure_traffic)
    both = np.exp((1 - weight) * log_usage + weight * log_traffic)
    # where either says nothing at all will be used, there is no geometric mean: the surer one decides
    nothing = (usage < _LEAST_NUMBERS) | (ordered < _LEAST_NUMBERS)
    joined = np.where(nothing, np.where(weight > 0.5, ordered, usage), both)
    if outlook.source != "history":
        joined[:, outlook.from_month :] = ordered[:, outlook.from_month :]
        weight[outlook.from_month :] = 1.0
    if used_so_far is not None:
        joined[:, :1] = np.maximum(joined[:, :1], finite("used_so_far", used_so_far, least=0))
    return JoinedDemand(joined, weight)


def _in_the_order_of(usage: FloatArray, traffic: FloatArray) -> FloatArray:
    """As many traffic paths as usage paths, whole, so that their means rank alike."""
    ranks = np.argsort(np.argsort(usage.mean(axis=1), kind="stable"), kind="stable")
    rising = np.argsort(traffic.mean(axis=1), kind="stable")
    places = (ranks * len(rising)) // len(ranks)
    ordered: FloatArray = traffic[rising[places]]
    return ordered
