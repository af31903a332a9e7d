"""Each compiled loop beside the NumPy that it stands for: the same to the last bit, on every kind of usage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.demand import error_paths
from forecasting.demand.bank import moments, tables
from forecasting.demand.bank_kernel import Limits, compiled_moments, factors_side_by_side
from forecasting.demand.history_facts import facts_of
from forecasting.demand.history_kernel import compiled_facts
from forecasting.demand.odd_kernel import compiled_odd_months
from forecasting.demand.odd_months import odd_months
from forecasting.demand.own_covariance import factors
from forecasting.demand.prediction import predict
from forecasting.demand.strata_kernel import compiled_place
from forecasting.demand.sums_kernel import MOST_IN_PAIRS, in_pairs
from forecasting.evaluation import simulation

MANY = settings(deadline=None, max_examples=25)
SEEDS = st.integers(0, 2**32 - 1)


def usage_of_every_kind(seed: int, months: int) -> np.ndarray:
    """Networks, sparse, standing, packed and structural usage; some of it no whole numbers, and some with bursts."""
    rng = np.random.default_rng(seed)
    makers = (
        simulation.networks,
        simulation.sparse,
        simulation.standing,
        simulation.packed,
        simulation.structural,
    )
    usage = np.concatenate([make(25, months, rng) for make in makers])
    usage *= rng.choice([1.0, 1.0, 0.37, 1e-4, 1e4], (len(usage), 1))
    usage *= np.where(rng.random(usage.shape) < 0.05, rng.choice([3.0, 8.0, 0.1], usage.shape), 1.0)
    usage[:, -1] += usage.sum(axis=1) == 0
    return usage


def known_months(seed: int, months: int) -> tuple[bool, ...]:
    rng = np.random.default_rng(seed)
    known = rng.random(months) < rng.choice([0.7, 1.0])
    known[0] = True
    return tuple(known.tolist())


@MANY
@given(SEEDS, st.integers(1, MOST_IN_PAIRS))
def test_sums_are_numpys(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(3, count)) * 10 ** rng.uniform(-8, 8, (3, count))
    for own, theirs in zip(values, np.add.reduce(values, axis=1), strict=True):
        assert in_pairs(own, count) == theirs


@MANY
@given(SEEDS, st.integers(1, 48))
def test_facts_of_histories_are_numpys(seed: int, months: int) -> None:
    known = known_months(seed, months)
    usage = usage_of_every_kind(seed, sum(known))
    own, theirs = compiled_facts(usage, known), facts_of(usage, known)
    for name in ("mean", "z", "kind", "step", "are_counts", "signs", "recent"):
        np.testing.assert_array_equal(getattr(own, name), getattr(theirs, name), err_msg=name)


@MANY
@given(SEEDS, st.integers(1, 48), st.integers(1, 36))
def test_moments_and_factors_are_numpys(seed: int, months: int, horizon: int) -> None:
    known = known_months(seed, months)
    z = facts_of(usage_of_every_kind(seed, sum(known)), known).z
    table = tables(known, horizon)
    found = moments(z, table)
    factor, spread = factors(found.covariance)
    own = compiled_moments(z, table)
    for one, other in zip(own, (found.center.astype(np.float64), factor, spread), strict=True):
        np.testing.assert_array_equal(one, other)


@MANY
@given(SEEDS, st.integers(1, 36))
def test_factors_are_numpys(seed: int, months: int) -> None:
    rng = np.random.default_rng(seed)
    parts = rng.normal(0, 10 ** rng.uniform(-4, 1), (7, months, rng.integers(1, 40)))
    covariance = parts @ parts.transpose(0, 2, 1)
    covariance[0] = 0.0
    covariance = (covariance + covariance.transpose(0, 2, 1)) / 2
    factor, spread = np.zeros(covariance.shape), np.empty(covariance.shape[:2])
    factors_side_by_side(covariance.transpose(1, 2, 0).copy(), Limits(), factor, spread)
    for own, theirs in zip((factor, spread), factors(covariance), strict=True):
        np.testing.assert_array_equal(own, theirs)


@MANY
@given(SEEDS, st.integers(1, 48))
def test_strata_are_those_of_the_error_bank(seed: int, months: int) -> None:
    known = known_months(seed, months)
    found = predict(usage_of_every_kind(seed, sum(known)), known, 12)
    own = compiled_place(sum(known), found)
    np.testing.assert_array_equal(own, error_paths.shipped().place(sum(known), found))
    assert months < 9 or len(np.unique(own)) > 3


@MANY
@given(SEEDS, st.integers(1, 48))
def test_odd_months_are_those_that_numpy_finds(seed: int, months: int) -> None:
    rng = np.random.default_rng(seed)
    usage = usage_of_every_kind(seed, months)
    usage[rng.random(usage.shape) < 0.03] = np.nan
    at_limit = np.zeros(usage.shape, dtype=bool)
    at_limit[:, -1] = rng.random(len(usage)) < 0.1
    own, theirs = compiled_odd_months(usage, at_limit), odd_months(usage, at_limit)
    np.testing.assert_array_equal(own.is_odd, theirs.is_odd)
    np.testing.assert_array_equal(own.beside, theirs.beside)


@pytest.mark.parametrize("months", [12, 24, 36])
def test_usage_of_every_kind_has_odd_months_and_every_kind(months: int) -> None:
    usage = usage_of_every_kind(1, months)
    assert odd_months(usage, np.zeros(usage.shape, dtype=bool)).is_odd.sum() > 3
    assert len(np.unique(facts_of(usage, (True,) * months).kind)) >= 3
