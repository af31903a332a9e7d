"""Partnerships and their allotments, sized by what the network uses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from data.sample.days import Days, Ints
from data.sample.story import Contract


@dataclass(frozen=True)
class Partnership:
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True)
class Allotment:
    starts_on: dt.date
    ends_on: dt.date
    number_months: int
    overage_rate: float | None
    currency: str


def contracts_of(contract: Contract, days: Days, used: Ints) -> tuple[list[Partnership], list[Allotment]]:
    """The partnerships from the history's start to today's, and their periods; ``used`` is by month."""
    starts = [contract.began_months_ago]
    while contract.earlier and starts[0] < days.running:
        starts.insert(0, starts[0] + 12)
    before = replace(contract, months=12, period_months=12, ramp=(), of_used=None, number_months=None)
    partnerships, allotments = [], []
    for began in starts:
        term = _Term(contract if began == contract.began_months_ago else before, days, used, began)
        partnerships.append(Partnership(term.date(began), term.day_before(began - term.contract.months)))
        allotments += term.allotments()
    return partnerships, allotments


@dataclass(frozen=True)
class _Term:
    """One partnership, which began so many months ago."""

    contract: Contract
    days: Days
    used: Ints
    began: int

    def date(self, months_ago: int) -> dt.date:
        return self.days.month_of(months_ago).replace(day=self.contract.start_day)

    def day_before(self, months_ago: int) -> dt.date:
        return self.date(months_ago) - dt.timedelta(days=1)

    def allotments(self) -> list[Allotment]:
        length = self.contract.period_months
        starts = list(range(self.began, self.began - self.contract.months, -length))
        sizes = [self._size(start) for start in starts]
        if self.contract.ramp:
            sizes = _ramped(self.contract, sizes, starts)
        elif length == 1:
            sizes = [_round(sum(sizes) / len(sizes))] * len(sizes)
        rate, currency = self.contract.overage_rate, self.contract.currency
        return [
            Allotment(self.date(start), self.day_before(start - length), size, rate, currency)
            for start, size in zip(starts, sizes, strict=True)
        ]

    def _size(self, start: int) -> int:
        """What the months used; those to come count like the same month last year, or as the last three's mean."""
        contract, running = self.contract, self.days.running
        if contract.number_months is not None:
            return contract.number_months
        first = 1 if contract.start_day > 1 else 0  # a month counts to the period in force on its first day
        months = range(running - start + first, running - start + first + contract.period_months)
        if contract.of_used is not None:
            return int(contract.of_used * sum(int(self.used[month]) for month in months if 0 <= month <= running))
        return _round(contract.plenty * sum(self._expected(month) for month in months))

    def _expected(self, month: int) -> float:
        used, running = self.used, self.days.running
        if month < running:
            return float(used[max(month, 0)])
        recent = float(used[max(0, running - 3) : max(1, running)].mean())
        year_ago = month - 12 * (1 + (month - running) // 12)
        return max(recent * 0.5, float(used[year_ago])) if year_ago >= 0 else recent


def _ramped(contract: Contract, sizes: list[int], starts: list[int]) -> list[int]:
    """The period of today as it is, the others in proportion."""
    today = next(index for index, start in enumerate(starts) if start >= 0 > start - contract.period_months)
    return [_round(sizes[today] * size / contract.ramp[today]) for size in contract.ramp]


def _round(number_months: float) -> int:
    step = 10 if number_months < 2000 else 100
    return round(number_months / step) * step
