"""How forecasts go wrong: whole standardised error paths, (demand - center) / spread on the z scale, month by month.

Whole paths keep the correlation between months, which sums over months ("does the allotment hold?") live by: a forecast
that is too low in one month is mostly too low in the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

PATHS = 256
LONGEST_HORIZON = 36
CORRELATION_FROM_MONTH_TO_MONTH = 0.85
LARGEST_ERROR = 6.0


@dataclass(frozen=True)
class ErrorPaths:
    """float (PATHS, LONGEST_HORIZON): equally likely standardised errors."""

    errors: FloatArray

    def ahead(self, horizon: int, seed: int) -> FloatArray:
        """float (PATHS, horizon): the paths in an order of the seed's; which path is which is all a seed decides."""
        order = np.random.default_rng(seed).permutation(len(self.errors))
        return self.errors[order, :horizon]


@lru_cache(maxsize=1)
def shipped() -> ErrorPaths:
    """Gaussian errors that an AR(1) process ties together, symmetric so that none of them moves the mean."""
    rng = np.random.default_rng(20260101)
    half = rng.standard_normal((PATHS // 2, LONGEST_HORIZON))
    for month in range(1, LONGEST_HORIZON):
        half[:, month] = (
            CORRELATION_FROM_MONTH_TO_MONTH * half[:, month - 1]
            + np.sqrt(1 - CORRELATION_FROM_MONTH_TO_MONTH**2) * half[:, month]
        )
    errors = np.concatenate([half, -half])
    errors /= errors.std(axis=0)
    return ErrorPaths(np.clip(errors, -LARGEST_ERROR, LARGEST_ERROR))
