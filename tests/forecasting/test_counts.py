"""Small counts about a mean that stays: told from what moves, forecast by their mean, with a risk that is true."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import forecast
from forecasting.demand.counts import (
    DISPERSION_WITHIN,
    FEWEST_MONTHS,
    LEAST_DISPERSION,
    MOST,
    MOST_CORRELATION,
    are_counts,
    errors_of_counts,
)
from forecasting.demand.history_kinds import MOST_STEPS, Kind, count_steps, kinds
from forecasting.demand.prediction import predict


def slowly(usage: list[float], step: float) -> bool:
    """The same for one series in plain Python."""
    n = len(usage)
    if n < FEWEST_MONTHS or step == 0:
        return False
    counts = [u / step for u in usage]
    mean = sum(counts) / n
    squares = sum((c - mean) ** 2 for c in counts)
    if not squares or mean > MOST:
        return False
    dispersion = squares / (n - 1) / mean
    unsure = (2 / (n - 1)) ** 0.5
    along = sum((counts[i] - mean) * (counts[i + 1] - mean) for i in range(n - 1)) / squares
    least = max(LEAST_DISPERSION, 1 - DISPERSION_WITHIN * unsure)
    return least <= dispersion <= 1 + DISPERSION_WITHIN * unsure and along <= MOST_CORRELATION


@pytest.mark.parametrize("months", [3, 6, 13, 36])
def test_it_agrees_with_the_slow_reading(months: int) -> None:
    rng = np.random.default_rng(months)
    usage = np.concatenate(
        [
            rng.poisson(5, (40, months)),
            rng.poisson(40, (20, months)),
            3 + np.arange(months) // 2 + np.zeros((2, months)),
            np.full((2, months), 7),
            rng.poisson(4, (10, months)) * 3,
        ]
    ).astype(float)
    step = count_steps(usage)
    assert are_counts(usage, step).tolist() == [slowly(u.tolist(), s) for u, s in zip(usage, step, strict=True)]


def test_the_step_is_the_largest_that_all_values_are_multiples_of_or_none() -> None:
    usage = np.array([[4, 8, 12, 8], [4, 6, 8, 10], [1.5, 3, 4.5, 6], [1, 2.5, 3.7, 9], [0, 0, 0, 0], [5, 5, 5, 5]])
    assert count_steps(usage).tolist() == [4, 2, 1.5, 0, 0, 5]
    assert count_steps(np.array([[1.0, MOST_STEPS + 1]])).tolist() == [0]


def test_counts_are_forecast_about_as_well_as_by_their_mean_and_the_risk_is_true() -> None:
    rng = np.random.default_rng(11)
    usage = rng.poisson(rng.lognormal(1.5, 0.5, (400, 1)), (400, 36)).astype(float)
    history, future = usage[:, :24], usage[:, 24:]
    found = forecast(history, 12)
    own = np.abs(found.quantile([0.5])[:, :, 0] - future).mean()
    assert own <= 1.06 * np.abs(history.mean(axis=1, keepdims=True) - future).mean()
    most = history.max(axis=1)
    said = (found.paths.max(axis=2) > most[:, None]).mean(axis=1)
    happened = future.max(axis=1) > most
    assert said.mean() == pytest.approx(happened.mean(), abs=0.12)
    base = happened.mean()
    assert ((said - happened) ** 2).mean() < base * (1 - base)


def test_a_slow_climb_of_few_numbers_goes_on() -> None:
    climb = np.repeat(np.arange(2, 14), 2)[None].astype(float)
    assert forecast(climb, 12).mean[0, -1] > 13


def test_errors_are_the_same_for_the_same_seed_and_share_what_the_mean_does_not_know() -> None:
    errors = errors_of_counts(9, 4000, 12, 0)
    np.testing.assert_array_equal(errors, errors_of_counts(9, 4000, 12, 0))
    correlation = np.corrcoef(errors.T)
    assert correlation[np.triu_indices(12, 1)].mean() == pytest.approx((1 / 9) / (1 + 1 / 9), abs=0.02)
    np.testing.assert_allclose(errors.mean(axis=0), 0, atol=1e-12)


def test_small_counts_that_repeat_by_chance_are_no_steps() -> None:
    history = np.array([[4.0, 4.0, 7.0, 3.0, 3.0, 3.0, 5.0, 2.0, 2.0, 2.0]])
    assert kinds(history).tolist() == [Kind.STEPPING]
    found = predict(history, (True,) * 10, 12)
    assert found.counts.tolist() == [True]
    assert abs(forecast(history, 12).mean.mean() - history.mean()) < 0.5
    stands = np.array([[30.0, 30.0, 31.0, 31.0, 31.0, 31.0, 30.0, 32.0, 32.0, 32.0]])
    assert not predict(stands, (True,) * 10, 12).counts.any()
