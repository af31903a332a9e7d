"""Ended series end, an odd month is an exception, one spike is no season, growth goes on: as a person would read it."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import Forecast, RunningMonth, forecast
from forecasting.demand.odd_months import _median_of_few
from forecasting.evaluation.simulation import networks

RNG = np.random.default_rng(31)
NOISE = np.rint(RNG.normal(0, 5, 36))


def median(found: Forecast) -> np.ndarray:
    return found.quantile([0.5])[0, :, 0]


def width(found: Forecast) -> np.ndarray:
    low, high = found.quantile([0.1, 0.9])[0].T
    return np.asarray(high - low)


def kinds_of(found: Forecast) -> list[str]:
    return [c.kind for c in found.caveats[0]]


@pytest.mark.parametrize("before", [np.full(24, 100.0), 100 + NOISE[:24], 100 + NOISE[:4]])
def test_a_year_of_nothing_after_use_is_an_end(before: np.ndarray) -> None:
    found = forecast([[*before, *[0.0] * 12]], 12)
    assert median(found).max() == 0
    assert found.mean[0].max() <= 10
    assert found.paths.max() > 50  # it may come back all the same
    assert kinds_of(found)[-1] == "ended"
    assert "nothing was used for 12 months" in found.caveats[0][-1].text
    assert not {"many zeros", "level shift"} & set(kinds_of(found))


def test_the_longer_a_series_is_gone_the_less_it_comes_back() -> None:
    means = [forecast([[*(100 + NOISE[:24]), *[0.0] * gone]], 12).mean.mean() for gone in (3, 6, 12, 24)]
    assert (np.diff(means) < 0).all()


def test_what_is_used_again_this_month_has_not_ended() -> None:
    history = [[*(100 + NOISE[:12]), *[0.0] * 6]]
    gone = forecast(history, 3, partial=RunningMonth(np.array([0.0]), 0.5))
    back = forecast(history, 3, partial=RunningMonth(np.array([80.0]), 0.5))
    assert "ended" in kinds_of(gone)
    assert "ended" not in kinds_of(back)
    assert (back.paths[0, :, 0] >= 80).all()


@pytest.mark.parametrize(
    "usage",
    [
        [100.0] * 12 + [0.0] * 2,
        [*([9.0] * 6 + [0.0] * 6) * 2, *[9.0] * 6, *[0.0] * 6],  # the season of every year
        [0.0, 3, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0],
    ],
)
def test_a_pause_is_no_end(usage: list[float]) -> None:
    assert "ended" not in kinds_of(forecast([usage], 12))


@pytest.mark.parametrize("noisy", [False, True])
@pytest.mark.parametrize("times", [10.0, 0.1])
def test_one_odd_month_a_year_ago_is_an_exception_and_said(noisy: bool, times: float) -> None:
    usual = 100 + NOISE[:24] * noisy
    usage = usual.copy()
    usage[11] *= times
    with_it, without = forecast([usage], 12), forecast([usual], 12)
    np.testing.assert_allclose(median(with_it), median(without), rtol=0.05)
    assert (width(with_it) <= 1.5 * width(without) + 1e-9).all()
    (said,) = (c for c in with_it.caveats[0] if c.kind == "odd month")
    assert said.figures["months_ago"] == 13
    assert said.figures["used"] == usage[11]
    assert said.figures["usual"] == pytest.approx(100, abs=6)
    assert "13 months ago" in said.text
    again = (np.abs(with_it.paths[0] - 100) > 50).any(axis=1).mean()
    assert 0 < again < 0.12  # rarely, but it may come again


@pytest.mark.parametrize("months", [6, 8, 9, 12, 24])
def test_one_huge_month_hardly_widens_a_band_whatever_the_length(months: int) -> None:
    usual = 100 + NOISE[:months]
    usage = usual.copy()
    usage[months // 2] *= 10
    with_it, without = forecast([usage], 12), forecast([usual], 12)
    assert (width(with_it) <= 1.5 * width(without)).all()
    sums = [np.ptp(np.quantile(one.paths[0].sum(axis=1), [0.1, 0.9])) for one in (with_it, without)]
    assert sums[0] <= 1.5 * sums[1]
    assert "odd month" in kinds_of(with_it)


def test_months_as_large_as_bursts_mostly_are_come_again_as_often_as_they_came() -> None:
    usage = 100 + NOISE[:36]
    usage[[5, 15, 28]] *= 2
    paths = forecast([usage], 12).paths[0]
    assert (paths > 160).mean() == pytest.approx(3 / 48, rel=0.4)


def test_the_first_month_of_a_new_level_is_no_exception() -> None:
    for recent in (2, 3, 4):
        for level in (165, 50):
            usage = np.concatenate([100 + NOISE[:18], level + NOISE[18 : 18 + recent]])
            assert kinds_of(forecast([usage], 12)) == ["level shift"]


def test_an_isolated_month_is_a_rare_burst_and_no_level() -> None:
    for usage in ([0.0] * 5 + [50.0] + [0.0] * 6, [50.0, *[0.0] * 11], [0.0, 30, 0, 0, 0, 0, 40, 0, 0, 0]):
        found = forecast([usage], 12)
        assert median(found).max() == 0
        uses = sum(1 for u in usage if u)
        assert found.mean[0].mean() < 1.5 * uses * 50 / 7
        used = found.paths[found.paths > 0]
        assert np.median(used) == pytest.approx(np.mean([u for u in usage if u]), rel=0.35)


def test_one_spike_is_no_season_and_two_a_year_apart_are_one() -> None:
    once, twice = 100 + NOISE[:24], 100 + NOISE[:24]
    once[11] += 90
    twice[[11, 23]] += 90
    assert median(forecast([once], 12))[11] < 120
    assert median(forecast([twice], 12))[11] > 150
    assert "odd month" not in kinds_of(forecast([twice], 12))


def test_a_new_level_and_a_season_are_no_exceptions() -> None:
    stepped = 100 + NOISE[:24]
    stepped[-6:] += 80
    season = 100 + 40 * np.sin(2 * np.pi * np.arange(36) / 12)
    for usage in (stepped, season):
        assert "odd month" not in kinds_of(forecast([usage], 12))


def test_months_at_a_limit_are_never_taken_for_exceptions() -> None:
    usage = 100 + NOISE[:24]
    usage[11] = 1000
    cut = np.zeros((1, 24), dtype=bool)
    cut[0, 11] = True
    assert "odd month" not in kinds_of(forecast([usage], 12, at_limit=cut))


@pytest.mark.parametrize("value", [7.0, 50.0])
def test_a_single_value_makes_no_lattice(value: float) -> None:
    for usage in ([value], [0.0] * 5 + [value], [value, 0.0], [0.0, value, value, 0, value, 0]):
        paths = forecast([usage], 12).paths
        assert (paths % value != 0).any()


@pytest.mark.parametrize(("months", "growth"), [(6, 1.15), (8, 1.15), (12, 1.05), (24, 1.05), (24, 1.02)])
def test_growth_that_is_shown_goes_on_damped(months: int, growth: float) -> None:
    usage = np.rint(200 * growth ** np.arange(months))
    found = forecast([usage], 12)
    assert (median(found) >= usage[-1]).all()
    assert median(found)[-1] > usage[-1] * growth**2
    assert median(found)[-1] < usage[-1] * growth**13
    assert width(found)[-1] > 2 * width(found)[0]


def test_decline_that_is_shown_goes_on_and_ends_at_nothing() -> None:
    usage = np.rint(300 * 0.93 ** np.arange(24))
    found = forecast([usage], 12)
    assert (median(found) < usage[-1]).all()
    assert found.paths.min() >= 0


def test_noise_about_a_level_is_not_taken_for_growth() -> None:
    usage = np.random.default_rng(5).poisson(100, (300, 24)).astype(float)
    assert forecast(usage, 12).quantile([0.5])[:, -1].mean() == pytest.approx(100, rel=0.03)


def test_odd_months_and_ends_are_read_at_any_scale_and_alone() -> None:
    usage = networks(60, 30, np.random.default_rng(8))
    usage[::3, 12] *= 9
    usage[1::3, 20:] = 0
    together = forecast(usage, 12).paths
    np.testing.assert_allclose(forecast(usage * 1000, 12).paths, together * 1000, rtol=2e-3, atol=1)
    for row in range(6):
        np.testing.assert_array_equal(forecast(usage[row : row + 1], 12).paths[0], together[row])


def test_a_median_of_few_is_that_of_what_is_known() -> None:
    rng = np.random.default_rng(0)
    few = [np.where(rng.random((90, 20)) < 0.3, np.nan, rng.integers(0, 9, (90, 20)) * 1.0) for _ in range(6)]
    few[0][0, 0], few[1][0, 0] = np.nan, np.nan
    for one in few[2:]:
        one[0, 0] = np.nan  # nothing known at all
    known = np.stack(few, axis=-1)
    found = _median_of_few(few)
    assert np.isnan(found[0, 0])
    assert found.ravel()[1:].tolist() == [
        float(np.median(one[np.isfinite(one)])) if np.isfinite(one).any() else pytest.approx(np.nan, nan_ok=True)
        for one in known.reshape(-1, 6)[1:]
    ]
