"""What a fleet teaches its short histories, and where it must not reach."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting import Lesson, RunningMonth, forecast, learn
from forecasting.demand.lesson import LONG, LONG_STRETCH
from forecasting.evaluation.simulation import networks, structural

YEAR = 12


def seasonal(series: int, months: int, seed: int, *, kinds: int = 1) -> np.ndarray:
    """A fleet that shares its season, or one of two opposite ones, each series a little of its own."""
    rng = np.random.default_rng(seed)
    wave = 0.35 * np.cos(2 * np.pi * np.arange(months) / YEAR) + 0.15 * np.sin(4 * np.pi * np.arange(months) / YEAR)
    sign = np.where(np.arange(series) % kinds, -1.0, 1.0)[:, None]
    own = rng.normal(0, 0.05, (series, YEAR))[:, np.arange(months) % YEAR]
    level = rng.lognormal(5, 0.8, (series, 1)) * np.exp(np.cumsum(rng.normal(0, 0.02, (series, months)), axis=1))
    return rng.poisson(level * np.exp(sign * wave + own)).astype(float)


def error(lesson: Lesson | None, history: np.ndarray, future: np.ndarray) -> float:
    median = np.median(forecast(history, YEAR, lesson=lesson).paths, axis=1)
    return float((np.abs(median - future).mean(axis=1) / history.mean(axis=1)).mean())


@pytest.mark.parametrize(("months", "at_least"), [(3, 0.40), (6, 0.35), (12, 0.08)])
@pytest.mark.parametrize("kinds", [1, 2])
def test_short_histories_know_the_fleets_season(months: int, at_least: float, kinds: int) -> None:
    usage = seasonal(240, 60, 1, kinds=kinds)
    lesson = learn(usage[:160, :-YEAR])
    history, future = usage[160:, -YEAR - months : -YEAR], usage[160:, -YEAR:]
    if kinds == 2:  # first of all a history must tell which of two opposite seasons is its own
        at_least = {3: -0.02, 6: 0.25, 12: 0.08}[months]
    assert error(lesson, history, future) <= (1 - at_least) * error(None, history, future)


@pytest.mark.parametrize("months", [3, 6, 12])
def test_a_fleet_without_a_season_teaches_none(months: int) -> None:
    usage = networks(200, 60, np.random.default_rng(2))
    lesson = learn(usage[:140, :-YEAR])
    history, future = usage[140:, -YEAR - months : -YEAR], usage[140:, -YEAR:]
    assert error(lesson, history, future) <= 1.02 * error(None, history, future)


def test_a_long_clean_history_is_moved_by_no_more_than_the_stated_share() -> None:
    lesson = learn(seasonal(200, 60, 3))
    history = structural(80, LONG + 6, np.random.default_rng(4))
    without, with_it = forecast(history, YEAR), forecast(history, YEAR, lesson=lesson)
    np.testing.assert_allclose(with_it.quantile([0.5]), without.quantile([0.5]), atol=0.5, rtol=1e-6)
    width = [np.ptp(f.quantile([0.1, 0.9]), axis=-1) for f in (without, with_it)]
    assert (np.abs(width[1] - width[0]) <= LONG_STRETCH * width[0] + 1.0).all()


def test_with_a_lesson_too_a_series_depends_on_nobody_beside_it() -> None:
    lesson = learn(seasonal(200, 48, 5))
    usage = seasonal(40, 14, 6)
    usage[::3, :8] = np.nan
    running = RunningMonth(usage[:, -1] * 0.5, 0.5)
    together = forecast(usage, YEAR, partial=running, lesson=lesson).paths
    order = np.random.default_rng(0).permutation(len(usage))
    shuffled = forecast(usage[order], YEAR, partial=running.of(order), lesson=lesson).paths
    np.testing.assert_array_equal(shuffled, together[order])
    for row in range(5):
        alone = forecast(usage[row : row + 1], YEAR, partial=running.of(np.array([row])), lesson=lesson).paths
        np.testing.assert_array_equal(alone[0], together[row])
    longer = forecast(usage, 20, partial=running, lesson=lesson).paths
    np.testing.assert_array_equal(longer[:, :, :YEAR], together)
    assert (together[:, :, 0] >= running.used_so_far[:, None]).all()


def test_a_lesson_that_says_nothing_changes_no_bit() -> None:
    usage = networks(60, 9, np.random.default_rng(7))
    np.testing.assert_array_equal(forecast(usage, YEAR, lesson=Lesson()).paths, forecast(usage, YEAR).paths)


def test_a_lesson_is_frozen_and_its_version_is_its_content() -> None:
    lesson = learn(seasonal(120, 48, 8))
    assert lesson.seasons
    assert lesson.version == learn(seasonal(120, 48, 8)[::-1]).version  # in any order of the fleet
    assert lesson.version != replace(lesson, burst_rate=0.2).version
    with pytest.raises(AttributeError):
        lesson.burst_rate = 0.5  # type: ignore[misc]
    assert lesson.later(12) == lesson
    assert lesson.later(1).seasons[0][0] == lesson.seasons[0][1]


def test_months_at_a_limit_and_small_fleets_teach_nothing() -> None:
    usage = seasonal(120, 48, 9)
    cut = np.zeros(usage.shape, dtype=bool)
    cut[:, 3] = True
    assert learn(usage, cut) == Lesson(series=0, months=48)
    assert not learn(usage[:20]).seasons
    assert learn(usage[:, :12]) == Lesson(series=120, months=12)


def test_bursts_of_the_fleet_come_on_the_paths_of_short_histories() -> None:
    lesson = Lesson(burst_rate=0.06, burst_sizes=(2.0, 3.0))
    usage = np.random.default_rng(10).poisson(300, (20, 6)).astype(float)
    often = (forecast(usage, YEAR, lesson=lesson).paths > 520).mean()
    assert 0.02 < often - (forecast(usage, YEAR).paths > 520).mean() < 0.06


@pytest.mark.parametrize("usage", [[1.0, 2.0], [[-1.0]], [[np.inf]]])
def test_what_is_no_usage_teaches_an_error(usage: object) -> None:
    with pytest.raises(ValueError, match="usage must be"):
        learn(usage)  # type: ignore[arg-type]
