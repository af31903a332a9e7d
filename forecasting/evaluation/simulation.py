"""Simulated usage as public monthly series hardly have it: numbers that stand still, mostly unused ones, and bursts.

Static numbers mostly stay as they are and now and then step; small or new networks have months without any usage. The
spread of their forecasts is calibrated on these, and tests know the truth behind them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def standing(series: int, months: int, rng: np.random.Generator) -> FloatArray:
    """Static numbers, float (series, months), whole: each month steps with a chance of its own, mostly by little.

    The chance of a step is Beta(0.6, 6) by series, its size a rounded lognormal share of the numbers, a raise twice as
    likely as a cut.
    """
    start = np.ceil(rng.lognormal(3.5, 1.2, (series, 1)))
    steps = rng.random((series, months)) < rng.beta(0.6, 6.0, (series, 1))
    size = np.maximum(np.rint(rng.lognormal(-2.5, 0.8, (series, months)) * start), 1.0)
    sign = np.where(rng.random((series, months)) < 2 / 3, 1.0, -1.0)
    return np.asarray(np.maximum(start + np.cumsum(steps * size * sign, axis=1), 0.0))


def sparse(series: int, months: int, rng: np.random.Generator) -> FloatArray:
    """Usage with many zeros, float (series, months), whole: busy with a chance of its own, then negative binomial."""
    busy = rng.random((series, months)) < rng.beta(1.5, 1.5, (series, 1))
    mean = rng.lognormal(0.8, 1.0, (series, 1))
    shape = rng.lognormal(0.5, 0.7, (series, 1))
    return np.asarray(busy * (rng.poisson(rng.gamma(shape, mean / shape, (series, months))) + 1.0))


def networks(series: int, months: int, rng: np.random.Generator) -> FloatArray:
    """Usage of networks, float (series, months), whole: drift, a wandering level, a season, bursts, counting noise."""
    t = np.arange(months)
    wander = np.cumsum(rng.normal(0, rng.uniform(0, 0.05, (series, 1)), (series, months)), axis=1)
    level = np.exp(wander + rng.normal(0.004, 0.008, (series, 1)) * t)
    phase = rng.integers(0, 12, (series, 1))
    season = 1 + rng.uniform(0, 0.3, (series, 1)) * np.sin(2 * np.pi * (t + phase) / 12)
    burst = np.where(rng.random((series, months)) < 0.03, rng.uniform(1.2, 1.8, (series, months)), 1.0)
    noise = rng.lognormal(0, 0.05, (series, months))
    return rng.poisson(rng.lognormal(4, 1, (series, 1)) * level * season * burst * noise).astype(np.float64)
