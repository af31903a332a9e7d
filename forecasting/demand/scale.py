"""The scale the models work on: z = 2 (sqrt(x / m) - 1), with m the mean of a series' history.

Counts spread more the larger they are; their square roots spread about evenly (Anscombe 1948). Dividing by the mean
makes series of every size alike, so twice the usage is twice the forecast, and z is close to x / m - 1 near the mean.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from forecasting.exact_sums import over_last

FloatArray = npt.NDArray[np.float64]
Float = TypeVar("Float", bound=np.floating[Any])

SMALLEST_MEAN = 1e-9


def means(usage: FloatArray) -> FloatArray:
    """The mean of what is known of each series, float (series, 1), numbers; a tiny positive one where all is zero.

    Args:
        usage: float (series, months), numbers, >= 0; NaN where unknown.
    """
    known = np.isfinite(usage)
    total = over_last(np.where(known, usage, 0.0))[:, None]
    mean = total / np.maximum(known.sum(axis=1, keepdims=True), 1)
    return np.asarray(np.maximum(mean, SMALLEST_MEAN), dtype=np.float64)


def to_z(usage: npt.ArrayLike, mean: FloatArray) -> FloatArray:
    """Numbers to z; below zero counts as zero."""
    return np.asarray(2.0 * (np.sqrt(np.maximum(usage, 0.0) / mean) - 1.0), dtype=np.float64)


def roots(z: npt.NDArray[np.floating[Any]], mean: FloatArray) -> FloatArray:
    """The square roots that z stands for, sqrt(m) (1 + z / 2); negative below z = -2."""
    return np.asarray(np.sqrt(mean) * (1.0 + 0.5 * z), dtype=np.float64)


def from_roots(root: npt.NDArray[Float]) -> npt.NDArray[Float]:
    """Square roots to numbers, >= 0: what would have a negative root is zero usage. The array given is used up."""
    np.maximum(root, 0, out=root)
    root *= root
    return root


def from_z(z: FloatArray, mean: FloatArray) -> FloatArray:
    """z to numbers, >= 0: the inverse of `to_z`; z below -2 is zero usage."""
    return from_roots(roots(z, mean))
