"""How forecasts go wrong: whole standardised error paths, (demand - center) / spread on the z scale, month by month.

Whole paths keep the correlation between months, which sums over months ("does the allotment hold?") live by: a forecast
that is too low in one month is mostly too low in the next. They are held-out errors of real and simulated series, in
strata by what is known of a series beforehand: length of its history, kind, predicted spread, and how much the coming
year is predicted to move against it. `demand.refit`
makes such a bank; the shipped one is made by `evaluation.calibrate`.
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
from forecasting.demand.standing_still import nearly_still
from forecasting.exact_sums import mean_of_months, seven_digits

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]

PATHS = 256
LONGEST_HORIZON = 36
KEPT_IN_ORDER = 16
SHORTEST_THAT_LEANS = 5  # months of history; the months that held-out windows end in are not those of a shorter one
SURE_MONTHS = 12  # of its future that every held-out window knows
LENGTH_STRATA = (1, 2, 3, 5, 9, 15, 21, 30)  # the least known months of each
SPREAD_STRATA = 4
SHAPE_STRATA = 2
STRATA = SPREAD_STRATA * SHAPE_STRATA
SHIPPED = Path(__file__).with_name("error_bank.npz")


@dataclass(frozen=True)
class ErrorBank:
    """Error paths by stratum, and where strata begin.

    errors: for each length stratum, float (kinds, STRATA, PATHS, LONGEST_HORIZON).
    spread_edges: float (lengths, kinds, SPREAD_STRATA - 1), of the first month's spread, on the z scale.
    shape_edges: float (lengths, kinds, SPREAD_STRATA), of the shape of a forecast (see `shape_of`).
    """

    errors: Sequence[FloatArray]
    spread_edges: FloatArray
    shape_edges: FloatArray
    _in_order: dict[tuple[int, int, int], FloatArray] = field(default_factory=dict, repr=False, compare=False)

    def ahead(self, months: int, prediction: Prediction, seed: int, horizon: int) -> Float32Array:
        """float32 (series, horizon, PATHS): how far demand may be off predictions from so many known months, z scale.

        Args:
            months: known months of each series.
            prediction: the predictions, at least SURE_MONTHS ahead.
            seed: which path comes when.
            horizon: months ahead.
        """
        place = self.place(months, prediction)
        errors = self.in_order(months, seed, horizon)
        off = np.empty((len(place), horizon, PATHS), np.float32)
        own = prediction.follows_bank
        for one in np.unique(place[own]):
            rows = np.flatnonzero(own & (place == one))
            off[rows] = laid_on(prediction.factor[rows, :horizon, :horizon], errors[Kind.REGULAR, one])
        if months < SHORTEST_THAT_LEANS:
            off[own] = upright(off[own])
        rest = np.flatnonzero(~own)
        if rest.size:
            off[rest] = errors[prediction.kind[rest], place[rest]]
            off[rest] *= prediction.spread[rest, :horizon, None].astype(np.float32)
        return off

    def place(self, months: int, prediction: Prediction) -> npt.NDArray[np.int64]:
        """int (series,): which stratum of its kind each prediction belongs to."""
        length = length_stratum(months)
        spread, shape = prediction.spread[:, 0], shape_of(prediction)
        by_spread = (spread[:, None] >= self.spread_edges[length][prediction.kind]).sum(axis=1)
        by_shape = (shape >= self.shape_edges[length][prediction.kind, by_spread]).astype(np.int64)
        return np.asarray(by_spread * SHAPE_STRATA + by_shape)

    def in_order(self, months: int, seed: int, horizon: int) -> FloatArray:
        """float (kinds, STRATA, horizon, PATHS): one length stratum's errors as they are handed out, kept for later."""
        length = length_stratum(months)
        key = (length, seed, horizon)
        if key not in self._in_order:
            if len(self._in_order) >= KEPT_IN_ORDER:
                self._in_order.clear()
            whole = np.array(self.errors[length])
            whole[Kind.STANDING] = nearly_still(whole[Kind.STANDING])
            ordered = whole[:, :, order(seed), :horizon].swapaxes(2, 3)
            self._in_order[key] = on_error_grid(np.ascontiguousarray(ordered))
        return self._in_order[key]


def length_stratum(months: int) -> int:
    """Which of LENGTH_STRATA a history of so many known months belongs to."""
    return int(np.searchsorted(LENGTH_STRATA, months, side="right")) - 1


def shape_of(prediction: Prediction) -> FloatArray:
    """How much the coming year is predicted to move, in units of its spread, float (series,): season and trend."""
    year, spread = prediction.center[:, :SURE_MONTHS], prediction.spread[:, :SURE_MONTHS]
    moved = np.sqrt(mean_of_months((year - mean_of_months(year)) ** 2))
    return seven_digits((moved / mean_of_months(spread))[:, 0])


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
        return ErrorBank(
            _ShippedErrors(), file["spread_edges"].astype(np.float64), file["shape_edges"].astype(np.float64)
        )


def _bank_file() -> IO[bytes]:
    """The shipped bank's file, wherever the package is: in a folder, or in a zip file that travels to a cluster."""
    return resources.files("forecasting.demand").joinpath(SHIPPED.name).open("rb")


def save(bank: ErrorBank, path: Path = SHIPPED) -> None:
    """Writes a bank to an ``.npz`` file, errors as float16: three digits of them are known at most."""
    errors = {f"errors_{i}": one.astype(np.float16) for i, one in enumerate(bank.errors)}
    edges = {"spread_edges": bank.spread_edges.astype(np.float32), "shape_edges": bank.shape_edges.astype(np.float32)}
    np.savez_compressed(path, **errors, **edges)  # type: ignore[arg-type]


def order(seed: int) -> npt.NDArray[np.int64]:
    """Which equally likely path is which: all that a seed decides."""
    return np.random.default_rng(seed).permutation(PATHS)
