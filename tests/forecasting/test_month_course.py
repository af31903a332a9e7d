"""The running month is judged by how far past months had come by the same day."""

from __future__ import annotations

import math

import numpy as np
import pytest

from forecasting import RunningMonth, forecast, share_reached
from forecasting.demand.month_course import PROFILE_WEIGHT_MONTHS
from forecasting.demand.running_month import RISE, UNSURE

NOTHING = np.full((1, 12), np.nan)
HALF = np.array([0.5])


def slow_share_reached(used: list[float], totals: list[float], gone: float) -> tuple[float, float]:
    """The same, month by month."""
    profile, profile_spread = RISE * math.log(gone), (1 - gone) * UNSURE / math.sqrt(gone)
    logs = [min(math.log((u + 0.5) / (t + 0.5)), 0.0) for u, t in zip(used, totals, strict=True) if t > 0]
    weight = len(logs) + PROFILE_WEIGHT_MONTHS
    center = (sum(logs) + PROFILE_WEIGHT_MONTHS * profile) / weight
    squares = sum((one - center) ** 2 for one in logs)
    squares += PROFILE_WEIGHT_MONTHS * (profile_spread**2 + (profile - center) ** 2)
    return math.exp(center), math.sqrt(squares / weight)


def test_the_vectorised_share_is_the_one_worked_out_month_by_month() -> None:
    rng = np.random.default_rng(1)
    totals = rng.integers(1, 200, (20, 12)).astype(float)
    used = np.floor(totals * rng.uniform(0.3, 1.0, (20, 12)))
    gone = rng.uniform(0.1, 0.9, 20)
    reached, unsure = share_reached(used, totals, gone)
    for i in range(20):
        assert (reached[i], unsure[i]) == pytest.approx(slow_share_reached(list(used[i]), list(totals[i]), gone[i]))


def test_months_that_had_half_their_total_by_now_double_the_running_one() -> None:
    totals = np.full((1, 12), 200.0)
    reached, unsure = share_reached(totals / 2, totals, HALF)
    assert reached[0] == pytest.approx(0.5, abs=0.05)
    profile, profile_unsure = share_reached(NOTHING, NOTHING, HALF)
    assert reached[0] < profile[0]
    assert unsure[0] < profile_unsure[0] + 0.1


def test_without_past_months_the_profile_stands_alone() -> None:
    reached, unsure = share_reached(NOTHING, NOTHING, HALF)
    assert reached[0] == pytest.approx(0.5**RISE)
    assert unsure[0] == pytest.approx(0.5 * UNSURE / math.sqrt(0.5))


def test_a_month_that_is_over_has_reached_its_total() -> None:
    reached, unsure = share_reached(np.full((1, 3), 50.0), np.full((1, 3), 100.0), np.array([1.0]))
    assert (reached[0], unsure[0]) == (1.0, 0.0)


def test_the_course_moves_the_forecast_of_the_running_month() -> None:
    usage = np.full((1, 24), 100.0) + np.arange(24) % 5
    so_far, totals = np.array([80.0]), usage[:, -12:]

    def expected(share_by_now: float) -> float:
        reached, unsure = share_reached(totals * share_by_now, totals, HALF)
        return float(forecast(usage, 3, partial=RunningMonth(so_far, HALF, reached, unsure)).mean[0, 0])

    assert expected(0.6) > expected(0.8) > expected(0.99)


@pytest.mark.parametrize("wrong", [np.zeros((2, 12)), np.zeros((1, 11))])
def test_shapes_that_do_not_fit_are_refused(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"got \("):
        share_reached(wrong, NOTHING, HALF)


def test_half_of_what_is_known_is_refused() -> None:
    with pytest.raises(ValueError, match="together"):
        forecast(np.ones((1, 3)), 1, partial=RunningMonth(np.ones(1), 0.5, reached=np.ones(1)))
