"""Changes on a later day: planned now by who may make them, made once when their day has come."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfoNotFoundError

from data.errors import BadInput, HeadroomError, NotVisible, StaleLimit, StoreError, Unknown
from data.records import Limit, LimitChange, Network, ScheduledChange
from data.store import Cursor, Store
from data.tables import limits as limit_store
from data.tables import networks as network_reads
from data.tables import scheduled as scheduled_store
from limits import visibility
from limits.actors import OPERATOR, Actor, refreshed, require, require_still_allowed
from limits.change_ids import check_chosen, require_free
from limits.changes.applying import Evidence, NewLimit, set_limit
from limits.changes.change import (
    TRIES,
    ChangeLimit,
    DataMoved,
    check_command,
    evidence_for,
    limit_on_record,
    require_role,
    require_same_data,
    require_version,
)
from limits.changes.made_or_held import made_or_marked
from limits.changes.planned_after import (
    AGAIN,
    end_its_promise,
    hold,
    hold_what_lost_its_ground,
    latest_words,
    misfit,
    named,
)
from limits.changes.planned_conflicts import on_what_it_builds
from limits.changes.promising import promise_planned
from limits.clock import day_of, latest_day, present, utc
from limits.kinds import LimitKey, as_kind
from limits.months import day_words
from limits.network import builds_on, limit_headrooms, of_limit, place
from limits.notice_texts import notify_of_made_change


def schedule_change(
    store: Store, person: Actor, command: ChangeLimit, on: dt.date, *, now: dt.datetime | None = None
) -> ScheduledChange:
    """Plans the change for a day to come, under the same rules; the same ``change_id`` twice plans once."""
    moment = now or present()
    check_command(command)
    check_chosen(command.change_id)

    def work(cursor: Cursor) -> ScheduledChange:
        actor = refreshed(cursor, person)
        network = require(cursor, actor, "see network", command.network_id)
        if known := scheduled_store.scheduled_change(cursor, command.change_id):
            if known.scheduled_by != actor.email:
                require(cursor, actor, "change limits", command.network_id)
            return _repeated(known, command, on)
        limit = limit_on_record(cursor, network, command.key)
        require_role(cursor, actor, network, command, limit)
        require_version(cursor, limit, command)
        if on <= day_of(moment, network):
            raise BadInput(
                f"{day_words(on)} is no day to come for {network.name}: leave it out to change the limit now."
            )
        return plan_change(cursor, network, limit, command, on, by=actor.email, at=utc(moment), request_id=None)

    return store.write(work)


def plan_change(
    cursor: Cursor,
    network: Network,
    limit: Limit,
    command: ChangeLimit,
    on: dt.date,
    *,
    by: str,
    at: dt.datetime,
    request_id: str | None,
) -> ScheduledChange:
    """Plans within the caller's transaction, on the limit as it will be on that day; what conflicts is refused."""
    if command.until is not None and command.until < on:
        raise BadInput(f"The change would end on {day_words(command.until)}, before it begins on {day_words(on)}.")
    require_free(cursor, command.change_id)
    planned = ScheduledChange(
        scheduled_id=command.change_id,
        network_id=limit.network_id,
        kind=limit.kind,
        campaign_id=limit.campaign_id,
        new_limit=command.to,
        on_date=on,
        until_date=command.until,
        expected_version=limit.version,
        step_down=False,
        reason=command.reason.strip(),
        request_id=request_id,
        scheduled_by=by,
        scheduled_at=at,
        status="waiting",
        settled_at=None,
        settled_words=None,
    )
    limit_store.lock(cursor, limit.network_id, limit.kind, limit.campaign_id)  # two who plan at once see each other
    others = scheduled_store.scheduled(cursor, [limit.network_id], only_waiting=True)
    planned = on_what_it_builds(limit.limit_numbers, others, planned, network.name)
    scheduled_store.schedule(cursor, planned)
    if request_id is None:
        own = LimitKey(as_kind(planned.kind), planned.campaign_id)
        usage = next(s.usage for s in limit_headrooms(cursor, network) if s.key == own)
        promise_planned(cursor, network, planned, builds_on(limit.limit_numbers, of_limit(others, own), on), usage)
    return planned


