"""Giving a grant back: it is undone as if it had not been, or refused with the name of what stands on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.errors import BadInput, StaleLimit
from data.records import LimitChange, Network, Request, ScheduledChange
from data.store import Cursor
from data.tables import limits as limit_store
from data.tables import promises as promise_store
from data.tables import scheduled as scheduled_store
from limits.advice import NetworkStanding
from limits.change_ids import free_form
from limits.changes.applying import NewLimit, set_limit
from limits.changes.change import evidence_of, limit_on_record
from limits.changes.planned_after import hold_what_lost_its_ground, latest_words, named
from limits.clock import day_of, utc
from limits.kinds import LimitKey, as_kind
from limits.network import limit_headrooms


@dataclass(frozen=True)
class GivenBack:
    """The limits that are back at what they were, and the planned steps that will not be made."""

    changes: tuple[LimitChange, ...] = ()
    withdrawn: tuple[ScheduledChange, ...] = ()


def give_back(
    cursor: Cursor,
    network: Network,
    request: Request,
    standing: NetworkStanding,
    *,
    by: str,
    reason: str,
    moment: dt.datetime,
) -> GivenBack:
    """Sets each limit back that the decision raised, takes its planned steps out, and its promise with them.

    What the decision had taken up, ended or held waits again. Nothing is done where anything newer stands on the grant.
    """
    assert request.decided_at is not None, request.request_id
    changes = limit_store.limit_changes(cursor, [network.network_id])
    planned = scheduled_store.scheduled(cursor, [network.network_id])
    ids = {c.change_id for c in changes}
    made = [
        c
        for c in changes
        if c.request_id == request.request_id
        and c.changed_at >= request.decided_at
        and f"undo-{c.change_id}" not in ids
    ]
    waiting = [s for s in planned if s.request_id == request.request_id and s.status == "waiting"]
    touched = dict.fromkeys([*map(_key, made), *map(_key, waiting)])
    for key in touched:
        own = [c for c in changes if _key(c) == key]
        _require_the_newest(cursor, network, key, own, [c for c in made if _key(c) == key])
        _require_nothing_planned_on_it(network, request, key, planned)
    said = f"Request {request.request_id} was opened again by {by}"
    for step in waiting:
        scheduled_store.settle(cursor, step.scheduled_id, "cancelled", utc(moment), f"{said}: {reason}")
    back = tuple(_set_back(cursor, network, change, standing, by, reason, moment) for change in made)
    promise_id = f"request-{request.request_id}"
    promise_store.take_promise_back(cursor, network.network_id, promise_id, request.decided_at)
    for key in touched:
        scheduled_store.wait_again(cursor, network.network_id, key.kind, key.campaign_id, request.decided_at)
        promise_store.promise_again(cursor, network.network_id, key.kind, key.campaign_id, request.decided_at)
    for step in waiting:
        limit = limit_on_record(cursor, network, _key(step))
        hold_what_lost_its_ground(cursor, network, limit, step, said, utc(moment))
    return GivenBack(back, tuple(step for step in waiting if not step.step_down))


def _require_the_newest(
    cursor: Cursor, network: Network, key: LimitKey, own: list[LimitChange], made: list[LimitChange]
) -> None:
    if not made:
        return
    name = f"the {key.words()} of {network.name}"
    if len(made) > 1:
        raise StaleLimit(
            f"What was granted has changed {name} {len(made)} times by now ({latest_words(own)}), so it is not taken "
            "back as one. Change that limit itself instead."
        )
    if own[-1].change_id != made[0].change_id:
        raise StaleLimit(
            f"The grant cannot be taken back: {name} was changed again since, {latest_words(own)}. Take that back "
            "first, or change the limit itself."
        )
    usage = next(s.usage for s in limit_headrooms(cursor, network) if s.key == key)
    before = made[0].old_limit or 0
    if usage > before:
        raise BadInput(
            f"The grant cannot be taken back: {usage:,} numbers are used this month, and {name} was {before:,} before "
            "it. Change the limit itself to no less than what is used."
        )


def _require_nothing_planned_on_it(
    network: Network, request: Request, key: LimitKey, planned: list[ScheduledChange]
) -> None:
    newer = [
        s
        for s in planned
        if s.status == "waiting"
        and _key(s) == key
        and s.request_id != request.request_id
        and request.decided_at is not None
        and s.scheduled_at > request.decided_at
    ]
    if newer:
        raise StaleLimit(
            f"The grant cannot be taken back: {named(newer[0])}, stands on it in the {key.words()} of {network.name}. "
            "Take that back first."
        )


def _set_back(
    cursor: Cursor,
    network: Network,
    change: LimitChange,
    standing: NetworkStanding,
    by: str,
    reason: str,
    moment: dt.datetime,
) -> LimitChange:
    key, before = _key(change), change.old_limit or 0
    new = NewLimit(
        change_id=free_form(cursor, f"undo-{change.change_id}"),
        to=before,
        by=by,
        reason=reason,
        day=day_of(moment, network),
    )
    return set_limit(
        cursor,
        network,
        limit_on_record(cursor, network, key),
        new,
        usage=next(s.usage for s in limit_headrooms(cursor, network) if s.key == key),
        evidence=evidence_of(standing, key, before),
        moment=moment,
    )


def _key(change: LimitChange | ScheduledChange) -> LimitKey:
    return LimitKey(as_kind(change.kind), change.campaign_id)
