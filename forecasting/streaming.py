"""A fleet's figures without its paths: they are worked out some series at a time, and never kept.

A million series have 25 GB of paths. What most ask of a fleet is a few quantiles of each month and how large a limit is
safe; both are taken from the paths of some dozens of series while those lie in a processor's cache. They are the very
figures that `forecast(...).quantile(...)` and `safe_limit(forecast(...).paths, ...)` give. Memory is that of the input,
of the figures, and some megabytes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.compiling import worth_compiling
from forecasting.defaults import RISK
from forecasting.demand import path_blocks
from forecasting.risk import safe_limit_of_months

FloatArray = npt.NDArray[np.float64]

LEVELS = (0.1, 0.5, 0.9)
SERIES = 16_384  # read together


@dataclass(frozen=True)
class Figures:
    """quantiles: float (series, horizon, levels), numbers. safe: float (series,), as `safe_limit`; None if unasked."""

    quantiles: FloatArray
    safe: FloatArray | None


def figures(
    usage: npt.ArrayLike,
    horizon: int,
    *,
    levels: npt.ArrayLike = LEVELS,
    allotment_left: npt.ArrayLike | None = None,
    risk: float = RISK,
    at_limit: npt.ArrayLike | None = None,
    seed: int = 0,
) -> Figures:
    """Quantiles and safe limits of a fleet of any size.

    Args:
        usage, horizon, at_limit, seed: as for `forecast`.
        levels: ratios in [0, 1], of the quantiles.
        allotment_left: number-months over the horizon, one value or (series,); without it no safe limit is looked for.
        risk: ratio in (0, 1), that a safe limit may have.

    Raises:
        ValueError: what `forecast` and `safe_limit` raise it for; levels that are no ratios.
    """
    history = np.asarray(usage, dtype=np.float64)
    wanted = np.atleast_1d(np.asarray(levels, dtype=np.float64))
    if wanted.ndim != 1 or not ((wanted >= 0) & (wanted <= 1)).all():
        raise ValueError(f"quantile levels must be ratios in [0, 1], got {wanted.tolist()}")
    compiled = worth_compiling(len(history))
    quantiles = np.zeros((len(history), horizon, len(wanted)))
    left = None if allotment_left is None else np.asarray(allotment_left, dtype=np.float64)
    safe = None if left is None else np.zeros(len(history))
    for first in range(0, max(len(history), 1), SERIES):  # what is empty is refused
        some = slice(first, first + SERIES)
        cut = None if at_limit is None else np.asarray(at_limit)[some]
        for rows, paths in path_blocks(history[some], horizon, at_limit=cut, seed=seed, compiled=compiled):
            if left is not None and safe is not None:
                own = left if left.ndim == 0 else left[first + rows]
                safe[first + rows] = safe_limit_of_months(paths, own, risk, compiled=compiled)
            paths.view(np.int32).sort(axis=2)  # numbers >= 0 rise as their bits do, which are sorted sooner
            (_compiled_quantiles if compiled else _quantiles)(paths, wanted, first + rows, quantiles)
    return Figures(quantiles, safe)


def _quantiles(
    rising: npt.NDArray[np.float32], levels: FloatArray, rows: npt.NDArray[np.int64], quantiles: FloatArray
) -> None:
    """Writes quantiles of what rises along the last axis, linear between its values, into (all, months, levels).

    rising: float32 (series, months, paths). rows: int (series,), where these series stand among all.
    """
    below, above, share = _places(levels, rising.shape[2])
    low, high = rising[:, :, below].astype(np.float64), rising[:, :, above].astype(np.float64)
    # As NumPy does it: from the nearer side, so that a quantile between equal values is that value.
    quantiles[rows] = np.where(share < 0.5, low + (high - low) * share, high - (high - low) * (1 - share))


def _compiled_quantiles(
    rising: npt.NDArray[np.float32], levels: FloatArray, rows: npt.NDArray[np.int64], quantiles: FloatArray
) -> None:
    """`_quantiles` by compiled loops."""
    from forecasting.quantile_kernel import quantiles_of_rising

    quantiles_of_rising(rising, *_places(levels, rising.shape[2]), rows, quantiles)


def _places(levels: FloatArray, paths: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], FloatArray]:
    """The places below and above each level among so many values, and how far it is from one to the other."""
    place = levels * (paths - 1)
    below = np.floor(place).astype(np.int64)
    return below, np.minimum(below + 1, paths - 1), place - below