def cancel_scheduled(
    store: Store, person: Actor, scheduled_id: str, reason: str, *, now: dt.datetime | None = None
) -> ScheduledChange:
    """Takes a planned change back before its day; what was planned on top of it and makes no sense alone is held."""
    moment = now or present()
    if not reason.strip():
        raise BadInput("Cancelling a planned change needs a reason: people will ask for it later.")

    def work(cursor: Cursor) -> ScheduledChange:
        actor = refreshed(cursor, person)
        known = scheduled_store.scheduled_change(cursor, scheduled_id)
        if known is None or not _sees(cursor, actor, known.network_id):
            raise _unknown(actor, scheduled_id)
        network = require(cursor, actor, "change limits", known.network_id)
        words = f"Cancelled by {actor.email}: {reason.strip()}"
        if not scheduled_store.settle(cursor, scheduled_id, "cancelled", utc(moment), words):
            raise StaleLimit(f"The planned change {scheduled_id} is {known.status} already: {known.settled_words}")
        end_its_promise(cursor, known, words, by=actor.email, at=utc(moment))
        said = f"{actor.email} took {named(known)}, back on {day_words(day_of(moment, network))}"
        _judge_the_rest(cursor, network, known, said, moment)
        return replace(known, status="cancelled", settled_at=utc(moment), settled_words=words)

    return store.write(work)


def scheduled_changes(store: Store, person: Actor, network_id: str) -> list[ScheduledChange]:
    """What is planned for a network and what became of plans; customers do not see the vendor's reasons."""
    with store.reading() as cursor:
        person = refreshed(cursor, person)
        network = require(cursor, person, "see network", network_id)
        changes = scheduled_store.scheduled(cursor, [network_id])
    return changes if visibility.sees_vendor_facts(person, network) else visibility.planned_changes(changes)


def day_for(store: Store, person: Actor, network_id: str) -> dt.date:
    """Which day it is now in the network's own time zone."""
    with store.reading() as cursor:
        return day_of(present(), require(cursor, refreshed(cursor, person), "see network", network_id))


def apply_due(store: Store, *, now: dt.datetime | None = None) -> list[LimitChange]:
    """Makes the changes whose day has come, each once, however many processes ask; returns those made by this call.

    Of each limit they are made in the order of their days, so after a pause each still finds what it was planned on.
    """
    moment = now or present()
    made: list[LimitChange] = []
    seen: set[str] = set()
    while heads := _next_of_each_limit(store, moment, seen):
        for head, way_back in heads:
            seen |= {head.scheduled_id} if way_back is None else {head.scheduled_id, way_back.scheduled_id}
            make = partial(_apply, store, head, way_back, moment)
            if (done := made_or_marked(store, head, make, moment)) is not None:
                made.append(done)
    return made


def _next_of_each_limit(
    store: Store, moment: dt.datetime, seen: set[str]
) -> list[tuple[ScheduledChange, ScheduledChange | None]]:
    """What is due first of each limit, with the way back whose place it takes where both are of one day."""
    with store.reading() as cursor:
        waiting = scheduled_store.waiting_on(cursor, latest_day(moment))
        networks = {n.network_id: n for n in network_reads.networks(cursor)} if waiting else {}
    by_limit: dict[tuple[str, str, str], list[ScheduledChange]] = defaultdict(list)
    for change in waiting:
        network = networks.get(change.network_id)
        if change.scheduled_id not in seen and (network is None or _has_come(change, network, moment)):
            by_limit[change.network_id, change.kind, change.campaign_id].append(change)
    next_due: list[tuple[ScheduledChange, ScheduledChange | None]] = []
    for of_one in by_limit.values():
        first, *rest = sorted(of_one, key=place)
        if first.step_down and rest and rest[0].on_date == first.on_date:
            next_due.append((rest[0], first))
        else:
            next_due.append((first, None))
    return next_due


def _has_come(change: ScheduledChange, network: Network, moment: dt.datetime) -> bool:
    try:
        return change.on_date <= day_of(moment, network)
    except (ZoneInfoNotFoundError, ValueError):  # a zone that is none: making it fails, and marks it alone
        return True


