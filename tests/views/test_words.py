"""Figures and foreign text as people read them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from views.text import words


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (None, "Not defined"),
        (0.0, "0 % of the simulated futures"),
        (0.004, "under 1 % (very unlikely)"),
        (0.12, "12 % (unlikely)"),
        (0.5, "50 % (possible)"),
        (0.995, "over 99 % (very likely)"),
        (1.0, "100 % of the simulated futures"),
    ],
)
def test_a_risk_is_a_percentage_with_its_word(ratio: float | None, said: str) -> None:
    assert words.risk(ratio) == said


def test_counts_have_separators_and_units() -> None:
    assert words.count(1288, "numbers") == "1,288 numbers"
    assert words.count(1, "numbers") == "1 number"
    assert words.count(None, "numbers") == "—"


@pytest.mark.parametrize(
    ("hours", "said"),
    [(None, "—"), (0.2, "under an hour"), (1.2, "1 hour"), (5.0, "5 hours"), (36.0, "1.5 days")],
)
def test_a_wait_of_hours_is_not_said_to_be_no_days(hours: float | None, said: str) -> None:
    assert words.waited(hours) == said


@pytest.mark.parametrize(("price", "said"), [(None, "—"), ("2.5", "2.50"), ("0.1234", "0.1234"), ("1200", "1,200.00")])
def test_a_price_keeps_all_its_digits(price: str | None, said: str) -> None:
    assert words.amount(None if price is None else Decimal(price)) == said


def test_months_are_told_by_their_ends() -> None:
    november = dt.date(2026, 11, 1)
    assert words.span((november,)) == "Nov 2026"
    assert words.span((november, dt.date(2026, 12, 1), dt.date(2027, 1, 1))) == "Nov 2026 to Jan 2027"


def test_figures_of_yesterday_are_one_day_old() -> None:
    said = words.age(dt.date(2026, 11, 1), dt.date(2026, 11, 2), stale_days=0)
    assert said == "These figures are 1 day old: nothing newer than 1 Nov 2026 was imported."


def test_dates_cannot_be_misread() -> None:
    assert words.day(dt.date(2026, 11, 2)) == "2 Nov 2026"


def test_a_name_is_never_taken_for_markup() -> None:
    assert words.plain("![x](http://far.example) :red[a]") == r"!\[x\](http\://far.example) \:red\[a\]"
    assert words.plain("Summit Ridge: Heating & Air") == "Summit Ridge: Heating & Air"
