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


def packed(series: int, months: int, rng: np.random.Generator) -> FloatArray:
    """Numbers taken and given back in packs, float (series, months), whole: 2 to 60 packs of 2 to 50 at first."""
    pack = rng.choice([2.0, 5.0, 10.0, 20.0, 25.0, 50.0], (series, 1))
    wander = np.cumsum(rng.normal(0, np.exp(rng.uniform(-5, -2.3, (series, 1))), (series, months)), axis=1)
    need = np.exp(rng.uniform(0.7, 4.1, (series, 1)) + np.clip(wander, -3, 3)) * rng.lognormal(
        0, 0.01, (series, months)
    )
    return np.asarray(np.ceil(need) * pack)


def sparse(series: int, months: int, rng: np.random.Generator) -> FloatArray:
    """Usage with many zeros, float (series, months), whole: busy with a chance of its own, then negative binomial."""
    busy = rng.random((series, months)) < rng.beta(1.5, 1.5, (series, 1))
    mean = rng.lognormal(0.8, 1.0, (series, 1))
    shape = rng.lognormal(0.5, 0.7, (series, 1))
    return np.asarray(busy * (rng.poisson(rng.gamma(shape, mean / shape, (series, months))) + 1.0))


def structural(series: int, months: int, rng: np.random.Generator) -> FloatArray:
    """Usage made of parts of any size, float (series, months), whole, so that no kind of usage is taken for the rule.

    A level that wanders by .3 to 12 % a month, a slope that lasts (six series of ten) or none, a smooth season (half of
    them) or none, noise of counting and more of it, now and then a month of bursts.
    """
    wander = np.cumsum(rng.normal(0, np.exp(rng.uniform(-5.8, -2.1, (series, 1))), (series, months)), axis=1)
    slope, lasts = rng.standard_normal((series, months)), rng.choice([0.8, 0.95, 0.99], series)
    for month in range(1, months):
        slope[:, month] = lasts * slope[:, month - 1] + np.sqrt(1 - lasts**2) * slope[:, month]
    slope *= np.exp(rng.uniform(-6.9, -2.8, (series, 1))) * (rng.random((series, 1)) < 0.6)
    waves = np.arange(1, 5)
    angle = 2 * np.pi * waves[:, None] * np.arange(months) / 12
    size = rng.standard_normal((2, series, 4)) / waves
    season = (size[0] @ np.cos(angle) + size[1] @ np.sin(angle)) * np.exp(rng.uniform(-4.6, -1.4, (series, 1)))
    season *= rng.random((series, 1)) < 0.55
    level = rng.normal(4.5, 1.3, (series, 1)) + np.clip(wander + np.cumsum(slope, axis=1) + season, -4, 4)
    shape = np.exp(rng.uniform(0.4, 7.6, (series, 1)))
    often = rng.choice([0.0, 0.0, 0.04], (series, 1))
    burst = np.where(rng.random((series, months)) < often, rng.uniform(1.2, 2.2, (series, months)), 1.0)
    mean = np.exp(np.minimum(level, 13.8)) * burst * rng.gamma(shape, 1 / shape, (series, months))
    return np.asarray(rng.poisson(mean), dtype=np.float64)


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
