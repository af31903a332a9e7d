"""Scores against the same scores worked out one series, one month, one path at a time."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.evaluation import metrics

RNG = np.random.default_rng(5)
TRUTH = RNG.gamma(2.0, 10.0, (7, 4))
SCALE = RNG.gamma(2.0, 3.0, 7)


def test_mase_is_the_mean_over_series_of_scaled_errors() -> None:
    point = TRUTH + RNG.normal(0, 3, TRUTH.shape)
    slow = [
        sum(abs(p - t) for p, t in zip(ps, ts, strict=True)) / 4 / s
        for ps, ts, s in zip(point.tolist(), TRUTH.tolist(), SCALE.tolist(), strict=True)
    ]
    assert metrics.mase(point, TRUTH, SCALE) == pytest.approx(sum(slow) / 7)


def test_quantile_loss_of_a_certain_forecast_is_its_absolute_error() -> None:
    point = TRUTH + 2.0
    certain = np.repeat(point[..., None], 9, axis=-1)
    assert metrics.scaled_quantile_loss(certain, TRUTH, SCALE) == pytest.approx(metrics.mase(point, TRUTH, SCALE))


def test_quantile_loss_punishes_a_low_ninetieth_nine_times_as_much_as_a_high_one() -> None:
    low, high = np.zeros((1, 1, 9)), np.zeros((1, 1, 9))
    low[..., 8], high[..., 8] = -1.0, 1.0
    one = np.ones(1)
    zero = np.zeros((1, 1))
    assert metrics.scaled_quantile_loss(low, zero, one) == pytest.approx(
        9 * metrics.scaled_quantile_loss(high, zero, one)
    )


def test_weighted_quantile_loss_is_worked_out_one_quantile_of_one_month_at_a_time() -> None:
    quantiles = np.sort(RNG.gamma(2.0, 10.0, (*TRUTH.shape, 9)), axis=-1)
    slow = 0.0
    for of_series, truths in zip(quantiles.tolist(), TRUTH.tolist(), strict=True):
        for of_month, truth in zip(of_series, truths, strict=True):
            for place, q in enumerate(of_month):
                ratio = (place + 1) / 10
                slow += 2 * (ratio * (truth - q) if truth > q else (1 - ratio) * (q - truth)) / 9
    assert metrics.weighted_quantile_loss(quantiles, TRUTH) == pytest.approx(slow / TRUTH.sum())


def test_coverage_counts_the_bounds_in() -> None:
    assert metrics.coverage(np.array([1.0, 1, 1]), np.array([2.0, 2, 2]), np.array([1.0, 2, 3])) == pytest.approx(2 / 3)


def test_transform_is_even_when_paths_and_truth_are_drawn_alike() -> None:
    drawn = RNG.poisson(3.0, (20000, 41)).astype(float)
    shares = metrics.decile_shares(metrics.transform(drawn[:, 1:], drawn[:, 0], np.random.default_rng(1)))
    np.testing.assert_allclose(shares, 0.1, atol=0.02)


def test_brier_of_the_base_rate_is_the_base_rate_brier() -> None:
    happened = np.array([True, False, False, False])
    assert metrics.brier(np.full(4, 0.25), happened) == pytest.approx(metrics.base_rate_brier(happened))


def test_calibration_error_is_nothing_for_a_risk_that_comes_true_and_all_of_it_for_one_that_does_not() -> None:
    happened = np.array([True, True, False, False])
    assert metrics.calibration_error(np.full(4, 0.5), happened) == 0
    assert metrics.calibration_error(np.ones(2), np.zeros(2, dtype=bool)) == 1
