"""How far off forecasts of dynamic numbers are with and without traffic, made as they would have been at the time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from data.sample.ordinary import drawn_stories
from data.sample.simulation import simulate
from data.sample.stories_of_demand import STORIES
from data.sample.story import Story
from forecasting import forecast
from forecasting.traffic.traffic import PoolDemand
from forecasting.traffic.traffic_join import dynamic_demand
from forecasting.traffic.traffic_paths import (
    TrafficEstimate,
    TrafficOutlook,
    need_from_traffic,
    numbers_computed,
    traffic_from_estimate,
    traffic_from_history,
)
from forecasting.traffic.traffic_profile import ASSUMED_PROFILE
from forecasting.traffic.traffic_ratio import learn_usage_ratio

FloatArray = npt.NDArray[np.float64]

AS_OF = dt.date(2026, 10, 31)
ORIGINS_MONTHS_AGO = (12, 10, 8, 6, 4)
HORIZON = 6
STEPPED_MONTHS_AGO = 5


@dataclass(frozen=True)
class Network:
    used: FloatArray
    demand: FloatArray
    sessions: FloatArray
    pools: list[PoolDemand]
    stepped_months_ago: tuple[int, ...]


def network(story: Story) -> Network:
    history = simulate(story, seed=3, as_of=AS_OF)
    assert history.sessions is not None
    assert story.visitors is not None
    months = history.days.dates.astype("M8[M]")
    used, demand = (
        history.days.last_of_months(account.dynamic_used.sum(axis=1)).astype(float)
        for account in (history.used, history.demand)
    )
    sessions = np.array([history.sessions[months == month].sum() for month in np.unique(months)], dtype=float)
    pools = [
        PoolDemand(visit_seconds=180, lifetime_seconds=p.lifetime_seconds, session_share=1 / len(story.pools))
        for p in story.pools
    ]
    return Network(used, demand, sessions, pools, tuple(ago for ago, _ in story.visitors.steps))


def forecasts(one: Network, closed: int, months: int) -> dict[str, FloatArray]:
    at_limit = one.used[:closed] < one.demand[:closed]
    usage = forecast(one.used[None, :closed], months, at_limit=at_limit[None]).paths[0]
    computed = numbers_computed(one.sessions[:closed], one.pools, ASSUMED_PROFILE)
    ratio = learn_usage_ratio(one.used[:closed], computed, at_limit)
    known = TrafficOutlook("history", np.tile(one.sessions[closed : closed + months], (len(usage), 1)))
    unknown = traffic_from_history(one.sessions[:closed], months)
    estimate = traffic_from_estimate(_estimate(one, closed, months), np.random.default_rng(1), history=unknown)
    by_source = {"usage alone": usage}
    for name, outlook in (("traffic so far", unknown), ("traffic estimated", estimate), ("traffic known", known)):
        need = need_from_traffic(outlook, one.pools, ASSUMED_PROFILE, np.random.default_rng(1), ratio=ratio)
        by_source[name] = dynamic_demand(usage, need, outlook).demand
    return by_source


def _estimate(one: Network, closed: int, months: int) -> TrafficEstimate:
    """What a customer who knows of a step would say: the sessions a month from the step on, to the nearest thousand."""
    ahead = one.sessions[closed : closed + months]
    steps = [len(one.used) - ago - closed for ago in one.stepped_months_ago]
    start = next((step for step in sorted(steps) if 0 <= step < months), 0)
    return TrafficEstimate(sessions_a_month=round(float(ahead[start:].mean()), -3), from_month=start)


def errors(one: Network) -> Iterator[tuple[str, dict[str, float]]]:
    for ago in ORIGINS_MONTHS_AGO:
        closed = len(one.used) - ago
        if closed < 6:
            continue
        months = min(HORIZON, ago)
        demand = one.demand[closed : closed + months]
        if demand.mean() < 1:
            continue
        steps = [s for s in one.stepped_months_ago if ago - months < s <= ago]
        recent = [s for s in one.stepped_months_ago if ago < s <= ago + 6]
        kind = "steps ahead" if steps else "stepped lately" if recent else "no step"
        yield (
            kind,
            {
                name: float(np.abs(np.median(paths, axis=0) - demand).mean() / demand.mean())
                for name, paths in forecasts(one, closed, months).items()
            },
        )


def measure() -> None:
    drawn = drawn_stories(11, 24)
    groups: dict[str, list[Story]] = {
        "two that step": [s for s in STORIES if s.network_id in ("copperleaf-realty", "marigold-mattress")],
        "as drawn": list(drawn),
        "drawn and stepped": [_stepped(s, (0.6, 1.5, 1.8)[i % 3]) for i, s in enumerate(drawn)],
    }
    print("mean error of the median forecast over six months ahead, share of the demand")
    for name, stories in groups.items():
        by_kind: dict[str, list[dict[str, float]]] = defaultdict(list)
        for story in stories:
            for kind, of_network in errors(network(story)):
                by_kind[kind].append(of_network)
        for kind, rows in by_kind.items():
            means = (f"{column} {np.mean([row[column] for row in rows]):.3f}" for column in rows[0])
            print(f"{name:18} {kind:15} {len(rows):4} forecasts: {', '.join(means)}")


def _stepped(story: Story, factor: float) -> Story:
    assert story.visitors is not None
    return replace(story, visitors=replace(story.visitors, steps=((STEPPED_MONTHS_AGO, factor),)))
