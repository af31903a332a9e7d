"""The course of a request: taken up, talked over, withdrawn; what it was and who said what, kept for good."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from data.errors import NotAllowed, NotVisible, StaleLimit, Unknown
from data.records import Network, Request, RequestEvent
from data.store import Cursor, Store
from data.tables import requests as request_store
from limits import visibility
from limits.actors import Action, Actor, refreshed, require
from limits.clock import present, utc
from limits.notice_texts import notify_of_request
from limits.text_checks import check_text


def withdraw_request(
    store: Store, person: Actor, request_id: str, *, reason: str = "", now: dt.datetime | None = None
) -> Request:
    """Takes an open request back; anybody of the network who may file may."""
    return _move(store, person, request_id, "file request", "withdrawn", reason, now)


def take_up_request(store: Store, person: Actor, request_id: str, *, now: dt.datetime | None = None) -> Request:
    """Says that the CSM is on it."""
    return _move(store, person, request_id, "decide requests", "in review", "", now)


def comment_on_request(
    store: Store,
    person: Actor,
    request_id: str,
    text: str,
    *,
    vendor_only: bool = False,
    now: dt.datetime | None = None,
) -> RequestEvent:
    """Adds to the request's thread; what is for the vendor only never reaches the customer."""
    moment = now or present()
    check_text(text, "The comment is empty: write what you want to say.")

    def work(cursor: Cursor) -> RequestEvent:
        actor = refreshed(cursor, person)
        request, network = request_for(cursor, actor, request_id, "file request")
        by_vendor = visibility.sees_vendor_facts(actor, network)
        if vendor_only and not by_vendor:
            raise NotAllowed("Only the vendor's people may write notes that the customer does not see.")
        event = record(cursor, request, actor.email, "comment", text.strip(), moment, vendor_only=vendor_only)
        if not vendor_only:
            told = visibility.other_side(actor, network)
            notify_of_request(cursor, network, request, told, "has a comment", f"{actor.email}: {text.strip()}", moment)
        return event

    return store.write(work)


def request_thread(store: Store, person: Actor, request_id: str) -> tuple[Request, list[RequestEvent]]:
    """The request and its course, oldest first; customers see neither notes nor comments of the vendor's own."""
    with store.reading() as cursor:
        actor = refreshed(cursor, person)
        request, network = request_for(cursor, actor, request_id, "see network")
        events = request_store.events(cursor, request_id)
        if visibility.sees_vendor_facts(actor, network):
            return request, events
        known = visibility.sides(cursor, network.network_id)
    return visibility.request(request, known=known), visibility.request_events(events, known=known)


def request_for(cursor: Cursor, person: Actor, request_id: str, action: Action) -> tuple[Request, Network]:
    """The request, for who may do this to it; strangers learn nothing, not even that it is there."""
    request = request_store.request(cursor, request_id)
    if request is None:
        if person.vendor_roles - {"csm"}:
            raise Unknown(f"There is no request '{request_id}'.")
        raise NotVisible(f"'{request_id}' is not among the requests that {person.email} may see.")
    try:
        network = require(cursor, person, "see network", request.network_id)
    except NotAllowed:
        raise NotVisible(f"'{request_id}' is not among the requests that {person.email} may see.") from None
    require(cursor, person, action, request.network_id)
    return request, network


def record(
    cursor: Cursor,
    request: Request,
    by: str,
    event: str,
    words: str,
    moment: dt.datetime,
    *,
    vendor_only: bool = False,
) -> RequestEvent:
    """Writes one step of the request's course."""
    step = RequestEvent(request.request_id, utc(moment), by, event, words, vendor_only)
    request_store.add_event(cursor, step)
    return step


def require_open(request: Request) -> None:
    if request.status not in request_store.OPEN:
        by = f" by {request.decided_by}" if request.decided_by else ""
        when = f" on {request.decided_at:%Y-%m-%d}" if request.decided_at else ""
        became = "granted in part" if request.status == "part" else request.status
        raise StaleLimit(
            f"Request {request.request_id} is {became} already{by}{when}; nothing was changed. "
            "If more is needed, file a new one."
        )


def _move(
    store: Store, person: Actor, request_id: str, action: Action, status: str, words: str, now: dt.datetime | None
) -> Request:
    moment = now or present()

    def work(cursor: Cursor) -> Request:
        actor = refreshed(cursor, person)
        request, network = request_for(cursor, actor, request_id, action)
        require_open(request)
        if request.status == status:
            return request
        after = replace(request, status=status)
        if not request_store.settle(cursor, after, before=request.status):
            raise StaleLimit(f"Request {request_id} was changed meanwhile: look at it again.")
        record(cursor, request, actor.email, status, words.strip(), moment)
        told = visibility.other_side(actor, network)
        notify_of_request(cursor, network, request, told, f"is {status}", words.strip(), moment)
        return after

    return store.write(work)
