"""The suggestion: enough for the need, never beyond what is safe, its parent's room, or below usage."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting import AllotmentLeft, Suggestion, suggest

FloatArray = npt.NDArray[np.float64]


def steady(numbers: float, months: int = 6, paths: int = 100) -> FloatArray:
    return np.full((paths, months), float(numbers))


def random_demand(seed: int, months: int = 5, paths: int = 200) -> FloatArray:
    return np.random.default_rng(seed).gamma(4.0, 25.0, (paths, months))


def year(left: float, months: int = 6) -> list[AllotmentLeft]:
    return [AllotmentLeft(months, left)]


def brute_force_risk(demand: FloatArray, other: FloatArray, left: float, limit: float) -> float:
    over = 0
    for path, rest in zip(demand, other, strict=True):
        over += sum(min(d, limit) + o for d, o in zip(path, rest, strict=True)) > left + 1e-9
    return over / len(demand)


def test_constant_usage_has_a_risk_of_exactly_none_or_all() -> None:
    fits = suggest(steady(100), year(600), current_limit=100, usage=100)
    over = suggest(steady(100), year(599), current_limit=100, usage=100)
    assert (fits.risk_now, over.risk_now) == (0.0, 1.0)


def test_the_safe_limit_is_the_largest_whose_risk_is_allowed() -> None:
    demand = random_demand(1)
    found = suggest(demand, year(480, 5), current_limit=90, usage=20)
    assert found.safe is not None
    nothing = np.zeros_like(demand)
    assert (
        brute_force_risk(demand, nothing, 480, found.safe)
        <= 0.10
        < brute_force_risk(demand, nothing, 480, found.safe + 1)
    )
    assert found.risk_at(found.safe) == pytest.approx(brute_force_risk(demand, nothing, 480, found.safe))


@given(st.integers(0, 10_000), st.floats(50, 2000), st.integers(0, 120))
def test_risk_matches_brute_force_and_never_falls_when_the_limit_rises(seed: int, left: float, usage: int) -> None:
    demand, other = random_demand(seed, paths=40), random_demand(seed + 1, paths=40)
    found = suggest(demand, year(left, 5), current_limit=100, usage=usage, other=other)
    risks = [found.risk_at(limit) for limit in range(usage, 400, 7)]
    assert risks == [pytest.approx(brute_force_risk(demand, other, left, limit)) for limit in range(usage, 400, 7)]
    assert all(a <= b for a, b in pairwise(risks) if a is not None and b is not None)


@given(st.integers(0, 10_000), st.integers(0, 150), st.integers(0, 900), st.integers(0, 250))
def test_the_suggestion_lies_between_usage_and_every_ceiling(seed: int, usage: int, left: int, room: int) -> None:
    found = suggest(random_demand(seed), year(left, 5), current_limit=80, usage=usage, room=max(room, usage))
    assert found.limit >= usage
    assert found.limit <= max(room, usage)
    assert found.safe is None or found.limit <= max(found.safe, usage)


def test_several_periods_are_all_kept_within() -> None:
    periods = [AllotmentLeft(1, 100.0), AllotmentLeft(1, 80.0), AllotmentLeft(1, 120.0)]
    found = suggest(steady(500, 3), periods, current_limit=100, usage=10)
    assert (found.safe, found.guaranteed_ceiling) == (80, 80)
    assert (found.risk_at(80), found.risk_at(81)) == (0.0, 1.0)


def test_the_guaranteed_ceiling_filled_every_month_never_runs_over() -> None:
    found = suggest(steady(10_000), year(1003), current_limit=100, usage=0)
    assert found.guaranteed_ceiling == 167
    assert found.risk_at(167) == 0.0


def test_where_no_limit_can_run_over_the_safe_limit_is_unbounded_not_a_number() -> None:
    found = suggest(steady(100), year(600), current_limit=90, usage=90)
    assert found.safe is None
    assert found.safe_is_unbounded
    assert found.limit == found.need == 100


def test_without_an_allotment_no_risk_is_said() -> None:
    found = suggest(steady(100), [], current_limit=90, usage=90)
    assert (found.risk_now, found.safe, found.safe_is_unbounded, found.guaranteed_ceiling) == (None, None, False, None)


@pytest.mark.parametrize(
    ("options", "left", "verdict"),
    [
        ({"current_limit": 120}, 900, "not needed"),  # there is room
        ({"current_limit": 90, "asked": 95, "reclaimable": 5}, 900, "not needed"),  # idle numbers cover it
        ({"current_limit": 90, "asked": 110}, 900, "approve"),
        ({"current_limit": 90}, 900, "approve"),
        ({"current_limit": 90, "asked": 130, "room": 105}, 900, "part"),
        ({"current_limit": 90, "asked": 130, "room": 90}, 900, "not needed"),  # another limit binds
        ({"current_limit": 90, "asked": 110}, 570, "contract talk"),
    ],
)
def test_the_verdict(options: dict[str, int], left: float, verdict: str) -> None:
    assert suggest(steady(100), year(left), usage=90, **options).verdict == verdict


def test_a_need_beyond_the_contract_says_what_is_missing_and_what_it_costs() -> None:
    found = suggest(steady(100), [AllotmentLeft(6, 570, 4.5)], current_limit=90, usage=90, asked=110)
    assert (found.need, found.safe) == (100, 95)
    assert (found.missing_number_months, found.missing_cost) == (30, 135.0)
    assert found.binds == ("allotment",)


def test_fewer_months_left_make_a_larger_limit_safe() -> None:
    found = suggest(steady(300), year(600), current_limit=90, usage=90)
    assert found.limit == 100
    assert [(c.words, c.limit) for c in found.counterfactuals] == [
        ("with two months fewer left", 150),
        ("if demand stays as it is this month", 100),
    ]


def test_a_limit_below_usage_gives_nothing_back_of_the_running_month() -> None:
    found = suggest(steady(100), year(350), current_limit=50, usage=100)
    assert (found.risk_at(50), found.risk_at(51)) == (0.0, 1.0)  # 100 + 5 x 50 = 350


def test_no_limit_below_usage_is_called_safe() -> None:
    found = suggest(steady(100), year(350), current_limit=120, usage=100)
    assert (found.safe, found.usage_is_unsafe, found.limit, found.verdict) == (100, True, 100, "contract talk")
    assert found.guaranteed_ceiling == 50


def test_what_the_others_let_through_is_what_can_run_over_not_what_was_demanded() -> None:
    held = suggest(steady(100), year(500), current_limit=90, usage=10, free=steady(80))
    assert (held.need, held.safe_is_unbounded, held.risk_now) == (100, True, 0.0)


def test_what_a_period_leaves_over_rolls_over_only_where_the_contract_says_so() -> None:
    periods = [AllotmentLeft(3, 200), AllotmentLeft(3, 100)]
    alone, rolled = (suggest(steady(50), periods, current_limit=60, usage=0, rollover=way) for way in (False, True))
    assert (alone.risk_now, rolled.risk_now) == (1.0, 0.0)
    assert (alone.safe, rolled.safe_is_unbounded) == (33, True)
    assert (alone.expected_overage_now, rolled.expected_overage_now) == (50.0, 0.0)
    assert (alone.guaranteed_ceiling, rolled.guaranteed_ceiling) == (33, 50)


def test_reasons_are_data_with_the_figures_they_speak_of() -> None:
    found = suggest(steady(100), [AllotmentLeft(6, 570, 4.5)], current_limit=90, usage=90, asked=110, reclaimable=2)
    reasons = {r.code: dict(r.figures) for r in found.reasons}
    assert reasons["need"] == {"need": 100, "confidence": 0.9, "months": 6}
    assert reasons["safe"] == {"safe": 95, "risk": 0.0}
    assert reasons["missing"] == {"number_months": 30, "cost": 135.0}
    assert reasons["asked"] == {"asked": 110, "risk": 1.0}
    assert reasons["idle"] == {"reclaimable": 2}
    assert reasons["suggested"] == {"limit": 95, "risk": 0.0}
    assert "cannot run over" not in reasons


def same(a: Suggestion, b: Suggestion) -> bool:
    return a == b and bool(np.array_equal(a.path_levels, b.path_levels))


def test_the_same_input_gives_the_same_suggestion_in_any_order_of_paths() -> None:
    demand = random_demand(3)
    first = suggest(demand, year(450, 5), current_limit=90, usage=20)
    assert same(first, suggest(demand, year(450, 5), current_limit=90, usage=20))
    shuffled = suggest(demand[::-1], year(450, 5), current_limit=90, usage=20)
    assert (shuffled.limit, shuffled.safe, shuffled.need) == (first.limit, first.safe, first.need)


@pytest.mark.parametrize(
    ("demand", "periods", "options", "words"),
    [
        (np.zeros(3), [], {}, r"shape \(3,\)"),
        (steady(1), [AllotmentLeft(9, 1.0)], {}, r"\[9\]"),
        (steady(1), [AllotmentLeft(0, 1.0)], {}, r"\[0\]"),
        (steady(1), [], {"risk": 0.0}, r"risk .* 0\.0"),
        (steady(1), [], {"confidence": 1.0}, r"confidence .* 1\.0"),
        (steady(1), [], {"usage": -1}, "-1"),
        (steady(1), [], {"other": np.zeros((1, 1))}, r"\(1, 1\)"),
    ],
)
def test_nonsense_is_refused_with_the_condition_and_the_value(
    demand: FloatArray, periods: list[AllotmentLeft], options: dict[str, float], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        suggest(demand, periods, **{"current_limit": 1, "usage": 0, **options})  # type: ignore[arg-type]
