"""How histories are read before they are forecast: what zeros and odd months mean, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.demand import ended, odd_months
from forecasting.demand.caveats import Caveat, caveats_of
from forecasting.demand.known_months import unknown_before_use, with_a_first_month
from forecasting.demand.level_shift import level_shifts
from forecasting.demand.odd_months import OddMonths
from forecasting.demand.running_month import RunningMonth

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

LONGEST_HISTORY = 48  # older months no longer say anything that newer ones do not
FIRST_MONTHS = 3  # ahead, whose medians tell where a forecast starts


@dataclass(frozen=True)
class Reading:
    """Histories as they are read, of at most LONGEST_HISTORY months.

    usage, at_limit: float and bool (series, months), all that is known; NaN before the first use or where missing.
    plain, cut_off: the same as they are forecast from: without odd months, and ended series up to their end.
    odd: the odd months. since_end: int (series,), months since the end of a series that has one, else 0.
    """

    usage: FloatArray
    at_limit: BoolArray
    plain: FloatArray
    cut_off: BoolArray
    odd: OddMonths
    since_end: npt.NDArray[np.int64]

    def on_paths(self, ahead: Float32Array, rows: npt.NDArray[np.int64], seed: int, *, first: int) -> None:
        """Puts on paths as roots what was left out of the history: odd months again, and ends.

        Args:
            ahead: the paths of some series, float32 (rows, horizon, paths); they are changed in place.
            rows: int (rows,), which series those are.
            seed: which path is which.
            first: the first month ahead that may be odd.
        """
        is_odd = self.odd.is_odd[rows]
        if is_odd.any():
            odd_months.put_back(ahead, self.usage[rows], OddMonths(is_odd, self.odd.beside[rows]), seed, first=first)
        self.ends_on_paths(ahead, rows, seed)

    def ends_on_paths(self, ahead: Float32Array, rows: npt.NDArray[np.int64], seed: int) -> None:
        """Puts on paths as roots, float32 (rows, horizon, paths), in place, the ends of series that have one."""
        ended.stay_away(ahead, self.since_end[rows], seed)

    def caveats(self, paths: FloatArray) -> tuple[tuple[Caveat, ...], ...]:
        """For each series what makes its forecast less than sure; paths: float (series, paths, horizon), numbers."""
        starts = np.median(paths[:, :, :FIRST_MONTHS], axis=1).mean(axis=1)
        shifts = level_shifts(self.plain, self.cut_off, starts)
        by_series = []
        for i, general in enumerate(caveats_of(self.usage, self.at_limit)):
            end = ended.caveat_of(int(self.since_end[i]))
            odd = odd_months.caveat_of(self.usage[i], self.odd.is_odd[i], self.odd.beside[i])
            if end is None:
                by_series.append((*general, *(c for c in (odd, shifts[i]) if c is not None)))
            else:  # zeros after the end, and the way down to them, are told by it
                by_series.append((*(c for c in general if c.kind != "many zeros"), end))
        return tuple(by_series)


def read(history: FloatArray, at_limit: BoolArray, partial: RunningMonth | None, *, compiled: bool = False) -> Reading:
    """Reads histories, float (series, months), numbers; at_limit: bool, the same. compiled: whether loops are."""
    usage = unknown_before_use(history, None if partial is None else partial.used_so_far)[:, -LONGEST_HISTORY:]
    if partial is not None:
        usage = with_a_first_month(usage, partial)
    cut_off = at_limit[:, -LONGEST_HISTORY:] & np.isfinite(usage)
    since_end = ended.months_since_end(usage, cut_off, None if partial is None else partial.used_so_far)
    odd = _odd_months(compiled)(np.where(since_end[:, None], np.nan, usage), cut_off)
    plain = odd.without(usage)
    if not since_end.any():
        return Reading(usage, cut_off, plain, cut_off, odd, since_end)
    return Reading(
        usage,
        cut_off,
        ended.before_the_end(plain, since_end),
        ended.before_the_end(cut_off.astype(np.float64), since_end) == 1,
        odd,
        since_end,
    )


def _odd_months(compiled: bool) -> Callable[[FloatArray, BoolArray], OddMonths]:
    if not compiled:
        return odd_months.odd_months
    from forecasting.demand.odd_kernel import compiled_odd_months

    return compiled_odd_months
