"""Months at a limit: the demand behind them, against simulated demand whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import forecast
from forecasting.demand.bank import noise_prior, tables
from forecasting.demand.censoring import CHAINS, whole_histories
from forecasting.demand.members import covariances, members_for

MONTHS, AHEAD = 30, 12


def simulated_demand(series: int, rng: np.random.Generator) -> np.ndarray:
    """Networks that grow by up to 1.5 % a month, with a wandering level, a mild season and counting noise."""
    t = np.arange(MONTHS + AHEAD)
    level = np.exp(np.cumsum(rng.normal(0, 0.02, (series, len(t))), axis=1) + rng.uniform(0, 0.015, (series, 1)) * t)
    season = 1 + 0.15 * rng.random((series, 1)) * np.sin(2 * np.pi * (t + rng.integers(0, 12, (series, 1))) / 12)
    return rng.poisson(rng.lognormal(4, 0.7, (series, 1)) * level * season).astype(float)


@pytest.mark.parametrize("cut_off_months", [3, 6, 12])
def test_minding_the_limit_halves_the_error_of_the_mean_demand(cut_off_months: int) -> None:
    demand = simulated_demand(120, np.random.default_rng(cut_off_months))
    tail = slice(MONTHS - cut_off_months, MONTHS)
    limit = np.round(0.75 * demand[:, tail].mean(axis=1, keepdims=True))
    usage = demand[:, :MONTHS].copy()
    usage[:, tail] = np.minimum(usage[:, tail], limit)
    at_limit = np.zeros(usage.shape, dtype=bool)
    at_limit[:, tail] = usage[:, tail] >= limit
    truth = demand[:, MONTHS:].mean(axis=1)
    minding = np.abs(forecast(usage, AHEAD, at_limit=at_limit).mean.mean(axis=1) - truth).mean()
    ignoring = np.abs(forecast(usage, AHEAD).mean.mean(axis=1) - truth).mean()
    assert minding <= 0.5 * ignoring


def slow_mean_of_a_hidden_month(z: np.ndarray, high: float) -> float:
    """The last month's posterior mean on a grid of what it may have been: the mixture's likelihood of each."""
    n = len(z)
    prior_shape, prior_scale = noise_prior(n)
    grid = np.linspace(z[-1], high, 2000)
    members = members_for(n)
    logs = np.empty((len(members), len(grid)))
    for i, cov in enumerate(covariances(members, n)):
        inverse, log_det = np.linalg.inv(cov), np.linalg.slogdet(cov)[1]
        for j, value in enumerate(grid):
            whole = np.append(z[:-1], value)
            scale = prior_scale + 0.5 * whole @ inverse @ whole
            logs[i, j] = members[i].log_prior - 0.5 * log_det - (prior_shape + (n - 1) / 2) * np.log(scale)
    density = np.exp(logs - logs.max()).sum(axis=0)
    return float((grid * density).sum() / density.sum())


def test_a_hidden_month_is_drawn_from_its_posterior() -> None:
    rng = np.random.default_rng(8)
    z = rng.normal(0, 0.2, 14)
    z[-1] = 0.15
    hidden = np.zeros((1, 14), dtype=bool)
    hidden[0, -1] = True
    known = (True,) * 14
    drawn = [
        whole_histories(z[None], hidden, np.ones((1, 1)), known, tables(known, 3), seed)[0, :, -1] for seed in range(40)
    ]
    assert np.min(drawn) >= 0.15
    expected = slow_mean_of_a_hidden_month(z, 2.0)
    assert np.mean(drawn) - 0.15 == pytest.approx(expected - 0.15, rel=0.1)


def test_known_months_stay_as_they_are_and_hidden_ones_are_never_below_usage() -> None:
    rng = np.random.default_rng(0)
    z = rng.normal(0, 0.2, (5, 12))
    hidden = rng.random((5, 12)) < 0.4
    known = (True,) * 12
    whole = whole_histories(z, hidden, np.ones((5, 1)), known, tables(known, 3), 0)
    assert whole.shape == (5, CHAINS, 12)
    np.testing.assert_array_equal(whole.transpose(0, 2, 1)[~hidden], np.repeat(z[~hidden][:, None], CHAINS, axis=1))
    assert (whole.transpose(0, 2, 1)[hidden] >= z[hidden][:, None]).all()


def test_a_history_at_its_limit_throughout_is_forecast_above_it_but_not_without_end() -> None:
    usage = np.full((1, 10), 50.0)
    found = forecast(usage, 6, at_limit=np.ones((1, 10), dtype=bool))
    assert found.mean.min() >= 50
    assert found.mean.max() < 100
    assert [c.kind for c in found.caveats[0]] == ["short history", "at limit"]


def test_one_network_at_its_limit_leaves_the_others_forecasts_alone() -> None:
    usage = np.random.default_rng(1).poisson(60, (4, 20)).astype(float)
    at_limit = np.zeros(usage.shape, dtype=bool)
    at_limit[2, -3:] = True
    together = forecast(usage, 5, at_limit=at_limit).paths
    np.testing.assert_array_equal(together[[0, 1, 3]], forecast(usage[[0, 1, 3]], 5).paths)
    np.testing.assert_array_equal(together[2:3], forecast(usage[2:3], 5, at_limit=at_limit[2:3]).paths)
    assert together[2].mean() > forecast(usage[2:3], 5).paths.mean()
