"""Taking a decision back on the spot: the request is open again, as if nobody had decided it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from data.data_mark import data_mark
from data.errors import BadInput, NotAllowed, StaleLimit
from data.records import LimitChange, Network, Request, ScheduledChange
from data.store import Cursor, Store
from data.tables import requests as request_store
from limits.actors import Actor, refreshed
from limits.advice import NetworkStanding, network_standing
from limits.changes import TRIES, DataMoved, Evidence, GivenBack, give_back, require_same_data
from limits.clock import present, utc
from limits.decision import Reopened
from limits.kinds import LimitKey, as_kind
from limits.months import day_words
from limits.notice_texts import notify_of_request
from limits.requests.recent import LATELY_DAYS
from limits.requests.thread import record, request_for

AGAIN = "Taken back: it is looked at again."
GRANTED = ("approved", "part")
DONE = {"approved": "granted", "part": "granted in part", "declined": "declined"}


def reopen_request(
    store: Store, person: Actor, request_id: str, *, reason: str = "", now: dt.datetime | None = None
) -> Reopened:
    """Opens a request that this person decided within the last day; what it granted is given back with it."""
    moment = now or present()
    for attempt in range(TRIES):
        with store.reading() as cursor:
            request, _ = request_for(cursor, refreshed(cursor, person), request_id, "decide requests")
            mark = data_mark(cursor, request.network_id)
        standing = network_standing(store, person, request.network_id) if request.status in GRANTED else None

        def work(cursor: Cursor, known: NetworkStanding | None = standing, seen: str = mark) -> Reopened:
            return _reopen(cursor, refreshed(cursor, person), request_id, known, seen, reason, moment)

        try:
            return store.write(work)
        except DataMoved:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def can_be_reopened(request: Request, now: dt.datetime) -> bool:
    """Whether a request was decided lately; who decided it may take that back, unless something stands on it."""
    decided = request.decided_at
    return request.status in DONE and decided is not None and utc(now) - decided <= dt.timedelta(days=LATELY_DAYS)


def _reopen(
    cursor: Cursor,
    actor: Actor,
    request_id: str,
    standing: NetworkStanding | None,
    mark: str,
    reason: str,
    moment: dt.datetime,
) -> Reopened:
    request, network = request_for(cursor, actor, request_id, "decide requests")
    _require_own_decision(request, actor, moment)
    if other := request_store.open_request(cursor, request.network_id, request.kind, request.campaign_id):
        raise StaleLimit(f"Request {other.request_id} for the same limit was filed meanwhile: decide that one.")
    back = _given_back(cursor, network, request, standing, mark, actor.email, reason, moment)
    after = replace(
        request, status="in review", decided_by=None, decided_at=None, granted_limit=None, decision_note=None,
        answer=None,
    )  # fmt: skip
    if not request_store.settle(cursor, after, before=request.status):
        raise StaleLimit(f"Request {request_id} was changed meanwhile: look at it again.")
    request_store.unfreeze(cursor, request_id)
    told = _sentence(back, standing)
    record(cursor, after, actor.email, "in review", f"{AGAIN} {told}".strip(), moment)
    notify_of_request(cursor, network, after, "customer", "is looked at again", told, moment)
    return Reopened(after, back.changes, back.withdrawn, told)


def _given_back(
    cursor: Cursor,
    network: Network,
    request: Request,
    standing: NetworkStanding | None,
    mark: str,
    by: str,
    reason: str,
    moment: dt.datetime,
) -> GivenBack:
    if request.status not in GRANTED:
        return GivenBack()
    require_same_data(cursor, network, Evidence(None, None, mark))
    if standing is None:
        raise StaleLimit(f"Request {request.request_id} was granted meanwhile: look at it again.")
    why = reason.strip() or f"Request {request.request_id} is looked at again: what it was granted is taken back"
    return give_back(cursor, network, request, standing, by=by, reason=why, moment=moment)


def _require_own_decision(request: Request, actor: Actor, moment: dt.datetime) -> None:
    done = DONE.get(request.status)
    if done is None or request.decided_at is None:
        raise BadInput(f"Request {request.request_id} is {request.status}: there is no decision to take back.")
    if request.decided_by != actor.email:
        raise NotAllowed(
            f"Request {request.request_id} was {done} by {request.decided_by}, and only they take that back. The limit "
            "itself can be changed by whoever may."
        )
    if not can_be_reopened(request, moment):
        raise BadInput(
            f"Request {request.request_id} was {done} on {request.decided_at:%Y-%m-%d}: that is too long ago to take "
            "it back. Ask the customer to file a new one, or change the limit itself."
        )


def _sentence(back: GivenBack, standing: NetworkStanding | None) -> str:
    names = {limit.key: limit.words for limit in standing.limits} if standing else {}
    said = [f"the {_words(c, names)} is {c.new_limit:,} again" for c in back.changes]
    said += [
        f"the {_words(s, names)} does not become {s.new_limit:,} on {day_words(s.on_date)}" for s in back.withdrawn
    ]
    whole = "; ".join(said)
    return f"{whole[0].upper()}{whole[1:]}." if whole else ""


def _words(change: LimitChange | ScheduledChange, names: Mapping[LimitKey, str]) -> str:
    key = LimitKey(as_kind(change.kind), change.campaign_id)
    return names.get(key, key.words())
