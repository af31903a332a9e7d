"""Months that cannot be asked for: each refused or said with what would be right."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import BadInput
from limits.requests.request_checks import beyond_the_contract, require_months

NOV, DEC, JAN = dt.date(2026, 11, 1), dt.date(2026, 12, 1), dt.date(2027, 1, 1)
ENDS = dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (dt.date(2026, 10, 1), None, r"Oct 2026 is over: the first month that can be asked for is Nov 2026"),
        (
            dt.date(2029, 12, 1),
            None,
            r"more than 36 months away.*the last month that can be asked for today is Nov 2029",
        ),
        (JAN, DEC, "would end in Dec 2026, before it begins in Jan 2027: give Jan 2027 or a later month"),
    ],
)
def test_months_that_cannot_be_asked_for_are_refused_with_those_that_can(
    first: dt.date, last: dt.date | None, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        require_months(first, last, running_month=dt.date(2026, 11, 24), months_ahead_max=36)


@pytest.mark.parametrize(("first", "last"), [(NOV, None), (NOV, NOV), (DEC, dt.date(2027, 3, 31))])
def test_months_that_can_be_asked_for_pass(first: dt.date, last: dt.date | None) -> None:
    require_months(first, last, running_month=dt.date(2026, 11, 24), months_ahead_max=36)


def test_months_after_the_contract_are_said_and_not_refused() -> None:
    assert beyond_the_contract(DEC, None, ENDS) is None
    assert beyond_the_contract(DEC, dt.date(2026, 12, 1), ENDS) is None
    assert beyond_the_contract(DEC, JAN, ENDS) == (
        "The contract ends on 31 Dec 2026: Jan 2027 comes after it, so the request is weighed until Dec 2026. "
        "Ask until Dec 2026, or talk about the next contract."
    )
    assert "Jan 2027 to Mar 2027 come after it" in str(beyond_the_contract(NOV, dt.date(2027, 3, 1), ENDS))
    assert beyond_the_contract(DEC, JAN, None) is None


def test_a_contracts_last_month_counts_whole() -> None:
    assert beyond_the_contract(DEC, DEC, dt.date(2026, 12, 3)) is None


def test_a_request_wholly_after_the_contract_is_refused_with_its_last_month() -> None:
    with pytest.raises(BadInput, match=r"ends on 31 Dec 2026, before Jan 2027.*The last month .* is Dec 2026"):
        beyond_the_contract(JAN, None, ENDS)
