"""What stands in the way of a change for a later day: said when it is planned, both named, with the way out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from data.errors import BadInput
from data.records import ScheduledChange
from limits.changes.planned_after import misfit, named
from limits.kinds import LimitKey, as_kind
from limits.months import day_words
from limits.network import A_DAY, builds_on, of_limit


def on_what_it_builds(
    today_limit: int, planned: Sequence[ScheduledChange], new: ScheduledChange, network_name: str
) -> ScheduledChange:
    """``new`` with the limit it finds on its day; BadInput where it cannot be beside what waits for this limit."""
    key = LimitKey(as_kind(new.kind), new.campaign_id)
    waiting = of_limit(planned, key)
    what = f"The {key.words()} of {network_name} cannot be {new.new_limit:,} {_span(new)}"
    for other in waiting:
        _require_apart(what, new, other, today_limit)
    before = builds_on(today_limit, waiting, new.on_date)
    if new.new_limit == before:
        raise BadInput(
            f"The {key.words()} of {network_name} is {before:,} on {day_words(new.on_date)} already"
            f"{', as it is planned' if before != today_limit else ''}: there is nothing to plan."
        )
    new = replace(new, builds_on=before)
    _require_others_to_make_sense(what, today_limit, waiting, new)
    return new


def _require_apart(what: str, new: ScheduledChange, other: ScheduledChange, today_limit: int) -> None:
    if other.step_down:
        if new.on_date < other.on_date:
            last = other.on_date - A_DAY
            raise BadInput(
                f"{what}: the {today_limit:,} in force are until {day_words(last)}, and then it goes back to "
                f"{other.new_limit:,} by itself ({other.scheduled_id}, planned by {other.scheduled_by}). Begin on "
                f"{day_words(other.on_date)} or later, or take that way back first."
            )
        return
    if new.on_date == other.on_date:
        raise BadInput(f"{what}: {named(other)}, begins on the same day. Take that back first, or choose another day.")
    overlap = (other.until_date is not None and other.on_date <= new.on_date <= other.until_date) or (
        new.until_date is not None and new.on_date <= other.on_date <= new.until_date
    )
    if overlap:
        after = f" (from {day_words(other.until_date + A_DAY)} on)" if other.until_date else ""
        raise BadInput(
            f"{what}: {named(other)}, falls into the same days, and one would end the other. Take that back first, or "
            f"choose days that do not touch it{after}."
        )


def _require_others_to_make_sense(
    what: str, today_limit: int, waiting: Sequence[ScheduledChange], new: ScheduledChange
) -> None:
    all_of_them = [*waiting, new]
    for other in waiting:
        if other.step_down or other.on_date < new.on_date:
            continue
        rest = [c for c in all_of_them if c is not other]
        why = misfit(other, builds_on(today_limit, rest, other.on_date))
        if why is not None:
            raise BadInput(
                f"{what}: {named(other)}, comes after it, and then {why}. Take that back first, or choose another "
                "limit or last day."
            )


def _span(new: ScheduledChange) -> str:
    until: dt.date | None = new.until_date
    return f"from {day_words(new.on_date)}{f' to {day_words(until)}' if until else ' on'}"
