"""Steps are told; noise, trends, seasons and limits are not steps."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import forecast
from forecasting.demand.level_shift import level_shifts

RNG = np.random.default_rng(12)
NOISE = RNG.normal(0, 2, (200, 30))
NEVER = np.zeros((200, 30), dtype=bool)


def test_a_step_is_told_with_its_size_and_month() -> None:
    usage = 100 + NOISE
    usage[:, -3:] += 40
    told = level_shifts(usage, NEVER)
    assert all(c is not None for c in told)
    assert np.mean([c.figures["months_ago"] == 3 for c in told if c]) > 0.9
    assert np.mean([c.figures["step"] for c in told if c]) == pytest.approx(40, abs=4)


def test_a_step_down_is_told_as_one() -> None:
    usage = 100 + NOISE[:1]
    usage[:, -2:] -= 45
    caveat = level_shifts(usage, NEVER[:1], np.array([57.0]))[0]
    assert caveat is not None
    assert caveat.text.startswith("usage stepped down by about 4")
    assert caveat.text.endswith("2 months ago; the forecast starts from there")


@pytest.mark.parametrize("shape", ["noise", "trend", "season"])
def test_noise_trend_and_season_are_no_steps(shape: str) -> None:
    months = np.arange(30)
    course = {"noise": 0.0 * months, "trend": 5.0 * months, "season": 60.0 * (months % 12 >= 9)}[shape]
    told = level_shifts(100 + course + NOISE, NEVER)
    assert sum(c is not None for c in told) <= 4


def test_a_limit_is_no_step() -> None:
    usage = 100 + NOISE[:1]
    usage[:, -4:] = 60
    at_limit = np.zeros((1, 30), dtype=bool)
    at_limit[:, -4:] = True
    assert level_shifts(usage, at_limit) == (None,)


def test_the_forecast_carries_the_step_and_starts_from_there() -> None:
    usage = 100 + NOISE[:1]
    usage[:, -4:] += 60
    found = forecast(usage, 3)
    assert "level shift" in [c.kind for c in found.caveats[0]]
    assert found.mean.min() > 130


@pytest.mark.parametrize("months", [1, 4])
def test_a_step_is_said_to_be_the_start_only_where_the_paths_start_there(months: int) -> None:
    usage = 100 + NOISE[:20]
    usage[:, -months:] += 60
    found = forecast(usage, 12)
    starts = found.quantile([0.5])[:, :3, 0].mean(axis=1)
    for i, caveats in enumerate(found.caveats):
        (said,) = (c for c in caveats if c.kind == "level shift")
        level = usage[i, -int(said.figures["months_ago"]) :].mean()
        near = abs(starts[i] - level) <= 0.15 * level
        assert said.text.endswith("starts from there" if near else f"starts at about {starts[i]:,.0f}")
