"""Promises: what was granted, or raised without a request, stays in the projection until it shows or is ended."""

from __future__ import annotations

import datetime as dt

from data.errors import BadInput, NotVisible, StaleLimit, Unknown
from data.records import LimitChange, Network, Request, ScheduledChange
from data.store import Cursor, Store
from data.tables import networks as network_reads
from data.tables import promises as promise_store
from data.tables.promises import Promise
from limits.actors import Actor, refreshed, require
from limits.clock import present, utc
from limits.months import month_of


def promise_raise(cursor: Cursor, change: LimitChange, usage: int) -> None:
    """A raise that nobody asked for promises what it adds; a limit lowered, or set first, promises nothing."""
    if change.old_limit is None or change.new_limit <= change.old_limit or change.as_of is None:
        return
    promise_store.keep_promise(
        cursor,
        Promise(
            promise_id=change.change_id,
            network_id=change.network_id,
            kind=change.kind,
            campaign_id=change.campaign_id,
            numbers=change.new_limit - change.old_limit,
            first_month=month_of(change.effective_from),
            until_month=month_of(change.effective_until) if change.effective_until else None,
            used_then=usage,
            as_of=change.as_of,
            limit_before=change.old_limit,
            by_sessions=False,
            promised_at=change.changed_at,
        ),
    )


def promise_planned(cursor: Cursor, network: Network, planned: ScheduledChange, before: int, usage: int) -> None:
    """A planned raise that nobody asked for promises what it adds to the limit it builds on, from its month on."""
    if planned.new_limit <= before or network.as_of is None:
        return
    promise_store.keep_promise(
        cursor,
        Promise(
            promise_id=planned.scheduled_id,
            network_id=planned.network_id,
            kind=planned.kind,
            campaign_id=planned.campaign_id,
            numbers=planned.new_limit - before,
            first_month=month_of(planned.on_date),
            until_month=month_of(planned.until_date) if planned.until_date else None,
            used_then=usage,
            as_of=network.as_of,
            limit_before=before,
            by_sessions=False,
            promised_at=planned.scheduled_at,
        ),
    )


def promise_grant(
    cursor: Cursor,
    network: Network,
    request: Request,
    granted: tuple[tuple[dt.date, dt.date | None, int], ...],
    *,
    usage: int,
    limit_before: int,
    by_sessions: bool,
    at: dt.datetime,
) -> None:
    """What a request was granted: (first month, last month, numbers) each."""
    for place, (first, last, numbers) in enumerate(granted):
        if numbers > 0 and network.as_of is not None:
            promise_store.keep_promise(
                cursor,
                Promise(
                    promise_id=f"request-{request.request_id}" + (f"-{place + 1}" if place else ""),
                    network_id=network.network_id,
                    kind=request.kind,
                    campaign_id=request.campaign_id,
                    numbers=numbers,
                    first_month=first,
                    until_month=last,
                    used_then=usage,
                    as_of=network.as_of,
                    limit_before=limit_before,
                    by_sessions=by_sessions,
                    promised_at=at,
                ),
            )


def running_promises(store: Store, person: Actor, network_id: str) -> list[Promise]:
    """What is promised to a network and not ended."""
    with store.reading() as cursor:
        require(cursor, refreshed(cursor, person), "see network", network_id)
        return promise_store.promises(cursor, [network_id]).get(network_id, [])


def end_promise(
    store: Store,
    person: Actor,
    promise_id: str,
    reason: str,
    *,
    network_id: str | None = None,
    now: dt.datetime | None = None,
) -> Promise:
    """A CSM says that what was promised will not be used: the projection no longer counts it.

    With ``network_id`` only a promise of that network is ended.
    """
    moment = now or present()
    if not reason.strip():
        raise BadInput("Ending a promise needs a reason: the next person will ask why.")

    def work(cursor: Cursor) -> Promise:
        actor = refreshed(cursor, person)
        promise = promise_store.promise(cursor, promise_id)
        if promise is None:
            if actor.vendor_roles - {"csm"}:
                raise Unknown(f"There is no promise '{promise_id}'. `limits promises NETWORK` lists their ids.")
            raise NotVisible(f"'{promise_id}' is not among the promises that {actor.email} may end.")
        network = network_reads.network(cursor, promise.network_id)
        if network is None or not actor.may("see network", network):
            raise NotVisible(f"'{promise_id}' is not among the promises that {actor.email} may end.")
        require(cursor, actor, "change limits", promise.network_id)
        if network_id not in (None, promise.network_id):
            raise BadInput(
                f"The promise {promise_id} is of {network.name} ({promise.network_id}), not of {network_id}."
            )
        if not promise_store.end_promise(cursor, promise_id, at=utc(moment), by=actor.email, why=reason.strip()):
            raise StaleLimit(f"The promise {promise_id} was ended already, by {promise.ended_by}: {promise.ended_why}")
        ended = promise_store.promise(cursor, promise_id)
        assert ended is not None
        return ended

    return store.write(work)
