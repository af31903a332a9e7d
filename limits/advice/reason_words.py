"""What today's limits lead to in plain sentences: one wording for pages and commands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from forecasting.risk import JointOutlook
from limits.answers import money
from limits.outlook import Outlook
from limits.percents import counted, percent

WORTH_SAYING: Final = 0.05  # ratio: a full limit less probable than this is not mentioned


def ahead_sentences(ahead: JointOutlook, outlook: Outlook, currency: str | None = None) -> Iterator[str]:
    """What today's limits lead to: the risk, when it begins, what it costs, and which month turns demand away."""
    risk = ahead.risk
    if risk is None:
        return
    start = ahead.likely_start
    if not risk or start is None:
        yield "Overage with today's limits: on none of the simulated paths."
    else:
        yield (
            f"Overage with today's limits: {percent(risk)} risk, most likely from {outlook.months[start]:%B %Y} on; "
            f"expected {counted(ahead.expected_overage or 0.0, 'number-month')}"
            f"{money(ahead.expected_overage_cost, currency)}."
        )
    counted_months = max((p.first_month + p.months for p in ahead.periods), default=len(outlook.months))
    turned_away = ahead.any_full[:counted_months]
    full = int(turned_away.argmax())
    if turned_away[full] >= WORTH_SAYING:
        yield (
            f"Some limit turns demand away with {percent(float(turned_away[full]))} probability in "
            f"{outlook.months[full]:%B %Y}, the fullest month ahead."
        )
