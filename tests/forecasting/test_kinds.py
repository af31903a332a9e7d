"""Series that stand still, step or are mostly zero keep to what they are."""

from __future__ import annotations

from math import gcd

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting import forecast
from forecasting.demand.history_kinds import lattice_step
from forecasting.evaluation import metrics
from forecasting.evaluation.simulation import sparse, standing


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.sampled_from([1.0, 0.25, 3.0, 1e4]))
def test_the_lattice_step_is_the_greatest_common_divisor_at_any_scale(values: list[int], scale: float) -> None:
    assert lattice_step(np.array(values) * scale) == pytest.approx(gcd(*values) * scale)


def test_numbers_that_never_moved_most_likely_stay() -> None:
    paths = forecast(np.full((1, 24), 60.0), 3).paths[0]
    assert np.median(paths) == 60
    assert (paths[:, 0] == 60).mean() > 0.5
    assert (paths[:, -1] == 60).mean() > 0.9
    assert 0 < (paths.max(axis=1) > 60).mean() < 0.05


def test_numbers_that_step_may_stay_where_they_are_and_move_in_whole_numbers() -> None:
    usage = np.repeat([40.0, 42, 41, 45], 6)[None]
    paths = forecast(usage, 6).paths[0]
    assert (paths[:, 0] == 45).mean() > 0.4
    np.testing.assert_array_equal(paths, np.rint(paths))


def test_a_sparse_series_is_forecast_in_whole_numbers() -> None:
    usage = np.array([[0.0, 0, 2, 0, 1, 0, 0, 3, 0, 0, 1, 0]])
    paths = forecast(usage, 6).paths
    np.testing.assert_array_equal(paths, np.rint(paths))
    assert 0.3 < (paths == 0).mean() < 0.9


@pytest.mark.parametrize(("simulate", "most"), [(standing, 0.06), (sparse, 0.09)])
def test_the_risk_of_exceeding_the_most_ever_used_comes_true_as_often_as_said(simulate: object, most: float) -> None:
    usage = simulate(700, 36, np.random.default_rng(99))  # type: ignore[operator]
    usage = usage[usage[:, :24].std(axis=1) > 0]  # what never moved is taken to stand still
    history, future = usage[:, :24], usage[:, 24:]
    highest = history.max(axis=1)
    risk = (forecast(history, 12).paths.max(axis=2) > highest[:, None]).mean(axis=1)
    happened = future.max(axis=1) > highest
    assert metrics.calibration_error(risk, happened) < most
    assert metrics.brier(risk, happened) < 1.05 * metrics.base_rate_brier(happened)
