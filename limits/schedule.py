"""Changes on a later day: planned now by who may make them, made once when their day has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from data import networks as network_reads
from data import scheduled as scheduled_store
from data.errors import BadInput, NotAllowed, StaleLimit, Unknown
from data.records import Limit, LimitChange, Network, ScheduledChange
from data.store import Cursor, Store
from limits.actors import OPERATOR, Actor, refreshed, require, require_still_allowed
from limits.applying import Evidence, Setting, set_limit, utc
from limits.change import (
    ChangeLimit,
    check_command,
    day_of,
    evidence_for,
    limit_on_record,
    require_role,
    require_version,
)
from limits.change_ids import check_chosen, require_free
from limits.headroom import limit_standings
from limits.kinds import LimitKey, as_kind
from limits.making import made_or_marked
from limits.notices import told_of_a_scheduled_change


def schedule_change(
    store: Store, person: Actor, command: ChangeLimit, on: dt.date, *, now: dt.datetime | None = None
) -> ScheduledChange:
    """Plans the change for a day to come, under the same rules; the same ``change_id`` twice plans once."""
    moment = now or dt.datetime.now(dt.UTC)
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
        require_version(limit, command)
        if on <= day_of(moment, network):
            raise BadInput(f"{on} is no day to come for {network.name}: leave it out to change the limit now.")
        if command.until is not None and command.until < on:
            raise BadInput(f"The change would end on {command.until}, before it begins on {on}.")
        if command.to == limit.limit_numbers:
            raise BadInput(f"The {command.key.words()} of {command.network_id} is {command.to:,} already.")
        return plan(cursor, limit, command, on, by=actor.email, at=utc(moment), request_id=None)

    return store.write(work)


def plan(
    cursor: Cursor,
    limit: Limit,
    command: ChangeLimit,
    on: dt.date,
    *,
    by: str,
    at: dt.datetime,
    request_id: str | None,
) -> ScheduledChange:
    """Writes the plan within the caller's transaction, on the version the limit has now."""
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
    scheduled_store.schedule(cursor, planned)
    return planned


def cancel_scheduled(
    store: Store, person: Actor, scheduled_id: str, reason: str, *, now: dt.datetime | None = None
) -> ScheduledChange:
    """Takes a planned change back before its day."""
    moment = now or dt.datetime.now(dt.UTC)
    if not reason.strip():
        raise BadInput("Cancelling a planned change needs a reason: people will ask for it later.")

    def work(cursor: Cursor) -> ScheduledChange:
        actor = refreshed(cursor, person)
        known = scheduled_store.scheduled_change(cursor, scheduled_id)
        if known is None or not _sees(cursor, actor, known.network_id):
            raise _unknown(actor, scheduled_id)
        require(cursor, actor, "change limits", known.network_id)
        words = f"Cancelled by {actor.email}: {reason.strip()}"
        if not scheduled_store.settle(cursor, scheduled_id, "cancelled", utc(moment), words):
            raise StaleLimit(f"The planned change {scheduled_id} is {known.status} already: {known.settled_words}")
        return replace(known, status="cancelled", settled_at=utc(moment), settled_words=words)

    return store.write(work)


def scheduled_changes(store: Store, person: Actor, network_id: str) -> list[ScheduledChange]:
    """What is planned for a network and what became of plans; customers do not see the vendor's reasons."""
    with store.reading() as cursor:
        person = refreshed(cursor, person)
        network = require(cursor, person, "see network", network_id)
        found = scheduled_store.scheduled(cursor, [network_id])
    if person.may("see vendor facts", network):
        return found
    return [replace(change, reason="", settled_words=None) for change in found]


def day_for(store: Store, person: Actor, network_id: str) -> dt.date:
    """Which day it is now in the network's own time zone."""
    with store.reading() as cursor:
        return day_of(dt.datetime.now(dt.UTC), require(cursor, refreshed(cursor, person), "see network", network_id))


def apply_due(store: Store, *, now: dt.datetime | None = None) -> list[LimitChange]:
    """Makes the changes whose day has come, each once, however many processes ask; returns those made by this call."""
    moment = now or dt.datetime.now(dt.UTC)
    with store.reading() as cursor:  # a day further, because it may be tomorrow already where the network is
        due = scheduled_store.waiting_on(cursor, moment.astimezone(dt.UTC).date() + dt.timedelta(days=1))
        networks = {n.network_id: n for n in network_reads.networks(cursor)} if due else {}
    made = []
    for change in due:
        done = made_or_marked(store, change, partial(_apply_on_its_day, store, change, networks, moment), moment)
        if done is not None:
            made.append(done)
    return made


def _apply_on_its_day(
    store: Store, planned: ScheduledChange, networks: Mapping[str, Network], moment: dt.datetime
) -> LimitChange | None:
    network = networks.get(planned.network_id)
    if network is not None and planned.on_date > day_of(moment, network):
        return None
    return _apply(store, planned, moment)


def _apply(store: Store, planned: ScheduledChange, moment: dt.datetime) -> LimitChange | None:
    key = LimitKey(as_kind(planned.kind), planned.campaign_id)

    def work(cursor: Cursor) -> LimitChange | None:
        network = network_reads.network(cursor, planned.network_id)
        if network is None:
            raise Unknown(f"There is no network '{planned.network_id}' any more.")
        limit = limit_on_record(cursor, network, key)
        if not scheduled_store.settle(cursor, planned.scheduled_id, "applied", utc(moment), "Made on its day."):
            return None  # another process was here first
        if limit.version != planned.expected_version:
            raise StaleLimit(f"The limit is {limit.limit_numbers:,} by now, set after the plan was made.")
        require_still_allowed(cursor, network, planned, limit.limit_numbers)
        return _make(cursor, network, limit, planned, evidence, moment)

    evidence = evidence_for(store, OPERATOR, planned.network_id, key, planned.new_limit)
    return store.write(work)


def _make(
    cursor: Cursor,
    network: Network,
    limit: Limit,
    planned: ScheduledChange,
    evidence: Evidence,
    moment: dt.datetime,
) -> LimitChange:
    key = LimitKey(as_kind(planned.kind), planned.campaign_id)
    usage = next(s.usage for s in limit_standings(cursor, network) if s.key == key)
    setting = Setting(
        change_id=planned.scheduled_id,
        to=planned.new_limit,
        by=planned.scheduled_by,
        reason=planned.reason,
        day=planned.on_date,
        until=planned.until_date,
        request_id=planned.request_id,
        planned_as=planned,
    )
    change = set_limit(cursor, network, limit, setting, usage=usage, evidence=evidence, moment=moment)
    told_of_a_scheduled_change(cursor, network, change, exceeded_by=usage - change.new_limit, at=moment)
    return change


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
    return NotAllowed(f"'{scheduled_id}' is not among the planned changes that {person.email} may see.")
