"""The state of a contract in one sentence each: what is left, or why that cannot be said and the way out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from data.records import Partnership
from limits.months import day_words, month_spans
from limits.percents import counted

if TYPE_CHECKING:
    from limits.network.allotment_periods import Period

ContractState = Literal[
    "running",
    "months unreported",
    "no contract",
    "ended",
    "not begun",
    "month not covered",
    "periods overlap",
    "no usage",
]
NO_USAGE = "No usage was imported yet, so nothing can be said of the contract."


def sentence_of(
    state: ContractState,
    partnership: Partnership | None,
    periods: Sequence[Period],
    *,
    uncovered: Sequence[dt.date],
    overlap: tuple[dt.date, dt.date] | None,
) -> str:
    if state == "no usage":
        return NO_USAGE
    if state == "no contract" or partnership is None:
        return (
            "No contract is on record, so neither what is left nor an overage can be worked out. An admin can enter "
            "one by importing partnerships and allotments."
        )
    if state == "periods overlap" and overlap is not None:
        return (
            f"Two allotment periods both cover {day_words(overlap[0])} to {day_words(overlap[1])}, so what is left "
            "cannot be worked out. An admin has to correct one of them by an import of allotments."
        )
    if state == "ended":
        return f"The contract ended on {day_words(partnership.ends_on)}. Limits can be raised again under a new one."
    if state == "month not covered":
        return _not_covered(uncovered, periods)
    if state == "not begun":
        return _not_begun(partnership, periods)
    if state == "months unreported":
        return unreported_sentence(periods[0])
    return _running(periods[0])


def unreported_sentence(period: Period) -> str:
    """Which months are missing, and what they leave unknown."""
    months = month_spans(period.unreported)
    if period.left_most < period.used_running:
        over = counted(period.used_running - period.left_most, "number-month")
        return (
            f"Usage of {months} has not been reported, and the other months alone run over the "
            f"{period.number_months:,} number-months until {day_words(period.ends_on)} by {over}. {way_out(period)}"
        )
    return (
        f"Usage of {months} has not been reported, so what is left of the "
        f"{period.number_months:,} number-months until {day_words(period.ends_on)} is not known: at most "
        f"{period.left_most - period.used_running:,}. {way_out(period)}"
    )


def way_out(period: Period) -> str:
    if set(period.unreported) <= set(period.months_ahead):
        return "Import usage as of the month's last day."
    return "Import those months, or state what they used as the opening balance."


def _running(period: Period) -> str:
    ends = day_words(period.ends_on)
    left = period.left or 0
    if left < 0:
        return (
            f"The allotment of {period.number_months:,} number-months is overrun by {-left:,} already; its period ends "
            f"on {ends}."
        )
    months = counted(len(period.months_ahead), "month")
    return f"{left:,} of {period.number_months:,} number-months left until {ends}, {months} with the running one."


def _not_begun(partnership: Partnership, periods: Sequence[Period]) -> str:
    begins = f"The contract begins on {day_words(partnership.starts_on)}"
    if not periods:
        return f"{begins}, but no allotment is on record for it. An admin can import one."
    first = periods[0]
    share = f", {first.guaranteed_ceiling:,} a month" if first.guaranteed_ceiling is not None else ""
    return (
        f"{begins}, with {first.number_months:,} number-months for its first {counted(first.months, 'month')}{share}. "
        "Until then none is in force."
    )


def _not_covered(uncovered: Sequence[dt.date], periods: Sequence[Period]) -> str:
    words = (
        f"No allotment period covers {month_spans(uncovered)}, so what may be used then cannot be said. An admin can "
        "enter one by importing allotments."
    )
    if not periods:
        return words
    first = periods[0]
    return (
        f"{words} From {day_words(first.starts_on)} on {first.number_months:,} number-months are bought for "
        f"{counted(first.months, 'month')}."
    )
