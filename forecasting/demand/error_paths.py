"""How forecasts go wrong: whole standardised error paths, (demand - center) / spread on the z scale, month by month.

Whole paths keep the correlation between months, which sums over months ("does the allotment hold?") live by: a forecast
that is too low in one month is mostly too low in the next. They are held-out errors of real and simulated series, in
strata by what is known of a series beforehand: length of its history, kind, and the signs of how it goes
(`demand.signs`, `demand.strata`). `demand.refit` makes such a bank; the shipped one is made by `evaluation.calibrate`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import IO, overload

import numpy as np
import numpy.typing as npt

from forecasting.demand.history_kinds import Kind
from forecasting.demand.own_covariance import laid_on, on_error_grid, upright
from forecasting.demand.prediction import Prediction
from forecasting.demand.signs import signs_of_forecast
from forecasting.demand.standing_still import nearly_still
from forecasting.demand.strata import Strata

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]

PATHS = 256
LONGEST_HORIZON = 36
KEPT_IN_ORDER = 16
SHORTEST_THAT_LEANS = 5  # months of history; the months that held-out windows end in are not those of a shorter one
SURE_MONTHS = 12  # of its future that every held-out window knows
LENGTH_STRATA = (1, 2, 3, 5, 9, 15, 21, 30)  # the least known months of each
GROUPS = len(Kind)  # of series that are asked for their signs apart: by kind
SHIPPED = Path(__file__).with_name("error_bank.npz")


@dataclass(frozen=True)
class ErrorBank:
    """Error paths by stratum, and which series belong to it.

    errors: for each length stratum, float (strata, PATHS, LONGEST_HORIZON), those of one group after the other.
    trees: for each length stratum, those of each group.
    """

    errors: Sequence[FloatArray]
    trees: Sequence[tuple[Strata, ...]]
    _in_order: dict[tuple[int, int, int], FloatArray] = field(default_factory=dict, repr=False, compare=False)

    def ahead(
        self, months: int, prediction: Prediction, stratum: npt.NDArray[np.int64], seed: int, horizon: int
    ) -> Float32Array:
        """float32 (series, horizon, PATHS): how far demand may be off predictions from so many known months, z scale.

        Args:
            months: known months of each series.
            prediction: the predictions, at least SURE_MONTHS ahead.
            stratum: int (series,), theirs (`place`).
            seed: which path comes when.
            horizon: months ahead.
        """
        errors = self.in_order(months, seed, horizon)
        off = np.empty((len(stratum), horizon, PATHS), np.float32)
        own = prediction.follows_bank
        for one in np.unique(stratum[own]):
            rows = _in_a_row(np.flatnonzero(own & (stratum == one)))
            off[rows] = laid_on(prediction.factor[rows, :horizon, :horizon], errors[one])
        if months < SHORTEST_THAT_LEANS:
            off[own] = upright(off[own])
        rest = np.flatnonzero(~own)
        if rest.size:
            off[rest] = errors[stratum[rest]]
            off[rest] *= prediction.spread[rest, :horizon, None].astype(np.float32)
        return off

    def place(self, months: int, prediction: Prediction) -> npt.NDArray[np.int64]:
        """int (series,): which stratum of all groups each prediction belongs to."""
        trees = self.trees[length_stratum(months)]
        signs, group = signs_of(prediction), group_of(prediction)
        stratum = np.empty(len(signs), dtype=np.int64)
        for one, first in enumerate(firsts(trees)):
            rows = np.flatnonzero(group == one)
            if rows.size:
                stratum[rows] = first + trees[one].of(signs[rows])
        return stratum

    def in_order(self, months: int, seed: int, horizon: int) -> FloatArray:
        """float (strata, horizon, PATHS): one length stratum's errors as they are handed out, kept for later."""
        length = length_stratum(months)
        key = (length, seed, horizon)
        if key not in self._in_order:
            if len(self._in_order) >= KEPT_IN_ORDER:
                self._in_order.clear()
            whole = np.array(self.errors[length])
            first = firsts(self.trees[length])[Kind.STANDING]
            standing = slice(first, first + len(self.trees[length][Kind.STANDING]))
            whole[standing] = nearly_still(whole[standing])
            ordered = whole[:, order(seed), :horizon].swapaxes(1, 2)
            self._in_order[key] = on_error_grid(np.ascontiguousarray(ordered))
        return self._in_order[key]


