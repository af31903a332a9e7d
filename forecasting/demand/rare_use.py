"""Series used in one or two months that stand alone: rare bursts, not a level.

Known months begin with the first use, so that use tells nothing of how often there is one: with u used of n known
months another month is used with chance (u - 1/2) / n, the mean of the beta posterior under Jeffreys' prior. What is
used then is one of the values seen, more or less (lognormal), since one or two values tell little of how they vary.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

MOST_USES = 2
FEWEST_MONTHS = 3
LEAST_ZEROS_A_USE = 2
VARIES = 0.5  # standard deviation of the logarithm of what is used
LONGEST_HORIZON = 36


def rarely_used(seen: FloatArray) -> BoolArray:
    """bool (series,): whether only one or two months of a series stand out of nothing, the last not among them.

    Args:
        seen: float (series, months), numbers, all known.
    """
    used = seen > 0
    uses = used.sum(axis=1)
    few = (uses >= 1) & (uses <= MOST_USES) & (seen.shape[1] >= FEWEST_MONTHS) & ~used[:, -1]
    beside = (used[:, 1:] & used[:, :-1]).any(axis=1)
    return np.asarray(few & ~beside & (seen.shape[1] - uses > LEAST_ZEROS_A_USE * uses))


def burst_now_and_then(ahead: Float32Array, seen: FloatArray, rows: npt.NDArray[np.int64], seed: int) -> None:
    """Writes the paths of rarely used series, as square roots, into float32 (series, horizon, paths).

    Args:
        ahead: paths of all series, of which those of ``rows`` are written.
        seen: float (series, months), numbers, all known.
        rows: int, the rarely used series.
        seed: of what comes when; all series share it.
    """
    months, paths = ahead.shape[1:]
    chance, choice, normal = (part[:months] for part in _dice(paths, seed))
    for i in rows:
        values = seen[i][seen[i] > 0]
        comes = chance < (len(values) - 0.5) / seen.shape[1]
        which = (choice * len(values)).astype(np.int64)
        ahead[i] = np.where(comes, np.sqrt(values[which]) * np.exp(0.5 * VARIES * normal), 0.0)


@lru_cache(maxsize=8)
def _dice(paths: int, seed: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """float (months, paths) each: whether a month is used and which use it is like, in (0, 1), and a normal score."""
    chance, choice, normal = np.random.default_rng([seed, 6]).random((3, LONGEST_HORIZON, paths))
    return chance, choice, ndtri(normal)
