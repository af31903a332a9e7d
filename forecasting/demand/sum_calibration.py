"""The sum of the months ahead, put right by what became of a fleet's own earlier forecasts.

Months that are forecast right one by one may still add up wrong: growth that all networks share, moves that go on or
go back, or errors that last longer than those the error bank knows. Looking back, the sum that came stands at some rank
among the simulated sums; over a fleet its normal scores should have mean 0 and standard deviation 1, whatever the
series did lately. They have mean ``shift + slope x move`` and standard deviation ``stretch``, and so the q-quantile of
a sum to come is what was simulated at rank Phi(shift + slope x move + stretch Phi^-1(q)) (on the probability integral
transform: Gneiting, Balabdaoui, Raftery 2007). Each path is scaled to the sum its own rank then stands for. A year's
shift is taken for the months asked for in proportion. What cannot vary stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from forecasting.checks import finite
from forecasting.demand.demand import forecast

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

YEAR = 12
LEAST_HISTORY = 18  # known months before a look back
RECENT, BEFORE = 3, 12  # months whose means tell how a series moved lately
MOVE_UNIT, LARGEST_MOVE = 0.1, 1.2  # of a logarithm; in such units
# Windows that speak for no change, and a share of all: they look back on one year.
PRIOR_WINDOWS, PRIOR_SHARE = 60.0, 1.0
FEWEST_WINDOWS = 20
LEAST_VARIATION = 0.005  # ratio: sums that vary less tell nothing of how much they vary
LARGEST_SHIFT, LARGEST_STRETCH = 1.5, 2.0


@dataclass(frozen=True)
class SumCalibration:
    """How sums to come are put right; ``windows`` looks back taught it. As it stands here it changes nothing."""

    shift: float = 0.0
    slope: float = 0.0
    stretch: float = 1.0
    windows: int = 0

    @property
    def changes_nothing(self) -> bool:
        return (self.shift, self.slope, self.stretch) == (0.0, 0.0, 1.0)

    def factors(self, sums: FloatArray, months: int, move: float) -> FloatArray:
        """What each path of one series is to be multiplied by, float (paths,).

        Args:
            sums: of each path over the months asked for, float (paths,), numbers.
            months: how many those are.
            move: how the series moved lately (`recent_moves`).
        """
        if self.changes_nothing or not _varies(sums[None])[0]:
            return np.ones(len(sums))
        ranks = (np.argsort(np.argsort(sums, kind="stable"), kind="stable") + 0.5) / len(sums)
        a_year = np.clip(self.shift + self.slope * move, -LARGEST_SHIFT, LARGEST_SHIFT)
        stands_for = _quantiles(np.sort(sums), a_year * min(months / YEAR, 1.0) + self.stretch * ndtri(ranks))
        return np.asarray(np.where(sums > 0, stands_for / np.where(sums > 0, sums, 1.0), 1.0))


def _quantiles(rising: FloatArray, scores: FloatArray) -> FloatArray:
    """The sums at normal scores; beyond the outermost their logarithm goes on as steeply as over the outer tenth."""
    count = len(rising)
    own = ndtri((np.arange(count) + 0.5) / count)
    quantiles = np.interp(scores, own, rising)
    tenth = max(count // 10, 1)
    positive = np.maximum(rising, 1e-9)
    for beyond, edge, inner in ((scores > own[-1], -1, -1 - tenth), (scores < own[0], 0, tenth)):
        if beyond.any() and edge != inner and count > tenth:
            slope = np.log(positive[edge] / positive[inner]) / (own[edge] - own[inner])
            quantiles[beyond] = positive[edge] * np.exp(slope * (scores[beyond] - own[edge]))
    return np.asarray(quantiles, dtype=np.float64)


def recent_moves(usage: FloatArray) -> FloatArray:
    """How far the last three months lie from the year before them, float (series,): ln of the ratio, in tenths.

    0 where either is not known, or zero. usage: float (series, months), numbers; NaN where unknown.
    """
    recent, before = usage[:, -RECENT:], usage[:, -RECENT - BEFORE : -RECENT]
    known = np.isfinite(recent).all(axis=1) & (np.isfinite(before).sum(axis=1) * 2 >= BEFORE)
    means = [np.where(known, np.nan_to_num(part).sum(axis=1), 1.0) for part in (recent, before)]
    means[0] /= RECENT
    means[1] /= np.maximum(np.isfinite(before).sum(axis=1), 1)
    positive = known & (means[0] > 0) & (means[1] > 0)
    moved = np.log(np.where(positive, means[0], 1.0)) - np.log(np.where(positive, means[1], 1.0))
    return np.asarray(np.clip(moved / MOVE_UNIT, -LARGEST_MOVE, LARGEST_MOVE), dtype=np.float64)


def recalibrate(usage: FloatArray, *, at_limit: BoolArray | None = None, seed: int = 0) -> SumCalibration:
    """What a fleet's own last year says of sums that would have been forecast a year ago.

    Args:
        usage: float (series, months), numbers, closed months only; NaN where unknown.
        at_limit: bool (series, months), where a limit cut usage off; a year with such a month tells nothing.
        seed: of the paths.
    """
    cut_off = np.zeros(usage.shape, dtype=bool) if at_limit is None else at_limit
    origin = usage.shape[1] - YEAR
    if origin < LEAST_HISTORY:
        return SumCalibration()
    known = np.isfinite(usage) & ~cut_off
    rows = known[:, origin:].all(axis=1) & (np.isfinite(usage[:, :origin]).sum(axis=1) >= LEAST_HISTORY)
    if not rows.any():
        return SumCalibration()
    before = usage[rows, :origin]
    sums = forecast(before, YEAR, at_limit=cut_off[rows, :origin], seed=seed).paths.sum(axis=2)
    told = _varies(sums)
    came = usage[rows, origin:].sum(axis=1)
    return fitted(scores(sums[told], came[told]), recent_moves(before)[told])


def scores(sums: FloatArray, came: FloatArray) -> FloatArray:
    """Normal scores of what came, float (series,), among simulated sums, float (series, paths)."""
    below, same = (sums < came[:, None]).sum(axis=1), (sums == came[:, None]).sum(axis=1)
    return np.asarray(ndtri((below + 0.5 * same + 0.5) / (sums.shape[1] + 1)), dtype=np.float64)


def fitted(normal_scores: FloatArray, moves: FloatArray) -> SumCalibration:
    """Least squares of scores on moves, drawn towards no change by PRIOR_WINDOWS windows.

    Raises ValueError for scores and moves that are not finite, or not as many.
    """
    finite("normal_scores", normal_scores)
    finite("moves", moves)
    if normal_scores.shape != moves.shape:
        raise ValueError(f"there must be a move for each score, got {moves.shape} for {normal_scores.shape}")
    count = len(normal_scores)
    if count < FEWEST_WINDOWS:
        return SumCalibration(windows=count)
    prior_strength = PRIOR_WINDOWS + PRIOR_SHARE * count
    design = np.column_stack([np.ones(count), moves])
    shift, slope = np.linalg.solve(design.T @ design + prior_strength * np.eye(2), design.T @ normal_scores)
    off = normal_scores - design @ np.array([shift, slope])
    stretch = np.sqrt(((off**2).sum() + prior_strength) / (count + prior_strength))
    return SumCalibration(
        float(shift), float(slope), float(np.clip(stretch, 1 / LARGEST_STRETCH, LARGEST_STRETCH)), count
    )


def _varies(sums: FloatArray) -> BoolArray:
    mean = np.maximum(sums.mean(axis=1), 1e-9)
    return np.asarray(sums.std(axis=1) > LEAST_VARIATION * mean)
