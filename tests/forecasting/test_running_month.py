"""The running month is a lower bound and a pace, never a data point."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import RunningMonth, forecast
from forecasting.demand.running_month import take_in

HISTORY = np.random.default_rng(0).poisson(60, (1, 24)).astype(float)


def first_month(used: float, gone: float) -> np.ndarray:
    return forecast(HISTORY, 4, partial=RunningMonth(np.array([used]), gone)).paths[0, :, 0]


@settings(deadline=None, max_examples=30)
@given(st.floats(0, 500), st.floats(0, 1))
def test_the_running_month_never_ends_below_what_is_used(used: float, gone: float) -> None:
    paths = forecast(HISTORY, 4, partial=RunningMonth(np.array([used]), gone)).paths
    assert (paths[:, :, 0] >= used).all()
    assert np.isfinite(paths).all()


def test_on_the_last_day_the_month_is_what_is_used() -> None:
    np.testing.assert_allclose(first_month(71.0, 1.0), 71.0, rtol=1e-3)


def test_the_later_in_the_month_the_less_is_open() -> None:
    spreads = [np.std(first_month(50.0, gone)) for gone in (0.0, 0.3, 0.6, 0.9)]
    assert all(later < earlier for earlier, later in itertools.pairwise(spreads))


def test_on_the_first_day_history_decides() -> None:
    assert abs(first_month(0.0, 0.0).mean() - 60) < 5


def test_a_strong_running_month_lifts_the_months_after_it() -> None:
    plain = forecast(HISTORY, 4).mean[0, 1:]
    strong = forecast(HISTORY, 4, partial=RunningMonth(np.array([110.0]), 0.9)).mean[0, 1:]
    assert (strong > plain).all()
    assert (strong < 110).all()


def test_paths_move_by_gain_times_surprise_one_by_one() -> None:
    rng = np.random.default_rng(4)
    ahead = rng.normal(0, 0.3, (2, 50, 3)).cumsum(axis=2)
    mean = np.array([[40.0], [7.0]])
    partial = RunningMonth(np.array([50.0, 5.0]), np.array([0.5, 0.25]))
    found = take_in(ahead, mean, partial, seed=0)
    for i in range(2):
        moved = found[i] - ahead[i]
        first = ahead[i, :, 0]
        for month in range(3):
            covariance = np.cov(first, ahead[i, :, month], bias=True)[0, 1]
            np.testing.assert_allclose(moved[:, month] * first.var(), moved[:, 0] * covariance, rtol=1e-6, atol=1e-9)
