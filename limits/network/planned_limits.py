"""What a limit will be: today's, and what is planned for it, day by day and month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from data.records import ScheduledChange
from limits.kinds import LimitKey
from limits.months import month_of, plus_months

A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """One day on which the limit becomes another: by a planned change, or by its end (``is_back``)."""

    day: dt.date
    before: int
    limit: int
    change: ScheduledChange
    is_back: bool


def of_limit(planned: Sequence[ScheduledChange], key: LimitKey) -> list[ScheduledChange]:
    """What waits for this limit, in the order it comes; what ends on a day ends before what begins on it."""
    waiting = [c for c in planned if c.status == "waiting" and (c.kind, c.campaign_id) == (key.kind, key.campaign_id)]
    return sorted(waiting, key=place)


def place(change: ScheduledChange) -> tuple[dt.date, bool, dt.datetime, str]:
    """Where a change stands among those of its limit."""
    return change.on_date, not change.step_down, change.scheduled_at, change.scheduled_id


def steps(today_limit: int, planned: Sequence[ScheduledChange]) -> list[Step]:
    """Every step of one limit that is ahead, in order, the ends of changes that are not for good among them.

    A change that is not for good ends at the limit there was before it, unless another one came in between.
    """
    waiting = sorted((c for c in planned if c.status == "waiting"), key=place)
    ahead: list[Step] = []
    limit, ends = today_limit, list[tuple[dt.date, int, ScheduledChange]]()
    last: ScheduledChange | None = None  # what the limit is by, as far as it is planned
    for change in [*waiting, None]:
        while ends and (change is None or ends[0][0] <= change.on_date):
            day, back_to, ended = ends.pop(0)
            if last is ended:
                ahead.append(Step(day, limit, back_to, ended, is_back=True))
                limit, last = back_to, None
        if change is None:
            break
        if change.until_date is not None:
            ends = sorted([*ends, (change.until_date + A_DAY, limit, change)], key=lambda end: end[0])
        ahead.append(Step(change.on_date, limit, change.new_limit, change, is_back=change.step_down))
        limit, last = change.new_limit, change
    return ahead


def limit_on(today_limit: int, planned: Sequence[ScheduledChange], day: dt.date) -> int:
    """The limit at the end of that day."""
    return next((s.limit for s in reversed(steps(today_limit, planned)) if s.day <= day), today_limit)


def limit_by_month(
    today_limit: int, planned: Sequence[ScheduledChange], months: Sequence[dt.date], as_of: dt.date
) -> list[int]:
    """The largest limit in force on any day of each month; of the running month, on ``as_of`` or later.

    ``planned`` are the changes of this one limit; those that do not wait any more count for nothing, being in
    ``today_limit`` or never made. What waited for a day before ``as_of`` counts from then on.
    """
    ahead = steps(today_limit, planned)
    limits = []
    for month in months:
        first = max(month_of(month), as_of)
        last = plus_months(month_of(month), 1) - A_DAY
        # One day may hold two steps, the end of one change and the beginning of the next: no day had what is between.
        in_force = next((s.limit for s in reversed(ahead) if s.day <= first), today_limit)
        at_end = {s.day: s.limit for s in ahead if first < s.day <= last}
        limits.append(max([in_force, *at_end.values()]))
    return limits


def builds_on(today_limit: int, planned: Sequence[ScheduledChange], day: dt.date) -> int:
    """The limit that a change of that day finds: after what ends on it, before what begins on it."""
    ahead = [s for s in steps(today_limit, planned) if s.day < day or (s.day == day and s.is_back)]
    return ahead[-1].limit if ahead else today_limit
