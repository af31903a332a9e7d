"""Strata by signs: the same signs whatever the size, and questions that find what tells series apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.demand.error_paths import shipped, signs_of
from forecasting.demand.prediction import predict
from forecasting.demand.signs import OF_HISTORY, SIGNS
from forecasting.demand.strata import Strata, grown
from forecasting.evaluation.habits import HABITS

FORTY = 40


def slowly(tree: Strata, signs: np.ndarray) -> int:
    """The stratum of one series, question by question."""
    node = 0
    while tree.sign[node] >= 0:
        node = tree.child[node, 1 if signs[tree.sign[node]] >= tree.edge[node] else 0]
    return int(tree.stratum[node])


def usage(seed: int, months: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    made = np.concatenate([habit(FORTY, months, rng) for habit in HABITS])
    return made[made.any(axis=1)]


def signs(history: np.ndarray, known: tuple[bool, ...] | None = None) -> np.ndarray:
    return signs_of(predict(history, known or (True,) * history.shape[1], 12))


@pytest.mark.parametrize("months", [1, 2, 3, 6, 12, 24, 40])
def test_shipped_strata_are_those_of_the_slow_reading_and_all_are_used(months: int) -> None:
    found = signs(usage(months, months))
    assert found.shape[1] == len(SIGNS)
    assert np.isfinite(found).all()
    for trees in shipped().trees:
        for tree in trees:
            assert tree.of(found).tolist() == [slowly(tree, one) for one in found]
            assert sorted(tree.stratum[tree.sign < 0]) == list(range(len(tree)))


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.sampled_from([0.25, 2.0, 1024.0]))
def test_twice_the_usage_has_the_same_signs(seed: int, months: int, times: float) -> None:
    history = usage(seed, months)[::5]
    np.testing.assert_allclose(signs(history * times), signs(history), rtol=1e-5, atol=1e-5)


def test_signs_say_what_they_are_named_after() -> None:
    t = np.arange(24)
    season = 300 + 100 * np.cos(2 * np.pi * t / 12)
    growth = 100.0 + 5 * t
    noise = np.random.default_rng(3).poisson(50, 24).astype(float)
    found = signs(np.rint(np.array([season, growth, noise])))
    at = {name: found[:, i] for i, name in enumerate(OF_HISTORY)}
    assert at["waves"].argmin() == at["year again"].argmax() == 0
    assert at["growth"].argmax() == 1
    assert at["persistence"].argmin() == at["turning"].argmin() == 2
    assert abs(at["dispersion"][2]) < 0.7
    np.testing.assert_allclose(at["months"], 24)


def test_a_year_is_told_by_the_months_that_are_known() -> None:
    season = np.rint(300 + 100 * np.cos(2 * np.pi * np.arange(30) / 12))
    known = np.ones(30, dtype=bool)
    known[[5, 9, 20]] = False
    found = signs(season[None, known], tuple(known.tolist()))[0]
    assert found[OF_HISTORY.index("year again")] > 0.95
    assert found[OF_HISTORY.index("waves")] < -5


def test_questions_find_the_sign_that_tells_wide_from_narrow_errors() -> None:
    rng = np.random.default_rng(4)
    signs = rng.normal(0, 1, (4000, 3)).astype(np.float32).astype(np.float64)
    wide = signs[:, 1] > 0.3
    errors = rng.normal(0, np.where(wide, 2.0, 0.5)[:, None], (4000, 2)) + np.where(wide, 1.0, 0.0)[:, None]
    tree = grown(signs, errors, 2, 300)
    assert tree.sign.tolist() == [1, -1, -1]
    assert tree.edge[0] == pytest.approx(0.3, abs=0.1)
    assert len(grown(signs, rng.normal(0, 1, (4000, 2)), 8, 2100)) == 1  # too few on either side


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(20, 200))
@settings(deadline=None, max_examples=20)
def test_no_stratum_is_smaller_than_asked_for(seed: int, most: int, fewest: int) -> None:
    rng = np.random.default_rng(seed)
    signs = np.rint(rng.normal(0, 2, (1500, 4)))
    tree = grown(signs, rng.normal(0, 1 + (signs[:, :1] > 1), (1500, 2)), most, fewest)
    counts = np.bincount(tree.of(signs), minlength=len(tree))
    assert len(tree) <= most
    assert counts.min() >= fewest
    again = Strata.of_rows(tree.rows())
    np.testing.assert_array_equal(again.of(signs), tree.of(signs))


@pytest.mark.parametrize("habit", HABITS, ids=lambda one: one.__name__)
def test_every_habit_is_counted_in_whole_numbers_and_the_same_each_time(habit) -> None:
    found = habit(30, 20, np.random.default_rng(1))
    assert found.shape == (30, 20)
    assert (found >= 0).all()
    np.testing.assert_array_equal(found, np.rint(found))
    np.testing.assert_array_equal(found, habit(30, 20, np.random.default_rng(1)))
    assert len(np.unique(found.mean(axis=1))) > 15
