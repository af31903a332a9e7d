import math

import numpy as np
import pytest

from forecasting.traffic.traffic import PoolDemand, numbers_for_busy_hour
from forecasting.traffic.traffic_paths import (
    ESTIMATE_LOG_SPREAD,
    TrafficEstimate,
    TrafficOutlook,
    need_from_traffic,
    numbers_computed,
    traffic_from_estimate,
    traffic_from_history,
    traffic_times,
)
from forecasting.traffic.traffic_profile import ASSUMED_PROFILE
from forecasting.traffic.traffic_ratio import FORMULA_ALONE, LOG_SPREAD_OF_NETWORKS, learn_usage_ratio

POOLS = [PoolDemand(visit_seconds=240, lifetime_seconds=600)]
SEEN = 30_000 * (1 + 0.3 * np.sin(np.arange(24) * math.pi / 6))


def rng():
    return np.random.default_rng(7)


@pytest.fixture(scope="module")
def history():
    return traffic_from_history(SEEN, 8)


def test_the_history_is_forecast_by_the_engine_of_usage(history):
    assert history.source == "history"
    assert history.sessions.shape[1] == 8
    assert (history.sessions >= 0).all()
    assert 10_000 < np.median(history.sessions) < 60_000


def test_an_estimate_stands_beside_the_history_and_begins_with_its_month(history):
    before = history.sessions.copy()
    planned = traffic_from_estimate(TrafficEstimate(sessions_a_month=90_000, from_month=3), rng(), history=history)
    assert (planned.source, planned.from_month) == ("estimate", 3)
    np.testing.assert_array_equal(history.sessions, before)
    np.testing.assert_array_equal(planned.sessions[:, :3], history.sessions[:, :3])
    assert np.median(planned.sessions[:, 3:].mean(axis=1)) == pytest.approx(90_000, rel=0.06)


def test_an_estimate_brings_its_own_uncertainty(history):
    levels = {}
    for spread in (0.0, ESTIMATE_LOG_SPREAD):
        estimate = TrafficEstimate(sessions_a_month=50_000, log_spread=spread)
        levels[spread] = np.log(traffic_from_estimate(estimate, rng(), history=history).sessions.mean(axis=1))
    assert levels[0.0].std() < 1e-9
    assert levels[ESTIMATE_LOG_SPREAD].std() == pytest.approx(ESTIMATE_LOG_SPREAD, rel=0.1)


def test_an_estimate_keeps_the_season_of_the_history(history):
    planned = traffic_from_estimate(TrafficEstimate(sessions_a_month=90_000, log_spread=0), rng(), history=history)
    np.testing.assert_allclose(
        planned.sessions / planned.sessions.mean(axis=1, keepdims=True),
        history.sessions / history.sessions.mean(axis=1, keepdims=True),
    )


def test_an_estimate_without_a_history_is_flat_and_nothing_comes_before_it():
    planned = traffic_from_estimate(TrafficEstimate(sessions_a_month=40_000, from_month=2), rng(), horizon=6)
    assert (planned.sessions[:, :2] == 0).all()
    np.testing.assert_allclose(np.median(planned.sessions[:, 2:], axis=0), 40_000, rtol=0.08)


def test_an_estimate_of_no_sessions_is_no_sessions(history):
    planned = traffic_from_estimate(TrafficEstimate(sessions_a_month=0), rng(), history=history)
    assert (planned.sessions == 0).all()


def test_a_factor_changes_the_months_from_its_own_on(history):
    more = traffic_times(history, 1.3, 2)
    np.testing.assert_array_equal(more.sessions[:, :2], history.sessions[:, :2])
    np.testing.assert_allclose(more.sessions[:, 2:], 1.3 * history.sessions[:, 2:])


def test_the_need_is_the_formula_of_each_paths_busy_hour(history):
    ratio = learn_usage_ratio(np.full(24, 50.0), np.full(24, 50.0))
    need = need_from_traffic(history, POOLS, ASSUMED_PROFILE, rng(), ratio=ratio)
    path, month = 17, 4
    busy = history.sessions[path, month] * ASSUMED_PROFILE.hour_share_of_month
    assert need.computed[path, month] == numbers_for_busy_hour(busy, POOLS)
    assert need.demand.shape == history.sessions.shape
    assert need.quantile([0.1, 0.5, 0.9]).shape == (8, 3)


def test_more_traffic_needs_more_numbers_on_every_path(history):
    now = need_from_traffic(history, POOLS, ASSUMED_PROFILE, rng())
    more = need_from_traffic(traffic_times(history, 1.5), POOLS, ASSUMED_PROFILE, rng())
    assert (more.computed >= now.computed).all()
    assert np.median(more.demand) > 1.2 * np.median(now.demand)


