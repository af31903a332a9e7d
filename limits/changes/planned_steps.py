"""Several steps of a limit, or of two that bind together, planned with one action: all of them or none."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from data.errors import BadInput
from data.records import Limit, LimitChange, Network, ScheduledChange
from data.store import Cursor, Store
from data.tables import limits as limit_store
from data.tables import scheduled as scheduled_store
from limits.actors import Actor, refreshed, require
from limits.changes.applying import Evidence
from limits.changes.change import (
    TRIES,
    ChangeLimit,
    DataMoved,
    change_in,
    check_command,
    evidence_for,
    limit_on_record,
    require_role,
    require_same_data,
    require_version,
)
from limits.changes.planned_changes import plan_change
from limits.clock import day_of, present, utc
from limits.kinds import LimitKey
from limits.months import day_words, month_of, months_between
from limits.network import A_DAY, limit_by_month, limit_on, of_limit, steps

Made = LimitChange | ScheduledChange


@dataclass(frozen=True)
class LimitSteps:
    """What one limit is to be: from each day on so many numbers."""

    key: LimitKey
    steps: tuple[tuple[dt.date, int], ...]
    expected_version: int | None = None


@dataclass(frozen=True)
class PlanSchedule:
    """A command: these steps for one limit or a pair; ``until`` is the last day of the last of them.

    A step of today, or of a first day of the running month, is made at once. The same ``change_id`` twice plans once.
    """

    network_id: str
    limits: tuple[LimitSteps, ...]
    reason: str
    until: dt.date | None = None
    change_id: str = field(default_factory=lambda: str(uuid.uuid4()))


def plan_schedule(
    store: Store, person: Actor, command: PlanSchedule, *, now: dt.datetime | None = None
) -> tuple[Made, ...]:
    """Makes what is due and plans the rest in one transaction; what is planned like that already is left as it is."""
    moment = now or present()
    _check(command)
    for attempt in range(TRIES):
        evidence = {
            wanted.key: evidence_for(store, person, command.network_id, wanted.key, wanted.steps[0][1])
            for wanted in command.limits
        }

        def work(cursor: Cursor, evidence_by_limit: dict[LimitKey, Evidence] = evidence) -> tuple[Made, ...]:
            actor = refreshed(cursor, person)
            network = require(cursor, actor, "see network", command.network_id)
            for weighed in evidence_by_limit.values():  # once, before the first step makes the data another
                require_same_data(cursor, network, weighed)
            made: list[Made] = []
            for place, wanted in enumerate(command.limits):
                own = replace(evidence_by_limit[wanted.key], mark=None)
                made += _plan_one(cursor, actor, network, command, wanted, place, own, moment)
            if not made:
                raise BadInput(f"Every step is made or planned already for {network.name}: there is nothing to plan.")
            return tuple(made)

        try:
            return store.write(work)
        except DataMoved:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _plan_one(
    cursor: Cursor,
    actor: Actor,
    network: Network,
    command: PlanSchedule,
    limit_steps: LimitSteps,
    place: int,
    evidence: Evidence,
    moment: dt.datetime,
) -> list[Made]:
    today = day_of(moment, network)
    limit = limit_on_record(cursor, network, limit_steps.key)
    changes = commands(command, limit_steps, place, today)
    for _, change in changes:
        require_role(cursor, actor, network, change, limit)
    known = [_known(cursor, change, on) for on, change in changes]
    if not any(known):
        require_version(cursor, limit, changes[0][1])
    made: list[Made] = []
    for (on, change), before in zip(changes, known, strict=True):
        if before is not None:
            made.append(before)
        elif on <= today:
            if change.to != limit.limit_numbers:
                made.append(change_in(cursor, actor, change, evidence, moment))
                limit = limit_on_record(cursor, network, limit_steps.key)
        elif not _stands(cursor, limit, changes, on, today):
            made.append(
                plan_change(cursor, network, limit, change, on, by=actor.email, at=utc(moment), request_id=None)
            )
    return made


def commands(
    command: PlanSchedule, limit_steps: LimitSteps, place: int, today: dt.date
) -> list[tuple[dt.date, ChangeLimit]]:
    """Each step as a change of its own: to the day before the next where the schedule ends, else for good."""
    dated_changes = []
    for i, (day, to) in enumerate(limit_steps.steps):
        following = limit_steps.steps[i + 1][0] - A_DAY if i + 1 < len(limit_steps.steps) else command.until
        on = today if day < today and day == month_of(today) else day
        if on < today:
            raise BadInput(f"{day_words(day)} lies in the past: the first step can begin on {day_words(today)}.")
        change = ChangeLimit(
            network_id=command.network_id,
            kind=limit_steps.key.kind,
            campaign_id=limit_steps.key.campaign_id,
            to=to,
            reason=command.reason,
            expected_version=limit_steps.expected_version if i == 0 else None,
            change_id=f"{command.change_id}-{place + 1}-{i + 1}",
            until=following if command.until is not None else None,
        )
        check_command(change)
        dated_changes.append((on, change))
    return dated_changes


def _stands(
    cursor: Cursor, limit: Limit, changes: Sequence[tuple[dt.date, ChangeLimit]], on: dt.date, today: dt.date
) -> bool:
    """Whether the limit is planned to be just that already, in each month until the next step; or on each day, where
    the step is not of a first day of a month."""
    place = next(i for i, (day, _) in enumerate(changes) if day == on)
    change = changes[place][1]
    planned = scheduled_store.scheduled(cursor, [limit.network_id], only_waiting=True)
    waiting = of_limit(planned, change.key)
    ahead = [s.day for s in steps(limit.limit_numbers, waiting)]
    last = max([on, *ahead])
    if place + 1 < len(changes):
        last = changes[place + 1][0] - A_DAY
    elif change.until is not None:
        last = change.until
    if on.day == 1:
        months = months_between(on, last)
        return set(limit_by_month(limit.limit_numbers, waiting, months, today)) == {change.to}
    days = [on, *(day for day in ahead if on < day <= last)]
    return {limit_on(limit.limit_numbers, waiting, day) for day in days} == {change.to}


def _known(cursor: Cursor, change: ChangeLimit, on: dt.date) -> Made | None:
    """The step as it was made or planned before under this change-id."""
    planned = scheduled_store.scheduled_change(cursor, change.change_id)
    made = limit_store.limit_change(cursor, change.change_id)
    known = planned or made
    if known is None:
        return None
    same = (known.network_id, known.kind, known.campaign_id, known.new_limit) == (
        change.network_id,
        change.kind,
        change.campaign_id,
        change.to,
    )
    if not same or (planned is not None and (planned.on_date, planned.until_date) != (on, change.until)):
        raise BadInput(f"The change-id {change.change_id} belongs to another change already. Use a new one.")
    return known


def _check(command: PlanSchedule) -> None:
    if not command.limits or any(not limit_steps.steps for limit_steps in command.limits):
        raise BadInput("A schedule needs at least one step: a month or day, and the limit from then on.")
    if not command.change_id.strip():
        raise BadInput("The schedule has an empty change-id; leave it out to have one made.")
    keys = [limit_steps.key for limit_steps in command.limits]
    if len(set(keys)) < len(keys):
        raise BadInput(f"The {keys[0].words()} stands twice in the schedule: give its steps together.")
    for limit_steps in command.limits:
        _check_order(limit_steps.key, [day for day, _ in limit_steps.steps])
        last = limit_steps.steps[-1][0]
        if command.until is not None and command.until < last:
            raise BadInput(
                f"The schedule would end on {day_words(command.until)}, before its last step of {day_words(last)}."
            )


def _check_order(key: LimitKey, days: Sequence[dt.date]) -> None:
    for before, after in pairwise(days):
        if after <= before:
            raise BadInput(
                f"The steps of the {key.words()} must follow each other: {day_words(after)} comes after "
                f"{day_words(before)} in the list."
            )
