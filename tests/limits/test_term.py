"""What is left of a contract, in every odd case: none is an exception, none divides by zero."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.records import Allotment, Partnership
from forecasting.fleet.contracts import months_of
from limits.months import months_between, plus_months
from limits.term import Term, period_months, term

D = dt.date


def allotment(start: dt.date, end: dt.date, number_months: int = 1200) -> Allotment:
    return Allotment(start, end, number_months, Decimal("4.50"), "USD")


YEAR = (Partnership(D(2026, 1, 1), D(2026, 12, 31)),)
POT = (allotment(D(2026, 1, 1), D(2026, 12, 31)),)
Allotments = tuple[Allotment, ...]
Partnerships = tuple[Partnership, ...]


def in_november(usage: dict[dt.date, int], allotments: Allotments = POT, partnerships: Partnerships = YEAR) -> Term:
    return term(D(2026, 11, 20), partnerships, allotments, usage)


def test_a_yearly_pot_is_spent_by_the_months_so_far() -> None:
    usage = dict.fromkeys(months_between(D(2026, 1, 1), D(2026, 10, 1)), 100) | {D(2026, 11, 1): 90}
    found = in_november(usage)
    assert found.current is not None
    assert (found.current.used_closed, found.current.used_running, found.current.left) == (1000, 90, 110)
    assert found.months_left == 2  # November by what is still to come, and December
    assert found.guaranteed_ceiling == 100


@given(st.integers(0, 5000), st.integers(0, 400))
def test_the_guaranteed_ceiling_filled_every_month_never_runs_over(pot: int, monthly: int) -> None:
    usage = dict.fromkeys(months_between(D(2026, 1, 1), D(2026, 10, 1)), monthly)
    current = in_november(usage, (allotment(D(2026, 1, 1), D(2026, 12, 31), pot),)).current
    assert current is not None
    assert current.guaranteed_ceiling is not None
    assert 10 * monthly + 2 * current.guaranteed_ceiling <= pot or current.guaranteed_ceiling == 0


def test_a_monthly_allowance_looks_at_every_month_left() -> None:
    months = months_between(D(2026, 1, 1), D(2026, 12, 1))
    allowance = tuple(allotment(m, plus_months(m, 1) - dt.timedelta(days=1), 100 + m.month) for m in months)
    found = in_november({D(2026, 11, 1): 90}, allowance)
    assert [p.number_months for p in found.periods] == [111, 112]
    assert found.guaranteed_ceiling == 111


def test_a_start_in_mid_month_gives_every_month_to_one_period() -> None:
    first, second = allotment(D(2025, 11, 15), D(2026, 11, 14)), allotment(D(2026, 11, 15), D(2027, 11, 14))
    assert period_months(first, [first, second]) == months_between(D(2025, 11, 1), D(2026, 11, 1))
    assert period_months(second, [first, second]) == months_between(D(2026, 12, 1), D(2027, 11, 1))
    found = in_november({}, (second, first), (Partnership(D(2025, 11, 15), D(2027, 11, 14)),))
    assert found.current is not None
    assert found.current.starts_on == D(2025, 11, 15)  # November 2026 is its last month, though it ended on the 14th
    assert found.months_left == 1


@given(st.lists(st.integers(1, 70), min_size=2, max_size=10))
@example([90, 45, 200])  # to 31 March, and again from 15 May
@example([10, 5, 10, 5, 400])  # three that begin in January
def test_a_month_has_one_period_and_the_fleet_agrees_whose_it_is(days: list[int]) -> None:
    """Lengths of periods and of the gaps between them, in turn."""
    day, periods = D(2026, 1, 1), []
    for place, length in enumerate(days):
        if place % 2 == 0:
            periods.append(allotment(day, day + dt.timedelta(days=length - 1)))
        day += dt.timedelta(days=length - place % 2)
    months = [period_months(p, periods) for p in periods]
    paid = [m for of_one in months for m in of_one]
    assert len(paid) == len(set(paid))
    assert set(paid) == {m for p in periods for m in months_between(p.starts_on, p.ends_on)}
    first, last = months_of(
        np.zeros(len(periods), dtype=np.int64),
        np.array([p.starts_on for p in periods], dtype="datetime64[D]"),
        np.array([p.ends_on for p in periods], dtype="datetime64[D]"),
    )
    of_fleet = [
        np.arange(a, b + 1).astype("datetime64[M]").astype(dt.date).tolist() for a, b in zip(first, last, strict=True)
    ]
    assert of_fleet == months


@pytest.mark.parametrize(
    ("partnerships", "allotments", "state", "words"),
    [
        ((), POT, "no partnership", "No partnership"),
        ((Partnership(D(2025, 1, 1), D(2026, 10, 31)),), POT, "ended", "31 Oct 2026"),
        ((Partnership(D(2027, 1, 1), D(2027, 12, 31)),), POT, "not begun", "1 Jan 2027"),
        (YEAR, (), "no allotment", "November 2026"),
        (YEAR, (allotment(D(2025, 1, 1), D(2025, 12, 31)),), "no allotment", "November 2026"),
        (YEAR, (allotment(D(2026, 12, 1), D(2026, 12, 31)),), "no allotment", "November 2026"),
    ],
)
def test_every_odd_contract_has_its_own_words(
    partnerships: Partnerships, allotments: Allotments, state: str, words: str
) -> None:
    found = in_november({D(2026, 11, 1): 5}, allotments, partnerships)
    assert found.state == state
    assert words in found.sentence
    assert found.months_left == 0
    assert found.guaranteed_ceiling is None


def test_an_allotment_overrun_already_says_by_how_much() -> None:
    found = in_november({D(2026, 3, 1): 1300})
    assert found.current is not None
    assert found.current.overage == 100
    assert found.guaranteed_ceiling == 0
    assert "overrun by 100" in found.sentence


def test_months_after_the_partnership_are_not_left() -> None:
    assert in_november({}, POT, (Partnership(D(2026, 1, 1), D(2026, 11, 30)),)).months_left == 1
