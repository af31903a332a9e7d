import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.risk.allotment import AllotmentLeft
from forecasting.risk.cost import cost_curve

PRICES = {"overage_rate": 4.0, "turned_away_rate": 9.0}


def cost_path_by_path(demand, other, periods, limit):
    """The slow twin: overage numbers, turned-away numbers and risk of one limit, path by path."""
    overage, turned_away, ran_over = 0.0, 0.0, 0
    for path, held in zip(demand, other, strict=True):
        turned_away += sum(max(month - limit, 0) for month in path)
        start, over = 0, False
        for period in periods:
            months = range(start, start + period.months)
            beyond = sum(min(path[month], limit) + held[month] for month in months) - period.number_months
            overage += max(beyond, 0)
            over = over or beyond > 1e-6
            start += period.months
        ran_over += over
    return overage / len(demand), turned_away / len(demand), ran_over / len(demand)


@st.composite
def cases(draw):
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    paths, months = draw(st.integers(1, 40)), draw(st.integers(1, 10))
    demand = rng.lognormal(3.5, 0.5, (paths, months))
    first = draw(st.integers(1, months))
    sizes = [first, months - first] if first < months else [first]
    periods = [AllotmentLeft(size, float(np.floor(rng.uniform(25, 60) * size))) for size in sizes]
    return demand, rng.uniform(0, 10, (paths, months)), periods


@given(case=cases())
def test_the_curve_agrees_with_its_slow_twin(case):
    demand, other, periods = case
    curve = cost_curve(demand, periods, range(0, 120, 7), use=lambda limit: np.minimum(demand, limit) + other, **PRICES)
    for row, limit in enumerate(curve.limits):
        overage, turned_away, risk = cost_path_by_path(demand, other, periods, limit)
        assert curve.overage_numbers[row] == pytest.approx(overage, abs=1e-6)
        assert curve.turned_away_numbers[row] == pytest.approx(turned_away, abs=1e-6)
        assert curve.overage_risk[row] == pytest.approx(risk)
        assert curve.cost[row] == pytest.approx(4 * overage + 9 * turned_away, abs=1e-5)


@given(case=cases())
def test_overage_rises_and_turning_away_falls_with_the_limit(case):
    demand, other, periods = case
    curve = cost_curve(demand, periods, range(0, 200, 3), use=lambda limit: np.minimum(demand, limit) + other, **PRICES)
    assert (np.diff(curve.overage_cost) >= -1e-9).all()
    assert (np.diff(curve.turned_away_cost) <= 1e-9).all()
    assert (np.diff(curve.overage_risk) >= 0).all()


@given(case=cases(), risk=st.floats(0, 1))
def test_the_chosen_risk_is_the_last_limit_of_the_curve_within_it(case, risk):
    demand, other, periods = case
    curve = cost_curve(demand, periods, range(200), use=lambda limit: np.minimum(demand, limit) + other, **PRICES)
    at = curve.at_risk(risk)
    if at is None:
        assert curve.overage_risk[0] > risk
    else:
        assert curve.overage_risk[at] <= risk
        assert at == 199 or curve.overage_risk[at + 1] > risk


def test_each_period_runs_over_at_its_own_rate():
    periods = [AllotmentLeft(1, 5, 2.0), AllotmentLeft(1, 5, 3.0)]
    curve = cost_curve(np.full((3, 2), 10.0), periods, [10], **PRICES)
    assert curve.overage_cost.tolist() == [5 * 2.0 + 5 * 3.0]


def test_prices_move_the_cheapest_limit():
    demand = np.random.default_rng(1).lognormal(4, 0.4, (400, 12))
    periods = [AllotmentLeft(12, 12 * 55)]
    dear_overage = cost_curve(demand, periods, range(20, 150), overage_rate=10, turned_away_rate=1)
    dear_visitors = cost_curve(demand, periods, range(20, 150), overage_rate=1, turned_away_rate=10)
    assert dear_overage.limits[dear_overage.cheapest] < dear_visitors.limits[dear_visitors.cheapest]
    free = cost_curve(demand, periods, range(20, 150), overage_rate=0, turned_away_rate=0)
    assert free.cheapest == 0


def test_limits_come_back_rising_and_each_once():
    curve = cost_curve(np.full((3, 2), 10.0), [AllotmentLeft(2, 15)], [9, 5, 9, 7], **PRICES)
    assert curve.limits.tolist() == [5, 7, 9]
    assert curve.overage_risk.tolist() == [0, 0, 1]
    assert curve.at_risk(0.1) == 1


def test_without_an_allotment_nothing_runs_over():
    curve = cost_curve(np.full((3, 2), 10.0), [], [4, 20], **PRICES)
    assert curve.overage_cost.tolist() == [0, 0]
    assert curve.overage_risk.tolist() == [0, 0]
    assert curve.turned_away_numbers.tolist() == [12, 0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"demand": np.full((2, 2), -1.0)}, "demand must be >= 0, got -1"),
        ({"demand": np.ones(2)}, r"must be \(paths, months\)"),
        ({"limits": [-3]}, "limits must be >= 0, got -3"),
        ({"overage_rate": -1}, "overage_rate must be >= 0, got -1"),
        ({"turned_away_rate": np.nan}, "turned_away_rate must be finite, got nan"),
        ({"periods": [AllotmentLeft(3, 10)]}, "periods must end within 2 months, got 3"),
    ],
)
def test_what_cannot_be_priced_is_refused_by_name_and_value(change, message):
    given_values = {"demand": np.ones((2, 2)), "periods": [AllotmentLeft(2, 10)], "limits": [1], **PRICES}
    with pytest.raises(ValueError, match=message):
        cost_curve(**(given_values | change))
