"""The contract as of a date: its allotment periods, what is left of each, and the ceiling that can never run over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data.records import Allotment, Amendment, MonthUsage, Partnership
from limits.months import month_of, months_between, plus_months, running_month
from limits.network.allotment_periods import KnownUsage, Period, Settled, period_months, settled_of
from limits.network.amendments_counted import amended
from limits.network.contract_words import ContractState, sentence_of


@dataclass(frozen=True)
class Contract:
    """A network's contract as of a date.

    periods    those that run or come, the one in force first
    settled    those of this partnership that are over, where all their months are reported
    """

    state: ContractState
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


def contract_as_of(
    as_of: dt.date,
    partnerships: Sequence[Partnership],
    allotments: Sequence[Allotment],
    usage: Sequence[MonthUsage],
    *,
    amendments: Sequence[Amendment] = (),
    today: dt.date | None = None,
    in_force_on: dt.date | None = None,
    limits: Mapping[dt.date, int | None] | None = None,
) -> Contract:
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
        return _contract("no contract", partnership)
    overlap = _overlap(allotments)
    if overlap is not None:
        return _contract("periods overlap", partnership, overlap=overlap)
    known = KnownUsage(
        running, as_of, today or as_of + dt.timedelta(days=1), {m.billing_month: m for m in usage}, limits
    )
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
            settled.append(settled_of(period))
    currency = next((a.currency for a in allotments if a.currency), None)
    if partnership.ends_on <= as_of:
        return _contract("ended", partnership, settled=tuple(settled), currency=currency)
    first = ahead[0].months_ahead[0] if ahead else None
    state: ContractState = "running"
    uncovered: tuple[dt.date, ...] = ()
    if first is None or first != running:
        begun = month_of(partnership.starts_on) <= running
        state = "month not covered" if begun else "not begun"
        until = first or plus_months(last_month, 1)
        uncovered = tuple(months_between(running, plus_months(until, -1))) if begun else ()
    elif ahead[0].unreported:
        state = "months unreported"
    return _contract(state, partnership, tuple(ahead), settled=tuple(settled), uncovered=uncovered, currency=currency)


def contract_on(
    day: dt.date,
    partnerships: Sequence[Partnership],
    allotments: Sequence[Allotment],
    usage: Sequence[MonthUsage],
    amendments: Sequence[Amendment],
) -> Contract:
    """What the contract was on a past day: with what was in force then, and the months that were closed by then."""
    before = [m for m in usage if m.billing_month <= month_of(day)]
    yesterday = day - dt.timedelta(days=1)
    return contract_as_of(
        yesterday, partnerships, allotments, before, amendments=amendments, today=day, in_force_on=day
    )


def _counts(amendment: Amendment, today: dt.date, in_force_on: dt.date | None) -> bool:
    return amendment.signed_on <= today if in_force_on is None else amendment.effective_on <= in_force_on


def _contract(
    state: ContractState,
    partnership: Partnership | None,
    periods: tuple[Period, ...] = (),
    *,
    settled: tuple[Settled, ...] = (),
    uncovered: tuple[dt.date, ...] = (),
    overlap: tuple[dt.date, dt.date] | None = None,
    currency: str | None = None,
) -> Contract:
    words = sentence_of(state, partnership, periods, uncovered=uncovered, overlap=overlap)
    return Contract(state, partnership, periods, words, settled, uncovered, overlap, currency)


def _overlap(allotments: Sequence[Allotment]) -> tuple[dt.date, dt.date] | None:
    """The first and last day that belong to two periods."""
    ordered = sorted(allotments, key=lambda a: (a.starts_on, a.ends_on))
    for place, earlier in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.starts_on <= earlier.ends_on:
                return other.starts_on, min(earlier.ends_on, other.ends_on)
    return None


def _partnership_at(as_of: dt.date, partnerships: Sequence[Partnership]) -> Partnership | None:
    """The one in force, else the next to begin, else the last that ended."""
    ordered = sorted(partnerships, key=lambda p: p.starts_on)
    in_force = [p for p in ordered if p.starts_on <= as_of < p.ends_on]
    ahead = [p for p in ordered if p.starts_on > as_of]
    return next(iter(in_force or ahead or ordered[-1:]), None)
