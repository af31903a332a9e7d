"""How forecasts go wrong: whole standardised error paths, (demand - center) / spread on the z scale, month by month.

Whole paths keep the correlation between months, which sums over months ("does the allotment hold?") live by: a forecast
that is too low in one month is mostly too low in the next. They are held-out errors of real and simulated series, in
strata by what is known of a series beforehand: length of its history, kind, and predicted spread. `forecasting.refit`
makes such a bank; the shipped one is made by `forecasting.calibrate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

PATHS = 256
LONGEST_HORIZON = 36
LENGTH_STRATA = (1, 2, 3, 5, 9, 15, 21, 30)  # the least known months of each
SPREAD_STRATA = 4
SHIPPED = Path(__file__).with_name("error_bank.npz")


@dataclass(frozen=True)
class ErrorBank:
    """errors: float (lengths, kinds, spreads, PATHS, LONGEST_HORIZON); edges: float (lengths, kinds, spreads - 1)."""

    errors: FloatArray
    edges: FloatArray

    def strata(
        self,
        months: int,
        kind: npt.NDArray[np.int64],
        spread: npt.NDArray[np.floating],
        order: npt.NDArray[np.int64],
        horizon: int,
    ) -> FloatArray:
        """float (series, PATHS, horizon): the errors to expect of series with so many known months.

        Args:
            months: known months of each series.
            kind: int (series,), a `forecasting.kinds.Kind` each.
            spread: float (series,), the predicted spread of the first month ahead, on the z scale.
            order: which path comes when, int (PATHS,).
            horizon: months ahead.
        """
        length = int(np.searchsorted(LENGTH_STRATA, months, side="right")) - 1
        stratum = (spread[:, None] >= self.edges[length][kind]).sum(axis=1)
        ahead = self.errors[length][:, :, order, :horizon]
        return np.asarray(ahead[kind, stratum])


@lru_cache(maxsize=1)
def shipped() -> ErrorBank:
    """The bank that comes with the package."""
    with np.load(SHIPPED) as file:
        return ErrorBank(file["errors"].astype(np.float64), file["edges"].astype(np.float64))


def order(seed: int) -> npt.NDArray[np.int64]:
    """Which equally likely path is which: all that a seed decides."""
    return np.random.default_rng(seed).permutation(PATHS)
