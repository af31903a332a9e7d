"""Makes a bank of error paths from held-out windows: what was forecast, against what came.

In each stratum windows are sorted by their mean error over a year and taken evenly, so that sums over months keep their
distribution with few paths; then each month's errors are mapped, rank for rank, to those of all windows of the stratum,
so that single months keep theirs. A window that ends before the longest horizon borrows the rest of its path from
the one with the next mean error.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from forecasting.demand.error_paths import (
    LENGTH_STRATA,
    LONGEST_HORIZON,
    PATHS,
    SHAPE_STRATA,
    SPREAD_STRATA,
    STRATA,
    SURE_MONTHS,
    ErrorBank,
    length_stratum,
    shape_of,
)
from forecasting.demand.history_kinds import Kind
from forecasting.demand.prediction import Prediction, predict
from forecasting.demand.scale import to_z

FloatArray = npt.NDArray[np.float64]

LARGEST_ERROR = 20.0
FEWEST_WINDOWS = PATHS
LEAST_ERROR, LEAST_SHARE = 0.01, 0.3  # what stands still has a band too: a hair's, and downwards, so that a limit holds


def standardised_errors(history: FloatArray, future: FloatArray) -> tuple[FloatArray, Prediction]:
    """How far off predictions were, in their own spreads, float (windows, LONGEST_HORIZON), and the predictions.

    Args:
        history: float (windows, months), numbers, all known.
        future: float (windows, LONGEST_HORIZON), numbers, the months that followed; NaN where not known, after at
            least SURE_MONTHS.
    """
    found = predict(history, (True,) * history.shape[1], future.shape[1])
    errors = (to_z(future, found.mean) - found.center) / found.spread
    return np.clip(errors, -LARGEST_ERROR, LARGEST_ERROR), found


def error_bank(windows: Iterable[tuple[FloatArray, FloatArray]], start: ErrorBank | None = None) -> ErrorBank:
    """The bank of error paths that these windows tell of.

    Args:
        windows: pairs of (history, future) as for `standardised_errors`, any history lengths.
        start: where strata come from that have too few windows of their own; without it kinds that have too few are
            taken for regular.

    Raises:
        ValueError: too few windows of regular series, and nothing to start from.
    """
    held: dict[tuple[int, Kind], list[FloatArray]] = {}
    for history, future in windows:
        off, found = standardised_errors(history, future)
        known = np.column_stack([found.spread[:, 0], shape_of(found), off])
        for kind in Kind:
            held.setdefault((length_stratum(history.shape[1]), kind), []).append(known[found.kind == kind])
    lengths = len(LENGTH_STRATA)
    errors = [np.zeros((len(Kind), STRATA, PATHS, LONGEST_HORIZON)) for _ in range(lengths)]
    bank = ErrorBank(
        errors, np.zeros((lengths, len(Kind), SPREAD_STRATA - 1)), np.zeros((lengths, len(Kind), SPREAD_STRATA))
    )
    for length in range(lengths):
        for kind in Kind:
            own = np.concatenate(held.get((length, kind), [np.empty((0, 2 + LONGEST_HORIZON))]))
            if len(own) >= FEWEST_WINDOWS * STRATA:
                lend = None if start is None else start.errors[length][kind].reshape(-1, LONGEST_HORIZON)
                _fill(bank, length, kind, own, lend)
            elif start is not None:
                _copy(bank, length, kind, start, kind)
            elif kind is not Kind.REGULAR:
                _copy(bank, length, kind, bank, Kind.REGULAR)
            else:
                raise ValueError(f"{len(own)} windows are too few for stratum {LENGTH_STRATA[length]}, {kind.name}")
    return bank


def _copy(bank: ErrorBank, length: int, kind: Kind, source: ErrorBank, source_kind: Kind) -> None:
    bank.errors[length][kind] = source.errors[length][source_kind]
    bank.spread_edges[length, kind] = source.spread_edges[length, source_kind]
    bank.shape_edges[length, kind] = source.shape_edges[length, source_kind]


def _fill(bank: ErrorBank, length: int, kind: Kind, known: FloatArray, lend: FloatArray | None) -> None:
    """Fills the strata of one length and kind from windows, float (windows, 2 + months): spread, shape, errors."""
    spread, shape, off = known[:, 0], known[:, 1], known[:, 2:]
    edges = np.quantile(spread, np.arange(1, SPREAD_STRATA) / SPREAD_STRATA)
    bank.spread_edges[length, kind] = edges
    by_spread = np.searchsorted(edges, spread, side="right")
    for s in range(SPREAD_STRATA):
        alike = by_spread == s
        edge = float(np.median(shape[alike])) if alike.any() else 0.0
        bank.shape_edges[length, kind, s] = edge
        for by_shape in range(SHAPE_STRATA):
            mine = off[alike & ((shape >= edge) == bool(by_shape))]
            bank.errors[length][kind, s * SHAPE_STRATA + by_shape] = representative(
                mine if len(mine) >= FEWEST_WINDOWS else off, lend
            )
    if kind is Kind.STANDING:
        unmoved = bank.errors[length][kind] == 0
        lowered = np.random.default_rng(0).random((STRATA, PATHS, 1)) < LEAST_SHARE
        bank.errors[length][kind] -= LEAST_ERROR * (unmoved & lowered)


def representative(errors: FloatArray, lend: FloatArray | None = None) -> FloatArray:
    """float (PATHS, months): few paths that stand for many, float (windows, months); see the module's text.

    Args:
        errors: NaN after a window's end, which is at least SURE_MONTHS away.
        lend: whole paths, float (paths, months), to borrow from besides the whole windows among ``errors``.
    """
    places = (np.arange(PATHS) + 0.5) / PATHS
    rising = _by_year(errors)
    whole = rising[np.isfinite(rising[:, -1])]
    if lend is not None:
        whole = _by_year(np.concatenate([whole, lend]))
    chosen = rising[(places * len(rising)).astype(np.int64)]
    lender = np.searchsorted(whole[:, :SURE_MONTHS].mean(axis=1), chosen[:, :SURE_MONTHS].mean(axis=1))
    chosen = np.where(np.isfinite(chosen), chosen, whole[np.minimum(lender, len(whole) - 1)])
    told = np.isfinite(errors).sum(axis=0) >= PATHS
    ranks = np.argsort(np.argsort(chosen[:, told], axis=0, kind="stable"), axis=0, kind="stable")
    chosen[:, told] = np.take_along_axis(np.nanquantile(errors[:, told], places, axis=0), ranks, axis=0)
    return chosen


def _by_year(errors: FloatArray) -> FloatArray:
    return errors[np.argsort(errors[:, :SURE_MONTHS].mean(axis=1), kind="stable")]
