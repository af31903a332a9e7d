"""The months a request asks for: what cannot be asked is refused with what would be right, the rest is said."""

from __future__ import annotations

import datetime as dt

from data.errors import BadInput
from limits.months import day_words, month_of, months_between, plus_months


def require_months(
    from_month: dt.date, until_month: dt.date | None, *, running_month: dt.date, months_ahead_max: int
) -> None:
    """Refuses a past first month, one too far away, and a last month before the first."""
    first, running = month_of(from_month), month_of(running_month)
    if first < running:
        raise BadInput(
            f"{_month(first)} is over: the first month that can be asked for is {_month(running)} "
            f"(--from {running:%Y-%m})."
        )
    farthest = plus_months(running, months_ahead_max)
    if first > farthest:
        raise BadInput(
            f"{_month(first)} is more than {months_ahead_max} months away: ask when it is nearer; the last month that "
            f"can be asked for today is {_month(farthest)}."
        )
    if until_month is not None and month_of(until_month) < first:
        raise BadInput(
            f"The request would end in {_month(month_of(until_month))}, before it begins in {_month(first)}: give "
            f"{_month(first)} or a later month as the last one, or leave it out for no end."
        )


def beyond_the_contract(
    from_month: dt.date, until_month: dt.date | None, contract_ends_on: dt.date | None
) -> str | None:
    """What to say of months after the contract's end: they are asked for, and not weighed; None where there are none.

    Raises BadInput where every month asked for comes after it.
    """
    if contract_ends_on is None:
        return None
    last = month_of(contract_ends_on)
    first = month_of(from_month)
    if first > last:
        raise BadInput(
            f"The contract ends on {day_words(contract_ends_on)}, before {_month(first)}: what comes after is a matter "
            f"of the next contract. The last month that can be asked for is {_month(last)}."
        )
    if until_month is None or month_of(until_month) <= last:
        return None
    beyond = len(months_between(plus_months(last, 1), month_of(until_month)))
    months = f"{_month(plus_months(last, 1))} {'comes' if beyond == 1 else f'to {_month(month_of(until_month))} come'}"
    return (
        f"The contract ends on {day_words(contract_ends_on)}: {months} after it, so the request is weighed until "
        f"{_month(last)}. Ask until {_month(last)}, or talk about the next contract."
    )


def _month(month: dt.date) -> str:
    return f"{month:%b %Y}"
