"""Habits of usage, one generator each, that errors are taken from: a fleet is a mixture, and no habit is the rule.

They are for making the bank of errors and nothing else. What judges (`evaluation.worlds`) is other usage: other noise,
other laws of growth, season and steps, other sizes. All are whole numbers, float (series, months), from month one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Rng = np.random.Generator


def _size(series: int, rng: Rng) -> FloatArray:
    return np.exp(rng.uniform(np.log(8), np.log(2000), (series, 1)))


def _noisy(mean: FloatArray, rng: Rng) -> FloatArray:
    """Counts of which each series varies more than chance by a share of its own, by a gamma law or by Student's."""
    share = np.exp(rng.uniform(np.log(0.01), np.log(0.15), (len(mean), 1)))
    gamma = rng.gamma(share**-2, share**2, mean.shape)
    student = np.exp(np.clip(share * rng.standard_t(5, mean.shape), -1, 1))
    return _counted(mean * np.where(rng.random((len(mean), 1)) < 0.5, gamma, student), rng)


def _counted(mean: FloatArray, rng: Rng) -> FloatArray:
    """Poisson counts of most series; the rest as they are, rounded."""
    by_chance = rng.random((len(mean), 1)) < 0.7
    return np.where(by_chance, rng.poisson(np.minimum(mean, 1e8)), np.rint(mean)).astype(np.float64)


def growing(series: int, months: int, rng: Rng) -> FloatArray:
    """Growth by as many numbers each month, or by as large a share, or one that slowly changes."""
    t = np.arange(months) - months / 2
    rate = rng.normal(0.006, 0.014, (series, 1))
    changing = np.cumsum(rng.normal(0, 0.15, (series, months)), axis=1) * rate
    log = np.where(rng.random((series, 1)) < 0.5, rate * t, np.cumsum(rate + changing, axis=1))
    straight = np.maximum(1 + rate * t, 0.05)
    return _noisy(
        _size(series, rng) * np.where(rng.random((series, 1)) < 0.4, straight, np.exp(np.clip(log, -3, 3))), rng
    )


def beginning(series: int, months: int, rng: Rng) -> FloatArray:
    """From hardly anything to a level: along an S, or straight until it is reached."""
    t = np.arange(months) + rng.uniform(0.3, 2.0, (series, 1))
    takes = rng.uniform(3, 36, (series, 1))
    middle, pace = takes * rng.uniform(0.2, 0.6, (series, 1)), takes / 8
    bent = 1 / (1 + np.exp(-(t - middle) / pace))
    straight = np.minimum(t / takes, 1.0)
    root = np.minimum(t / takes, 1.0) ** rng.uniform(0.4, 0.8, (series, 1))
    kind = rng.random((series, 1))
    return _noisy(_size(series, rng) * np.where(kind < 0.3, bent, np.where(kind < 0.6, straight, root)), rng)


def wandering(series: int, months: int, rng: Rng) -> FloatArray:
    """A level that moves by fat-tailed shares, with noise upon it."""
    moves = rng.standard_t(6, (series, months)) * np.exp(rng.uniform(np.log(0.01), np.log(0.12), (series, 1)))
    level = _size(series, rng) * np.exp(np.clip(np.cumsum(moves, axis=1), -3, 3))
    return np.where(rng.random((series, 1)) < 0.5, _noisy(level, rng), _counted(level, rng))


def stepping_levels(series: int, months: int, rng: Rng) -> FloatArray:
    """Levels that last one to five years, with Laplace steps between them."""
    comes = rng.random((series, months)) < 1 / rng.uniform(10, 60, (series, 1))
    step = rng.laplace(0, rng.uniform(0.1, 0.35, (series, 1)), (series, months))
    return _noisy(_size(series, rng) * np.exp(np.clip(np.cumsum(comes * step, axis=1), -3, 3)), rng)


def returning(series: int, months: int, rng: Rng) -> FloatArray:
    """Swings about a level that takes them back: AR(1), long begun, of which the half-life is one to nine months."""
    stays = 0.5 ** (1 / rng.uniform(0.7, 9, (series, 1)))
    spread = np.exp(rng.uniform(np.log(0.04), np.log(0.35), (series, 1)))
    at = np.empty((series, months))
    at[:, :1] = rng.standard_normal((series, 1))
    for month in range(1, months):
        shock = rng.standard_normal(series)
        at[:, month] = stays[:, 0] * at[:, month - 1] + np.sqrt(1 - stays[:, 0] ** 2) * shock
    return _counted(_size(series, rng) * np.exp(spread * at), rng)


