"""A fleet's figures without its paths are those of its paths; compiled loops give them to the last bit."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import compiling, figures, forecast, safe_limit, streaming
from forecasting.evaluation.simulation import networks, packed, sparse, standing
from forecasting.risk import safe_limit_of_months

LEVELS = [0.0, 0.05, 0.1, 0.5, 0.9, 1.0]


def fleet(seed: int, months: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Usage of every kind with gaps, months at a limit, series never used, and what is left of allotments."""
    rng = np.random.default_rng(seed)
    usage = np.concatenate([make(30, months, rng) for make in (networks, sparse, standing, packed)])
    usage = usage[rng.permutation(len(usage))] * rng.choice([1.0, 1.0, 0.37], (len(usage), 1))
    at_limit = np.zeros(usage.shape, dtype=bool)
    at_limit[:, -2:] = rng.random((len(usage), 1)) < 0.05
    left = np.floor(usage[:, -6:].mean(axis=1) * 12 * rng.uniform(0.8, 1.3, len(usage)))
    usage[0], usage[1, : months // 2], left[2], left[3] = 0.0, np.nan, -1.0, 0.0
    return usage, at_limit, left


def both_ways(monkeypatch: pytest.MonkeyPatch, compiled: bool) -> None:
    monkeypatch.setattr(compiling, "FEWEST_SERIES", 0 if compiled else 10**9)


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.sampled_from([1, 5, 12, 18]), st.booleans())
def test_figures_are_those_of_the_paths_to_the_last_bit(seed: int, months: int, horizon: int, compiled: bool) -> None:
    usage, at_limit, left = fleet(seed, months)
    paths = forecast(usage, horizon, at_limit=at_limit, seed=3)
    with pytest.MonkeyPatch.context() as patched:
        both_ways(patched, compiled)
        patched.setattr(streaming, "SERIES", 50)
        found = figures(usage, horizon, levels=LEVELS, allotment_left=left, at_limit=at_limit, seed=3)
    np.testing.assert_array_equal(found.quantiles, paths.quantile(LEVELS))
    np.testing.assert_array_equal(found.safe, safe_limit(paths.paths, left))


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.sampled_from([1, 12, 36]))
def test_compiled_paths_are_those_of_numpy_to_the_last_bit(seed: int, months: int, horizon: int) -> None:
    usage, at_limit, _ = fleet(seed, months)
    found = []
    for compiled in (False, True):
        with pytest.MonkeyPatch.context() as patched:
            both_ways(patched, compiled)
            found.append(forecast(usage, horizon, at_limit=at_limit, seed=1).paths)
    np.testing.assert_array_equal(*found)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.integers(1, 36), st.sampled_from([0.02, 0.1, 0.5]))
def test_safe_limits_of_months_are_those_of_paths_compiled_or_not(seed: int, months: int, risk: float) -> None:
    rng = np.random.default_rng(seed)
    demand = rng.poisson(rng.uniform(0, 50, (20, months, 1)), (20, months, 256)).astype(np.float32)
    demand *= rng.choice([1.0, 1.0, 10.0, 0.37, 1e6], (20, 1, 1)).astype(np.float32)
    left = np.floor(demand.mean(axis=2).sum(axis=1) * rng.uniform(0.5, 1.5, 20)) + rng.choice([0.0, 0.0, 0.5], 20)
    left[:5] = [-3.0, 0.0, np.inf, 2.0**24, 2.0**24 + 1]
    of_paths = safe_limit(demand.swapaxes(1, 2), left, risk)
    for compiled in (False, True):
        np.testing.assert_array_equal(safe_limit_of_months(demand, left, risk, compiled=compiled), of_paths)


def test_figures_of_nothing_left_to_ask_and_of_wrong_levels() -> None:
    usage = np.full((2, 12), 7.0)
    assert figures(usage, 3).safe is None
    assert figures(usage, 3, levels=0.5).quantiles.shape == (2, 3, 1)
    with pytest.raises(ValueError, match="ratios"):
        figures(usage, 3, levels=[1.2])
    with pytest.raises(ValueError, match="risk"):
        figures(usage, 3, allotment_left=10.0, risk=1.0)
    with pytest.raises(ValueError, match="not empty"):
        figures(np.empty((0, 12)), 3)


def test_one_network_never_waits_for_numba() -> None:
    code = "import sys, numpy as np; from forecasting import figures; figures(np.ones((50, 12)), 12); "
    loaded = subprocess.run(
        [sys.executable, "-c", code + "print('numba' in sys.modules)"], check=True, capture_output=True
    )
    assert loaded.stdout.strip() == b"False"
