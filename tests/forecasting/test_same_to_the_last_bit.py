"""A series' forecast is the same to the last bit alone, in company, in any order and in blocks of any size."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import RunningMonth, coherent, forecast
from forecasting.demand import bank, demand
from forecasting.evaluation.simulation import networks, sparse, standing
from forecasting.exact_sums import over_first, over_last, table_on_grid, values_on_grid

COMPANY = 300


@dataclass(frozen=True)
class Fleet:
    """Histories of every kind with gaps, months at a limit and a running month."""

    usage: np.ndarray
    at_limit: np.ndarray
    running: RunningMonth | None

    def paths(self, rows: np.ndarray, horizon: int, seed: int) -> np.ndarray:
        partial = None if self.running is None else self.running.of(rows)
        return forecast(self.usage[rows], horizon, at_limit=self.at_limit[rows], partial=partial, seed=seed).paths


def fleet(seed: int, months: int, *, gaps: bool, limits: bool, running: bool) -> Fleet:
    rng = np.random.default_rng(seed)
    kinds: list[Callable[..., np.ndarray]] = [networks, sparse, standing]
    usage = np.concatenate([make(COMPANY // 3, months, rng) for make in kinds])[rng.permutation(COMPANY)]
    usage *= rng.choice([1.0, 0.37, 1000.0], (COMPANY, 1))
    if gaps:
        usage[np.arange(months) < rng.choice([0, months // 3], (COMPANY, 1))] = np.nan
        usage[rng.random(usage.shape) < 0.01] = np.nan
    at_limit = np.zeros(usage.shape, dtype=bool)
    if limits:
        at_limit[:, -3:] = rng.random((COMPANY, 1)) < 0.3
    if not running:
        return Fleet(usage, at_limit, None)
    used = np.nan_to_num(usage[:, -1]) * rng.random(COMPANY)
    return Fleet(usage, at_limit, RunningMonth(used, rng.random(COMPANY)))


@st.composite
def fleets(draw: st.DrawFn) -> Fleet:
    yes_or_no = st.booleans()
    return fleet(
        draw(st.integers(0, 2**32 - 1)),
        draw(st.integers(1, 50)),
        gaps=draw(yes_or_no),
        limits=draw(yes_or_no),
        running=draw(yes_or_no),
    )


@contextmanager
def blocks_of(size: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bank, "ROWS", size)
        patched.setattr(demand, "ROWS", 3 * size)
        patched.setattr(demand, "PATH_ROWS", size)
        yield


@settings(deadline=None, max_examples=25)
@given(fleets(), st.sampled_from([1, 7, 12, 36]), st.integers(0, 3), st.sampled_from([1, 5, 37, 256]))
def test_neither_company_nor_order_nor_blocks_change_a_bit(
    given_fleet: Fleet, horizon: int, seed: int, size: int
) -> None:
    together = given_fleet.paths(np.arange(COMPANY), horizon, seed)
    order = np.random.default_rng(seed).permutation(COMPANY)
    np.testing.assert_array_equal(given_fleet.paths(order, horizon, seed), together[order])
    for row in order[:3]:
        np.testing.assert_array_equal(given_fleet.paths(np.array([row]), horizon, seed)[0], together[row])
    with blocks_of(size):
        np.testing.assert_array_equal(given_fleet.paths(order[:60], horizon, seed), together[order[:60]])


@settings(deadline=None, max_examples=15)
@given(fleets(), st.integers(1, 40))
def test_unknown_months_before_a_history_change_no_bit(given_fleet: Fleet, more: int) -> None:
    rows = np.arange(0, COMPANY, 10)
    longer = Fleet(
        np.concatenate([np.full((COMPANY, more), np.nan), given_fleet.usage], axis=1),
        np.concatenate([np.zeros((COMPANY, more), dtype=bool), given_fleet.at_limit], axis=1),
        given_fleet.running,
    )
    np.testing.assert_array_equal(longer.paths(rows, 12, 0), given_fleet.paths(rows, 12, 0))


@settings(deadline=None, max_examples=15)
@given(fleets(), st.integers(1, 35))
def test_more_months_ahead_change_no_bit_of_fewer(given_fleet: Fleet, horizon: int) -> None:
    rows = np.arange(0, COMPANY, 10)
    np.testing.assert_array_equal(given_fleet.paths(rows, 36, 1)[:, :, :horizon], given_fleet.paths(rows, horizon, 1))


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32 - 1), st.integers(1, 48), st.integers(1, 60))
def test_a_product_on_the_grid_is_exact_in_any_order(seed: int, months: int, columns: int) -> None:
    rng = np.random.default_rng(seed)
    table = table_on_grid(rng.normal(0, 1, (50, months)) * 10.0 ** rng.integers(-3, 2))
    z = values_on_grid(rng.uniform(-2, 31, (months, columns)))
    shuffled = rng.permutation(months)
    one_by_one = sum(table[:, [m]] * z[[m]] for m in shuffled)
    np.testing.assert_array_equal(table @ z, one_by_one)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32 - 1), st.integers(1, 300), st.integers(1, 40))
def test_a_sum_hangs_on_how_many_it_adds_and_on_nothing_else(seed: int, count: int, company: int) -> None:
    values = np.random.default_rng(seed).normal(0, 1, (company, count))
    in_company, sideways = over_last(values), over_first(np.ascontiguousarray(values.T))
    for i in range(company):
        assert over_last(values[i : i + 1].copy())[0] == in_company[i] == over_last(np.asfortranarray(values))[i]
        assert over_first(values[i][:, None].copy())[0] == sideways[i]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_campaigns_are_made_to_fit_their_total_in_any_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    paths = forecast(networks(6, 24, rng), 12, seed=seed % 7).paths
    parts, total, used = paths[:5], paths[5], np.zeros(5)
    order = rng.permutation(5)
    np.testing.assert_array_equal(coherent(parts[order], total, used), coherent(parts, total, used)[order])


ANOTHER_PROCESSOR = """
import sys
import numpy as np
from forecasting import forecast
usage = np.load(sys.argv[1])
together = forecast(usage, 12).paths
for row in range(0, len(usage), 7):
    np.testing.assert_array_equal(forecast(usage[row : row + 1], 12).paths[0], together[row])
np.save(sys.argv[2], together)
"""


@pytest.mark.long
@pytest.mark.parametrize("processor", ["Nehalem", "Haswell"])
def test_the_kernels_of_another_processor_give_the_same_forecast(processor: str, tmp_path: Path) -> None:
    """Those for Haswell give the last rows of a product other last bits than the rows before them."""
    usage = fleet(0, 24, gaps=False, limits=False, running=False).usage
    np.save(tmp_path / "usage.npy", usage)
    files = [str(tmp_path / name) for name in ("usage.npy", "there.npy")]
    subprocess.run(
        [sys.executable, "-c", ANOTHER_PROCESSOR, *files], check=True, env=os.environ | {"OPENBLAS_CORETYPE": processor}
    )
    np.testing.assert_allclose(np.load(files[1]), forecast(usage, 12).paths, rtol=1e-6, atol=1e-6)
