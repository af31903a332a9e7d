"""Overage risk and safe limits, exact for the paths given."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def levels(paths: FloatArray, allotment_left: FloatArray | float) -> FloatArray:
    """The limit at which each path, cut off at it, adds up exactly to what is left; inf where it never does.

    Args:
        paths: demand, float (..., months), numbers.
        allotment_left: number-months, broadcast to (...).
    """
    paths = np.sort(np.asarray(paths, dtype=np.float64), axis=-1)
    h = paths.shape[-1]
    left = np.broadcast_to(np.asarray(allotment_left, dtype=np.float64), paths.shape[:-1])
    below = np.concatenate([np.zeros((*paths.shape[:-1], 1)), np.cumsum(paths, axis=-1)], axis=-1)
    cand = (left[..., None] - below[..., :-1]) / (h - np.arange(h))
    ok = cand <= paths
    first = np.argmax(ok, axis=-1)
    got = np.take_along_axis(cand, first[..., None], -1)[..., 0]
    return np.where(ok.any(-1), np.where(below[..., -1] > left, got, np.inf), np.inf)
