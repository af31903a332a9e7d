"""What decks draw and say of a term sheet: the lines of its charts, and figures as words."""

from __future__ import annotations

from collections.abc import Sequence

from limits.answers import money
from limits.kinds import about
from limits.percents import percent
from limits.planning.account_sheet import ContractMonth, LimitFigures, ScenarioFigures, TermSheet
from limits.planning.deck import BLUE, GREEN, PALE, PURPLE, RED, Line


def usage_lines(sheet: TermSheet) -> list[Line]:
    """Numbers in use by month, what is expected, and the network limit."""
    network, months = network_limit(sheet), sheet.months
    lines = [
        Line("Used", [m.used for m in months], BLUE),
        Line("Expected, median", [m.expected.median if m.expected else None for m in months], GREEN),
        Line("1 of 10 below", [m.expected.low if m.expected else None for m in months], PALE, dashed=True),
        Line("1 of 10 above", [m.expected.high if m.expected else None for m in months], PALE, dashed=True),
    ]
    if network is not None:
        lines.append(Line("Network limit today", [network.limit] * len(months), RED, dashed=True))
    return lines


def burn_down_lines(months: Sequence[ContractMonth]) -> list[Line]:
    """Number-months left at the end of each month, beside an even pace."""
    ahead = [(m.left if m.expected else None) for m in months]
    return [
        Line("Left, median", [m.left.median if m.left else None for m in months], GREEN),
        Line("1 of 10 below", [left.low if left else None for left in ahead], PALE, dashed=True),
        Line("1 of 10 above", [left.high if left else None for left in ahead], PALE, dashed=True),
        Line("Even pace", [m.even_pace for m in months], PURPLE, dashed=True),
    ]


def month_names(months: Sequence[ContractMonth]) -> list[str]:
    return [f"{m.month:%b %y}" for m in months]


def network_limit(sheet: TermSheet) -> LimitFigures | None:
    return next((limit for limit in sheet.limits if about(limit.kind).is_whole), None)


def cost_words(sheet: TermSheet, column: ScenarioFigures) -> str:
    """' ($378)', or nothing where no price is known or next to nothing is expected."""
    cost = column.expected_overage_cost
    return money(cost, sheet.currency) if cost is not None and round(cost) >= 1 else ""


def band_words(low: float, high: float) -> str:
    """The ends of a band in words, where some of it is overage."""
    if high < 0:
        return f"{-high:,.0f} to {-low:,.0f} over"
    return f"{-low:,.0f} over to {high:,.0f} left" if low < 0 else f"{low:,.0f} to {high:,.0f} left"


def count_words(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def risk_words(ratio: float | None) -> str:
    return "–" if ratio is None else percent(ratio)
