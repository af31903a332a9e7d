"""Parts add up to their total on every path, and keep what they have used."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting import coherent

NOTHING_YET = np.zeros(3)


def demand(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    parts = rng.gamma(2.0, 20.0, (3, 50, 6)) * (rng.random((3, 50, 6)) > 0.2)
    used = np.floor(rng.random(3) * 20)
    total = rng.gamma(8.0, 15.0, (50, 6))
    total[:, 0] = np.maximum(total[:, 0], used.sum())
    return parts, total, used


@given(st.integers(0, 10_000))
def test_the_parts_add_up_to_the_total_and_none_is_negative(seed: int) -> None:
    parts, total, used = demand(seed)
    found = coherent(parts, total, used)
    assert found.sum(axis=0) == pytest.approx(total)
    assert (found >= 0).all()
    assert (found[:, :, 0] >= used[:, None] - 1e-9).all()


@given(st.integers(0, 10_000), st.permutations([0, 1, 2]))
def test_the_order_of_the_parts_does_not_matter(seed: int, order: list[int]) -> None:
    parts, total, used = demand(seed)
    assert coherent(parts[order], total, used[order]) == pytest.approx(coherent(parts, total, used)[order])


def test_parts_that_add_up_already_stay_as_they_are() -> None:
    parts, _, _ = demand(1)
    parts += 1.0
    assert coherent(parts, parts.sum(axis=0), NOTHING_YET) == pytest.approx(parts)


def test_a_slow_twin_agrees() -> None:
    parts, total, used = demand(2)
    found = coherent(parts, total, used)
    for path in range(50):
        for month in range(6):
            floor = used if month == 0 else NOTHING_YET
            to_come = np.maximum(parts[:, path, month] - floor, 0)
            share = to_come / to_come.sum() if to_come.sum() > 0 else np.full(3, 1 / 3)
            expected = floor + share * max(total[path, month] - floor.sum(), 0)
            assert found[:, path, month] == pytest.approx(expected)


@pytest.mark.parametrize("total", [np.zeros((50, 5)), np.zeros(6), np.full((50, 6), np.nan), np.full((50, 6), -1.0)])
def test_what_does_not_fit_is_refused(total: np.ndarray) -> None:
    with pytest.raises(ValueError, match="total"):
        coherent(demand(1)[0], total, NOTHING_YET)
