"""Taking a refusal back on the spot: the request is open again, as if nobody had declined it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from data.errors import BadInput, NotAllowed, StaleLimit
from data.records import Request
from data.store import Cursor, Store
from data.tables import requests as request_store
from limits.actors import Actor, refreshed
from limits.clock import present, utc
from limits.notice_texts import notify_of_request
from limits.requests.recent import LATELY_DAYS
from limits.requests.thread import record, request_for

AGAIN = "Taken back: it is looked at again."


def reopen_request(store: Store, person: Actor, request_id: str, *, now: dt.datetime | None = None) -> Request:
    """Opens a request that this person declined within the last day; what was granted is taken back at its limit."""
    moment = now or present()

    def work(cursor: Cursor) -> Request:
        actor = refreshed(cursor, person)
        request, network = request_for(cursor, actor, request_id, "decide requests")
        _require_own_refusal(request, actor, moment)
        if other := request_store.open_request(cursor, request.network_id, request.kind, request.campaign_id):
            raise StaleLimit(f"Request {other.request_id} for the same limit was filed meanwhile: decide that one.")
        after = replace(
            request, status="in review", decided_by=None, decided_at=None, granted_limit=None, decision_note=None,
            answer=None,
        )  # fmt: skip
        if not request_store.settle(cursor, after, before="declined"):
            raise StaleLimit(f"Request {request_id} was changed meanwhile: look at it again.")
        request_store.unfreeze(cursor, request_id)
        record(cursor, after, actor.email, "in review", AGAIN, moment)
        notify_of_request(cursor, network, after, "customer", "is looked at again", "", moment)
        return after

    return store.write(work)


def _require_own_refusal(request: Request, actor: Actor, moment: dt.datetime) -> None:
    if request.status != "declined" or request.decided_at is None:
        raise BadInput(f"Request {request.request_id} is {request.status}: only a refusal can be taken back here.")
    if request.decided_by != actor.email:
        raise NotAllowed(f"{request.decided_by} declined request {request.request_id}, and only they take it back.")
    if utc(moment) - request.decided_at > dt.timedelta(days=LATELY_DAYS):
        raise BadInput(
            f"Request {request.request_id} was declined on {request.decided_at:%Y-%m-%d}: that is too long ago to take "
            "it back. Ask the customer to file a new one."
        )
