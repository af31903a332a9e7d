"""Contracts up for renewal, by the calendar of the day that is asked."""

from __future__ import annotations

import datetime as dt

import pytest

from limits.advice import RENEWALS, is_up

D = dt.date
THIS, NEXT, SOON = RENEWALS


@pytest.mark.parametrize(
    ("when", "today", "first", "last"),
    [
        (THIS, D(2026, 11, 26), D(2026, 10, 1), D(2026, 12, 31)),
        (NEXT, D(2026, 11, 26), D(2027, 1, 1), D(2027, 3, 31)),
        (THIS, D(2027, 1, 1), D(2027, 1, 1), D(2027, 3, 31)),
        (NEXT, D(2028, 3, 31), D(2028, 4, 1), D(2028, 6, 30)),
        (SOON, D(2026, 11, 26), D(2026, 11, 26), D(2027, 2, 24)),
    ],
)
def test_a_contract_is_up_from_the_first_day_to_the_last(when: str, today: dt.date, first: D, last: D) -> None:
    day = dt.timedelta(days=1)
    found = [is_up(ends_on, when, today) for ends_on in (first - day, first, last, last + day)]
    assert found == [False, True, True, False]


def test_where_there_is_no_contract_nothing_is_up() -> None:
    assert not any(is_up(None, when, D(2026, 11, 26)) for when in RENEWALS)
