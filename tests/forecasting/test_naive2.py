"""Naive2 and OWA as the M4 competition defines them."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.evaluation import metrics
from forecasting.evaluation.naive2 import naive2

SHAPE = np.array([1.4, 0.6, 1.0, 1.0, 0.8, 1.2, 1.0, 1.0, 0.9, 1.1, 1.0, 1.0])


def test_a_pure_season_goes_on() -> None:
    history = (100 * np.tile(SHAPE, 4))[None]
    assert naive2(history, 14)[0] == pytest.approx(100 * np.tile(SHAPE, 2)[:14])


def test_a_season_starts_where_the_history_ends() -> None:
    history = (100 * np.tile(SHAPE, 5)[: 12 * 4 + 5])[None]
    assert naive2(history, 3)[0] == pytest.approx(100 * SHAPE[5:8])


@pytest.mark.parametrize("months", [6, 12, 24, 35])
def test_a_history_of_less_than_three_years_goes_on_from_its_last_value(months: int) -> None:
    history = (100 * np.tile(SHAPE, 3)[:months])[None]
    assert naive2(history, 4)[0] == pytest.approx(np.full(4, history[0, -1]))


def test_noise_without_a_season_goes_on_from_its_last_value() -> None:
    history = np.random.default_rng(3).normal(100, 10, (200, 48))
    kept = (naive2(history, 12) == history[:, -1:]).all(axis=1)
    assert 0.8 < kept.mean() < 1.0  # a tenth of chance's seasons passes a test at 90 %


def test_the_errors_of_m4() -> None:
    point, truth = np.array([[100.0, 0.0]]), np.array([[50.0, 0.0]])
    assert metrics.smape(point, truth) == pytest.approx(200 * (50 / 150) / 2)
    assert metrics.owa(0.8, 6.0, 1.0, 10.0) == pytest.approx(0.7)
    assert np.isnan(metrics.owa(0.8, 6.0, 0.0, 10.0))


def test_a_perfect_forecast_of_small_counts_holds_its_ratio_once_ties_are_broken() -> None:
    rng = np.random.default_rng(5)
    paths, truth = rng.poisson(1.0, (500, 400, 3)).astype(float), rng.poisson(1.0, (500, 3)).astype(float)
    low, high = np.quantile(paths, [0.1, 0.9], axis=1)
    plain = metrics.coverage(low, high, truth)
    assert plain > 0.88
    assert metrics.coverage_broken_ties(paths, truth, 0.8, rng) == pytest.approx(0.8, abs=0.03)
