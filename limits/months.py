"""Billing months as dates of their first day."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from functools import lru_cache


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def day_words(day: dt.date) -> str:
    """A day as people read it: 24 Nov 2026."""
    return f"{day.day} {day:%b %Y}"


def moment_words(moment: dt.datetime) -> str:
    """A moment of the store, which keeps UTC, as people read it."""
    return f"{day_words(moment.date())}, {moment:%H:%M} UTC"


@lru_cache(maxsize=4096)
def plus_months(month: dt.date, count: int) -> dt.date:
    years, zero_based = divmod(month.year * 12 + month.month - 1 + count, 12)
    return dt.date(years, zero_based + 1, 1)


def months_apart(first: dt.date, last: dt.date) -> int:
    """How many months ``last`` is after ``first``; below 0 where it is before."""
    return (last.year - first.year) * 12 + last.month - first.month


def months_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every month from ``first`` to ``last``, both included; none when last is before first."""
    count = months_apart(first, last) + 1
    return [plus_months(month_of(first), i) for i in range(max(count, 0))]


def days_in(month: dt.date) -> int:
    return calendar.monthrange(month.year, month.month)[1]


def share_gone(as_of: dt.date) -> float:
    """The share of the running month that lies behind the end of ``as_of``, a ratio in [0, 1)."""
    running = running_month(as_of)
    return 0.0 if running > as_of else as_of.day / days_in(running)


def running_month(as_of: dt.date) -> dt.date:
    """The first month not closed as of the end of that day: the next one, if it was a month's last."""
    return month_of(as_of + dt.timedelta(days=1))


def month_spans(months: Sequence[dt.date]) -> str:
    """'January to July 2026', 'November 2026', 'January 2026 and April to May 2026'."""
    spans: list[list[dt.date]] = []
    for month in sorted(months):
        if spans and plus_months(spans[-1][-1], 1) == month:
            spans[-1].append(month)
        else:
            spans.append([month])
    return in_words([_span_words(span[0], span[-1]) for span in spans])


def in_words(items: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def _span_words(first: dt.date, last: dt.date) -> str:
    if first == last:
        return f"{first:%B %Y}"
    return f"{first:%B} to {last:%B %Y}" if first.year == last.year else f"{first:%B %Y} to {last:%B %Y}"
