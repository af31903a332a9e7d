"""What a network really uses against what the formula computes, learnt with doubt."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.checks import finite

FloatArray = npt.NDArray[np.float64]

LOG_SPREAD_OF_NETWORKS = 0.35  # how far apart networks' own ratios lie, as standard deviation of ln ratio
LOG_SPREAD_OF_MONTHS = 0.12  # how far a network's months lie from its own ratio, until it has shown it
LATEST_MONTHS = 3
PRIOR_MONTHS = 4.0  # months after which what it has shown weighs as much


@dataclass(frozen=True)
class UsageRatio:
    """Dynamic usage / numbers computed from traffic, log-normal.

    median           the correction of the formula; 1 where nothing is known
    log_uncertainty  standard deviation of ln(the network's own ratio), the same in all months of a path
    log_noise        standard deviation of a month around it
    months           months it was learnt from
    months_at_limit  months left out because a limit cut their usage off
    latest           what the last LATEST_MONTHS of them came to, without shrinkage
    """

    median: float
    log_uncertainty: float
    log_noise: float
    months: int
    months_at_limit: int = 0
    latest: float = 1.0

    @property
    def learnt(self) -> bool:
        """False where the formula stands alone."""
        return self.months > 0

    def draws(self, paths: int, months: int, rng: np.random.Generator) -> FloatArray:
        """Ratios as (paths, months): one draw of the network's own a path, and a month's noise on it."""
        own = rng.standard_normal((paths, 1)) * self.log_uncertainty
        noise = rng.standard_normal((paths, months)) * self.log_noise
        drawn: FloatArray = self.median * np.exp(own + noise)
        return drawn


FORMULA_ALONE = UsageRatio(1.0, LOG_SPREAD_OF_NETWORKS, LOG_SPREAD_OF_MONTHS, 0)


def learn_usage_ratio(
    used: npt.ArrayLike, computed: npt.ArrayLike, at_limit: npt.NDArray[np.bool_] | None = None
) -> UsageRatio:
    """The network's ratio of used to computed numbers, shrunk towards 1 by how little there is to go by.

    used, computed   numbers by month, (months,), oldest first; NaN where unknown. A month counts where both
                     are known and > 0
    at_limit         months whose usage a limit cut off: they say only "at least this" and are left out

    A normal model of ln(used / computed): networks' own ratios around 0 with LOG_SPREAD_OF_NETWORKS, months around
    them with a spread that is itself a compromise of the stated and the seen one. With neither month, FORMULA_ALONE.
    Raises ValueError for negative numbers or lengths that differ.
    """
    u, c = np.asarray(used, dtype=np.float64), np.asarray(computed, dtype=np.float64)
    cut = np.zeros(u.shape, dtype=bool) if at_limit is None else np.asarray(at_limit, dtype=bool)
    if u.ndim != 1 or not u.shape == c.shape == cut.shape:
        raise ValueError(f"used, computed and at_limit must be of one length, got {u.shape}, {c.shape}, {cut.shape}")
    known = np.isfinite(u) & np.isfinite(c)
    finite("used", u[known], least=0)
    finite("computed", c[known], least=0)
    known &= (u > 0) & (c > 0)
    logs = np.log(u[known & ~cut] / c[known & ~cut])
    left_out = int((known & cut).sum())
    n = len(logs)
    if n == 0:
        return UsageRatio(1.0, LOG_SPREAD_OF_NETWORKS, LOG_SPREAD_OF_MONTHS, 0, left_out)
    deviations = logs - logs.mean()
    noise = (float(deviations @ deviations) + PRIOR_MONTHS * LOG_SPREAD_OF_MONTHS**2) / (n - 1 + PRIOR_MONTHS)
    certainty = n / noise
    stated = 1.0 / LOG_SPREAD_OF_NETWORKS**2
    return UsageRatio(
        median=math.exp(float(logs.mean()) * certainty / (certainty + stated)),
        log_uncertainty=math.sqrt(1.0 / (certainty + stated)),
        log_noise=math.sqrt(noise),
        months=n,
        months_at_limit=left_out,
        latest=math.exp(float(logs[-LATEST_MONTHS:].mean())),
    )
