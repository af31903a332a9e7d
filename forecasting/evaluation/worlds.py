"""Fourteen kinds of simulated usage, each by itself: an average over kinds can be right while every kind is wrong.

Nothing of the engine is made from these; `evaluation.simulation` is what it is made from. Every series is used from its
first month on, draws its own parameters, and is counted in whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Rng = np.random.Generator


def _size(series: int, rng: Rng) -> FloatArray:
    return rng.lognormal(4.6, 0.8, (series, 1))


def _noise(series: int, months: int, rng: Rng) -> FloatArray:
    return rng.lognormal(0.0, rng.uniform(0.02, 0.1, (series, 1)), (series, months))


def _counted(mean: FloatArray, rng: Rng) -> FloatArray:
    return rng.poisson(np.minimum(mean, 1e8)).astype(np.float64)


def trend(series: int, months: int, rng: Rng) -> FloatArray:
    """The same growth or, less often, decline in every month."""
    growth = rng.uniform(-0.008, 0.024, (series, 1)) * np.arange(months)
    return _counted(_size(series, rng) * np.exp(growth) * _noise(series, months, rng), rng)


def ramp(series: int, months: int, rng: Rng) -> FloatArray:
    """A new customer who gets under way and levels off: size (1 - e^(-t / pace))."""
    pace = rng.uniform(3.0, 14.0, (series, 1))
    risen = 1 - np.exp(-(np.arange(months) + 1) / pace)
    return _counted(2 * _size(series, rng) * risen * _noise(series, months, rng), rng)


def walk(series: int, months: int, rng: Rng) -> FloatArray:
    """A level that wanders by a few percent a month and never comes back by itself."""
    moves = rng.normal(0, rng.uniform(0.03, 0.1, (series, 1)), (series, months))
    return _counted(_size(series, rng) * np.exp(np.cumsum(moves, axis=1)), rng)


def level_shifts(series: int, months: int, rng: Rng) -> FloatArray:
    """A level that stays until it steps, about once in two years."""
    steps = np.where(rng.random((series, months)) < 0.05, rng.normal(0, 0.3, (series, months)), 0.0)
    return _counted(_size(series, rng) * np.exp(np.cumsum(steps, axis=1)) * _noise(series, months, rng), rng)


def mean_reverting(series: int, months: int, rng: Rng) -> FloatArray:
    """Moves that last some months and fade: an AR(1) process of the logarithm."""
    stays = rng.uniform(0.5, 0.85, (series, 1))
    shocks = rng.normal(0, 1, (series, months)) * rng.uniform(0.08, 0.25, (series, 1))
    at = shocks.copy()
    for month in range(1, months):
        at[:, month] = stays[:, 0] * at[:, month - 1] + np.sqrt(1 - stays[:, 0] ** 2) * shocks[:, month]
    return _counted(_size(series, rng) * np.exp(at), rng)


def season(series: int, months: int, rng: Rng) -> FloatArray:
    """The same year again and again: two harmonics of any phase."""
    phase = rng.uniform(0, 2 * np.pi, (2, series, 1))
    wave = [np.cos(2 * np.pi * (k + 1) * np.arange(months) / 12 + phase[k]) / (k + 1) for k in range(2)]
    share = rng.uniform(0.1, 0.35, (series, 1))
    return _counted(_size(series, rng) * np.exp(share * (wave[0] + wave[1])) * _noise(series, months, rng), rng)


def bursts(series: int, months: int, rng: Rng) -> FloatArray:
    """A level that stays, and rare months of half as much again to twice and a half."""
    times = np.where(rng.random((series, months)) < 0.05, rng.uniform(1.5, 2.5, (series, months)), 1.0)
    return _counted(_size(series, rng) * times * _noise(series, months, rng), rng)


def packs_of_ten(series: int, months: int, rng: Rng) -> FloatArray:
    """Numbers taken and given back by tens, as a wandering need asks for."""
    moves = rng.normal(0, rng.uniform(0.02, 0.06, (series, 1)), (series, months))
    return np.asarray(np.ceil(_size(series, rng) * np.exp(np.cumsum(moves, axis=1)) / 10) * 10)


def month_maximum(series: int, months: int, rng: Rng) -> FloatArray:
    """The most numbers a pool scaled to on any day of the month: a maximum over days, skewed upwards."""
    moves = np.cumsum(rng.normal(0, rng.uniform(0.0, 0.04, (series, 1)), (series, months)), axis=1)
    days = rng.lognormal(0, rng.uniform(0.08, 0.3, (series, 1)), (30, series, months))
    numbers: FloatArray = np.ceil(_size(series, rng) * np.exp(moves) * days.max(axis=0))
    return numbers


def over_dispersed(series: int, months: int, rng: Rng) -> FloatArray:
    """Counts that vary more than chance makes them, about a mean that stays: negative binomial."""
    shape = rng.uniform(1.5, 6.0, (series, 1))
    return _counted(rng.lognormal(2.5, 0.7, (series, 1)) * rng.gamma(shape, 1 / shape, (series, months)), rng)


def common_growth(series: int, months: int, rng: Rng) -> FloatArray:
    """Twenty at a time grow with one market that itself wanders, each with its own noise."""
    market = np.cumsum(rng.normal(0.004, 0.012, (-(-series // 20), months)), axis=1)
    together = np.repeat(market, 20, axis=0)[:series]
    return _counted(_size(series, rng) * np.exp(together) * _noise(series, months, rng), rng)


def intermittent(series: int, months: int, rng: Rng) -> FloatArray:
    """Used in some months only."""
    busy = rng.random((series, months)) < rng.uniform(0.2, 0.6, (series, 1))
    return np.asarray(busy * (1 + _counted(rng.lognormal(1.5, 0.8, (series, 1)) * np.ones(months), rng)))


def tiny(series: int, months: int, rng: Rng) -> FloatArray:
    """A few numbers, by chance."""
    return _counted(rng.uniform(0.5, 5.0, (series, 1)) * np.ones(months), rng)


def capped(series: int, months: int, rng: Rng) -> FloatArray:
    """Demand that wanders below what there is, and cannot exceed it."""
    free = walk(series, months, rng)
    return np.minimum(free, np.ceil(free[:, :1] * rng.uniform(1.0, 1.4, (series, 1))))


WORLDS: dict[str, Callable[[int, int, Rng], FloatArray]] = {
    made.__name__.replace("_", " "): made
    for made in (
        trend,
        ramp,
        walk,
        level_shifts,
        mean_reverting,
        season,
        bursts,
        packs_of_ten,
        month_maximum,
        over_dispersed,
        common_growth,
        intermittent,
        tiny,
        capped,
    )
}