def test_the_formula_alone_says_so_and_is_less_sure(history):
    learnt = learn_usage_ratio(np.full(18, 44.0), np.full(18, 40.0))
    alone = need_from_traffic(history, POOLS, ASSUMED_PROFILE, rng())
    known = need_from_traffic(history, POOLS, ASSUMED_PROFILE, rng(), ratio=learnt)
    assert not alone.ratio.learnt
    assert known.ratio.learnt
    assert np.log(alone.demand[:, 0]).std() > np.log(known.demand[:, 0]).std()
    assert np.median(alone.demand) == pytest.approx(np.median(alone.computed), rel=0.08)


def test_no_traffic_needs_no_numbers():
    none = need_from_traffic(TrafficOutlook("history", np.zeros((16, 3))), POOLS, ASSUMED_PROFILE, rng())
    assert (none.demand == 0).all()


def test_months_without_traffic_have_no_computed_numbers():
    computed = numbers_computed([30_000, np.nan, 0], POOLS, ASSUMED_PROFILE)
    assert np.isnan(computed).tolist() == [False, True, False]
    assert computed[2] == 0


def test_the_ratio_is_shrunk_towards_one_the_less_there_is_to_go_by():
    medians = [learn_usage_ratio(np.full(n, 80.0), np.full(n, 40.0)).median for n in (1, 2, 6, 24)]
    assert medians == sorted(medians)
    assert 1 < medians[0] < medians[-1] < 2
    assert medians[-1] == pytest.approx(2, rel=0.01)


def test_the_ratio_is_surer_the_more_months_and_the_steadier_they_are():
    noise = np.exp(0.3 * np.where(np.arange(24) % 2, 1.0, -1.0))
    few, many = (learn_usage_ratio(np.full(n, 50.0), np.full(n, 40.0)) for n in (3, 24))
    unsteady = learn_usage_ratio(50 * noise, np.full(24, 40.0))
    assert many.log_uncertainty < few.log_uncertainty < LOG_SPREAD_OF_NETWORKS
    assert unsteady.log_uncertainty > many.log_uncertainty
    assert unsteady.log_noise == pytest.approx(0.3, rel=0.1)


def test_the_learnt_ratio_covers_the_true_one_as_often_as_it_says():
    chance, inside = np.random.default_rng(5), 0
    for _ in range(4_000):
        true = 0.35 * chance.standard_normal()
        used = 100 * np.exp(true + 0.12 * chance.standard_normal(6))
        found = learn_usage_ratio(used, np.full(6, 100.0))
        inside += abs(math.log(found.median) - true) < 1.2816 * found.log_uncertainty
    assert 0.75 < inside / 4_000 < 0.85


def test_months_at_the_limit_and_months_unknown_teach_no_ratio():
    used, computed = np.array([50.0, 50, 30, np.nan, 50]), np.array([40.0, 40, 40, 40, np.nan])
    cut = np.array([False, False, True, False, False])
    found = learn_usage_ratio(used, computed, cut)
    assert (found.months, found.months_at_limit) == (2, 1)
    assert found.median == learn_usage_ratio(used[:2], computed[:2]).median
    nothing = learn_usage_ratio([np.nan, 0], [40, 40])
    assert (nothing.median, nothing.learnt) == (1.0, False)
    assert nothing == FORMULA_ALONE


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda: traffic_from_history([np.nan, np.nan], 3),
            "sessions must have at least one known month, got 2 unknown",
        ),
        (lambda: traffic_from_history([-3.0], 3), "sessions must be >= 0, got -3"),
        (lambda: TrafficEstimate(sessions_a_month=-1), "sessions_a_month must be >= 0, got -1"),
        (lambda: traffic_from_estimate(TrafficEstimate(sessions_a_month=1), rng()), "horizon must be >= 1"),
        (
            lambda: traffic_from_estimate(TrafficEstimate(sessions_a_month=1, from_month=6), rng(), horizon=6),
            "from_month must be < 6, the months of the horizon, got 6",
        ),
        (lambda: traffic_times(TrafficOutlook("history", np.ones((2, 3))), 0), "factor must be > 0, got 0"),
        (lambda: traffic_times(TrafficOutlook("history", np.ones((2, 3))), 1, 3), "from_month must be >= 0 and < 3"),
        (lambda: learn_usage_ratio([1, 2], [1]), "must be of one length"),
        (lambda: learn_usage_ratio([-1], [1]), "used must be >= 0, got -1"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(ask, message):
    with pytest.raises(ValueError, match=message):
        ask()
