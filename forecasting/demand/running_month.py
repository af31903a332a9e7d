"""The running month: what is used already is a lower bound, and tells of the month's total the more, the later it is.

Within a month usage only rises, quickly at first: numbers that stand from month to month count from the first day on.
With s the share of the month gone, the share of the total reached is about g(s) = s^RISE. On the z scale the total that
usage so far points to, u / g(s), is off by about (1 - s) x UNSURE: nothing is left to guess on the last day. Paths are
drawn towards it by the ensemble Kalman step (Evensen 1994): each path's first month moves by its gain towards the
observation, and later months move by their covariance with it, so a strong running month lifts the months after it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.exact_sums import mean_of_months, over_last

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Float32Array = npt.NDArray[np.float32]

RISE = 0.25
UNSURE = 0.35
SMALLEST_SHARE = 0.01
SURPRISING = 2.0  # standard deviations of the pace: less is no reason to move what never moved


@dataclass(frozen=True)
class RunningMonth:
    """What is known of the running month.

    used_so_far: float (series,), numbers.
    share_gone: the share of the month gone, a ratio in [0, 1], one or (series,).
    reached, unsure: where past months tell (`demand.month_course.share_reached`), the share of the month's total
        that is reached by now, float (series,), and the standard deviation of its logarithm; else the fleet's profile.
    """

    used_so_far: FloatArray
    share_gone: FloatArray | float
    reached: FloatArray | None = None
    unsure: FloatArray | None = None

    def check(self, series: int) -> None:
        """ValueError unless this is a running month of so many series."""
        used, gone = np.asarray(self.used_so_far), np.asarray(self.share_gone)
        if used.shape != (series,):
            raise ValueError(f"used_so_far must have shape ({series},), got {used.shape}")
        if not np.isfinite(used).all() or (used < 0).any():
            wrong = used[~np.isfinite(used) | (used < 0)][0]
            raise ValueError(f"used_so_far must be finite and >= 0, got {wrong:g}")
        if gone.shape not in {(), (series,)}:
            raise ValueError(f"share_gone must be one ratio or have shape ({series},), got {gone.shape}")
        if not ((gone >= 0) & (gone <= 1)).all():
            wrong = np.atleast_1d(gone)[~(np.atleast_1d(gone) >= 0) | (np.atleast_1d(gone) > 1)][0]
            raise ValueError(f"share_gone must be a ratio in [0, 1], got {wrong:g}")

        for name, given in (("reached", self.reached), ("unsure", self.unsure)):
            if given is not None and (given.shape != (series,) or not np.isfinite(given).all() or (given < 0).any()):
                raise ValueError(f"{name} must be finite, >= 0 and have shape ({series},), got {given}")
        if (self.reached is None) != (self.unsure is None):
            raise ValueError("reached and unsure must be given together, got one of them")

    def of(self, rows: npt.NDArray[np.int64]) -> RunningMonth:
        """The running month of some of the series."""
        return RunningMonth(
            self.used_so_far[rows],
            self.gone[rows],
            None if self.reached is None else self.reached[rows],
            None if self.unsure is None else self.unsure[rows],
        )

    @property
    def gone(self) -> FloatArray:
        """share_gone as float (series,)."""
        return np.broadcast_to(np.asarray(self.share_gone, dtype=np.float64), self.used_so_far.shape)

    def expected_total(self) -> FloatArray:
        """float (series,), numbers: what the month comes to by its usage so far alone."""
        by_profile = np.maximum(self.gone, SMALLEST_SHARE) ** RISE
        reached = by_profile if self.reached is None else np.maximum(self.reached, SMALLEST_SHARE)
        return np.asarray(self.used_so_far / reached, dtype=np.float64)

    def spread(self) -> FloatArray:
        """float (series,): how far off that may be, on the z scale, where a step is about one of the logarithm."""
        if self.unsure is not None:
            return self.unsure
        return np.asarray((1 - self.gone) * UNSURE / np.sqrt(np.maximum(self.gone, SMALLEST_SHARE)), dtype=np.float64)


def take_in(
    ahead: Float32Array, mean: FloatArray, partial: RunningMonth, seed: int, stands: BoolArray | None = None
) -> Float32Array:
    """Paths that have heard of the running month.

    Args:
        ahead: float32 (series, horizon, paths), paths as square roots (`demand.scale`); month 1 is the running
            one. The array given is used up.
        mean: float (series, 1), the scale of z, numbers.
        partial: the running month of these series.
        seed: of the errors of observation, which all series share.
        stands: bool (series,), which series never moved so far; none of them unless given. They stand at what is used
            where that is more, and a pace that leaves it open whether they move is no reason to move them.
    """
    level = mean
    if stands is not None:
        level = np.maximum(mean, np.where(stands, partial.used_so_far, 0.0)[:, None])
        ahead *= np.sqrt(level / mean)[:, :, None].astype(np.float32)
    observed = np.sqrt(partial.expected_total()[:, None])
    unsure = 0.5 * np.sqrt(mean) * partial.spread()[:, None]
    first = ahead[:, 0].astype(np.float64)
    paths = first.shape[1]
    centered = first - mean_of_months(first)
    covariance = np.stack([over_last(centered * ahead[:, month]) for month in range(ahead.shape[1])], axis=1) / paths
    gain = covariance / (covariance[:, :1] + unsure**2 + 1e-12 * mean)
    noise: FloatArray = np.random.default_rng([seed, 1]).standard_normal((1, paths))
    if stands is not None:
        gain[stands & (np.abs(observed - np.sqrt(level)) <= SURPRISING * unsure)[:, 0]] = 0.0
    surprise = observed + unsure * (noise - noise.mean()) - first
    ahead += gain[:, :, None].astype(np.float32) * surprise[:, None, :].astype(np.float32)
    return ahead
