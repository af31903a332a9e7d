"""What is left of a contract, in every odd case: none is an exception, none divides by zero."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.records import Allotment, Amendment, MonthUsage, Partnership
from forecasting.fleet.contracts import months_of
from limits.months import months_between, plus_months
from limits.network.allotment_periods import period_months
from limits.network.contract import Contract, contract_as_of, contract_on

D = dt.date


def allotment(start: dt.date, end: dt.date, number_months: int = 1200) -> Allotment:
    return Allotment(start, end, number_months, Decimal("4.50"), "USD")


YEAR = (Partnership(D(2026, 1, 1), D(2026, 12, 31)),)
POT = (allotment(D(2026, 1, 1), D(2026, 12, 31)),)
Allotments = tuple[Allotment, ...]
Partnerships = tuple[Partnership, ...]


TO_OCTOBER = months_between(D(2026, 1, 1), D(2026, 10, 1))


def reported(usage: dict[dt.date, int]) -> list[MonthUsage]:
    return [MonthUsage("acme", month, "", numbers, 0) for month, numbers in usage.items()]


def in_november(
    usage: dict[dt.date, int],
    allotments: Allotments = POT,
    partnerships: Partnerships = YEAR,
    amendments: tuple[Amendment, ...] = (),
) -> Contract:
    """Months that ``usage`` does not name, up to October, are reported as 0."""
    known = dict.fromkeys(months_between(D(2025, 1, 1), D(2026, 10, 1)), 0) | usage
    return contract_as_of(D(2026, 11, 20), partnerships, allotments, reported(known), amendments=amendments)


def test_a_yearly_pot_is_spent_by_the_months_so_far() -> None:
    usage = dict.fromkeys(TO_OCTOBER, 100) | {D(2026, 11, 1): 90}
    found = in_november(usage)
    assert found.current is not None
    assert (found.current.used_closed, found.current.used_running, found.current.left) == (1000, 90, 110)
    assert found.months_left == 2  # November by what is still to come, and December
    assert found.guaranteed_ceiling == 100


@given(st.integers(0, 5000), st.integers(0, 400), st.integers(0, 400))
@example(1000, 90, 40)  # 100 for two months
@example(1000, 90, 70)  # 100 for two months, of which November has 70 already: 30 for December
@example(1000, 90, 101)  # more than is left
def test_the_guaranteed_ceiling_is_the_largest_limit_that_never_runs_over(pot: int, monthly: int, so_far: int) -> None:
    """Filled in both months left, the running one at least with what it used already."""
    usage = dict.fromkeys(TO_OCTOBER, monthly) | {D(2026, 11, 1): so_far}
    current = in_november(usage, (allotment(D(2026, 1, 1), D(2026, 12, 31), pot),)).current
    assert current is not None
    ceiling = current.guaranteed_ceiling
    if 10 * monthly + so_far > pot:
        assert ceiling is None
    else:
        assert ceiling is not None
        assert 10 * monthly + max(ceiling, so_far) + ceiling <= pot
        assert 10 * monthly + max(ceiling + 1, so_far) + ceiling + 1 > pot


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
        ((), POT, "no contract", "No contract is on record"),
        (YEAR, (), "no contract", "No contract is on record"),
        ((Partnership(D(2025, 1, 1), D(2026, 10, 31)),), POT, "ended", "31 Oct 2026"),
        ((Partnership(D(2027, 1, 1), D(2027, 12, 31)),), POT, "not begun", "no allotment is on record"),
        (YEAR, (allotment(D(2025, 1, 1), D(2025, 12, 31)),), "month not covered", "November to December 2026"),
        (YEAR, (allotment(D(2026, 12, 1), D(2026, 12, 31)),), "month not covered", "November 2026"),
        (YEAR, (*POT, allotment(D(2026, 10, 1), D(2027, 3, 31))), "periods overlap", "1 Oct 2026 to 31 Dec 2026"),
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


def test_a_contract_that_begins_later_is_known_by_its_first_period() -> None:
    later = (allotment(D(2027, 1, 1), D(2027, 12, 31), 3000),)
    found = in_november({D(2026, 11, 1): 150}, later, (Partnership(D(2027, 1, 1), D(2027, 12, 31)),))
    assert found.state == "not begun"
    assert (found.months_left, found.guaranteed_ceiling) == (12, 250)
    assert found.current is not None
    assert (found.current.left, found.current.used_running) == (3000, 0)  # November's 150 are not its own
    assert "1 Jan 2027" in found.sentence
    assert "250 a month" in found.sentence


def test_an_allotment_overrun_already_says_by_how_much() -> None:
    found = in_november({D(2026, 3, 1): 1300})
    assert found.current is not None
    assert found.current.overage == 100
    assert found.current.first_over == D(2026, 3, 1)
    assert found.guaranteed_ceiling is None
    assert "overrun by 100" in found.sentence


def test_what_is_used_up_exactly_has_not_run_over() -> None:
    found = in_november(dict.fromkeys(TO_OCTOBER, 120))
    assert found.current is not None
    assert (found.current.left, found.current.overage, found.current.first_over) == (0, 0, None)
    assert found.guaranteed_ceiling == 0


def test_months_after_the_partnership_are_not_left() -> None:
    assert in_november({}, POT, (Partnership(D(2026, 1, 1), D(2026, 11, 30)),)).months_left == 1


def test_a_closed_month_that_nobody_reported_leaves_only_bounds() -> None:
    """January to July missing, August to October 100 each: at most 1,200 - 300 = 900, at least 7 x 50 less."""
    known = reported({D(2026, 8, 1): 100, D(2026, 9, 1): 100, D(2026, 10, 1): 100, D(2026, 11, 1): 90})
    limits = dict.fromkeys(months_between(D(2026, 1, 1), D(2026, 11, 1)), 50)
    found = contract_as_of(D(2026, 11, 20), YEAR, POT, known, limits=limits)
    assert found.state == "months unreported"
    assert not found.can_be_assessed
    assert found.current is not None
    assert found.current.unreported == tuple(months_between(D(2026, 1, 1), D(2026, 7, 1)))
    assert (found.current.left_most, found.current.left_least) == (900, 550)
    assert found.current.left is None
    assert found.current.left_for_months_ahead is None
    assert found.guaranteed_ceiling is None
    assert "January to July 2026" in found.sentence
    assert "at most 810" in found.sentence


def test_without_the_limit_of_an_unreported_month_it_may_have_used_anything() -> None:
    known = reported(dict.fromkeys(TO_OCTOBER[1:], 100))
    found = contract_as_of(D(2026, 11, 20), YEAR, POT, known, limits={})
    assert found.current is not None
    assert (found.current.left_most, found.current.left_least) == (300, None)


def test_what_is_known_of_an_unreported_month_is_a_least() -> None:
    known = [*reported(dict.fromkeys(TO_OCTOBER[:-1], 130)), MonthUsage("acme", D(2026, 10, 1), "", 50, 0, False)]
    found = contract_as_of(D(2026, 11, 20), YEAR, POT, known, limits={D(2026, 10, 1): 40})
    assert found.current is not None
    assert found.current.used_closed == 1170
    assert (found.current.left_most, found.current.left_least) == (
        -20,
        -20,
    )  # a limit of 40 cannot make it less than 50
    assert found.current.overage == 20


def test_an_opening_balance_stands_for_the_months_before_it() -> None:
    """700 through July, reports of those months not added; August is missing, September and October 100 each."""
    opened = (Allotment(D(2026, 1, 1), D(2026, 12, 31), 1200, None, None, None, 700, D(2026, 7, 31)),)
    later = {D(2026, 9, 1): 100, D(2026, 10, 1): 100}
    found = contract_as_of(D(2026, 11, 20), YEAR, opened, reported({D(2026, 6, 1): 90} | later))
    assert found.state == "months unreported"
    assert found.current is not None
    assert found.current.unreported == (D(2026, 8, 1),)
    found = contract_as_of(D(2026, 11, 20), YEAR, opened, reported({D(2026, 6, 1): 90, D(2026, 8, 1): 100} | later))
    assert found.state == "running"
    assert found.current is not None
    assert (found.current.used_closed, found.current.left) == (1000, 200)


def test_a_month_that_is_over_by_the_clock_is_unreported_until_its_last_day_is_in() -> None:
    known = reported(dict.fromkeys(TO_OCTOBER, 100) | {D(2026, 11, 1): 90})
    in_time = contract_as_of(D(2026, 11, 28), YEAR, POT, known, today=D(2026, 11, 30))
    assert in_time.state == "running"
    late = contract_as_of(D(2026, 11, 28), YEAR, POT, known, today=D(2026, 12, 1))
    assert late.state == "months unreported"
    assert late.current is not None
    assert late.current.unreported == (D(2026, 11, 1),)
    assert "Import usage as of the month's last day." in late.sentence
    whole = contract_as_of(D(2026, 11, 30), YEAR, POT, known, today=D(2026, 12, 1))
    assert whole.state == "running"
    assert whole.current is not None
    assert (whole.current.used_closed, whole.months_left) == (1090, 1)  # December runs, though nothing of it is in


def test_a_contract_ends_with_its_last_day() -> None:
    known = reported(dict.fromkeys(months_between(D(2026, 1, 1), D(2026, 12, 1)), 100))
    assert contract_as_of(D(2026, 12, 30), YEAR, POT, known, today=D(2026, 12, 31)).state == "running"
    ended = contract_as_of(D(2026, 12, 31), YEAR, POT, known, today=D(2027, 1, 1))
    assert ended.state == "ended"
    assert ended.current is None
    assert [(p.used, p.overage, p.due, p.expired) for p in ended.settled] == [(1200, 0, Decimal(0), 0)]


def test_a_period_that_is_over_came_to_something() -> None:
    """2025: 12 x 110 = 1,320 of 1,200, 120 over at 4.50 is 540. First half of 2026: 6 x 90 = 540 of 600, 60 expired."""
    before = allotment(D(2025, 1, 1), D(2025, 12, 31))
    half = allotment(D(2026, 1, 1), D(2026, 6, 30), 600)
    months = dict.fromkeys(months_between(D(2025, 1, 1), D(2025, 12, 1)), 110) | dict.fromkeys(TO_OCTOBER, 90)
    contract = (before, half, allotment(D(2026, 7, 1), D(2026, 12, 31), 600))
    found = in_november(months, contract, (Partnership(D(2025, 1, 1), D(2026, 12, 31)),))
    assert [(p.used, p.overage, p.due, p.expired) for p in found.settled] == [
        (1320, 120, Decimal("540.00"), 0),
        (540, 0, Decimal(0), 60),
    ]
    assert found.state == "running"


def test_an_unreported_month_of_a_period_that_is_over_does_not_hide_the_next_one() -> None:
    half, rest = allotment(D(2026, 1, 1), D(2026, 6, 30), 600), allotment(D(2026, 7, 1), D(2026, 12, 31), 600)
    known = reported(dict.fromkeys(TO_OCTOBER[1:], 90))
    found = contract_as_of(D(2026, 11, 20), YEAR, (half, rest), known)
    assert found.state == "running"
    assert found.settled == ()
    assert found.current is not None
    assert found.current.left == 600 - 4 * 90


def test_an_amendment_counts_from_its_signing_ahead_and_from_its_effect_on_a_past_day() -> None:
    more = Amendment("acme", D(2026, 11, 10), D(2026, 12, 1), 300, None, None, "more numbers")
    usage = dict.fromkeys(TO_OCTOBER, 100)
    found = in_november(usage, amendments=(more,))
    assert found.current is not None
    assert (found.current.number_months, found.guaranteed_ceiling) == (1500, 250)
    on_the_day = contract_on(D(2026, 11, 20), YEAR, POT, reported(usage), (more,))
    assert on_the_day.current is not None
    assert (on_the_day.current.number_months, on_the_day.guaranteed_ceiling) == (1200, 100)
    after = contract_on(D(2026, 12, 1), YEAR, POT, reported(usage | {D(2026, 11, 1): 100}), (more,))
    assert after.current is not None
    assert (after.current.number_months, after.guaranteed_ceiling) == (1500, 400)


def test_a_past_day_knows_nothing_of_later_months() -> None:
    found = contract_on(D(2026, 7, 15), YEAR, POT, reported(dict.fromkeys(TO_OCTOBER, 110)), ())
    assert found.current is not None
    assert (found.current.used_closed, found.current.left_for_months_ahead, found.months_left) == (660, 540, 6)
    assert found.guaranteed_ceiling == 86  # July's 110 are more than 540 / 6 = 90, so five months share 430
