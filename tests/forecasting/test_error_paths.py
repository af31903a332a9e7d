"""The shipped errors, and how a bank of them is made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from forecasting.demand.error_paths import GROUPS, LONGEST_HORIZON, PATHS, save, shipped
from forecasting.demand.error_paths import _trees as questions_to_trees
from forecasting.demand.history_kinds import Kind, kinds
from forecasting.demand.refit import error_bank, representative
from forecasting.evaluation.simulation import sparse, standing


def test_the_shipped_bank_is_whole() -> None:
    bank = shipped()
    for errors, trees in zip(bank.errors, bank.trees, strict=True):
        assert len(trees) == GROUPS
        assert errors.shape == (sum(len(tree) for tree in trees), PATHS, LONGEST_HORIZON)
        assert np.isfinite(errors).all()


def test_a_bank_that_was_saved_is_the_same_to_three_digits(tmp_path: Path) -> None:
    bank = shipped()
    save(bank, tmp_path / "bank.npz")
    with np.load(tmp_path / "bank.npz") as file:
        for length, errors in enumerate(bank.errors):
            np.testing.assert_array_equal(file[f"errors_{length}"], errors)
        again = questions_to_trees(file["questions"].astype(np.float64))
    for trees, others in zip(bank.trees, again, strict=True):
        for tree, other in zip(trees, others, strict=True):
            np.testing.assert_array_equal(tree.rows(), other.rows())


def test_errors_freed_of_their_covariance_hardly_go_together() -> None:
    regular = shipped().errors[6][: len(shipped().trees[6][Kind.REGULAR])].reshape(-1, LONGEST_HORIZON)[:, :12]
    together = np.corrcoef(regular.T)
    assert np.abs(together[np.triu_indices(12, 1)]).mean() < 0.15


def test_few_paths_keep_months_and_year_as_many_windows_have_them() -> None:
    rng = np.random.default_rng(0)
    many = rng.standard_normal((5000, 1)) + rng.standard_normal((5000, 20))
    few = representative(many, many[:, :12].mean(axis=1))
    np.testing.assert_allclose(
        np.quantile(few, [0.1, 0.5, 0.9], axis=0), np.quantile(many, [0.1, 0.5, 0.9], axis=0), atol=0.03
    )
    np.testing.assert_allclose(few[:, :12].mean(axis=1).std(), many[:, :12].mean(axis=1).std(), rtol=0.05)


def test_a_window_that_ends_early_borrows_its_last_months() -> None:
    rng = np.random.default_rng(1)
    errors = rng.standard_normal((400, 1)) + 0.1 * rng.standard_normal((400, 36))
    errors[::2, 12:] = np.nan
    few = representative(errors, errors[:, :12].mean(axis=1))
    assert np.isfinite(few).all()
    assert np.corrcoef(few[:, 11], few[:, 30])[0, 1] > 0.9


def test_kinds_tell_standing_and_sparse_series_from_the_rest() -> None:
    usage = np.array([[5.0, 5, 5, 5], [0, 0, 0, 0], [0, 3, 0, 2], [4, 5, 6, 7]])
    assert kinds(usage).tolist() == [Kind.STANDING, Kind.STANDING, Kind.SPARSE, Kind.REGULAR]


def test_a_bank_cannot_come_from_nothing() -> None:
    with pytest.raises(ValueError, match="0 windows are too few for stratum 1, REGULAR"):
        error_bank([])


def test_a_bank_takes_from_the_shipped_one_what_a_small_fleet_cannot_tell() -> None:
    rng = np.random.default_rng(2)
    usage = np.concatenate([standing(30, 60, rng), sparse(30, 60, rng)])
    bank = error_bank([(usage[:, :24], usage[:, 24:])], shipped())
    for own, start in zip(bank.errors, shipped().errors, strict=True):
        np.testing.assert_array_equal(own, start)
    assert bank.trees == shipped().trees
