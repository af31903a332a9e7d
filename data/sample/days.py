"""The days and billing months of one network's simulated history, in its own local time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Dates = NDArray[np.datetime64]


@dataclass(frozen=True)
class Days:
    """Every day from the first of the first month to the as-of date; the last month may be partial."""

    dates: Dates  # (days,)
    month: Ints  # (days,) index into months
    months: Dates  # (months,) first days
    starts_month: Flags  # (days,)
    ends_month: Flags  # (days,)

    @property
    def as_of(self) -> dt.date:
        return self.date(len(self.dates) - 1)

    @property
    def running(self) -> int:
        """The index of the running month, which the as-of date lies in."""
        return len(self.months) - 1

    def date(self, day: int) -> dt.date:
        date: dt.date = self.dates[day].astype("datetime64[D]").item()
        return date

    def month_of(self, months_ago: int) -> dt.date:
        """The first day of the month so many months before the running one; negative looks ahead."""
        month: dt.date = (self.months[-1].astype("datetime64[M]") - months_ago).astype("datetime64[D]").item()
        return month

    def first_day_of(self, months_ago: int) -> int:
        """The index of that month's first day; 0 where it lies before the history."""
        return int(np.searchsorted(self.dates, np.datetime64(self.month_of(months_ago))))

    def last_of_months(self, by_day: Ints) -> Ints:
        """The value at each month's last known day: (days, ...) becomes (months, ...)."""
        last = np.append(np.nonzero(self.starts_month)[0][1:] - 1, len(self.dates) - 1)
        by_month: Ints = by_day[last]
        return by_month


def days_until(as_of: dt.date, closed_months: int) -> Days:
    running = np.datetime64(as_of, "M")
    months = np.arange(running - closed_months, running + 1).astype("datetime64[M]")
    dates = np.arange(months[0].astype("datetime64[D]"), np.datetime64(as_of, "D") + 1)
    of_month = dates.astype("datetime64[M]")
    return Days(
        dates=dates,
        month=(of_month - months[0]).astype(np.int64),
        months=months.astype("datetime64[D]"),
        starts_month=of_month.astype("datetime64[D]") == dates,
        ends_month=(dates + 1).astype("datetime64[M]") != of_month,
    )
