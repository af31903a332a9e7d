"""What the trail of a contract says, in words: the store keeps the names of columns and figures as text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from data.records import ContractChange
from limits.months import day_words
from limits.prices import price_words

_FIGURES = {
    "ends_on": "Last day",
    "number_months": "Number-months",
    "overage_rate": "Overage rate",
    "currency": "Currency",
    "unit_price": "Price",
    "opening_used": "Number-months used before the first report",
    "opening_through": "Last day before the first report",
    "signed_on": "Signed on",
    "added_number_months": "Number-months more",
}
_OF = {
    "partnership": "partnership from",
    "allotment": "period from",
    "opening balance": "period from",
    "amendment": "amendment in force from",
}
_DAYS = ("ends_on", "opening_through", "signed_on")
_COUNTS = ("number_months", "opening_used", "added_number_months")
_PRICES = ("overage_rate", "unit_price")


def figure_name(change: ContractChange) -> str:
    """What was changed: 'Number-months more'."""
    return _FIGURES.get(change.field, change.field.replace("_", " ").capitalize())


def part_of_contract(change: ContractChange) -> str:
    """What it was changed of: 'period from 1 Jun 2026'."""
    return f"{_OF[change.subject]} {day_words(change.starts_on)}"


def values_in_words(change: ContractChange) -> tuple[str, str]:
    """Before and after; '—' where there was nothing."""
    return _value(change.field, change.old_value), _value(change.field, change.new_value)


def _value(field: str, kept: str | None) -> str:
    if kept is None:
        return "—"
    if field in _DAYS:
        return day_words(dt.date.fromisoformat(kept[:10]))
    if field in _COUNTS:
        return f"{int(kept):,}"
    return price_words(Decimal(kept)) if field in _PRICES else kept
