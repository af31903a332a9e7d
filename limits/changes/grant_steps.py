"""What a decision grants, as changes of the limit with their days: from the month asked for, until its last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from data.errors import BadInput
from data.records import Limit, Network, Request, ScheduledChange
from data.store import Cursor
from data.tables import scheduled as scheduled_store
from limits.changes.change import LIMIT_MAX, ChangeLimit
from limits.changes.planned_steps import LimitSteps, PlanSchedule, commands
from limits.kinds import LimitKey, as_kind
from limits.months import day_words, month_of, plus_months
from limits.network import A_DAY, limit_by_month, limit_on, of_limit

DatedChange = tuple[dt.date, ChangeLimit]


def last_day_asked(request: Request) -> dt.date | None:
    return plus_months(request.until_month, 1) - A_DAY if request.until_month else None


def first_day_granted(
    network: Network, request: Request, on: dt.date | None, *, as_asked: bool, today: dt.date
) -> dt.date:
    """``on``, or the first day of the month asked for where that is to come, or today."""
    if on is not None and on < today:
        raise BadInput(
            f"{day_words(on)} lies in the past (it is {day_words(today)} for {network.name}): give a later day."
        )
    first = on or (max(request.from_month, today) if as_asked else today)
    until = last_day_asked(request)
    if until is not None and until < first:
        raise BadInput(
            f"Request {request.request_id} asked for numbers until {day_words(until)}, which is over by "
            f"{day_words(first)}: decline it, or ask the customer for a new one."
        )
    return first


def granted_at(cursor: Cursor, limit: Limit, day: dt.date, today: dt.date) -> int:
    """The limit that a grant of that day adds to: with what is planned until then."""
    return limit_on(limit.limit_numbers, _waiting(cursor, limit), day) if day > today else limit.limit_numbers


def take_up(cursor: Cursor, changes: Sequence[DatedChange], request_id: str, today: dt.date, at: dt.datetime) -> None:
    """Planned raises that what is granted from the same day on goes beyond: they give way to it.

    Without that two requests for the same month could not both be granted before it. What ends later than the grant
    stays, and so does what was promised with it.
    """
    planned = scheduled_store.scheduled(cursor, [changes[0][1].network_id], only_waiting=True) if changes else []
    for on, change in changes:
        for other in of_limit(planned, change.key):
            lasts = change.until is not None and (other.until_date is None or other.until_date > change.until)
            if other.step_down or other.on_date != on or other.new_limit >= change.to or lasts or on <= today:
                continue
            words = f"Taken up in the {change.to:,} that request {request_id} was granted from the same day on."
            scheduled_store.settle(cursor, other.scheduled_id, "cancelled", at, words)


def one_step(
    cursor: Cursor, limit: Limit, request: Request, change_id: str, note: str, to: int | None, first: dt.date,
    today: dt.date,
) -> DatedChange:  # fmt: skip
    """All of the request where ``to`` is None, else the part of it that ``to`` is."""
    before = granted_at(cursor, limit, first, today)
    asked = min(before + request.more_numbers, LIMIT_MAX)
    if to is not None and not before < to < asked:
        raise BadInput(
            f"{to} is no part of what was asked: the limit is {before:,}"
            f"{f' on {day_words(first)}' if first > today else ''} and {asked:,} was asked for, so a part lies between "
            f"{before + 1:,} and {asked - 1:,}. Use approve for all of it."
        )
    command = ChangeLimit(
        request.network_id,
        as_kind(request.kind),
        asked if to is None else to,
        note,
        campaign_id=request.campaign_id,
        change_id=change_id,
        until=last_day_asked(request),
    )
    return first, command


def steps_by_period(
    cursor: Cursor,
    limit: Limit,
    request: Request,
    change_id: str,
    note: str,
    wanted: Sequence[tuple[dt.date, int]],
    today: dt.date,
) -> tuple[DatedChange, ...]:
    """A part by period: each month's figure holds until the next one named; what does not rise is no grant."""
    wanted = sorted(wanted)
    months = [month_of(month) for month, _ in wanted]
    for month, to in wanted:
        _require_asked(request, month_of(month), to)
    if len(set(months)) < len(months):
        raise BadInput(f"{max(months, key=months.count):%Y-%m} stands twice: give one limit for each month.")
    before = _by_month(cursor, limit, months, today)
    for (month, to), now in zip(wanted, before, strict=True):
        if not now <= to <= now + request.more_numbers:
            raise BadInput(
                f"{to} is no part of what was asked from {month:%Y-%m} on: the limit is {now:,} then and "
                f"{now + request.more_numbers:,} was asked for."
            )
    rising = [(max(month, today), to) for (month, to), now in zip(wanted, before, strict=True) if to > now]
    if not rising or rising[-1][1] != wanted[-1][1]:
        raise BadInput(
            f"Nothing is granted from {wanted[-1][0]:%Y-%m} on: leave months out that do not rise, or decline it."
        )
    whole = all(to == now + request.more_numbers for (_, to), now in zip(wanted, before, strict=True))
    if whole and months[0] <= max(request.from_month, month_of(today)):
        raise BadInput(f"That is all that request {request.request_id} asked for: use approve.")
    key = LimitKey(as_kind(request.kind), request.campaign_id)
    command = PlanSchedule(
        request.network_id, (LimitSteps(key, tuple(rising)),), note, last_day_asked(request), change_id
    )
    return tuple(commands(command, command.limits[0], 0, today))


def _require_asked(request: Request, month: dt.date, to: int) -> None:
    if isinstance(to, bool) or not isinstance(to, int):
        raise BadInput(f"{to} cannot be a limit: give a whole number for {month:%Y-%m}.")
    if month < request.from_month or (request.until_month is not None and month > request.until_month):
        until = f" until {request.until_month:%Y-%m}" if request.until_month else ""
        raise BadInput(
            f"{month:%Y-%m} is no month that request {request.request_id} asked for: it asks from "
            f"{request.from_month:%Y-%m} on{until}."
        )


def _by_month(cursor: Cursor, limit: Limit, months: Sequence[dt.date], today: dt.date) -> list[int]:
    if months[0] < month_of(today):
        raise BadInput(f"{months[0]:%Y-%m} is over: the first month that can still be granted is {today:%Y-%m}.")
    return limit_by_month(limit.limit_numbers, _waiting(cursor, limit), months, today)


def _waiting(cursor: Cursor, limit: Limit) -> list[ScheduledChange]:
    planned = scheduled_store.scheduled(cursor, [limit.network_id], only_waiting=True)
    return of_limit(planned, LimitKey(as_kind(limit.kind), limit.campaign_id))
