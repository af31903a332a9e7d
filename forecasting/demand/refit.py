"""Makes a bank of error paths from held-out windows: what was forecast, against what came.

Errors of series that follow the bank are freed of the series' own covariance first (`demand.own_covariance`). In each
stratum windows are sorted by how far the sum of a year was off and taken evenly, so that sums over months keep their
distribution with few paths; then each month's errors are mapped, rank for rank, to those of all windows of the stratum,
so that single months keep theirs. A window that ends before the longest horizon borrows the rest of its path from one
of like rank.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from forecasting.demand.counts import are_counts
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
from forecasting.demand.history_kinds import Kind, count_steps, kinds
from forecasting.demand.odd_months import odd_months
from forecasting.demand.own_covariance import freed
from forecasting.demand.prediction import Prediction, predict
from forecasting.demand.scale import to_z

FloatArray = npt.NDArray[np.float64]

LARGEST_ERROR = 20.0
FEWEST_WINDOWS = PATHS
LEAST_ERROR, LEAST_SHARE = 0.01, 0.3  # what stands still has a band too: a hair's, and downwards, so that a limit holds


def usual_history(history: FloatArray) -> tuple[FloatArray, npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Histories, all known, as a forecast reads them: without odd months, their kinds, and which are small counts."""
    plain = odd_months(history, np.zeros(history.shape, dtype=bool)).without(history)
    return plain, kinds(plain), are_counts(plain, count_steps(plain))


def standardised_errors(history: FloatArray, future: FloatArray) -> tuple[FloatArray, Prediction]:
    """How far off predictions were, freed of their covariance, float (windows, LONGEST_HORIZON), and the predictions.

    Args:
        history: float (windows, months), numbers, all known.
        future: float (windows, LONGEST_HORIZON), numbers, the months that followed; NaN where not known, after at
            least SURE_MONTHS.
    """
    plain, _, _ = usual_history(history)
    found = predict(plain, (True,) * history.shape[1], future.shape[1])
    off = to_z(future, found.mean) - found.center
    own = found.follows_bank
    errors = off / found.spread
    errors[own] = freed(off[own], found.factor[own])
    return np.clip(errors, -LARGEST_ERROR, LARGEST_ERROR), found


def year_scores(future: FloatArray, found: Prediction) -> FloatArray:
    """How far the sum of a year's months was off, z, in its own standard deviations, float (windows,)."""
    off = to_z(future[:, :SURE_MONTHS], found.mean) - found.center[:, :SURE_MONTHS]
    together = found.factor[:, :SURE_MONTHS, :SURE_MONTHS].sum(axis=1)
    own = np.where(found.follows_bank, np.sqrt((together**2).sum(axis=1)), found.spread[:, :SURE_MONTHS].sum(axis=1))
    return np.asarray(off.sum(axis=1) / own)


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
        known = np.column_stack([found.spread[:, 0], shape_of(found), year_scores(future, found), off])
        for kind in Kind:
            held.setdefault((length_stratum(history.shape[1]), kind), []).append(known[found.kind == kind])
    lengths = len(LENGTH_STRATA)
    errors = [np.zeros((len(Kind), STRATA, PATHS, LONGEST_HORIZON)) for _ in range(lengths)]
    bank = ErrorBank(
        errors, np.zeros((lengths, len(Kind), SPREAD_STRATA - 1)), np.zeros((lengths, len(Kind), SPREAD_STRATA))
    )
    for length in range(lengths):
        for kind in Kind:
            own = np.concatenate(held.get((length, kind), [np.empty((0, 3 + LONGEST_HORIZON))]))
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
    """Fills one length and kind from windows, float (windows, 3 + months): spread, shape, sum of a year, errors."""
    spread, shape, year, off = known[:, 0], known[:, 1], known[:, 2], known[:, 3:]
    edges = np.quantile(spread, np.arange(1, SPREAD_STRATA) / SPREAD_STRATA)
    bank.spread_edges[length, kind] = edges
    by_spread = np.searchsorted(edges, spread, side="right")
    for s in range(SPREAD_STRATA):
        alike = by_spread == s
        edge = float(np.median(shape[alike])) if alike.any() else 0.0
        bank.shape_edges[length, kind, s] = edge
        for by_shape in range(SHAPE_STRATA):
            mine = alike & ((shape >= edge) == bool(by_shape))
            if mine.sum() < FEWEST_WINDOWS:
                mine = np.ones(len(off), dtype=bool)
            bank.errors[length][kind, s * SHAPE_STRATA + by_shape] = representative(off[mine], year[mine], lend)
    if kind is Kind.STANDING:
        unmoved = bank.errors[length][kind] == 0
        lowered = np.random.default_rng(0).random((STRATA, PATHS, 1)) < LEAST_SHARE
        bank.errors[length][kind] -= LEAST_ERROR * (unmoved & lowered)


def representative(errors: FloatArray, year: FloatArray, lend: FloatArray | None = None) -> FloatArray:
    """float (PATHS, months): few paths that stand for many, float (windows, months); see the module's text.

    Args:
        errors: NaN after a window's end, which is at least SURE_MONTHS away.
        year: float (windows,), how far each window's sum of a year was off.
        lend: whole paths, float (paths, months), to borrow from besides the whole windows among ``errors``.
    """
    places = (np.arange(PATHS) + 0.5) / PATHS
    rising = errors[np.argsort(year, kind="stable")]
    whole = rising[np.isfinite(rising[:, -1])]
    if lend is not None:
        whole = np.concatenate([whole, lend])
        whole = whole[np.argsort(whole[:, :SURE_MONTHS].mean(axis=1), kind="stable")]
    chosen = rising[(places * len(rising)).astype(np.int64)]
    chosen = np.where(np.isfinite(chosen), chosen, whole[(places * len(whole)).astype(np.int64)])
    told = np.isfinite(errors).sum(axis=0) >= PATHS
    ranks = np.argsort(np.argsort(chosen[:, told], axis=0, kind="stable"), axis=0, kind="stable")
    chosen[:, told] = np.take_along_axis(np.nanquantile(errors[:, told], places, axis=0), ranks, axis=0)
    return chosen
