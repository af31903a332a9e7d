import numpy as np
import pytest

from forecasting.traffic.traffic_join import dynamic_demand as join
from forecasting.traffic.traffic_paths import TrafficNeed, TrafficOutlook
from forecasting.traffic.traffic_ratio import FORMULA_ALONE, UsageRatio

HISTORY = TrafficOutlook("history", np.ones((300, 6)))


def paths(level, log_spread, seed, count=300):
    rng = np.random.default_rng(seed)
    return level * np.exp(log_spread * rng.standard_normal((count, 1)) + 0.02 * rng.standard_normal((count, 6)))


def dynamic_demand(*args, **options):
    return join(*args, **options).demand


def need(demand):
    return TrafficNeed(demand, demand, FORMULA_ALONE)


def test_the_surer_of_usage_and_traffic_weighs_more():
    usage = paths(100, 0.3, 1)
    near_traffic = dynamic_demand(usage, need(paths(200, 0.05, 2)), HISTORY)
    near_usage = dynamic_demand(paths(100, 0.05, 1), need(paths(200, 0.3, 2)), HISTORY)
    alike = dynamic_demand(usage, need(paths(200, 0.3, 2)), HISTORY)
    assert np.median(near_traffic) > 185
    assert np.median(near_usage) < 108
    assert np.median(alike) == pytest.approx(100 * np.sqrt(2), rel=0.08)


def test_a_high_path_of_usage_meets_a_high_path_of_traffic():
    usage = paths(100, 0.3, 1)
    joined = dynamic_demand(usage, need(paths(100, 0.3, 2)), HISTORY)
    assert np.corrcoef(joined.mean(axis=1), usage.mean(axis=1))[0, 1] > 0.95
    assert np.log(joined.mean(axis=1)).std() == pytest.approx(0.3, rel=0.1)


def test_where_the_cause_moved_and_the_ratio_held_the_traffic_is_believed():
    held = UsageRatio(1.0, 0.1, 0.1, 12, latest=1.0)
    moved = UsageRatio(1.0, 0.1, 0.1, 12, latest=0.5)
    usage, traffic = paths(100, 0.1, 1), paths(200, 0.3, 2)
    by_hand = (1 / 0.3**2) / (1 / (0.1**2 + np.log(2) ** 2) + 1 / 0.3**2)
    found = join(usage, TrafficNeed(traffic, traffic, held), HISTORY)
    np.testing.assert_allclose(found.traffic_weight, by_hand, atol=0.05)
    unlearnt = join(usage, need(traffic), HISTORY).traffic_weight
    now_halved = join(usage, TrafficNeed(traffic, traffic, moved), HISTORY).traffic_weight
    assert (found.traffic_weight > 0.8).all()
    assert (unlearnt < 0.15).all()
    assert (now_halved < 0.15).all()


def test_the_path_wise_mean_is_that_of_a_slow_loop():
    usage, traffic = paths(100, 0.2, 1, count=40), paths(120, 0.3, 2, count=40)
    found = join(usage, need(traffic), HISTORY)
    rank = {row: place for place, row in enumerate(sorted(range(40), key=lambda i: usage[i].mean()))}
    rising = sorted(range(40), key=lambda i: traffic[i].mean())
    for path in range(40):
        partner = traffic[rising[rank[path]]]
        for month in range(6):
            w = found.traffic_weight[month]
            assert found.demand[path, month] == pytest.approx(usage[path, month] ** (1 - w) * partner[month] ** w)


@pytest.mark.parametrize("source", ["estimate", "factor"])
def test_from_the_month_of_an_estimate_on_the_traffic_stands_alone(source):
    usage, traffic = paths(100, 0.05, 1), paths(300, 0.3, 2)
    joined = dynamic_demand(usage, need(traffic), TrafficOutlook(source, np.ones((300, 6)), from_month=2))
    assert np.median(joined[:, :2]) < 115
    np.testing.assert_array_equal(np.sort(joined[:, 2:].mean(axis=1)), np.sort(traffic[:, 2:].mean(axis=1)))


def test_the_running_month_never_falls_below_what_it_used():
    joined = dynamic_demand(paths(100, 0.1, 1), need(paths(100, 0.1, 2)), HISTORY, used_so_far=130)
    assert joined[:, 0].min() == 130
    assert joined[:, 1].min() < 130


def test_usage_and_traffic_may_have_different_numbers_of_paths():
    joined = dynamic_demand(paths(100, 0.1, 1, count=64), need(paths(100, 0.1, 2, count=500)), HISTORY)
    assert joined.shape == (64, 6)


def test_a_network_that_uses_nothing_is_not_given_the_half_number_of_a_logarithm():
    joined = dynamic_demand(np.zeros((300, 6)), need(paths(100, 0.3, 2)), HISTORY)
    assert (joined == 0).all()


@pytest.mark.parametrize(
    ("usage", "demand", "message"),
    [
        (np.ones((3, 5)), np.ones((3, 6)), r"must be \(paths, months\) alike, got \(3, 5\) and \(3, 6\)"),
        (-np.ones((3, 6)), np.ones((3, 6)), "usage_paths must be >= 0, got -1"),
        (np.ones((3, 6)), np.full((3, 6), np.nan), "need must be finite, got nan"),
    ],
)
def test_paths_that_do_not_fit_are_refused(usage, demand, message):
    with pytest.raises(ValueError, match=message):
        dynamic_demand(usage, need(demand), HISTORY)
