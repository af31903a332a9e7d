"""Risk and safe limits are exact for the paths given."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forecasting import overage_risk, safe_limit
from forecasting.risk.risk import SORTED_TOGETHER, levels

whole_paths = arrays(np.float64, (3, 8, 5), elements=st.integers(0, 40).map(float))


def slow_risk(paths: np.ndarray, left: float, limit: float) -> list[float]:
    """Follows every path month by month with a purse of what is left."""
    over_by_month = [0] * paths.shape[1]
    for path in paths.tolist():
        purse = left
        over = False
        for month, demand in enumerate(path):
            purse -= demand if demand < limit else limit
            over = over or purse < 0
            over_by_month[month] += over
    return [n / len(paths) for n in over_by_month]


def slow_safe_limit(paths: np.ndarray, left: float, risk: float) -> float:
    """Tries every whole limit from above."""
    highest = int(paths.max()) + 1
    for limit in range(highest, -1, -1):
        if slow_risk(paths, left, limit)[-1] <= risk + 1e-9:
            return np.inf if limit == highest else limit
    return 0


@settings(deadline=None, max_examples=60)
@given(whole_paths, st.integers(0, 150), st.integers(0, 45))
def test_risk_is_what_following_every_path_finds(paths: np.ndarray, left: int, limit: int) -> None:
    expected = [slow_risk(p, left, limit) for p in paths]
    np.testing.assert_allclose(overage_risk(paths, left, limit), expected)


@settings(deadline=None, max_examples=60)
@given(whole_paths, st.integers(0, 150), st.sampled_from([0.05, 0.125, 0.3, 0.5]))
def test_safe_limit_is_the_largest_whole_limit_within_the_risk(paths: np.ndarray, left: int, risk: float) -> None:
    np.testing.assert_array_equal(safe_limit(paths, left, risk), [slow_safe_limit(p, left, risk) for p in paths])


def test_no_limit_runs_over_where_all_demand_fits() -> None:
    assert safe_limit(np.full((1, 4, 3), 10.0), 30.0).tolist() == [np.inf]
    assert safe_limit(np.full((1, 4, 3), 10.0), 29.0).tolist() == [9]


def test_an_overdrawn_allotment_leaves_no_safe_limit() -> None:
    assert safe_limit(np.full((1, 4, 3), 10.0), -5.0).tolist() == [0]
    assert overage_risk(np.full((1, 4, 3), 10.0), -5.0, 0).tolist() == [[1, 1, 1]]


def test_level_is_the_limit_that_spends_exactly_what_is_left() -> None:
    paths = np.random.default_rng(0).gamma(2.0, 10.0, (50, 12))
    found = levels(paths, 150.0)
    runs_over = paths.sum(axis=1) > 150
    assert np.isinf(found[~runs_over]).all()
    np.testing.assert_allclose(np.minimum(paths, found[:, None])[runs_over].sum(axis=1), 150)


@pytest.mark.parametrize("months", range(1, 37))
def test_levels_of_many_paths_are_those_of_each_path_alone(months: int) -> None:
    rng = np.random.default_rng(months)
    paths = rng.poisson(rng.lognormal(2, 1, (90, months, 1)), (90, months, 256)).astype(float).swapaxes(1, 2)
    assert paths.size >= SORTED_TOGETHER
    left = rng.uniform(0, 1.5, (90, 1)) * paths.sum(axis=2).mean(axis=1, keepdims=True)
    alone = [[levels(paths[i, j], left[i, 0]) for j in range(0, 256, 17)] for i in range(90)]
    np.testing.assert_allclose(levels(paths, left)[:, ::17], alone, rtol=1e-12)


@pytest.mark.parametrize(
    ("paths", "left", "limit", "message"),
    [
        (np.ones((2, 3)), 1, 1, r"shape \(2, 3\)"),
        (np.full((1, 2, 3), -1.0), 1, 1, "paths must be >= 0, got -1"),
        (np.full((1, 2, 3), np.nan), 1, 1, "paths must be finite, got nan"),
        (np.ones((1, 2, 3)), [1, 2], 1, "allotment_left must be one value"),
        (np.ones((1, 2, 3)), 1, -4, "limit must be a number >= 0, got -4"),
    ],
)
def test_overage_risk_names_what_is_wrong(paths: np.ndarray, left: object, limit: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        overage_risk(paths, left, limit)  # type: ignore[arg-type]


def test_safe_limit_refuses_a_risk_that_is_no_ratio() -> None:
    with pytest.raises(ValueError, match="risk must be > 0 and < 1, got 10"):
        safe_limit(np.ones((1, 2, 3)), 1, risk=10)
