"""Which networks need somebody today, and in which order: by what overage is expected to cost, and by what waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from limits.advice.portfolio_rows import PortfolioRow
from limits.answers import amount_words
from limits.percents import counted

URGENT: Final = ("Over", "At risk")


def expected_cost(row: PortfolioRow) -> float:
    """Expected overage until the contract's end, in its currency; 0 where none or no price is known."""
    way = row.answer.as_history if row.answer else None
    return (way.cost or 0.0) if way else 0.0


def is_due(row: PortfolioRow) -> bool:
    return row.state in URGENT or bool(row.open_requests)


def ranked(rows: Sequence[PortfolioRow]) -> list[PortfolioRow]:
    """What is due first, by expected cost and by what waits for an answer; the others as the portfolio has them."""
    return sorted(rows, key=lambda r: (not is_due(r), -round(expected_cost(r)) if is_due(r) else 0, -r.open_requests))


def call_order(row: PortfolioRow, waits_since: str) -> tuple[int, str]:
    """Puts what costs most first, then what waits longest; ``waits_since`` is '' where nothing waits."""
    return -round(expected_cost(row)), waits_since or "~"


def cost_of(row: PortfolioRow) -> str:
    """'$378'; '' where nothing is expected or no price is known."""
    cost = expected_cost(row)
    return amount_words(cost, row.answer.currency) if row.answer and round(cost) else ""


def due_words(due: Sequence[PortfolioRow]) -> str:
    """'4 customers to call today: $1,540 of overage is expected, 3 requests to answer.'"""
    if not due:
        return "Nothing needs your attention today."
    money: dict[str | None, float] = defaultdict(float)
    for row in due:
        money[row.answer.currency if row.answer else None] += expected_cost(row)
    sums = [amount_words(amount, currency) for currency, amount in money.items() if round(amount)]
    stake = f": {' and '.join(sums)} of overage is expected" if sums else ""
    waiting = sum(row.open_requests for row in due)
    asks = f", {counted(waiting, 'request')} to answer" if waiting else ""
    return f"{counted(len(due), 'customer')} to call today{stake}{asks}."
