"""Each series' own covariance: its factor, errors freed of it and laid on it again, and bands that never narrow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import forecast
from forecasting.demand.own_covariance import factors, freed, laid_on, on_error_grid


def covariances(seed: int, months: int = 12) -> np.ndarray:
    """Of walks and noise of any size, float (5, months, months)."""
    rng = np.random.default_rng(seed)
    t = np.arange(months) + 1.0
    walk, noise = rng.uniform(0, 0.1, (5, 1, 1)), rng.uniform(0.01, 0.5, (5, 1, 1))
    return np.asarray(walk * np.minimum.outer(t, t) + noise * np.eye(months))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(1, 36))
def test_the_factor_is_that_of_cholesky_and_more_months_change_nothing_of_fewer(seed: int, fewer: int) -> None:
    whole = covariances(seed, 36)
    factor, spread = factors(whole)
    np.testing.assert_allclose(factor, np.linalg.cholesky(whole), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(spread**2, np.diagonal(whole, axis1=1, axis2=2), rtol=1e-5)
    some, first = factors(whole[:, :fewer, :fewer])
    np.testing.assert_array_equal(some, factor[:, :fewer, :fewer])
    np.testing.assert_array_equal(first, spread[:, :fewer])


def test_what_is_further_off_is_never_surer() -> None:
    season = np.diag([4.0, 9.0, 1.0, 2.0, 16.0, 0.01])[None]
    factor, spread = factors(season)
    np.testing.assert_allclose(spread[0], [2, 3, 3, 3, 4, 4])
    np.testing.assert_allclose(np.sqrt((factor[0] ** 2).sum(axis=1)), spread[0], rtol=1e-2)


def test_errors_freed_of_their_covariance_are_themselves_when_it_is_laid_on_again() -> None:
    factor, _ = factors(covariances(3))
    errors = on_error_grid(np.random.default_rng(4).standard_normal((12, 256)))
    off = laid_on(factor, errors)
    for series in range(5):
        each = np.repeat(factor[series : series + 1], 256, axis=0)
        np.testing.assert_allclose(freed(off[series].T, each), errors.T, atol=1e-6)
    unknown = off[0].T.copy()
    unknown[:, 7:] = np.nan
    left = freed(unknown, np.repeat(factor[:1], 256, axis=0))
    np.testing.assert_allclose(left[:, :7], errors[:7].T, atol=1e-6)
    assert np.isnan(left[:, 7:]).all()


def test_months_go_together_as_the_history_says() -> None:
    """A level that wanders stays where it went; noise about a level says nothing of the month after."""
    rng = np.random.default_rng(5)
    walk = 400 * np.exp(np.cumsum(rng.normal(0, 0.08, (60, 36)), axis=1))
    noise = 400 * np.exp(rng.normal(0, 0.12, (60, 36)))

    def together(usage: np.ndarray) -> float:
        paths = np.sqrt(forecast(np.rint(usage), 12).paths)
        return float(np.mean([np.corrcoef(one[:, 0], one[:, 5])[0, 1] for one in paths]))

    assert together(walk) > together(noise) + 0.25


@pytest.mark.parametrize("months", [1, 2, 3, 4, 5, 6, 9, 12])
def test_bands_do_not_narrow_with_the_horizon(months: int) -> None:
    usage = np.random.default_rng(months).poisson(2000, (40, months)) + 0.0
    low, high = np.moveaxis(forecast(usage, 24).quantile([0.1, 0.9]), -1, 0)
    width = (high - low).mean(axis=0)
    assert (np.diff(np.maximum.accumulate(width)) >= 0).all()
    assert (width >= 0.9 * np.maximum.accumulate(width)).all()