def yearly(series: int, months: int, rng: Rng) -> FloatArray:
    """The same year every year: a bump, or a few waves, or months of their own; on a level or on slow growth."""
    t = np.arange(months)
    begins, kind = rng.uniform(0, 12, (series, 1)), rng.random((series, 1))
    bump = np.exp(rng.uniform(0.5, 4, (series, 1)) * (np.cos(2 * np.pi * (t - begins) / 12) - 1))
    waves = sum(rng.normal(0, 1 / k**1.5, (series, 1)) * np.cos(2 * np.pi * (k * (t - begins)) / 12) for k in (1, 2, 3))
    own = rng.standard_normal((series, 12))[:, t % 12]
    shape = np.where(kind < 0.3, bump, np.where(kind < 0.85, waves, own))
    size = np.exp(rng.uniform(np.log(0.04), np.log(0.5), (series, 1)))
    growth = rng.normal(0, 0.004, (series, 1)) * (rng.random((series, 1)) < 0.3)
    return _noisy(_size(series, rng) * np.exp(np.clip(size * shape + growth * t, -3, 3)), rng)


def now_and_then_more(series: int, months: int, rng: Rng) -> FloatArray:
    """A level with rare months of a good part more to some times as much."""
    comes = rng.random((series, months)) < rng.uniform(0.01, 0.12, (series, 1))
    times = 1 + rng.gamma(2.0, rng.uniform(0.1, 0.6, (series, 1)), (series, months))
    return _noisy(_size(series, rng) * np.where(comes, times, 1.0), rng)


def peaks(series: int, months: int, rng: Rng) -> FloatArray:
    """The most of a month: Gumbel's law about a level that wanders or not."""
    wander = np.cumsum(rng.normal(0, 0.05 * rng.beta(1, 3, (series, 1)), (series, months)), axis=1)
    wide = np.exp(rng.uniform(np.log(0.02), np.log(0.2), (series, 1)))
    relative = np.exp(wander) * np.maximum(1 + wide * rng.gumbel(0, 1, (series, months)), 0.2)
    return np.asarray(np.rint(_size(series, rng) * relative))


def clumped(series: int, months: int, rng: Rng) -> FloatArray:
    """Counts that come in clumps about a mean that stays: lognormal mixtures of Poisson's law."""
    spread = rng.uniform(0.2, 0.9, (series, 1))
    mean = np.exp(rng.uniform(np.log(2), np.log(80), (series, 1)))
    return rng.poisson(mean * rng.lognormal(-(spread**2) / 2, spread, (series, months))).astype(np.float64)


def few(series: int, months: int, rng: Rng) -> FloatArray:
    """Few numbers about a mean that stays or slowly wanders, by chance."""
    wander = np.cumsum(rng.normal(0, 0.04, (series, months)), axis=1) * (rng.random((series, 1)) < 0.3)
    return rng.poisson(np.exp(rng.uniform(-0.7, 3.2, (series, 1)) + wander)).astype(np.float64)


def with_a_market(series: int, months: int, rng: Rng) -> FloatArray:
    """Ten at a time follow one market that grows and turns slowly, and each its own way a little."""
    markets = -(-series // 10)
    turning = np.cumsum(rng.normal(0, 0.002, (markets, months)), axis=1)
    pace = turning + rng.normal(0.003, 0.005, (markets, 1))
    market = np.repeat(np.cumsum(pace + rng.normal(0, 0.008, pace.shape), axis=1), 10, axis=0)[:series]
    own = np.cumsum(rng.normal(0, 0.01, (series, months)) * (rng.random((series, 1)) < 0.4), axis=1)
    return _noisy(_size(series, rng) * np.exp(np.clip(market + own, -3, 3)), rng)


def at_the_ceiling(series: int, months: int, rng: Rng) -> FloatArray:
    """Demand that wanders or returns under a ceiling that nobody tells of."""
    free = np.where(rng.random((series, 1)) < 0.5, wandering(series, months, rng), returning(series, months, rng))
    ceiling = np.quantile(free, rng.uniform(0.5, 1, series), axis=1).diagonal()[:, None]
    return np.asarray(np.minimum(free, np.ceil(ceiling)))


HABITS: tuple[Callable[[int, int, Rng], FloatArray], ...] = (
    growing,
    beginning,
    wandering,
    stepping_levels,
    returning,
    yearly,
    now_and_then_more,
    peaks,
    clumped,
    few,
    with_a_market,
    at_the_ceiling,
)
