"""Errors that never get smaller with the horizon: what is further off is not known better.

Held-out public windows all end in the same season, so that in some later months their errors are smaller than in the
months before them; a network's months are others. In each stratum the widths of the errors by month, from the tenth to
the ninetieth percentile, are replaced by the rising ones nearest to them (isotonic regression by pooling adjacent
violators, Barlow et al. 1972, on logarithms), and errors are drawn to them about their median.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
NO_WIDTH = 1e-6


def never_narrowing(errors: FloatArray) -> FloatArray:
    """float (strata, paths, months): the errors with widths that never fall from month to month."""
    low, middle, high = np.quantile(errors, [LOW, MIDDLE, HIGH], axis=1)
    width = np.maximum(high - low, NO_WIDTH)
    target = np.stack([rising(np.log(one)) for one in width])
    times = np.where(width > NO_WIDTH, np.exp(target) / width, 1.0)
    return np.asarray(middle[:, None] + (errors - middle[:, None]) * times[:, None])


def rising(values: FloatArray) -> FloatArray:
    """The values that never fall which lie nearest to these, float (months,), in least squares."""
    pools: list[tuple[float, int]] = []  # mean and count
    for value in values.tolist():
        mean, count = value, 1
        while pools and pools[-1][0] > mean:
            before, many = pools.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        pools.append((mean, count))
    return np.concatenate([np.full(count, mean) for mean, count in pools])
