"""What a track record says of forecasts whose worth is known beforehand."""

from __future__ import annotations

import numpy as np

from forecasting.evaluation.backtest import LEVELS, Past, rolling
from forecasting.evaluation.past_forecasts import level_shares, risks, track_record


def one_past(truth: list[list[float]], *, quantiles: np.ndarray, months: int = 12, naive: float = 0.0) -> Past:
    came = np.array(truth)
    return Past(
        origin=months,
        quantiles=quantiles,
        risk=np.full(len(came), 0.95),
        truth=came,
        highest=np.zeros(len(came)),
        months=np.full(len(came), months),
        scale=np.ones(len(came)),
        naive=np.full(came.shape, naive),
    )


def test_errors_are_shares_of_what_came_and_cut_off_months_are_not_judged() -> None:
    quantiles = np.full((2, 2, len(LEVELS)), 9.0)
    found = track_record([one_past([[10, np.nan], [10, 20]], quantiles=quantiles, naive=5.0)])
    assert found.overall is not None
    assert found.overall.forecasts == 3
    assert found.overall.error == (1 + 1 + 11) / 40
    assert found.overall.error_naive == (5 + 5 + 15) / 40
    assert {k: r.forecasts for k, r in found.by_months_ahead.items()} == {1: 2, 2: 1}
    assert list(found.by_history) == [9]
    assert found.windows == 2
    assert [(s.said, s.came, s.count) for s in found.risks] == [(0.95, 1.0, 1)]


def test_a_right_forecast_has_what_came_below_each_level_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    truth = rng.normal(size=20_000)
    quantiles = np.tile(np.quantile(rng.normal(size=100_000), LEVELS), (len(truth), 1))
    for level, share in level_shares(quantiles, truth).items():
        assert abs(share - level) < 0.01


def test_a_forecast_that_is_too_low_is_seen_to_be() -> None:
    shares = level_shares(np.tile(np.array(LEVELS), (4, 1)), np.full(4, 0.85))
    assert shares[0.8] == 0.0
    assert shares[0.9] == 1.0


def test_a_standing_number_that_is_forecast_to_stand_is_no_evidence_either_way() -> None:
    shares = level_shares(np.full((3, len(LEVELS)), 7.0), np.full(3, 7.0))
    assert all(abs(share - level) < 1e-12 for level, share in shares.items())


def test_risks_are_judged_by_a_slow_count_too() -> None:
    rng = np.random.default_rng(1)
    risk, truth = rng.random(200), rng.normal(size=(200, 3))
    highest = rng.normal(size=200)
    truth[:20, 1] = np.nan
    for said in risks(risk, truth, highest):
        place = min(int(said.said * 10), 9)
        inside = [i for i in range(200) if np.isfinite(truth[i]).all() and min(int(risk[i] * 10), 9) == place]
        assert said.count == len(inside)
        assert np.isclose(said.came, sum(truth[i].max() > highest[i] for i in inside) / len(inside))


def test_without_anything_to_judge_there_is_an_empty_record() -> None:
    assert track_record([]).overall is None
    unknown = one_past([[np.nan]], quantiles=np.zeros((1, 1, len(LEVELS))))
    assert track_record([unknown]).overall is None
    assert track_record([unknown]).risks == ()


def test_the_record_of_real_windows_counts_them() -> None:
    usage = 100 + 10 * np.random.default_rng(2).normal(size=(5, 30)).cumsum(axis=1)
    found = track_record(list(rolling(usage.clip(1), horizon=6, origins=[12, 18, 24])))
    assert found.windows == 15
    assert found.overall is not None
    assert found.overall.forecasts == 15 * 6
    assert sum(s.count for s in found.risks) == 15
