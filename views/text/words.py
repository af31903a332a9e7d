"""Figures as people read them: thousands separated, units said, dates that cannot be misread."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

from limits.advice import DemandAhead
from limits.answers import amount_words
from limits.months import day_words, moment_words
from limits.network import LimitHeadroom
from limits.percents import percent
from limits.prices import price_words

__all__ = ["percent"]  # the one wording of ratios, for pages too

STATE_MARKS = {
    "Over": "■ Over",
    "At risk": "▲ At risk",
    "Watch": "◆ Watch",
    "Check data": "✖ Check data",
    "Learning": "◌ Learning",
    "Surplus": "▽ Surplus",
    "Healthy": "● Healthy",
}

LIMIT_MARKS = {
    "none": "○ none allowed",
    "free": "● room",
    "nearly full": "◆ nearly full",
    "full": "▲ full",
    "exceeded": "■ exceeded",
}

REQUEST_MARKS = {
    "filed": "○ filed",
    "in review": "◔ in review",
    "approved": "● approved",
    "part": "◑ part granted",
    "declined": "✖ declined",
    "withdrawn": "– withdrawn",
    "expired": "– expired",
}

HOURS_A_DAY = 24
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~$]|:(?=\S)")


def sentence(text: str) -> str:
    """The text with a capital first letter, names in it left as they are."""
    return text[:1].upper() + text[1:]


def plain(text: str) -> str:
    """The text with nothing in it that Markdown would take for its own."""
    return _MARKDOWN.sub(r"\\\g<0>", text)


def address(email: str | None) -> str:
    """An e-mail address as text: a link to it would be the palest thing on the page."""
    return f"`{email}`" if email else "not assigned"


def when_full(limit: LimitHeadroom, likely: dt.date | None) -> tuple[str, str]:
    """When a limit is full, in a word or two, and what that says."""
    if limit.state in ("full", "exceeded"):
        return "Now", f"{limit.usage:,} of {limit.limit:,} numbers are used this month."
    if likely is None:
        return "Not in sight", "In no forecast month is demand more likely than not to exceed it."
    return month(likely), "The first month in which demand is more likely than not to exceed it."


def day(value: dt.date | None) -> str:
    return day_words(value) if value else "—"


def month(value: dt.date | None) -> str:
    return f"{value:%b %Y}" if value else "—"


def span(months: Sequence[dt.date]) -> str:
    """'Nov 2026 to Mar 2027', 'Nov 2026' where it is one."""
    ends = [month(end) for end in (months[0], months[-1])] if months else ["—"]
    return " to ".join(dict.fromkeys(ends))


def moment(value: dt.datetime) -> str:
    return moment_words(value)


def age(as_of: dt.date | None, today: dt.date, *, stale_days: int) -> str | None:
    """A warning where figures are older than they should be, else None."""
    if as_of is None or (today - as_of).days <= stale_days:
        return None
    return f"These figures are {count((today - as_of).days, 'days')} old: nothing newer than {day(as_of)} was imported."


def waited(hours: float | None) -> str:
    """'under an hour', '5 hours', '1.5 days', '—' where it is not known."""
    if hours is None:
        return "—"
    if hours < 1:
        return "under an hour"
    return count(hours, "hours") if hours < HOURS_A_DAY else f"{hours / HOURS_A_DAY:,.1f} days"


def count(value: float | None, unit: str = "") -> str:
    """'1,288', '1 number', '—' where the figure is not defined."""
    if value is None:
        return "—"
    words = f"{round(value):,}"
    if not unit:
        return words
    return f"{words} {unit.removesuffix('s') if round(value) == 1 else unit}"


def risk(ratio: float | None) -> str:
    """'12 % (unlikely)': a probability with the word that goes with it."""
    if ratio is None:
        return "Not defined"
    if ratio in (0, 1):
        return f"{percent(ratio)} of the simulated futures"
    steps = ((0.05, "very unlikely"), (0.25, "unlikely"), (0.5, "possible"), (0.75, "likely"), (1.0, "very likely"))
    word = next(words for ceiling, words in steps if ratio <= ceiling)
    return f"{percent(ratio)} ({word})"


def amount(value: Decimal | None) -> str:
    """A price of one thing: '2.75', '0.1234', '—' where none is agreed."""
    return "—" if value is None else price_words(value)


def money(amount: float | None, currency: str | None) -> str:
    return "—" if amount is None else amount_words(amount, currency)


def demand(ahead: DemandAhead | None) -> str:
    """'118 (95 to 141)': the median and the middle 80 %."""
    return "—" if ahead is None else f"{ahead.median:,.0f} ({ahead.low:,.0f} to {ahead.high:,.0f})"
