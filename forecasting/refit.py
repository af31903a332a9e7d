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

from forecasting.error_paths import LENGTH_STRATA, LONGEST_HORIZON, PATHS, SPREAD_STRATA, ErrorBank
from forecasting.kinds import Kind
from forecasting.prediction import Prediction, predict
from forecasting.scale import to_z

FloatArray = npt.NDArray[np.float64]

LARGEST_ERROR = 20.0
FEWEST_WINDOWS = PATHS
SURE_MONTHS = 12  # of its future that every window knows
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
    errors: dict[tuple[int, Kind], list[FloatArray]] = {}
    spreads: dict[tuple[int, Kind], list[FloatArray]] = {}
    for history, future in windows:
        length = int(np.searchsorted(LENGTH_STRATA, history.shape[1], side="right")) - 1
        off, found = standardised_errors(history, future)
        for one in Kind:
            errors.setdefault((length, one), []).append(off[found.kind == one])
            spreads.setdefault((length, one), []).append(found.spread[found.kind == one, 0])
    shape = (len(LENGTH_STRATA), len(Kind), SPREAD_STRATA)
    paths = np.zeros((*shape, PATHS, LONGEST_HORIZON))
    rng = np.random.default_rng(0)
    edges = np.zeros((*shape[:2], SPREAD_STRATA - 1))
    for length in range(len(LENGTH_STRATA)):
        for kind in Kind:
            off = np.concatenate(errors.get((length, kind), [np.empty((0, LONGEST_HORIZON))]))
            spread = np.concatenate(spreads.get((length, kind), [np.empty(0)]))
            if len(off) < FEWEST_WINDOWS * SPREAD_STRATA:
                if start is None and kind is not Kind.REGULAR:
                    paths[length, kind], edges[length, kind] = paths[length, Kind.REGULAR], edges[length, Kind.REGULAR]
                    continue
                if start is None:
                    raise ValueError(f"{len(off)} windows are too few for stratum {LENGTH_STRATA[length]}, {kind.name}")
                paths[length, kind], edges[length, kind] = start.errors[length, kind], start.edges[length, kind]
                continue
            edges[length, kind] = np.quantile(spread, np.arange(1, SPREAD_STRATA) / SPREAD_STRATA)
            stratum = np.searchsorted(edges[length, kind], spread, side="right")
            for s in range(SPREAD_STRATA):
                mine = off[stratum == s]
                paths[length, kind, s] = representative(mine if len(mine) >= FEWEST_WINDOWS else off)
            if kind is Kind.STANDING:
                unmoved = paths[length, kind] == 0
                paths[length, kind] -= LEAST_ERROR * unmoved * (rng.random((SPREAD_STRATA, PATHS, 1)) < LEAST_SHARE)
    return ErrorBank(paths, edges)


def representative(errors: FloatArray) -> FloatArray:
    """float (PATHS, months): few paths that stand for many, float (windows, months); see the module's text."""
    places = (np.arange(PATHS) + 0.5) / PATHS
    rising = errors[np.argsort(errors[:, :SURE_MONTHS].mean(axis=1), kind="stable")]
    whole = np.flatnonzero(np.isfinite(rising[:, -1]))
    taken = (places * len(rising)).astype(np.int64)
    lenders = whole[np.minimum(np.searchsorted(whole, taken), len(whole) - 1)]
    chosen = np.where(np.isfinite(rising[taken]), rising[taken], rising[lenders])
    ranks = np.argsort(np.argsort(chosen, axis=0, kind="stable"), axis=0, kind="stable")
    return np.asarray(np.take_along_axis(np.nanquantile(errors, places, axis=0), ranks, axis=0))
