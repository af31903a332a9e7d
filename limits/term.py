"""What is left of the contract: allotment left, months left, and the ceiling that can never run over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from data.records import Allotment, Partnership
from forecasting.allotment import ceiling_of
from limits.months import month_of, months_between

TermState = Literal["running", "no usage", "no partnership", "not begun", "ended", "no allotment", "overlap"]


@dataclass(frozen=True)
class Period:
    """One allotment period seen from the running month: what it bought, what went, what months still spend it."""

    starts_on: dt.date
    ends_on: dt.date
    number_months: int
    used_closed: int  # number-months of its closed months
    used_running: int  # number-months of the running month so far, 0 when the period has not begun
    months_ahead: tuple[dt.date, ...]  # from the running month on, within the partnership
    months_closed: tuple[dt.date, ...]  # of the period, those before the running month
    overage_rate: Decimal | None
    currency: str | None

    @property
    def left(self) -> int:
        """Number-months left as of today, negative when the period already ran over."""
        return self.number_months - self.used_closed - self.used_running

    @property
    def left_for_months_ahead(self) -> int:
        """Number-months that the months ahead may use in whole, the running month from its first day."""
        return self.number_months - self.used_closed

    @property
    def overage(self) -> int:
        return max(0, -self.left)

    @property
    def guaranteed_ceiling(self) -> int | None:
        """floor(R / m): a limit filled in every month left cannot run over.

        Where the running month has used more than that already, the months after it share what it leaves. None when no
        month is left; 0 when nothing is.
        """
        if not self.months_ahead:
            return None
        return (
            0
            if self.left < 0
            else int(ceiling_of(self.left_for_months_ahead, len(self.months_ahead), self.used_running))
        )


@dataclass(frozen=True)
class Term:
    """A network's contract as of a date. ``periods`` holds the period in force and those after it."""

    state: TermState
    partnership: Partnership | None
    periods: tuple[Period, ...]
    sentence: str

    @property
    def current(self) -> Period | None:
        return self.periods[0] if self.periods else None

    @property
    def months_left(self) -> int:
        """Months of the period in force that are not closed, the running one included."""
        return len(self.periods[0].months_ahead) if self.periods else 0

    @property
    def guaranteed_ceiling(self) -> int | None:
        """The limit that, filled every month, runs over in no period left."""
        ceilings = [c for p in self.periods if (c := p.guaranteed_ceiling) is not None]
        return min(ceilings) if ceilings else None


def period_months(allotment: Allotment, others: Sequence[Allotment]) -> list[dt.date]:
    """The billing months an allotment pays for: those it is in force in, without the first if an earlier one is too."""
    months = months_between(allotment.starts_on, allotment.ends_on)
    taken = any(o.starts_on < allotment.starts_on and o.ends_on >= months[0] for o in others)
    return months[1:] if taken else months


def term(
    as_of: dt.date,
    partnerships: Sequence[Partnership],
    allotments: Sequence[Allotment],
    usage_by_month: dict[dt.date, int],
) -> Term:
    """The contract of a network as of a date; every odd case has its own state and sentence."""
    partnership = _partnership_at(as_of, partnerships)
    if partnership is None:
        return Term("no partnership", None, (), "No partnership is on record, so no allotment can be checked.")
    if partnership.ends_on < as_of:
        return Term(
            "ended", partnership, (), f"The partnership ended on {_day(partnership.ends_on)}: no months are left."
        )
    if partnership.starts_on > as_of:
        return Term("not begun", partnership, (), f"The partnership begins on {_day(partnership.starts_on)}.")
    if (overlapping := _overlapping(allotments)) is not None:
        one, other = (_day(a.starts_on) for a in overlapping)
        sentence = (
            f"The allotment periods from {one} and from {other} overlap, so overage cannot be worked out until "
            "an admin corrects them by an import."
        )
        return Term("overlap", partnership, (), sentence)
    running = month_of(as_of)
    last_month = month_of(partnership.ends_on)
    periods = []
    for allotment in sorted(allotments, key=lambda a: a.starts_on):
        months = [m for m in period_months(allotment, allotments) if m <= last_month]
        if months and months[-1] >= running:
            periods.append(_period(allotment, months, running, usage_by_month))
    if not periods or periods[0].months_ahead[0] != running:
        return Term(
            "no allotment", partnership, (), f"No allotment covers {running:%B %Y}, so overage cannot be worked out."
        )
    first = periods[0]
    count = len(first.months_ahead)
    sentence = (
        f"{first.left:,} of {first.number_months:,} number-months left until {_day(first.ends_on)}, "
        f"{count} {'month' if count == 1 else 'months'} with the running one."
        if first.left >= 0
        else f"The allotment of {first.number_months:,} number-months is overrun by {first.overage:,} already; "
        f"its period ends on {_day(first.ends_on)}."
    )
    return Term("running", partnership, tuple(periods), sentence)


def _period(allotment: Allotment, months: list[dt.date], running: dt.date, usage: dict[dt.date, int]) -> Period:
    return Period(
        starts_on=allotment.starts_on,
        ends_on=allotment.ends_on,
        number_months=allotment.number_months,
        used_closed=sum(usage.get(m, 0) for m in months if m < running),
        used_running=usage.get(running, 0) if running in months else 0,
        months_ahead=tuple(m for m in months if m >= running),
        months_closed=tuple(m for m in months if m < running),
        overage_rate=allotment.overage_rate,
        currency=allotment.currency,
    )


def _overlapping(allotments: Sequence[Allotment]) -> tuple[Allotment, Allotment] | None:
    ordered = sorted(allotments, key=lambda a: a.starts_on)
    return next(((one, other) for one, other in pairwise(ordered) if other.starts_on <= one.ends_on), None)


def _partnership_at(as_of: dt.date, partnerships: Sequence[Partnership]) -> Partnership | None:
    """The one in force, else the next to begin, else the last that ended."""
    ordered = sorted(partnerships, key=lambda p: p.starts_on)
    in_force = [p for p in ordered if p.starts_on <= as_of <= p.ends_on]
    ahead = [p for p in ordered if p.starts_on > as_of]
    return next(iter(in_force or ahead or ordered[-1:]), None)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"
