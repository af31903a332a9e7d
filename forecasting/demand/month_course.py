"""How far past months had come by this day: what share of a month's total is usually reached when so much is gone.

Numbers that stand from month to month count from the first day on, visitors' numbers come as the month goes by, and
every network has its own way between. Its past months say it; while there are few, the fleet's profile says the rest,
with the weight of a few months (a normal prior on the logarithm of the share, conjugate, of known weight).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from forecasting.demand.running_month import RISE, SMALLEST_SHARE, UNSURE

FloatArray = npt.NDArray[np.float64]

PROFILE_WEIGHT_MONTHS = 2.0


def share_reached(
    used_by_then: FloatArray, totals: FloatArray, share_gone: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The share of the running month's total that is reached by now, and how unsure it is.

    Args:
        used_by_then: float (series, months), numbers used in past months when the same share of them was gone; NaN
            where that is not known.
        totals: float (series, months), numbers those months came to.
        share_gone: float (series,), the share of the running month that is gone, a ratio in [0, 1].

    Returns:
        The expected share, float (series,), a ratio in (0, 1], and the standard deviation of its logarithm, (series,).

    Raises:
        ValueError: shapes that do not fit.
    """
    if used_by_then.shape != totals.shape or share_gone.shape != (len(totals),):
        raise ValueError(
            "used_by_then and totals must be (series, months) and share_gone (series,), "
            f"got {used_by_then.shape}, {totals.shape} and {share_gone.shape}"
        )
    gone = np.clip(share_gone, SMALLEST_SHARE, 1.0)
    profile = RISE * np.log(gone)
    profile_spread = (1 - share_gone) * UNSURE / np.sqrt(gone)
    known = np.isfinite(used_by_then) & np.isfinite(totals) & (totals > 0)
    # Half a number on both sides keeps a month that began with none from being infinitely far away.
    logs = np.log((np.where(known, used_by_then, 1.0) + 0.5) / (np.where(known, totals, 1.0) + 0.5))
    logs = np.minimum(np.where(known, logs, 0.0), 0.0)
    weight = known.sum(axis=1) + PROFILE_WEIGHT_MONTHS
    center = (logs.sum(axis=1) + PROFILE_WEIGHT_MONTHS * profile) / weight
    squares = np.where(known, (logs - center[:, None]) ** 2, 0.0).sum(axis=1)
    spread = np.sqrt((squares + PROFILE_WEIGHT_MONTHS * (profile_spread**2 + (profile - center) ** 2)) / weight)
    finished = share_gone >= 1
    return np.where(finished, 1.0, np.exp(center)), np.where(finished, 0.0, spread)
