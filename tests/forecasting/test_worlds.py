"""Simulated worlds: what is measured in each of them, and that the figures tell right from wrong."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.evaluation import benchmark_worlds
from forecasting.evaluation.benchmark_worlds import InWorld, measure
from forecasting.evaluation.worlds import WORLDS


@pytest.mark.parametrize("world", sorted(WORLDS))
def test_every_world_is_counted_in_whole_numbers_and_the_same_each_time(world: str) -> None:
    usage = WORLDS[world](41, 20, np.random.default_rng(1))
    assert usage.shape == (41, 20)
    assert (usage >= 0).all()
    np.testing.assert_array_equal(usage, np.rint(usage))
    np.testing.assert_array_equal(usage, WORLDS[world](41, 20, np.random.default_rng(1)))
    assert len(np.unique(usage.mean(axis=1))) > 20  # each its own


def test_a_figure_outside_its_bounds_is_a_check_that_fails() -> None:
    right = InWorld("walk", 12, 0.0, 1.0, 0.09, 0.9, 0.8, 0.1)
    assert all(right.checks().values())
    wrong = InWorld("walk", 12, 0.5, 1.3, 0.3, 0.8, 0.6, 0.1)
    assert not any(wrong.checks().values())
    assert InWorld("ramp", 12, 0.5, 1.0, 0.09, 0.9, 0.8, 0.1).checks()["sum_mean"]
    assert "over" not in InWorld("walk", 12, 0.0, 1.0, float("nan"), 0.9, 0.8, 0.1).checks()


def test_what_lies_outside_is_listed_by_figure_with_its_world_length_and_value() -> None:
    measured = [
        InWorld("walk", 12, 0.0, 1.261, float("nan"), 0.9, 0.8, 0.1),
        InWorld("ramp", 6, 0.5, 0.655, 0.09, 0.976, 0.8, 0.1),
    ]
    assert benchmark_worlds.outside(measured) == {
        "sum_mean": [],
        "sum_sd": ["walk 12: 1.261", "ramp 6: 0.655"],
        "over": [],
        "need_held": ["ramp 6: 0.976"],
        "first_band": [],
    }


def test_paths_that_are_the_truth_pass_every_check(monkeypatch: pytest.MonkeyPatch) -> None:
    class Known:
        def __init__(self, history: np.ndarray, horizon: int) -> None:
            rng = np.random.default_rng(0)
            self.paths = rng.poisson(history.mean(axis=1)[:, None, None], (len(history), 256, horizon)).astype(float)

    def steady(series: int, months: int, rng: np.random.Generator) -> np.ndarray:
        return rng.poisson(rng.uniform(400, 900, (series, 1)), (series, months)).astype(float)

    monkeypatch.setattr(benchmark_worlds, "forecast", Known)
    monkeypatch.setitem(WORLDS, "steady", steady)
    assert all(measure("steady", 400, 1500).checks().values())