def _in_a_row(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64] | slice:
    """The rows, rising, as a slice where they follow one another: then nothing need be copied."""
    first, last = int(rows[0]), int(rows[-1])
    return slice(first, last + 1) if last - first == len(rows) - 1 else rows


def firsts(trees: Sequence[Strata]) -> list[int]:
    """The place of each group's first stratum among all."""
    return [sum(len(tree) for tree in trees[:one]) for one in range(len(trees))]


def signs_of(prediction: Prediction) -> FloatArray:
    """float (series, SIGNS)."""
    ahead = signs_of_forecast(prediction.center, prediction.spread, prediction.factor, prediction.recent)
    return np.concatenate([prediction.signs, ahead], axis=1)


def group_of(prediction: Prediction) -> npt.NDArray[np.int64]:
    """int (series,): which series' signs are asked together."""
    return prediction.kind


def length_stratum(months: int) -> int:
    """Which of LENGTH_STRATA a history of so many known months belongs to."""
    return int(np.searchsorted(LENGTH_STRATA, months, side="right")) - 1


class _ShippedErrors(Sequence[FloatArray]):
    """The shipped errors by length stratum, each read when first asked for: one network needs one or two of them."""

    def __len__(self) -> int:
        return len(LENGTH_STRATA)

    @overload
    def __getitem__(self, place: int) -> FloatArray: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[FloatArray]: ...
    def __getitem__(self, place: int | slice) -> FloatArray | Sequence[FloatArray]:
        if isinstance(place, slice):
            return [_shipped_errors(i) for i in range(*place.indices(len(self)))]
        return _shipped_errors(range(len(self))[place])


@lru_cache(maxsize=len(LENGTH_STRATA))
def _shipped_errors(length: int) -> FloatArray:
    with _bank_file() as opened, np.load(opened) as file:
        return np.asarray(file[f"errors_{length}"], dtype=np.float64)


@lru_cache(maxsize=1)
def shipped() -> ErrorBank:
    """The bank that comes with the package."""
    with _bank_file() as opened, np.load(opened) as file:
        return ErrorBank(_ShippedErrors(), _trees(file["questions"].astype(np.float64)))


def _trees(questions: FloatArray) -> tuple[tuple[Strata, ...], ...]:
    """The trees of rows (length, group, sign, edge, child after a no, after a yes, stratum), a node each."""
    by_length = []
    for length in range(len(LENGTH_STRATA)):
        mine = questions[questions[:, 0] == length]
        by_length.append(tuple(Strata.of_rows(mine[mine[:, 1] == group, 2:]) for group in range(GROUPS)))
    return tuple(by_length)


def _bank_file() -> IO[bytes]:
    """The shipped bank's file, wherever the package is: in a folder, or in a zip file that travels to a cluster."""
    return resources.files("forecasting.demand").joinpath(SHIPPED.name).open("rb")


def save(bank: ErrorBank, path: Path = SHIPPED) -> None:
    """Writes a bank to an ``.npz`` file, errors as float16: three digits of them are known at most."""
    errors = {f"errors_{i}": one.astype(np.float16) for i, one in enumerate(bank.errors)}
    questions = np.concatenate(
        [
            np.column_stack([np.full(len(rows), length), np.full(len(rows), group), rows])
            for length, trees in enumerate(bank.trees)
            for group, rows in enumerate(tree.rows() for tree in trees)
        ]
    )
    np.savez_compressed(path, **errors, questions=questions.astype(np.float32))  # type: ignore[arg-type]


def order(seed: int) -> npt.NDArray[np.int64]:
    """Which equally likely path is which: all that a seed decides."""
    return np.random.default_rng(seed).permutation(PATHS)
