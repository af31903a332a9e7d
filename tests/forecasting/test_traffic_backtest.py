"""Networks with a known cause: their traffic stepped, and what follows is forecast with and without the traffic."""

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pytest

from data.sample.ordinary import drawn_stories
from data.sample.simulation import simulate
from forecasting import forecast
from forecasting.traffic.traffic import PoolDemand
from forecasting.traffic.traffic_paths import TrafficOutlook, need_from_traffic, numbers_computed
from forecasting.traffic.traffic_profile import ASSUMED_PROFILE
from forecasting.traffic.traffic_ratio import learn_usage_ratio

AS_OF = dt.date(2026, 10, 31)
STEPPED_MONTHS_AGO = 5
ASSUMED_VISIT_SECONDS = 180  # on purpose not the visits of the simulation: the ratio has to find out


@dataclass(frozen=True)
class Stepped:
    used: np.ndarray
    demand: np.ndarray
    sessions: np.ndarray
    pools: list[PoolDemand]


def stepped_networks(count):
    for index, story in enumerate(drawn_stories(11, count)):
        visitors = replace(story.visitors, steps=((STEPPED_MONTHS_AGO, (0.6, 1.5, 1.8)[index % 3]),))
        history = simulate(replace(story, visitors=visitors), seed=3, as_of=AS_OF)
        months = history.days.dates.astype("M8[M]")
        share = 1 / len(story.pools)
        used, demand = (
            history.days.last_of_months(account.dynamic_used.sum(axis=1)).astype(float)
            for account in (history.used, history.demand)
        )
        yield Stepped(
            used,
            demand,
            np.array([history.sessions[months == month].sum() for month in np.unique(months)], dtype=float),
            [
                PoolDemand(
                    visit_seconds=ASSUMED_VISIT_SECONDS, lifetime_seconds=pool.lifetime_seconds, session_share=share
                )
                for pool in story.pools
            ],
        )


def need_with_known_traffic(network, closed):
    computed = numbers_computed(network.sessions[:closed], network.pools, ASSUMED_PROFILE)
    at_limit = network.used[:closed] < network.demand[:closed]
    ratio = learn_usage_ratio(network.used[:closed], computed, at_limit)
    known = TrafficOutlook("history", np.tile(network.sessions[closed:], (512, 1)))
    return need_from_traffic(known, network.pools, ASSUMED_PROFILE, np.random.default_rng(1), ratio=ratio)


@pytest.mark.slow
@pytest.mark.parametrize("months_ahead", [3, 6])
def test_known_traffic_takes_a_quarter_off_the_error_of_networks_whose_traffic_stepped(months_ahead):
    by_usage, by_traffic, inside = [], [], []
    for network in stepped_networks(24):
        closed = len(network.used) - months_ahead
        demand = network.demand[closed:]
        at_limit = (network.used < network.demand)[None, :closed]
        from_usage = forecast(network.used[None, :closed], months_ahead, at_limit=at_limit).quantile([0.5])[0, :, 0]
        low, middle, high = need_with_known_traffic(network, closed).quantile([0.1, 0.5, 0.9]).T
        by_usage.append(np.abs(from_usage - demand).mean() / demand.mean())
        by_traffic.append(np.abs(middle - demand).mean() / demand.mean())
        inside.append(np.mean((demand >= np.floor(low)) & (demand <= np.ceil(high))))
    assert np.mean(by_traffic) < 0.75 * np.mean(by_usage)
    assert 0.7 < np.mean(inside) < 0.97
