"""Allotment periods seen from a date: what each bought, what went, what months still spend it, what it came to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from data.records import Allotment, MonthUsage
from limits.months import months_between, plus_months


@dataclass(frozen=True)
class Period:
    """One allotment period seen from the running month: what it bought, what went, what months still spend it.

    used_closed is what is known of its closed months, opening balance included; where some of them are unreported it
    is only a part, and what is left is not known.
    """

    starts_on: dt.date
    ends_on: dt.date
    number_months: int
    used_closed: int  # number-months of its closed months
    used_running: int  # number-months of the running month so far, 0 when the period has not begun
    months_ahead: tuple[dt.date, ...]  # from the running month on, within the partnership
    months_closed: tuple[dt.date, ...]  # of the period, those before the running month
    overage_rate: Decimal | None
    currency: str | None
    unreported: tuple[dt.date, ...] = ()  # months that are over without reported usage
    unreported_least: int = 0  # what those used at least, and at most: each full at its limit; None where unknown
    unreported_most: int | None = 0
    first_over: dt.date | None = None  # the closed month by whose end the period had run over

    @property
    def months(self) -> int:
        """How many billing months it pays for."""
        return len(self.months_closed) + len(self.months_ahead)

    @property
    def left(self) -> int | None:
        """Number-months left as of today, negative after an overrun; None while months are unreported."""
        return None if self.unreported else self.number_months - self.used_closed - self.used_running

    @property
    def left_for_months_ahead(self) -> int | None:
        """Number-months that the months ahead may use in whole, the running month from its first day."""
        return None if self.unreported else self.number_months - self.used_closed

    @property
    def left_most(self) -> int:
        """Number-months left for the months ahead if the unreported ones used no more than is known of them."""
        return self.number_months - self.used_closed - self.unreported_least

    @property
    def left_least(self) -> int | None:
        """Number-months left if each unreported month was full at its limit; None where a limit is not on record."""
        return None if self.unreported_most is None else self.number_months - self.used_closed - self.unreported_most

    @property
    def overage(self) -> int:
        """Number-months over already, with what the running month has used; what is known of them at least."""
        return max(0, self.used_closed + self.unreported_least + self.used_running - self.number_months)

    @property
    def guaranteed_ceiling(self) -> int | None:
        """floor(R / m): a limit filled in every month left cannot run over.

        Where the running month has used more than that already, the months after it share what it leaves. None when no
        month is left, when less is left than is used already, and while months are unreported.
        """
        left = self.left_for_months_ahead
        if not self.months_ahead or left is None or left < self.used_running:
            return None
        from forecasting.risk import ceiling_of  # noqa: PLC0415 - what only reads limits begins without the engine

        return int(ceiling_of(left, len(self.months_ahead), self.used_running))


@dataclass(frozen=True)
class Settled:
    """What a period that is over came to."""

    starts_on: dt.date
    ends_on: dt.date
    number_months: int
    used: int
    overage: int
    due: Decimal | None  # money for the overage; None without a price
    expired: int
    currency: str | None


def period_months(allotment: Allotment, others: Sequence[Allotment]) -> list[dt.date]:
    """The billing months an allotment pays for: all it touches, without the first if an earlier one touches it too."""
    months = months_between(allotment.starts_on, allotment.ends_on)
    taken = any(o.starts_on < allotment.starts_on and o.ends_on >= months[0] for o in others)
    return months[1:] if taken else months


@dataclass(frozen=True)
class KnownUsage:
    """What is known of months as of a date."""

    running: dt.date
    as_of: dt.date
    today: dt.date
    usage: Mapping[dt.date, MonthUsage]
    limits: Mapping[dt.date, int | None] | None

    def used(self, month: dt.date) -> int:
        row = self.usage.get(month)
        return row.static_used + row.dynamic_used if row else 0

    def is_reported(self, month: dt.date) -> bool:
        row = self.usage.get(month)
        return row is not None and row.is_reported

    def period(self, allotment: Allotment, months: list[dt.date]) -> Period:
        through = allotment.opening_through
        opened = {m for m in months if through is not None and m <= through}
        closed = [m for m in months if m < self.running]
        reported = [m for m in closed if m not in opened and self.is_reported(m)]
        unreported = [m for m in closed if m not in opened and not self.is_reported(m)]
        opening = allotment.opening_used or 0 if opened else 0
        used_closed = opening + sum(self.used(m) for m in reported)
        if self.running in months and plus_months(self.running, 1) <= self.today:
            unreported.append(self.running)  # over by the network's clock, and nothing is in as of its last day
        return Period(
            starts_on=allotment.starts_on,
            ends_on=allotment.ends_on,
            number_months=allotment.number_months,
            used_closed=used_closed,
            used_running=self.used(self.running) if self.running in months else 0,
            months_ahead=tuple(m for m in months if m >= self.running),
            months_closed=tuple(closed),
            overage_rate=allotment.overage_rate,
            currency=allotment.currency,
            unreported=tuple(unreported),
            unreported_least=sum(self.used(m) for m in unreported if m < self.running),
            unreported_most=self._at_most([m for m in unreported if m < self.running]),
            first_over=_first_over(allotment.number_months, opening, [(m, self.used(m)) for m in reported]),
        )

    def _at_most(self, months: list[dt.date]) -> int | None:
        at_most = 0
        for month in months:
            limit = (self.limits or {}).get(month)
            if limit is None:
                return None
            at_most += max(limit, self.used(month))
        return at_most


def _first_over(number_months: int, opening: int, used: list[tuple[dt.date, int]]) -> dt.date | None:
    so_far = opening
    for month, numbers in used:
        so_far += numbers
        if so_far > number_months:
            return month
    return None


def settled_of(period: Period) -> Settled:
    over = max(0, period.used_closed - period.number_months)
    due = None if period.overage_rate is None else over * period.overage_rate
    return Settled(
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        number_months=period.number_months,
        used=period.used_closed,
        overage=over,
        due=due,
        expired=max(0, period.number_months - period.used_closed),
        currency=period.currency,
    )
