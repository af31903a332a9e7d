"""Sums of months are put right by what became of earlier ones, and left alone where nothing was learnt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from forecasting.demand.sum_calibration import SumCalibration, fitted, recalibrate, recent_moves, scores

RNG = np.random.default_rng(3)


def sums(paths: int = 256) -> np.ndarray:
    return RNG.gamma(50.0, 20.0, paths)


def test_nothing_learnt_changes_nothing() -> None:
    assert (SumCalibration().factors(sums(), 12, 1.0) == 1).all()
    assert fitted(np.zeros(5), np.zeros(5)) == SumCalibration(windows=5)
    assert recalibrate(np.ones((3, 10))) == SumCalibration()


def test_what_does_not_vary_stays_as_it_is() -> None:
    assert (SumCalibration(0.5, 0.0, 1.5).factors(np.full(256, 100.0), 12, 0.0) == 1).all()


def test_sums_that_came_out_too_high_and_too_wide_are_moved_up_and_apart() -> None:
    before = sums()
    after = before * SumCalibration(shift=0.5, stretch=1.3).factors(before, 12, 0.0)
    assert np.median(after) == pytest.approx(np.quantile(before, 0.6915), rel=0.01)  # Phi(0.5)
    assert after.std() > before.std()
    assert np.array_equal(np.argsort(before), np.argsort(after))


def test_a_years_shift_counts_in_proportion_to_the_months() -> None:
    before = sums()
    steps = [np.median(before * SumCalibration(shift=0.6).factors(before, m, 0.0)) - np.median(before) for m in (3, 12)]
    assert 0 < steps[0] < steps[1]


def test_a_fleet_that_always_came_out_high_teaches_a_shift_and_movers_a_slope() -> None:
    moves = RNG.uniform(-1, 1, 2000)
    normal_scores = 0.4 + 0.3 * moves + 0.8 * RNG.standard_normal(2000)
    found = fitted(normal_scores, moves)
    assert 0.15 < found.shift < 0.4
    assert 0.05 < found.slope < 0.3
    assert 0.8 < found.stretch < 1.0
    assert found.windows == 2000


def test_well_calibrated_sums_teach_next_to_nothing() -> None:
    paths = RNG.standard_normal((1500, 256)) * 5 + 100
    found = fitted(scores(paths, RNG.standard_normal(1500) * 5 + 100), np.zeros(1500))
    assert abs(found.shift) < 0.06
    assert found.stretch == pytest.approx(1.0, abs=0.06)


@given(st.integers(0, 1000))
def test_scores_are_normal_quantiles_of_ranks(seed: int) -> None:
    rng = np.random.default_rng(seed)
    paths = rng.integers(0, 9, (4, 16)).astype(float)
    came = rng.integers(0, 9, 4).astype(float)
    for row in range(4):
        below = sum(1 for s in paths[row] if s < came[row])
        same = sum(1 for s in paths[row] if s == came[row])
        assert scores(paths, came)[row] == pytest.approx(ndtri((below + 0.5 * same + 0.5) / 17))


def test_a_move_is_the_last_months_against_the_year_before() -> None:
    steady = np.full(15, 100.0)
    risen = np.r_[np.full(12, 100.0), np.full(3, 105.0)]
    unknown = np.r_[np.full(13, 100.0), np.nan, 100.0]
    found = recent_moves(np.stack([steady, risen, unknown, np.zeros(15)]))
    assert found == pytest.approx([0.0, np.log(1.05) / 0.1, 0.0, 0.0])
    assert (recent_moves(np.ones((2, 4))) == 0).all()


def test_a_look_back_over_a_growing_fleet_finds_that_it_grows_more_than_forecast() -> None:
    months = np.arange(36)
    growing = RNG.poisson(80 * np.where(months < 24, 1.0, 1.15)[None] * RNG.uniform(0.5, 2, (150, 1))).astype(float)
    assert recalibrate(growing).shift > 0.1


def test_scores_and_moves_must_fit() -> None:
    with pytest.raises(ValueError, match="a move for each score"):
        fitted(np.zeros(3), np.zeros(4))
    with pytest.raises(ValueError, match="finite"):
        fitted(np.array([np.nan]), np.zeros(1))
