"""Which contracts are up for renewal, told by the calendar: what is asked in such words goes on meaning the same."""

from __future__ import annotations

import datetime as dt
from typing import Final

from limits.months import month_of, plus_months

WITHIN_DAYS: Final = 90
RENEWALS: Final = ("this quarter", "next quarter", f"within {WITHIN_DAYS} days")


def is_up(ends_on: dt.date | None, when: str, today: dt.date) -> bool:
    """Whether a contract's last day lies in that time; where there is no contract, nothing is up."""
    first, last = _span(when, today)
    return ends_on is not None and first <= ends_on <= last


def _span(when: str, today: dt.date) -> tuple[dt.date, dt.date]:
    if when == RENEWALS[2]:
        return today, today + dt.timedelta(days=WITHIN_DAYS)
    first = plus_months(month_of(today), -((today.month - 1) % 3) + 3 * RENEWALS.index(when))
    return first, plus_months(first, 3) - dt.timedelta(days=1)
