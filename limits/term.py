"""The contract as of a date: its allotment periods, what is left of each, and the ceiling that can never run over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from data.records import Allotment, Amendment, MonthUsage, Partnership
from forecasting.allotment import ceiling_of
from limits.amended import amended
from limits.months import month_of, months_between, plus_months, running_month
from limits.term_words import sentence_of

TermState = Literal[
    "running",
    "months unreported",
    "no contract",
    "ended",
    "not begun",
    "month not covered",
    "periods overlap",
    "no usage",
]


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
        """The same if each unreported month was full at its limit; None where a limit of the time is not on record."""
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


@dataclass(frozen=True)
class Term:
    """A network's contract as of a date.

    periods    those that run or come, the one in force first
    settled    those of this partnership that are over, where all their months are reported
    """

    state: TermState
    partnership: Partnership | None
    periods: tuple[Period, ...]
    sentence: str
    settled: tuple[Settled, ...] = ()
    uncovered: tuple[dt.date, ...] = ()  # months from the running one on that belong to no period, before the next one
    overlap: tuple[dt.date, dt.date] | None = None  # first and last day that two periods share
    currency: str | None = field(default=None)

    @property
    def current(self) -> Period | None:
        """The period in force, or the first to come where the contract has not begun."""
        return self.periods[0] if self.periods and self.state in ("running", "months unreported", "not begun") else None

    @property
    def can_be_assessed(self) -> bool:
        """Whether what is left of every period that runs or comes is known."""
        return self.state in ("running", "not begun")

    @property
    def months_left(self) -> int:
        """Months of the period in force that are not closed, the running one included."""
        return len(self.current.months_ahead) if self.current else 0

    @property
    def guaranteed_ceiling(self) -> int | None:
        """The limit that, filled in every month left of the period in force, does not run over."""
        return self.current.guaranteed_ceiling if self.current else None


def period_months(allotment: Allotment, others: Sequence[Allotment]) -> list[dt.date]:
    """The billing months an allotment pays for: all it touches, without the first if an earlier one touches it too."""
    months = months_between(allotment.starts_on, allotment.ends_on)
    taken = any(o.starts_on < allotment.starts_on and o.ends_on >= months[0] for o in others)
    return months[1:] if taken else months


def term(
    as_of: dt.date,
    partnerships: Sequence[Partnership],
    allotments: Sequence[Allotment],
    usage: Sequence[MonthUsage],
    *,
    amendments: Sequence[Amendment] = (),
    today: dt.date | None = None,
    in_force_on: dt.date | None = None,
    limits: Mapping[dt.date, int | None] | None = None,
) -> Term:
    """The contract of a network as of a date; every odd case has its own state and sentence.

    Args:
        as_of: the day the usage describes, its end included.
        usage: the network's months, reported and not.
        amendments: those signed by ``today`` count; with ``in_force_on`` those in effect on that day instead.
        today: the day it is for the network: a month that is over by then is unreported until data as of its end is in.
        limits: the network limit of past months, for what unreported ones used at most.
    """
    signed = [a for a in amendments if _counts(a, today or as_of, in_force_on)]
    partnerships, allotments = amended(partnerships, allotments, signed)
    running = running_month(as_of)
    partnership = _partnership_at(as_of, partnerships)
    if partnership is None or not allotments:
        return _term("no contract", partnership)
    overlap = _overlap(allotments)
    if overlap is not None:
        return _term("periods overlap", partnership, overlap=overlap)
    known = _Known(running, as_of, today or as_of + dt.timedelta(days=1), {m.billing_month: m for m in usage}, limits)
    last_month = month_of(partnership.ends_on)
    ahead, settled = [], []
    for allotment in sorted(allotments, key=lambda a: a.starts_on):
        months = [m for m in period_months(allotment, allotments) if m <= last_month]
        if not months or months[-1] < month_of(partnership.starts_on):
            continue
        period = known.period(allotment, months)
        if period.months_ahead:
            ahead.append(period)
        elif not period.unreported:
            settled.append(_settled(period))
    currency = next((a.currency for a in allotments if a.currency), None)
    if partnership.ends_on <= as_of:
        return _term("ended", partnership, settled=tuple(settled), currency=currency)
    first = ahead[0].months_ahead[0] if ahead else None
    state: TermState = "running"
    uncovered: tuple[dt.date, ...] = ()
    if first is None or first != running:
        begun = month_of(partnership.starts_on) <= running
        state = "month not covered" if begun else "not begun"
        until = first or plus_months(last_month, 1)
        uncovered = tuple(months_between(running, plus_months(until, -1))) if begun else ()
    elif ahead[0].unreported:
        state = "months unreported"
    return _term(state, partnership, tuple(ahead), settled=tuple(settled), uncovered=uncovered, currency=currency)


def contract_on(
    day: dt.date,
    partnerships: Sequence[Partnership],
    allotments: Sequence[Allotment],
    usage: Sequence[MonthUsage],
    amendments: Sequence[Amendment],
) -> Term:
    """What the contract was on a past day: with what was in force then, and the months that were closed by then."""
    before = [m for m in usage if m.billing_month <= month_of(day)]
    yesterday = day - dt.timedelta(days=1)
    return term(yesterday, partnerships, allotments, before, amendments=amendments, today=day, in_force_on=day)


@dataclass(frozen=True)
class _Known:
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
        found = 0
        for month in months:
            limit = (self.limits or {}).get(month)
            if limit is None:
                return None
            found += max(limit, self.used(month))
        return found


def _counts(amendment: Amendment, today: dt.date, in_force_on: dt.date | None) -> bool:
    return amendment.signed_on <= today if in_force_on is None else amendment.effective_on <= in_force_on


def _first_over(number_months: int, opening: int, used: list[tuple[dt.date, int]]) -> dt.date | None:
    so_far = opening
    for month, numbers in used:
        so_far += numbers
        if so_far > number_months:
            return month
    return None


def _settled(period: Period) -> Settled:
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


def _term(
    state: TermState,
    partnership: Partnership | None,
    periods: tuple[Period, ...] = (),
    *,
    settled: tuple[Settled, ...] = (),
    uncovered: tuple[dt.date, ...] = (),
    overlap: tuple[dt.date, dt.date] | None = None,
    currency: str | None = None,
) -> Term:
    words = sentence_of(state, partnership, periods, uncovered=uncovered, overlap=overlap)
    return Term(state, partnership, periods, words, settled, uncovered, overlap, currency)


def _overlap(allotments: Sequence[Allotment]) -> tuple[dt.date, dt.date] | None:
    """The first and last day that belong to two periods."""
    ordered = sorted(allotments, key=lambda a: (a.starts_on, a.ends_on))
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.starts_on <= one.ends_on:
                return other.starts_on, min(one.ends_on, other.ends_on)
    return None


def _partnership_at(as_of: dt.date, partnerships: Sequence[Partnership]) -> Partnership | None:
    """The one in force, else the next to begin, else the last that ended."""
    ordered = sorted(partnerships, key=lambda p: p.starts_on)
    in_force = [p for p in ordered if p.starts_on <= as_of < p.ends_on]
    ahead = [p for p in ordered if p.starts_on > as_of]
    return next(iter(in_force or ahead or ordered[-1:]), None)
