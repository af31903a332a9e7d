"""Billing months as dates of their first day."""

from __future__ import annotations

import calendar
import datetime as dt
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


def months_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every month from ``first`` to ``last``, both included; none when last is before first."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [plus_months(month_of(first), i) for i in range(max(count, 0))]


def days_in(month: dt.date) -> int:
    return calendar.monthrange(month.year, month.month)[1]


def share_gone(as_of: dt.date) -> float:
    """The share of the running month that lies behind the end of ``as_of``, a ratio in (0, 1]."""
    return as_of.day / days_in(as_of)
