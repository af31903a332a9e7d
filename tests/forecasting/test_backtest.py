"""A backtest knows no more than its day did, and scores as a person with a pencil would."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from forecasting.demand.error_paths import shipped
from forecasting.evaluation.backtest import Past, refit, rolling, scores
from forecasting.evaluation.simulation import networks

USAGE = networks(12, 40, np.random.default_rng(6))


def forecasts(past: Past) -> tuple[np.ndarray, ...]:
    return past.quantiles, past.risk, past.highest, past.months, past.scale, past.naive


def test_a_future_month_changed_does_not_change_a_past_forecast() -> None:
    changed = USAGE.copy()
    changed[:, 30:] *= 10
    before = list(rolling(USAGE, 6, origins=[12, 24, 30]))
    after = list(rolling(changed, 6, origins=[12, 24, 30]))
    for one, other in zip(before, after, strict=True):
        for mine, yours in zip(forecasts(one), forecasts(other), strict=True):
            np.testing.assert_array_equal(mine, yours)
    assert (before[2].truth != after[2].truth).all()


def test_a_past_month_changed_does_change_it() -> None:
    changed = USAGE.copy()
    changed[:, 22] *= 2
    (one,), (other,) = rolling(USAGE, 6, origins=[24]), rolling(changed, 6, origins=[24])
    assert (one.quantiles != other.quantiles).any()


def test_scores_are_those_of_the_months_one_by_one() -> None:
    pasts = list(rolling(USAGE, 4, origins=[16, 17]))
    found = {(s.months_at_least, s.months_ahead): s for s in scores(pasts)}
    assert set(found) == {(15, 1), (15, 2), (15, 3), (15, 4)}
    off, covered = [], []
    for past in pasts:
        for series in range(len(USAGE)):
            truth = USAGE[series, past.origin + 2]
            history = USAGE[series, : past.origin]
            scale = np.mean([abs(history[t] - history[t - 12]) for t in range(12, len(history))])
            off.append(abs(past.quantiles[series, 2, 5] - truth) / scale)
            covered.append(past.quantiles[series, 2, 1] <= truth <= past.quantiles[series, 2, 9])
    assert found[15, 3].mase == pytest.approx(np.mean(off))
    assert found[15, 3].coverage_80 == pytest.approx(np.mean(covered))
    assert found[15, 3].forecasts == 24


def test_a_month_at_a_limit_judges_nothing() -> None:
    at_limit = np.zeros(USAGE.shape, dtype=bool)
    at_limit[0, 25] = True
    (past,) = rolling(USAGE, 6, at_limit=at_limit, origins=[24])
    assert np.isnan(past.truth[0, 1])
    assert np.isfinite(past.truth).sum() == past.truth.size - 1


def test_series_that_have_not_begun_are_not_forecast() -> None:
    usage = USAGE.copy()
    usage[3, :20] = np.nan
    (past,) = rolling(usage, 6, origins=[18])
    assert len(past.truth) == 11


def test_an_origin_without_a_future_is_refused() -> None:
    with pytest.raises(ValueError, match="origin must leave 1 month before it and 6 after it, got 36 of 40"):
        next(rolling(USAGE, 6, origins=[36]))


def test_a_small_fleet_keeps_the_shipped_errors() -> None:
    bank = refit(USAGE)
    for own, start in zip(bank.errors, shipped().errors, strict=True):
        np.testing.assert_array_equal(own, start)


@pytest.mark.long
@pytest.mark.slow
def test_a_large_fleet_gets_errors_of_its_own() -> None:
    bank = refit(networks(3000, 48, np.random.default_rng(1)))
    changed = [bool((mine != theirs).any()) for mine, theirs in zip(bank.errors, shipped().errors, strict=True)]
    assert any(changed)
    assert dataclasses.is_dataclass(bank)
