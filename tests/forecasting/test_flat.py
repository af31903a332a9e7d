"""What never moved needs what it uses, however short its history; what a limit held flat tells of no end."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import RunningMonth, forecast
from forecasting.evaluation.simulation import standing

CONFIDENCE = 0.9


def total_of(static: np.ndarray) -> np.ndarray:
    """Paths of static and dynamic numbers together, float (paths, months), those of dynamic paired at random."""
    pairing = np.random.default_rng(0).permutation(static.shape[1])
    return np.asarray(static[0] + static[1][pairing])


def need(paths: np.ndarray, months: int) -> int:
    """The smallest whole limit that at least nine paths of ten never exceed, by counting upwards."""
    most = paths[:, :months].max(axis=1)
    limit = int(most.min())
    while np.mean(most <= limit + 1e-9) < CONFIDENCE:
        limit += 1
    return limit


@pytest.mark.parametrize("months", [2, 3, 5, 8, 12, 24])
@pytest.mark.parametrize(("static", "dynamic"), [(240, 240), (50, 50), (400, 80), (3, 2)])
def test_a_flat_network_needs_what_it_uses(months: int, static: int, dynamic: int) -> None:
    paths = total_of(forecast([[static] * months, [dynamic] * months], 36).paths)
    used = static + dynamic
    for left in (1, 2, 6, 12, 24, 36):
        assert used <= need(paths, left) <= 1.03 * used


@pytest.mark.parametrize("gone", [0.03, 0.5, 0.97])
@pytest.mark.parametrize("so_far", [(240.0, 240.0), (240.0, 200.0)])
def test_the_pace_of_a_month_is_no_reason_to_move_what_never_moved(gone: float, so_far: tuple[float, float]) -> None:
    running = RunningMonth(np.array(so_far), gone)
    assert 465 <= need(total_of(forecast([[240] * 5] * 2, 12, partial=running).paths), 12) <= 494


def test_what_stood_still_and_rose_this_month_stands_there_now() -> None:
    running = RunningMonth(np.array([252.0]), 0.6)
    paths = forecast([[240] * 9], 12, partial=running).paths[0]
    assert 252 <= need(paths, 12) <= 265
    np.testing.assert_allclose(np.median(paths, axis=0), 252, rtol=0.02)


@pytest.mark.parametrize(("static", "dynamic"), [(50, 50), (200, 240)])
def test_what_a_flat_network_leaves_free_is_free(static: int, dynamic: int) -> None:
    used = static + dynamic
    paths = total_of(forecast([[static] * 24, [dynamic] * 24], 12).paths)
    free = max(f for f in range(used) if np.mean((paths <= used + 20 - f + 1e-9).all(axis=1)) >= CONFIDENCE)
    assert 18 <= free <= 22


def test_flat_usage_runs_over_almost_surely_or_hardly() -> None:
    spent = forecast([[100] * 24], 12).paths[0].sum(axis=1)
    assert np.mean(spent > 1200) <= 0.05
    assert np.mean(spent > 1199) >= 0.95


def test_what_varied_keeps_an_honest_width() -> None:
    usage = np.random.default_rng(4).poisson(240, (200, 36)).astype(float)
    paths = forecast(usage[:, :24], 12).paths
    low, high = np.quantile(paths, [0.1, 0.9], axis=1)
    assert 0.75 < np.mean((low <= usage[:, 24:]) & (usage[:, 24:] <= high)) < 0.9


def test_what_stands_mostly_but_has_moved_is_not_taken_for_flat() -> None:
    usage = standing(600, 36, np.random.default_rng(7))
    history, future = usage[:, :24], usage[:, 24:]
    moved = history.std(axis=1) > 0
    paths = forecast(history[moved], 12).paths
    rises = (future[moved].max(axis=1) > history[moved, -1]).mean()
    assert (paths.max(axis=2) > history[moved, -1:]).mean() == pytest.approx(rises, abs=0.1)


@pytest.mark.parametrize("months", [3, 10, 24])
def test_what_stood_at_its_limit_in_every_month_is_known_as_at_least_only(months: int) -> None:
    full = np.ones((1, months), dtype=bool)
    found = forecast([[100.0] * months], 12, at_limit=full)
    low, middle, high = found.quantile([0.1, 0.5, 0.9])[0].T
    assert (low >= 100).all()
    assert (middle > 110).all()
    assert (high > 140).all()  # without a lift it was 104
    assert need(forecast([[100.0] * months], 12).paths[0], 12) <= 103
    (at_limit,) = (c for c in found.caveats[0] if c.kind == "at limit")
    assert f"all {months} months were cut off by a limit" in at_limit.text
    assert "reaches far up" in at_limit.text


def test_the_more_months_were_free_of_limits_the_less_is_hidden() -> None:
    usage = np.full((4, 12), 100.0)
    cut = np.arange(12) >= np.array([0, 2, 4, 6])[:, None]
    high = forecast(usage, 12, at_limit=cut).quantile([0.9])[:, -1, 0]
    assert (np.diff(high) < 0).all()


def test_the_values_of_a_limit_are_no_lattice() -> None:
    paths = forecast([[100.0] * 9 + [120.0] * 3], 12, at_limit=[[True] * 12]).paths
    assert (paths % 20 != 0).mean() > 0.5
