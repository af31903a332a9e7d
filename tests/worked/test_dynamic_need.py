"""One question has one answer: the calculator, its months, the request form and the weighed request agree."""

from __future__ import annotations

import datetime as dt
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.store import Store
from limits.actors import OPERATOR
from limits.advice.standing import NetworkStanding, network_standing
from limits.traffic.calculator import TrafficAnswer, calculate
from limits.traffic.needed_numbers import dynamic_need, sessions_of_today
from limits.traffic.traffic import NetworkTraffic, network_traffic
from limits.traffic.traffic_inputs import starting_inputs
from tests.worked.case import case

DECEMBER, MAY = dt.date(2026, 12, 1), dt.date(2027, 5, 1)


@pytest.fixture(scope="module")
def w07(all_cases: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[NetworkStanding, NetworkTraffic, Any]:
    with closing(Store(Path(shutil.copy(all_cases, tmp_path_factory.mktemp("w07"))))) as store:
        known = network_standing(store, OPERATOR, "w07"), network_traffic(store, OPERATOR, "w07")
    return (*known, case("w07")["expected"]["w07"]["erlang"])


def answered(standing: NetworkStanding, traffic: NetworkTraffic, sessions: float, **inputs: Any) -> TrafficAnswer:
    start = replace(starting_inputs(traffic), sessions_a_month=sessions, from_month=DECEMBER, **inputs)
    return calculate(traffic, start, standing=standing)


def test_twice_the_sessions_need_what_erlang_says_on_top_of_todays_demand(w07: Any) -> None:
    standing, traffic, erlang = w07
    assert (sessions_of_today(standing), erlang["numbers_today"], erlang["numbers_then"]) == (60_000, 37, 65)
    answer = answered(standing, traffic, 120_000)
    assert answer.need is not None
    assert answer.need.for_the_sessions == erlang["more_needed"]  # 65 - 37
    assert answer.need.without == pytest.approx(37, abs=1)  # 90 % of paths in all months at once: one may be higher
    assert answer.recommended_numbers == answer.need.numbers == pytest.approx(65, abs=1)
    assert answer.needed_numbers == 65  # by the formula alone, named so
    assert (answer.need.first, answer.need.last, answer.need.confidence) == (DECEMBER, MAY, 0.9)


def test_the_months_of_the_calculator_say_the_same(w07: Any) -> None:
    standing, traffic, _ = w07
    goes_on, comes_true = answered(standing, traffic, 120_000).ahead
    assert goes_on.numbers_band[:, 1].round().tolist() == [37] * 7
    assert comes_true.numbers_band[:, 1].round().tolist() == [37] + [65] * 6  # from December on
    assert comes_true.sessions_band[-1, 1] == pytest.approx(120_000, rel=0.01)


def test_sessions_in_all_and_sessions_on_top_are_one_question(w07: Any) -> None:
    standing, traffic, _ = w07
    in_all = dynamic_need(standing, from_month=DECEMBER, sessions=120_000)
    on_top = dynamic_need(standing, from_month=DECEMBER, more_sessions=60_000)
    assert in_all == on_top == answered(standing, traffic, 120_000).need


def test_todays_sessions_need_no_more_than_todays_demand(w07: Any) -> None:
    standing, traffic, _ = w07
    answer = answered(standing, traffic, 60_000)
    assert answer.need is not None
    assert answer.need.for_the_sessions == 0
    assert [need.source for need in answer.ahead] == ["history"]


def test_a_longer_hold_is_paid_for_by_today_s_sessions_too(w07: Any) -> None:
    standing, traffic, _ = w07
    longer = answered(standing, traffic, 60_000, lifetime_seconds=600.0)  # 50 erlangs as for twice the sessions
    assert longer.need is not None
    assert longer.need.for_the_sessions == pytest.approx(28, abs=1)


def test_with_the_correction_switched_off_the_formula_stands_alone(w07: Any) -> None:
    standing, traffic, _ = w07
    alone = answered(standing, traffic, 120_000, use_ratio=False)
    assert (alone.need, alone.recommended_numbers) == (None, 65)
