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
    GROUPS,
    LENGTH_STRATA,
    LONGEST_HORIZON,
    PATHS,
    SURE_MONTHS,
    ErrorBank,
    firsts,
    group_of,
    length_stratum,
    signs_of,
)
from forecasting.demand.history_kinds import Kind, count_steps, kinds
from forecasting.demand.odd_months import odd_months
from forecasting.demand.own_covariance import freed
from forecasting.demand.prediction import Prediction, predict
from forecasting.demand.scale import to_z
from forecasting.demand.signs import SIGNS
from forecasting.demand.strata import Strata, grown

FloatArray = npt.NDArray[np.float64]

LARGEST_ERROR = 20.0
FEWEST_WINDOWS = PATHS
FEWEST_IN_A_STRATUM = 300
MOST_STRATA = (24, 1, 10, 10)  # by kind
_ERRORS = slice(2, 2 + LONGEST_HORIZON)  # columns of what windows tell; the year and its highest before, signs after
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
    prediction = predict(plain, (True,) * history.shape[1], future.shape[1])
    off = to_z(future, prediction.mean) - prediction.center
    own = prediction.follows_bank
    errors = off / prediction.spread
    errors[own] = freed(off[own], prediction.factor[own])
    return np.clip(errors, -LARGEST_ERROR, LARGEST_ERROR), prediction


def year_scores(future: FloatArray, prediction: Prediction) -> FloatArray:
    """How far the sum of a year's months was off, z, in its own standard deviations, float (windows,)."""
    off = to_z(future[:, :SURE_MONTHS], prediction.mean) - prediction.center[:, :SURE_MONTHS]
    together = prediction.factor[:, :SURE_MONTHS, :SURE_MONTHS].sum(axis=1)
    own = np.where(
        prediction.follows_bank, np.sqrt((together**2).sum(axis=1)), prediction.spread[:, :SURE_MONTHS].sum(axis=1)
    )
    return np.asarray(off.sum(axis=1) / own)


def highest_scores(future: FloatArray, prediction: Prediction) -> FloatArray:
    """How far above its center the most of a year was, in spreads, float (windows,)."""
    off = to_z(future[:, :SURE_MONTHS], prediction.mean) - prediction.center[:, :SURE_MONTHS]
    off /= prediction.spread[:, :SURE_MONTHS]
    return np.asarray(off.max(axis=1))


def error_bank(windows: Iterable[tuple[FloatArray, FloatArray]], start: ErrorBank | None = None) -> ErrorBank:
    """The bank of error paths that these windows tell of.

    Args:
        windows: pairs of (history, future) as for `standardised_errors`, any history lengths.
        start: whose strata are kept, and whose errors where a stratum has too few windows of its own; without it strata
            are made as these windows' signs ask for.

    Raises:
        ValueError: too few windows of a group, and nothing to start from.
    """
    held = told_by(windows)
    nothing = np.empty((0, _ERRORS.stop + len(SIGNS)))
    errors, trees = [], []
    for length, least in enumerate(LENGTH_STRATA):
        mine = [held.get((length, group), nothing) for group in range(GROUPS)]
        if start is None:
            if len(mine[Kind.REGULAR]) < FEWEST_IN_A_STRATUM:
                raise ValueError(f"{len(mine[Kind.REGULAR])} windows are too few for stratum {least}, REGULAR")
            mine = [one if len(one) >= FEWEST_IN_A_STRATUM else mine[Kind.REGULAR] for one in mine]
            asked = tuple(_strata(group, one) for group, one in enumerate(mine))
        else:
            asked = start.trees[length]
        own = []
        for group, first in enumerate(firsts(asked)):
            lend = None if start is None else start.errors[length][first : first + len(asked[group])]
            own.append(_filled(asked[group], group, mine[group], lend))
        errors.append(np.concatenate(own))
        trees.append(asked)
    return ErrorBank(errors, tuple(trees))


def told_by(windows: Iterable[tuple[FloatArray, FloatArray]]) -> dict[tuple[int, int], FloatArray]:
    """By length stratum and group what its windows tell, float (windows, 2 + LONGEST_HORIZON + SIGNS).

    That is how far off the sum of a year was, and its highest month, the errors of every month, and the signs.
    """
    held: dict[tuple[int, int], list[FloatArray]] = {}
    for history, future in windows:
        off, prediction = standardised_errors(history, future)
        known = np.column_stack(
            [year_scores(future, prediction), highest_scores(future, prediction), off, signs_of(prediction)]
        )
        group = group_of(prediction)
        for one in np.unique(group):
            held.setdefault((length_stratum(history.shape[1]), int(one)), []).append(known[group == one])
    return {key: np.concatenate(parts) for key, parts in held.items()}


def _strata(group: int, known: FloatArray) -> Strata:
    judged = known[:, [0, 1, _ERRORS.start]]
    return grown(known[:, _ERRORS.stop :], judged, MOST_STRATA[group], FEWEST_IN_A_STRATUM)


def _filled(tree: Strata, group: int, known: FloatArray, start: FloatArray | None = None) -> FloatArray:
    """float (strata, PATHS, months): the errors of one group; ``start``'s where too few windows tell."""
    stratum = tree.of(known[:, _ERRORS.stop :])
    errors = np.zeros((len(tree), PATHS, LONGEST_HORIZON)) if start is None else np.array(start)
    for one in range(len(tree)):
        mine = known[stratum == one]
        if len(mine) >= FEWEST_WINDOWS:
            lend = None if start is None else start[one]
            errors[one] = representative(mine[:, _ERRORS], mine[:, 0], lend)
            if group == Kind.STANDING:
                lowered = np.random.default_rng(0).random((PATHS, 1)) < LEAST_SHARE
                errors[one] -= LEAST_ERROR * ((errors[one] == 0) & lowered)
    return errors


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
