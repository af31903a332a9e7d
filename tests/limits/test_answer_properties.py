"""What holds of every answer, whatever the demand, the limits and the contract are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from data.records import Allotment, MonthUsage, Partnership
from forecasting.risk.joint import JointDemand
from forecasting.risk.lifts import Lift
from forecasting.risk.uses import MonthLimits
from forecasting.risk.ways import PeriodAhead
from limits.answers.ahead import Ahead
from limits.answers.answer import AnswerContext, answer_for, typed
from limits.answers.ask import Ask
from limits.answers.model import Answer
from limits.assumptions import Assumptions
from limits.kinds import LimitKey
from limits.months import months_between, plus_months
from limits.network.contract import Contract, contract_as_of
from limits.network.headroom import LimitHeadroom

AS_OF = dt.date(2026, 11, 20)
RUNNING, LAST = dt.date(2026, 11, 1), dt.date(2027, 10, 1)
MONTHS = tuple(months_between(RUNNING, LAST))
NETWORK, DYNAMIC, SPRING = LimitKey("network"), LimitKey("dynamic"), LimitKey("campaign", "spring")
KEYS = st.sampled_from([NETWORK, DYNAMIC, SPRING])
CONTEXT = AnswerContext(Assumptions())
RANK = ["needs a contract conversation", "grant N of M", "grant", "there is room"]


@dataclass(frozen=True)
class World:
    """A network in a few figures; ``left`` number-months for ``months`` from the running one on."""

    seed: int
    level: tuple[int, int]  # dynamic numbers and those of the campaign, on average
    spread: int
    growth: float  # numbers a month
    headroom: tuple[int, int, int]  # network, dynamic, campaign
    months: int
    left: int

    def ahead(self, *, left: int | None = None, unreported: int = 0) -> Ahead:
        rng = np.random.default_rng(self.seed)
        trend = self.growth * np.arange(len(MONTHS))
        dynamic, spring = (
            np.maximum(0, np.round(level + trend + self.spread * rng.standard_normal((40, len(MONTHS))))).astype(float)
            for level in self.level
        )
        used = {DYNAMIC: self.level[0], SPRING: self.level[1], NETWORK: sum(self.level)}
        room = dict(zip((NETWORK, DYNAMIC, SPRING), self.headroom, strict=True))
        headrooms = {key: LimitHeadroom(key, "", used[key] + room[key], 1, used[key], 0.9) for key in used}
        every = {key: np.full(len(MONTHS), float(one.limit)) for key, one in headrooms.items()}
        left = self.left if left is None else left
        contract = self.contract(left, unreported)
        known = contract.can_be_assessed
        return Ahead(
            as_of=AS_OF,
            months=MONTHS,
            headrooms=headrooms,
            contract=contract,
            ids=("spring",),
            demand=JointDemand(dynamic, spring[None], float(used[DYNAMIC]), np.array([float(used[SPRING])])),
            limits=MonthLimits(every[NETWORK], every[DYNAMIC], every[SPRING][None]),
            planned=(),
            lifts=(),
            full=frozenset(key for key, one in headrooms.items() if one.usage and not one.headroom),
            periods=(PeriodAhead(0, self.months, float(left), 3.0),) if known else (),
            contract_periods=contract.periods if known else (),
        )

    def contract(self, left: int, unreported: int) -> Contract:
        """1,000 number-months used in ten closed months; of the first ones nobody may have reported the usage."""
        closed = months_between(dt.date(2026, 1, 1), dt.date(2026, 10, 1))
        usage = [MonthUsage("acme", m, "", 100, 0, place >= unreported) for place, m in enumerate(closed)]
        usage.append(MonthUsage("acme", RUNNING, "", self.level[1], self.level[0]))
        ends = plus_months(RUNNING, self.months) - dt.timedelta(days=1)
        pot = Allotment(dt.date(2026, 1, 1), ends, 1000 + left, Decimal(3), "USD")
        return contract_as_of(AS_OF, [Partnership(pot.starts_on, ends)], [pot], usage)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    level = (draw(st.integers(0, 60)), draw(st.integers(1, 60)))
    months, growth = draw(st.integers(2, len(MONTHS))), draw(st.sampled_from([-1.0, 0.0, 0.5, 2.0]))
    expected = int(months * sum(level) + growth * months * months)
    return World(
        seed=draw(st.integers(0, 10_000)),
        level=level,
        spread=draw(st.integers(0, 8)),
        growth=growth,
        headroom=draw(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))),
        months=months,
        left=max(sum(level), expected + draw(st.integers(-60, 20 * months))),
    )


def obeyed(ahead: Ahead, key: LimitKey, answer: Answer) -> Ahead:
    """The limits set to what was suggested, and what such a raise promises, with the same data."""
    place, before = ahead.place(key), ahead.limits.of(ahead.place(key))
    limits, headrooms = ahead.limits, dict(ahead.headrooms)
    raised = {key: answer.schedule or ()} | ({NETWORK: answer.pair.schedule} if answer.pair else {})
    for one, schedule in raised.items():
        months = ahead.limits.of(ahead.place(one)).copy()
        for step in schedule:
            months[MONTHS.index(step.month) :] = step.limit
        limits = limits.with_limit(ahead.place(one), months)
        headrooms[one] = replace(headrooms[one], limit=int(months[0]))
    numbers = float(limits.of(place)[0] - before[0])
    every = np.ones(len(MONTHS), dtype=bool)
    lift = Lift(place, every, numbers, before, float(ahead.headrooms[key].usage))
    return replace(ahead.granted(limits, lift), headrooms=headrooms)


@settings(max_examples=60)
@given(worlds(), KEYS)
def test_obeying_an_answer_leaves_nothing_to_do(world: World, key: LimitKey) -> None:
    ahead = world.ahead()
    first = answer_for(ahead, key, CONTEXT)
    if not first.raises:
        assert (first.limit, first.increase, first.schedule, first.pair) == (first.limit_now, 0, (), None)
        return
    second = answer_for(obeyed(ahead, key, first), key, CONTEXT)
    assert second.verdict in ("there is room", "needs a contract conversation")
    if first.verdict == "grant":
        assert second.verdict == "there is room"
    assert second.limit == first.limit
    assert (second.increase, second.schedule, second.pair) == (0, (), None)


@settings(max_examples=60)
@given(worlds(), KEYS, st.integers(1, 30), st.integers(0, 11), st.integers(1, 300))
def test_more_number_months_never_make_an_answer_worse(
    world: World, key: LimitKey, more: int, later: int, added: int
) -> None:
    ask = Ask(key, more, MONTHS[min(later, world.months - 1)])
    for wanted in (ask, None):
        one = answer_for(world.ahead(), key, CONTEXT, wanted)
        other = answer_for(world.ahead(left=world.left + added), key, CONTEXT, wanted)
        assert RANK.index(other.verdict) >= RANK.index(one.verdict)
        assert one.safe_increase is not None
        assert other.safe_increase is not None
        assert other.safe_increase >= one.safe_increase
        assert one.granted is not None
        assert other.granted is not None
        assert sum(other.granted) >= sum(one.granted)
        assert figure(other.as_asked.risk) <= figure(one.as_asked.risk)


@settings(max_examples=60)
@given(worlds(), KEYS, st.integers(1, 30), st.integers(0, 11))
def test_a_limit_lets_no_more_be_used_than_it_holds(world: World, key: LimitKey, more: int, later: int) -> None:
    """Usage is nowhere beyond a limit in these worlds, so no way to use a limit comes to more than filling it."""
    ahead = world.ahead()
    for ask in (None, Ask(key, more, MONTHS[min(later, world.months - 1)])):
        found = answer_for(ahead, key, CONTEXT, ask)
        for way in (found.as_history, found.as_asked):
            assert figure(way.used) <= figure(found.if_filled.used) + 1e-6
            assert figure(way.overage) <= figure(found.if_filled.overage) + 1e-6
            assert figure(way.risk) <= figure(found.if_filled.risk)
        assert figure(found.as_history.used) <= figure(found.as_asked.used) + 1e-6


@settings(max_examples=60)
@given(worlds(), KEYS)
def test_a_higher_limit_never_lowers_the_risk_and_the_safe_increase_is_the_last_that_is_safe(
    world: World, key: LimitKey
) -> None:
    ahead = world.ahead()
    answer = answer_for(ahead, key, CONTEXT)
    limit = ahead.headrooms[key].limit
    risks = [figure(typed(ahead, key, limit + more).risk) for more in range(0, 40, 3)]
    assert risks == sorted(risks)
    assert answer.safe_increase is not None
    safe = figure(typed(ahead, key, limit + answer.safe_increase).risk)
    assert safe <= answer.risk_level or (answer.safe_increase == 0 and risks[0] == safe)


@settings(max_examples=40)
@given(worlds(), KEYS, st.integers(1, 9), st.integers(1, 30))
def test_a_month_nobody_reported_is_never_no_risk(world: World, key: LimitKey, unreported: int, more: int) -> None:
    ahead = world.ahead(unreported=unreported)
    assert ahead.contract.state == "months unreported"
    for ask in (None, Ask(key, more, MONTHS[1])):
        found = answer_for(ahead, key, CONTEXT, ask)
        assert found.verdict == "cannot be assessed"
        figures: list[Any] = [found.risk, found.limit, found.granted, found.schedule, found.safe_increase]
        assert figures == [None] * 5
        assert found.contract.left_at_month_start is None
        assert found.contract.left_most == world.left  # nothing more is known to be used than was reported
        assert found.as_asked.overage is None


def figure(value: float | None) -> float:
    assert value is not None
    return value
