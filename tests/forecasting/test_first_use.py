"""Months before the first use are unknown, not zero; what never was used stays zero."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import RunningMonth, forecast
from forecasting.fleet.answers import Settings
from forecasting.fleet.tables import answer_table
from tests.forecasting.fleet_rows import NEXT_MONTH, contract, long_table, usage_rows


def test_a_year_of_use_after_months_of_none_goes_on_as_it_was() -> None:
    found = forecast([[0] * 18 + [30] * 12], 12)
    np.testing.assert_allclose(found.quantile([0.5])[0, :, 0], 30, rtol=0.02)


@pytest.mark.parametrize("months", [1, 2, 3, 6, 9])
@pytest.mark.parametrize("noise", [0.0, 3.0])
def test_what_began_some_months_ago_is_forecast_as_it_has_been_since(months: int, noise: float) -> None:
    since = np.rint(100 + np.random.default_rng(months).normal(0, noise, months))
    median = forecast([[*[0] * 20, *since]], 12).quantile([0.5])[0, :, 0]
    np.testing.assert_allclose(median, since.mean(), rtol=0.08)


@pytest.mark.parametrize("before", [0, 1, 7, 40])
def test_zeros_before_the_first_use_count_like_months_without_a_report(before: int) -> None:
    since = np.random.default_rng(before).poisson(40, 9).astype(float)
    running = RunningMonth(np.array([20.0]), 0.5)
    for partial in (None, running):
        unknown = forecast([[*[np.nan] * before, *since]], 12, partial=partial)
        zero = forecast([[*[0.0] * before, *since]], 12, partial=partial)
        np.testing.assert_array_equal(zero.paths, unknown.paths)
        assert zero.caveats == unknown.caveats


def test_a_first_use_in_the_running_month_makes_all_months_before_it_unknown() -> None:
    running = RunningMonth(np.array([30.0]), 0.5)
    begun = forecast([[0.0] * 18], 6, partial=running).paths
    np.testing.assert_array_equal(begun, forecast([[np.nan] * 18], 6, partial=running).paths)
    assert np.median(begun) >= 30


def test_what_never_was_used_stays_zero() -> None:
    for partial in (None, RunningMonth(np.array([0.0]), 0.7)):
        assert forecast([[0.0] * 20], 12, partial=partial).paths.max() == 0
    assert forecast([[np.nan] * 4 + [0.0] * 8], 12).paths.max() == 0


def test_a_month_of_zero_after_the_first_use_is_a_month_of_zero() -> None:
    with_a_gap = [0.0, 0.0, 9.0, 0.0, 7.0, 0.0, 8.0, 0.0, 9.0, 0.0, 7.0, 0.0]
    assert 0 < forecast([with_a_gap], 6).mean.mean() < 7


@pytest.mark.parametrize("months", [3, 6, 9])
def test_a_network_that_began_late_needs_in_the_fleet_job_what_it_has_used_since(months: int) -> None:
    late = usage_rows("late", [0] * (24 - months) + [60] * months, [0] * (24 - months) + [40] * months)
    period = contract("late", "2026-05-01", "2027-04-30", 5000, 200)
    (found,) = answer_table(long_table(late, [period]), NEXT_MONTH, Settings()).to_pylist()
    assert found["total_p50"] == pytest.approx([100] * 6, rel=0.02)
    assert found["need"] >= 98
