"""What holds for every forecast, whatever the history."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import RunningMonth, forecast

LEVELS = [0.05, 0.1, 0.5, 0.9, 0.95]


@st.composite
def fleets(draw: st.DrawFn) -> np.ndarray:
    """Histories of mixed lengths with gaps, zeros and constants among them; NaN where unknown."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    series, months = draw(st.integers(1, 6)), draw(st.integers(1, 60))
    usage = rng.poisson(rng.choice([0.0, 0.3, 5.0, 80.0, 4000.0], (series, 1)), (series, months)).astype(float)
    usage[rng.random(series) < 0.2] = 40.0
    for row in usage:
        row[: rng.integers(0, months + 1)] = np.nan
    usage[rng.random(usage.shape) < draw(st.sampled_from([0, 0.1]))] = np.nan
    return usage


@settings(deadline=None, max_examples=40)
@given(fleets(), st.integers(1, 36))
def test_paths_are_finite_and_never_negative(usage: np.ndarray, horizon: int) -> None:
    paths = forecast(usage, horizon).paths
    assert paths.shape[0] == len(usage)
    assert paths.shape[2] == horizon
    assert np.isfinite(paths).all()
    assert (paths >= 0).all()


@settings(deadline=None, max_examples=25)
@given(fleets(), st.sampled_from([0.25, 2.0, 3.0, 1000.0]))
def test_a_multiple_of_the_usage_gives_the_same_multiple_of_the_forecast(usage: np.ndarray, factor: float) -> None:
    plain, scaled = forecast(usage, 6).paths, forecast(usage * factor, 6).paths
    np.testing.assert_allclose(scaled, plain * factor, rtol=2e-3, atol=1e-3 * factor)


@settings(deadline=None, max_examples=25)
@given(fleets(), st.randoms(use_true_random=False))
def test_a_series_forecast_depends_neither_on_order_nor_on_company(usage: np.ndarray, random: object) -> None:
    running = RunningMonth(np.arange(len(usage), dtype=float), 0.5)
    together = forecast(usage, 4, partial=running).paths
    order = np.random.default_rng(random.randrange(99)).permutation(len(usage))  # type: ignore[attr-defined]
    np.testing.assert_array_equal(forecast(usage[order], 4, partial=running.of(order)).paths, together[order])
    alone = forecast(usage[:1], 4, partial=running.of(np.array([0]))).paths
    np.testing.assert_array_equal(alone, together[:1])


def test_company_in_a_large_fleet_changes_nothing() -> None:
    usage = np.random.default_rng(3).poisson(40, (700, 24)).astype(float)
    np.testing.assert_array_equal(forecast(usage[500:503], 12).paths, forecast(usage, 12).paths[500:503])


@settings(deadline=None, max_examples=25)
@given(fleets())
def test_quantiles_never_cross(usage: np.ndarray) -> None:
    assert (np.diff(forecast(usage, 5).quantile(LEVELS), axis=-1) >= 0).all()


def test_the_same_seed_gives_the_same_paths_and_another_the_same_band() -> None:
    usage = np.random.default_rng(0).poisson(50, (3, 20)).astype(float)
    first, again, other = forecast(usage, 6, seed=4), forecast(usage, 6, seed=4), forecast(usage, 6, seed=5)
    np.testing.assert_array_equal(first.paths, again.paths)
    assert (first.paths != other.paths).any()
    np.testing.assert_allclose(first.quantile(LEVELS), other.quantile(LEVELS))


@pytest.mark.parametrize("months", [1, 2, 3, 7, 8, 12, 36, 48, 49, 120])
def test_any_length_of_history_will_do(months: int) -> None:
    usage = np.random.default_rng(months).poisson(50, (2, months)).astype(float)
    mean = forecast(usage, 3).mean
    assert ((mean > 25) & (mean < 100)).all()


def test_a_constant_history_gives_a_narrow_band_around_it() -> None:
    found = forecast(np.full((1, 18), 60.0), 12)
    np.testing.assert_allclose(found.quantile([0.1, 0.5, 0.9])[0], 60, rtol=0.01)
    low, high = found.quantile([0.01, 0.99])[0, -1]
    assert low < 60 < high  # it may move all the same


def test_a_series_without_history_is_zero_unless_its_running_month_says_otherwise() -> None:
    nothing = np.full((1, 5), np.nan)
    assert forecast(nothing, 3).paths.max() == 0
    running = forecast(nothing, 3, partial=RunningMonth(np.array([12.0]), 0.5))
    assert (running.paths[:, :, 0] >= 12).all()
    assert running.caveats[0][0].kind == "short history"


def test_a_missing_month_is_not_a_month_without_usage() -> None:
    usage = np.full((3, 12), 40.0) + np.tile([1.0, -1.0], 6)
    usage[1, 6] = np.nan
    usage[2, 6] = 0.0
    _, gap, zero = forecast(usage, 3).paths
    assert gap.mean() == pytest.approx(40, rel=0.02)
    assert zero.std() > 2 * gap.std()


def test_a_season_comes_back() -> None:
    season = 100 + 40 * np.sin(2 * np.pi * np.arange(36) / 12)
    mean = forecast(season[None], 12).mean[0]
    np.testing.assert_allclose(mean, season[:12], rtol=0.1)


@pytest.mark.parametrize(
    ("usage", "horizon", "message"),
    [
        ([[1.0, -3.0]], 2, "got -3 at series 0, month 1"),
        ([[1.0], [np.inf]], 2, "got inf at series 1, month 0"),
        ([[]], 2, r"not empty, got shape \(1, 0\)"),
        ([1.0, 2.0], 2, r"got shape \(2,\)"),
        ([[1.0]], 0, "horizon must be 1 to 36 months, got 0"),
        ([[1.0]], 37, "horizon must be 1 to 36 months, got 37"),
    ],
)
def test_forecast_names_what_is_wrong(usage: list[list[float]], horizon: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        forecast(usage, horizon)


def test_forecast_refuses_limits_and_running_months_that_do_not_fit() -> None:
    usage = np.ones((2, 3))
    with pytest.raises(ValueError, match=r"at_limit must have usage's shape \(2, 3\), got \(2, 2\)"):
        forecast(usage, 2, at_limit=np.ones((2, 2), dtype=bool))
    with pytest.raises(ValueError, match=r"used_so_far must have shape \(2,\), got \(1,\)"):
        forecast(usage, 2, partial=RunningMonth(np.array([1.0]), 0.5))
    with pytest.raises(ValueError, match="share_gone must be a ratio"):
        forecast(usage, 2, partial=RunningMonth(np.array([1.0, 2.0]), 50))
    with pytest.raises(ValueError, match="used_so_far must be finite and >= 0, got -1"):
        forecast(usage, 2, partial=RunningMonth(np.array([1.0, -1.0]), 0.5))
