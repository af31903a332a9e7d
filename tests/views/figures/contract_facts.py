"""What a contract is, from the rows of the store, as the page Contracts tells it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.views.figures.facts import Facts, Figures


def contract_figures(of: Facts, today: dt.date) -> dict[str, Any]:
    """The partnership in force, else the next, else the last."""
    with of.store.reading() as cursor:
        spans = cursor.rows(
            "SELECT starts_on, ends_on FROM partnerships WHERE network_id = $1 ORDER BY starts_on", of.network_id
        )
    as_of = of.standing.as_of
    assert as_of
    now = [one for one in spans if one[0] <= as_of < one[1]] or [one for one in spans if one[0] > as_of] or spans[-1:]
    first, last = now[0] if now else (None, None)
    return {"partnership_from": first, "partnership_to": last, "today": today}


def contract_rows(of: Facts) -> list[Figures]:
    """The allotment periods, by their first day."""
    with of.store.reading() as cursor:
        rows = cursor.rows(
            "SELECT starts_on, ends_on, number_months, overage_rate, unit_price, currency FROM allotments"
            " WHERE network_id = $1",
            of.network_id,
        )
    return [
        {
            "row_from": _day(starts),
            "row_to": _day(ends),
            "row_bought": bought,
            "row_rate": _price(rate),
            "row_price": _price(price),
            "row_currency": currency or "—",
        }
        for starts, ends, bought, rate, price, currency in rows
    ]


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"


def _price(amount: Decimal | None) -> str:
    if amount is None:
        return "—"
    text = f"{amount:,.4f}".rstrip("0")
    return text + "0" * max(0, 2 - len(text.partition(".")[2]))