def _apply(
    store: Store, planned: ScheduledChange, way_back: ScheduledChange | None, moment: dt.datetime
) -> LimitChange | None:
    key = LimitKey(as_kind(planned.kind), planned.campaign_id)

    def work(cursor: Cursor) -> LimitChange | None:
        network = network_reads.network(cursor, planned.network_id)
        if network is None:
            raise Unknown(f"There is no network '{planned.network_id}' any more.")
        if planned.on_date > day_of(moment, network):
            return None  # not yet, in the network's own zone
        limit = limit_on_record(cursor, network, key)
        require_same_data(cursor, network, evidence)
        if not scheduled_store.settle(cursor, planned.scheduled_id, "applied", utc(moment), "Made on its day."):
            return None  # another process was here first
        before = limit.limit_numbers
        if way_back is not None and misfit(way_back, before) is None:
            words = f"{named(planned).capitalize()}, took its place on the same day."
            if scheduled_store.settle(cursor, way_back.scheduled_id, "cancelled", utc(moment), words):
                before = way_back.new_limit
        if why := misfit(planned, before):
            changes = limit_store.limit_changes(cursor, [planned.network_id])
            own = [c for c in changes if (c.kind, c.campaign_id) == (planned.kind, planned.campaign_id)]
            raise StaleLimit(f"On its day {why}: {latest_words(own)}. {AGAIN}")
        require_still_allowed(cursor, network, planned, before)
        return _make(cursor, network, limit, planned, evidence, moment, back_to=before)

    try:
        for attempt in range(TRIES):
            evidence = evidence_for(store, OPERATOR, planned.network_id, key, planned.new_limit)
            try:
                return store.write(work)
            except DataMoved:
                if attempt == TRIES - 1:
                    return None  # it waits on, and the next round finds quieter data
    except StoreError:  # says nothing about the plan
        raise
    except HeadroomError as error:  # one plan that cannot be made must not keep the others from their day
        _hold(store, planned, str(error), moment)
    return None


def _make(
    cursor: Cursor,
    network: Network,
    limit: Limit,
    planned: ScheduledChange,
    evidence: Evidence,
    moment: dt.datetime,
    *,
    back_to: int,
) -> LimitChange:
    key = LimitKey(as_kind(planned.kind), planned.campaign_id)
    usage = next(s.usage for s in limit_headrooms(cursor, network) if s.key == key)
    new = NewLimit(
        change_id=planned.scheduled_id,
        to=planned.new_limit,
        by=planned.scheduled_by,
        reason=planned.reason,
        day=planned.on_date,
        until=planned.until_date,
        request_id=planned.request_id,
        back_to=back_to,
        planned_as=planned,
    )
    change = set_limit(cursor, network, limit, new, usage=usage, evidence=evidence, moment=moment)
    notify_of_made_change(cursor, network, change, exceeded_by=usage - change.new_limit, at=moment)
    return change


def _hold(store: Store, planned: ScheduledChange, words: str, moment: dt.datetime) -> None:
    def work(cursor: Cursor) -> None:
        network = network_reads.network(cursor, planned.network_id)
        if network and hold(cursor, network, planned, words, utc(moment)):
            said = f"{named(planned).capitalize()}, was not made"
            _judge_the_rest(cursor, network, planned, said, moment)

    store.write(work)


def _judge_the_rest(cursor: Cursor, network: Network, gone: ScheduledChange, said: str, moment: dt.datetime) -> None:
    limit = limit_store.limit(cursor, gone.network_id, gone.kind, gone.campaign_id)
    if limit is not None:
        hold_what_lost_its_ground(cursor, network, limit, gone, said, utc(moment))


def _repeated(known: ScheduledChange, command: ChangeLimit, on: dt.date) -> ScheduledChange:
    asked = (command.network_id, command.kind, command.campaign_id, command.to, on)
    if (known.network_id, known.kind, known.campaign_id, known.new_limit, known.on_date) != asked:
        raise BadInput(f"The change-id {command.change_id} belongs to another planned change already. Use a new one.")
    return known


def _sees(cursor: Cursor, person: Actor, network_id: str) -> bool:
    network = network_reads.network(cursor, network_id)
    return network is not None and person.may("see network", network)


def _unknown(person: Actor, scheduled_id: str) -> Exception:
    if person.vendor_roles - {"csm"}:
        return Unknown(f"There is no planned change '{scheduled_id}'.")
    return NotVisible(f"'{scheduled_id}' is not among the planned changes that {person.email} may see.")
