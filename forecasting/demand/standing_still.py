"""Errors of series that never moved: nearly all of their futures stand still as well.

Held-out windows tell how far such series move when they do. How often is another matter: the need is the most of all
months ahead on nine paths of ten, so some risers a month, among static and dynamic numbers each, would make it two or
three times what a flat network uses. What never moved is taken to stay on all but a few paths, however short its
history and however far ahead; those few move as held-out windows did.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

YEAR = 12
MOST_MOVING = 0.04  # of all paths, each way: the rises of two series together stay below a tenth


def nearly_still(errors: FloatArray) -> FloatArray:
    """float (strata, paths, months): few paths that rise and few that fall, chosen evenly by size; the rest are zero.

    Args:
        errors: held-out errors of series that never moved, float (strata, paths, months).
    """
    mostly_still = np.zeros_like(errors)
    for still, own in zip(mostly_still, errors, strict=True):
        for part in (np.maximum(own, 0.0), np.minimum(own, 0.0)):
            chosen = _evenly(part)
            still[chosen] += part[chosen]
    return mostly_still


def _evenly(moves: FloatArray) -> npt.NDArray[np.int64]:
    """At most MOST_MOVING of the paths, float (paths, months), that move at all: every so many of them by size.

    By their size in the first year, which is asked about most, and then in all.
    """
    sizes = np.abs(moves).mean(axis=1)
    moving = np.lexsort([sizes, np.abs(moves[:, :YEAR]).mean(axis=1)])
    moving = moving[sizes[moving] > 0]
    most = min(int(MOST_MOVING * len(moves)), len(moving))
    return np.asarray(moving[((np.arange(most) + 0.5) * len(moving) / max(most, 1)).astype(np.int64)], dtype=np.int64)
