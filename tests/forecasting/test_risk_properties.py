"""What must hold of risk, safe limit and suggestion whatever the demand, the periods and the other limits."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from forecasting import AllotmentLeft, Suggestion, safe_limit, suggest
from forecasting.risk.allotment import risk_if_full
from forecasting.risk.risk import levels

FloatArray = npt.NDArray[np.float64]
CASES = 1_000


@st.composite
def suggestions(draw: st.DrawFn) -> tuple[Suggestion, FloatArray, FloatArray, list[AllotmentLeft], bool]:
    rng = np.random.default_rng(draw(st.integers(0, 100_000)))
    paths, months = draw(st.integers(5, 40)), draw(st.integers(1, 8))
    demand = rng.gamma(3.0, 15.0, (paths, months))
    other = rng.gamma(2.0, 10.0, (paths, months)) * draw(st.sampled_from([0, 1]))
    usage = int(demand[:, 0].min() * draw(st.sampled_from([0.0, 0.7, 1.0])))
    split = draw(st.integers(1, months))
    sizes = [split, months - split] if months > split else [split]
    typical = demand.mean() + other.mean()
    periods = [AllotmentLeft(size, float(np.floor(typical * size * rng.uniform(0.4, 1.5))), 2.0) for size in sizes]
    rollover = draw(st.booleans())
    room = draw(st.one_of(st.none(), st.integers(usage, 200)))
    found = suggest(
        demand,
        periods,
        current_limit=draw(st.integers(0, 150)),
        usage=usage,
        other=other,
        room=room,
        rollover=rollover,
        risk=draw(st.sampled_from([0.05, 0.1, 0.33])),
    )
    return found, demand, other, periods, rollover


def test_levels_agree_with_brute_force_over_all_whole_limits_in_a_thousand_cases() -> None:
    rng = np.random.default_rng(2026)
    for case in range(CASES):
        months = int(rng.integers(1, 9))
        paths = rng.gamma(2.0, 8.0, (20, months))
        paths = np.rint(paths) if case % 2 else paths
        left = float(np.rint(rng.uniform(0.3, 1.4) * paths.sum(axis=1).mean()))
        found, allowed = levels(paths, left), float(rng.choice([0.05, 0.1, 0.25, 0.5]))
        limits = np.arange(math.ceil(paths.max()) + 2)
        over = np.array([(np.minimum(paths, limit).sum(axis=1) > left + 1e-9).mean() for limit in limits])
        np.testing.assert_allclose([(found + 1e-9 < limit).mean() for limit in limits], over)
        safe = limits[over <= allowed + 1e-12].max()
        expected = np.inf if safe == limits[-1] else safe
        assert safe_limit(paths[None], left, allowed)[0] == expected


@given(suggestions())
def test_the_safe_limit_is_the_last_that_is_safe_unless_usage_or_nothing_caps_it(case: tuple) -> None:  # type: ignore[type-arg]
    found = case[0]
    if found.safe_is_unbounded:
        assert found.risk_at(math.inf) <= found.risk
    elif found.usage_is_unsafe:
        assert found.safe == found.usage
        assert found.risk_at(found.usage) > found.risk
    else:
        assert found.risk_at(found.safe) <= found.risk < found.risk_at(found.safe + 1)


@given(suggestions())
def test_risk_never_falls_when_the_limit_rises_and_the_suggestion_keeps_to_its_bounds(case: tuple) -> None:  # type: ignore[type-arg]
    found = case[0]
    risks = [found.risk_at(limit) for limit in range(0, 250, 5)]
    assert risks == sorted(risks)
    assert found.limit >= found.usage
    assert found.room is None or found.limit <= max(found.room, found.usage)
    assert found.safe is None or found.limit <= found.safe
    assert found.limit <= max(found.need, found.usage)


@given(suggestions())
def test_the_guaranteed_ceiling_filled_in_every_month_never_runs_over(case: tuple) -> None:  # type: ignore[type-arg]
    found, _, other, periods, rollover = case
    if found.guaranteed_ceiling is not None:
        assert risk_if_full(found.guaranteed_ceiling, found.usage, other, periods, rollover=rollover) == 0
        assert found.risk_at(found.guaranteed_ceiling) == 0


@given(suggestions(), st.integers(1, 300))
def test_a_larger_allotment_never_raises_the_risk_nor_lowers_the_safe_limit(case: tuple, more: int) -> None:  # type: ignore[type-arg]
    found, demand, other, periods, rollover = case
    larger = [AllotmentLeft(p.months, p.number_months + more, p.overage_rate) for p in periods]
    then = suggest(
        demand,
        larger,
        current_limit=found.current_limit,
        usage=found.usage,
        other=other,
        room=found.room,
        rollover=rollover,
        risk=found.risk,
    )
    assert then.risk_now <= found.risk_now
    assert then.safe_is_unbounded or then.safe >= found.safe
    assert then.missing_number_months <= found.missing_number_months


@given(st.integers(0, 200), st.integers(1, 12), st.integers(0, 3000), st.integers(0, 250))
def test_constant_usage_has_a_risk_of_exactly_none_or_all(numbers: int, months: int, left: int, limit: int) -> None:
    steady = np.full((30, months), float(numbers))
    found = suggest(steady, [AllotmentLeft(months, left)], current_limit=limit, usage=0)
    assert found.risk_now == float(min(numbers, limit) * months > left)
