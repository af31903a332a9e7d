"""Figures and foreign text as people read them."""

from __future__ import annotations

import datetime as dt

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


def test_dates_cannot_be_misread() -> None:
    assert words.day(dt.date(2026, 11, 2)) == "2 Nov 2026"


def test_a_name_is_never_taken_for_markup() -> None:
    assert words.plain("![x](http://far.example) :red[a]") == r"!\[x\](http\://far.example) \:red\[a\]"
    assert words.plain("Summit Ridge: Heating & Air") == "Summit Ridge: Heating & Air"
