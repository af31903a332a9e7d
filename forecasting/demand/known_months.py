"""Which months of each series are known, and which series know the same ones: those are forecast together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from forecasting.demand.running_month import RunningMonth

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


def by_known_months(usage: FloatArray, cut_off: BoolArray) -> list[tuple[tuple[bool, ...], npt.NDArray[np.int64]]]:
    """Rows that know the same months, from their first known one to the last of the array; those cut off apart.

    Args:
        usage: float (series, months), numbers; NaN where unknown.
        cut_off: bool (series,), whether a limit cut off any of a series' months.
    """
    known = np.isfinite(usage)
    groups = []
    for some in (np.flatnonzero(~cut_off), np.flatnonzero(cut_off)):
        if some.size:
            groups += [(pattern, some[rows]) for pattern, rows in _by_pattern(known[some])]
    return groups


def _by_pattern(known: BoolArray) -> list[tuple[tuple[bool, ...], npt.NDArray[np.int64]]]:
    # One whole number says which months a row knows: there are at most 48 of them.
    codes = known @ (np.int64(1) << np.arange(known.shape[1], dtype=np.int64))
    _, which = np.unique(codes, return_inverse=True)
    order = np.argsort(which, kind="stable")
    ends = np.cumsum(np.bincount(which))
    groups = []
    for rows in np.split(order, ends[:-1]):
        pattern = known[rows[0]]
        if pattern.any():
            groups.append((tuple(pattern[int(pattern.argmax()) :].tolist()), rows))
    return groups


def places(known: tuple[bool, ...], months: int) -> npt.NDArray[np.int64]:
    """Where the known months lie in an array of so many months."""
    return np.flatnonzero(known) + months - len(known)


def unknown_before_use(usage: FloatArray, used_so_far: FloatArray | None = None) -> FloatArray:
    """The usage with months of zero before a series' first use unknown: what was not there yet tells nothing of demand.

    A series that never was used stays as it is: nothing is all that is known of it.

    Args:
        usage: float (series, months), numbers; NaN where unknown.
        used_so_far: of the running month, float (series,), numbers: the first use may be in it.
    """
    used = np.asarray(usage > 0)
    before = ~np.logical_or.accumulate(used, axis=1)
    ever = np.asarray(used.any(axis=1)) if used_so_far is None else used.any(axis=1) | (used_so_far > 0)
    return np.where(before & ever[:, None], np.nan, usage)


def with_a_first_month(history: FloatArray, partial: RunningMonth) -> FloatArray:
    """Series without any closed month get one: what the running month comes to at the pace so far."""
    unknown = ~np.isfinite(history).any(axis=1)
    if not unknown.any():
        return history
    filled = history.copy()
    filled[unknown, -1] = partial.expected_total()[unknown]
    return filled
