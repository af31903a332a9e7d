"""Demand ahead: usage of every series of a fleet in, joint paths of demand out.

The bank (`forecasting.bank`) gives a center and a spread for each month ahead on the z scale (`forecasting.scale`);
a path of demand is center + spread x error on it, with each whole path of standardised errors
(`forecasting.error_paths`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from forecasting import censoring, error_paths
from forecasting.bank import moments, tables
from forecasting.blas import with_one_blas_thread
from forecasting.caveats import Caveat, caveats_of
from forecasting.counts import errors_of_counts
from forecasting.kinds import Kind, lattice_steps, on_the_lattice
from forecasting.level_shift import level_shifts
from forecasting.prediction import Prediction, predict
from forecasting.running_month import RunningMonth, take_in
from forecasting.scale import from_roots, roots, to_z

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

ROWS = 1024  # series predicted together
PATH_ROWS = 64  # series whose paths are worked out together: they fit a processor's cache
LONGEST_HISTORY = 48  # older months no longer say anything that newer ones do not


@dataclass(frozen=True)
class Forecast:
    """Joint paths of demand and what to know about them.

    paths: float (series, paths, horizon), numbers, >= 0, equally likely.
    history, at_limit: float and bool (series, months), what they are forecast from.
    """

    paths: FloatArray
    history: FloatArray = field(repr=False)
    at_limit: BoolArray = field(repr=False)

    @cached_property
    def caveats(self) -> tuple[tuple[Caveat, ...], ...]:
        """For each series what makes its forecast less than sure; empty when nothing does."""
        shifts = level_shifts(self.history[:, -LONGEST_HISTORY:], self.at_limit[:, -LONGEST_HISTORY:])
        return tuple(map(_joined, caveats_of(self.history, self.at_limit), shifts))

    @cached_property
    def mean(self) -> FloatArray:
        """float (series, horizon), numbers."""
        return np.asarray(self.paths.mean(axis=1), dtype=np.float64)

    def quantile(self, levels: npt.ArrayLike) -> FloatArray:
        """float (series, horizon, levels), numbers; levels are ratios in [0, 1]."""
        wanted = np.atleast_1d(np.asarray(levels, dtype=np.float64))
        if wanted.ndim != 1 or not ((wanted >= 0) & (wanted <= 1)).all():
            raise ValueError(f"quantile levels must be ratios in [0, 1], got {wanted.tolist()}")
        return np.asarray(np.moveaxis(np.quantile(self.paths, wanted, axis=1), 0, -1), dtype=np.float64)


@with_one_blas_thread
def forecast(
    usage: npt.ArrayLike,
    horizon: int,
    *,
    at_limit: npt.ArrayLike | None = None,
    partial: RunningMonth | None = None,
    seed: int = 0,
) -> Forecast:
    """Forecasts demand of many series at once; a series' paths depend on nothing but that series and the seed.

    Args:
        usage: float (series, months), numbers, oldest month first; NaN before a series' first month or where missing.
        horizon: months ahead, 1 to 36.
        at_limit: bool (series, months); True where a limit cut the month off, so that demand was at least usage.
        partial: the running month. With it the horizon's first month is the running month, in whole; without it, the
            first month after the history.
        seed: which equally likely path is which.

    Returns:
        The Forecast. A series of which nothing is known is zero, unless its running month says otherwise.

    Raises:
        ValueError: negative or infinite usage, no series, no months, a horizon outside 1..36, shapes that do not fit.
    """
    history, cut_off = _checked(usage, horizon, at_limit, partial)
    if partial is not None:
        history, cut_off = _with_a_first_month(history, cut_off, partial)
    # In memory a month's paths lie side by side: what is done to each month, and sums over months, run along them.
    paths = np.zeros((len(history), horizon, error_paths.PATHS)).swapaxes(1, 2)
    recent, hidden = history[:, -LONGEST_HISTORY:], cut_off[:, -LONGEST_HISTORY:]
    for known, alike in _by_known_months(recent, np.asarray(hidden.any(axis=1))):
        months = np.flatnonzero(_padded(known, recent.shape[1]))
        for together in _blocks(alike, ROWS):
            seen, cut = recent[np.ix_(together, months)], hidden[np.ix_(together, months)]
            found = predict(seen, known, max(horizon, error_paths.SURE_MONTHS))
            steps = lattice_steps(seen, found.kind)
            for part in _blocks(np.arange(len(together)), PATH_ROWS):
                some, rows = found.of(part), together[part]
                if cut.any():
                    ahead = _hidden_paths(some, seen[part], cut[part], known, horizon, seed)
                else:
                    ahead = _paths(some, len(months), horizon, seed)
                if partial is not None:
                    ahead = take_in(ahead, some.mean, partial.of(rows), seed)
                paths[rows] = on_the_lattice(from_roots(ahead), seen[part, -1], some.kind, steps[part])
    if partial is not None:
        paths[:, :, 0] = np.maximum(paths[:, :, 0], partial.used_so_far[:, None])
    return Forecast(paths, history, cut_off)


def _paths(found: Prediction, months: int, horizon: int, seed: int) -> FloatArray:
    """Paths as square roots, float (series, PATHS, horizon), of series with so many known months."""
    errors = error_paths.shipped().ahead(months, found, seed, horizon)
    if found.counts.any():
        errors[found.counts] = errors_of_counts(months, error_paths.PATHS, horizon, seed)
    errors *= 0.5 * np.sqrt(found.mean[:, None]) * found.spread[:, None, :horizon]
    errors += roots(found.center[:, :horizon], found.mean)[:, None]
    return errors


def _hidden_paths(
    found: Prediction, seen: FloatArray, hidden: BoolArray, known: tuple[bool, ...], horizon: int, seed: int
) -> FloatArray:
    """`_paths` of series with cut-off months: an equal part of them from each history that may have been."""
    series, ahead = found.center.shape
    table = tables(known, ahead)
    whole = censoring.whole_histories(to_z(seen, found.mean), hidden, found.mean, known, table, seed)
    by_chain = moments(whole.reshape(-1, whole.shape[2]).astype(np.float32), table)
    center = by_chain.center.reshape(series, censoring.CHAINS, ahead)[:, :, :horizon]
    spread = by_chain.spread.reshape(series, censoring.CHAINS, ahead)[:, :, :horizon]
    typical = Prediction(
        kind=np.full(series, Kind.REGULAR, dtype=np.int64),
        mean=found.mean,
        center=by_chain.center.reshape(series, censoring.CHAINS, ahead).mean(axis=1, dtype=np.float64),
        spread=np.median(by_chain.spread.reshape(series, censoring.CHAINS, ahead), axis=1).astype(np.float64),
        counts=np.zeros(series, dtype=np.bool_),
    )
    errors = error_paths.shipped().ahead(seen.shape[1], typical, seed, horizon)
    chain = np.arange(error_paths.PATHS) % censoring.CHAINS
    return roots(center[:, chain] + spread[:, chain] * errors, found.mean[:, :, None])


def _joined(caveats: tuple[Caveat, ...], shift: Caveat | None) -> tuple[Caveat, ...]:
    return caveats if shift is None else (*caveats, shift)


def _blocks(rows: npt.NDArray[np.int64], size: int) -> Iterator[npt.NDArray[np.int64]]:
    yield from (rows[first : first + size] for first in range(0, len(rows), size))


def _by_known_months(usage: FloatArray, cut_off: BoolArray) -> list[tuple[tuple[bool, ...], npt.NDArray[np.int64]]]:
    """Rows that know the same months, from their first known one to the last of the array; those cut off apart."""
    known = np.isfinite(usage)
    found = []
    for some in (np.flatnonzero(~cut_off), np.flatnonzero(cut_off)):
        if some.size:
            found += [(pattern, some[rows]) for pattern, rows in _by_pattern(known[some])]
    return found


def _by_pattern(known: BoolArray) -> list[tuple[tuple[bool, ...], npt.NDArray[np.int64]]]:
    # One whole number says which months a row knows: there are at most LONGEST_HISTORY of them.
    codes = known @ (np.int64(1) << np.arange(known.shape[1], dtype=np.int64))
    _, which = np.unique(codes, return_inverse=True)
    order = np.argsort(which, kind="stable")
    ends = np.cumsum(np.bincount(which))
    found = []
    for rows in np.split(order, ends[:-1]):
        pattern = known[rows[0]]
        if pattern.any():
            found.append((tuple(pattern[int(pattern.argmax()) :].tolist()), rows))
    return found


def _padded(known: tuple[bool, ...], months: int) -> BoolArray:
    return np.concatenate([np.zeros(months - len(known), dtype=bool), np.array(known)])


def _with_a_first_month(history: FloatArray, cut_off: BoolArray, partial: RunningMonth) -> tuple[FloatArray, BoolArray]:
    """Series without any closed month get one: what the running month comes to at the pace so far."""
    unknown = ~np.isfinite(history).any(axis=1)
    if not unknown.any():
        return history, cut_off
    filled = history.copy()
    filled[unknown, -1] = partial.expected_total()[unknown]
    return filled, cut_off


def _checked(
    usage: npt.ArrayLike, horizon: int, at_limit: npt.ArrayLike | None, partial: RunningMonth | None
) -> tuple[FloatArray, BoolArray]:
    history = np.array(usage, dtype=np.float64)
    if history.ndim != 2 or not history.size:
        raise ValueError(f"usage must be (series, months) and not empty, got shape {history.shape}")
    if np.isinf(history).any() or (history < 0).any():
        series, month = np.argwhere(np.isinf(history) | (history < 0))[0]
        raise ValueError(
            f"usage must be finite and >= 0 (NaN where missing), got {history[series, month]:g} "
            f"at series {series}, month {month}"
        )
    if not 1 <= horizon <= error_paths.LONGEST_HORIZON:
        raise ValueError(f"horizon must be 1 to {error_paths.LONGEST_HORIZON} months, got {horizon}")
    cut_off = np.zeros(history.shape, dtype=bool) if at_limit is None else np.asarray(at_limit, dtype=bool)
    if cut_off.shape != history.shape:
        raise ValueError(f"at_limit must have usage's shape {history.shape}, got {cut_off.shape}")
    if partial is not None:
        partial.check(len(history))
    return history, cut_off & np.isfinite(history)
