"""Deciding a request: the answer, what it grants and the evidence it was given on, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, get_args

from data.data_mark import data_mark
from data.errors import BadInput, NotAllowed, StaleLimit
from data.records import Limit, LimitChange, Network, Request, ScheduledChange
from data.store import Cursor, Store
from data.tables import requests as request_store
from data.tables import webhook_events
from limits import as_json
from limits.actors import Actor, refreshed
from limits.advice import NetworkStanding, network_standing
from limits.answers import answer_data
from limits.change_ids import free_form
from limits.changes import (
    TRIES,
    ChangeLimit,
    DataMoved,
    DatedChange,
    Evidence,
    NewLimit,
    evidence_of,
    limit_on_record,
    plan_change,
    promise_grant,
    require_same_data,
    set_limit,
    stale,
    take_up,
)
from limits.clock import day_of, present, utc
from limits.decision import Decision, Outcome
from limits.kinds import LimitKey, as_kind
from limits.months import day_words
from limits.network import limit_headrooms
from limits.notice_texts import holds_once_set, notify_of_request, words_of_limit
from limits.people import teams, who_decides
from limits.requests.evidence import as_text as evidence_as_text
from limits.requests.evidence import from_text as evidence_from_text
from limits.requests.grants import WantedGrant, grant_of
from limits.requests.thread import record, request_for, require_open
from limits.text_checks import check_text

STATUS: dict[Outcome, str] = {"approve": "approved", "part": "part", "decline": "declined"}


@dataclass(frozen=True)
class DecideRequest:
    """A command. ``note`` is the vendor's own, ``answer`` what the customer reads: who declines owes an answer, who
    grants a note.

    What is granted holds at once, or from ``on`` if that is a day to come, and until the request's last month.
    ``as_asked`` grants it from the first day of the month asked for, unless ``on`` says otherwise. A part by period
    (``steps``: a first month and the limit from then on) has its own days.
    """

    request_id: str
    outcome: Outcome
    note: str = ""
    answer: str = ""
    to: int | None = None
    on: dt.date | None = None
    as_asked: bool = False
    steps: tuple[tuple[dt.date, int], ...] = ()
    expected_version: int | None = None  # of the limit, as it was seen when deciding

    @property
    def change_id(self) -> str:
        return f"request-{self.request_id}"


def decide_request(store: Store, person: Actor, command: DecideRequest, *, now: dt.datetime | None = None) -> Decision:
    """Decides an open request and applies what it grants; the evidence of the moment is frozen with it."""
    moment = now or present()
    _check(command)
    for attempt in range(TRIES):
        with store.reading() as cursor:
            request, _ = request_for(cursor, refreshed(cursor, person), command.request_id, "decide requests")
            mark = data_mark(cursor, request.network_id)
        standing = network_standing(store, person, request.network_id)
        try:
            return store.write(partial(_decide, person, command, standing, mark, moment))
        except DataMoved:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _decide(
    person: Actor, command: DecideRequest, standing: NetworkStanding, mark: str, moment: dt.datetime, cursor: Cursor
) -> Decision:

    actor = refreshed(cursor, person)
    current, network = request_for(cursor, actor, command.request_id, "decide requests")
    require_open(current)
    if actor.email == current.filed_by:
        raise NotAllowed(
            f"{actor.email} filed request {current.request_id} and cannot decide it: who files may not approve. "
            + who_decides(teams(cursor, [network], utc(moment).date())[network.network_id], filed_by=actor.email)
        )
    limit = limit_on_record(cursor, network, LimitKey(as_kind(current.kind), current.campaign_id))
    if command.expected_version is not None and command.expected_version != limit.version:
        raise stale(cursor, limit, command.expected_version)
    require_same_data(cursor, network, Evidence(None, None, mark))
    return decide_in(cursor, network, current, command, standing, by=actor.email, moment=moment)


def decide_in(
    cursor: Cursor,
    network: Network,
    request: Request,
    command: DecideRequest,
    standing: NetworkStanding,
    *,
    by: str,
    moment: dt.datetime,
) -> Decision:
    """Decides within the caller's transaction; ``standing`` is what the decision was made on."""
    key = LimitKey(as_kind(request.kind), request.campaign_id)
    limit = limit_on_record(cursor, network, key)
    today = day_of(moment, network)
    wanted = WantedGrant(command.outcome, command.to, command.on, command.as_asked, command.steps, command.note)
    grant = grant_of(cursor, network, limit, request, wanted, standing, _change_id(cursor, command), today)
    changes = grant.changes
    if command.expected_version is not None and command.expected_version != limit.version:
        raise stale(cursor, limit, command.expected_version)
    _require_same_data(network, limit, standing, key)
    grants = command.outcome != "decline"
    granted = grant.limit
    evidence = _frozen(standing, request, command, key, granted)
    after = replace(
        request,
        status=STATUS[command.outcome],
        decided_by=by,
        decided_at=utc(moment),
        granted_limit=granted if grants else None,
        decision_note=command.note.strip() or None,
        answer=command.answer.strip() or None,
    )
    if not request_store.settle(cursor, after, before=request.status):
        raise StaleLimit(f"Request {request.request_id} was decided meanwhile: look at what became of it.")
    request_store.freeze(cursor, request.request_id, utc(moment), network.as_of, evidence)
    record(cursor, after, by, after.status, after.answer or "", moment)
    webhook_events.tell(cursor, "request.decided", network.network_id, utc(moment), after)
    take_up(cursor, changes, request.request_id, today, utc(moment))
    steps = tuple(_apply(cursor, network, change, on, after, standing, moment) for on, change in changes)
    if grants:
        promise_grant(
            cursor,
            network,
            after,
            grant.promised,
            usage=standing.limit(key).usage,
            limit_before=grant.limit_before,
            by_sessions=grant.by_sessions,
            at=utc(moment),
        )
    _tell(cursor, network, after, changes, moment)
    made = [step for step in steps if isinstance(step, LimitChange)]
    planned = [step for step in steps if isinstance(step, ScheduledChange)]
    return Decision(after, made[-1] if made else None, planned[-1] if planned else None, steps)


def _change_id(cursor: Cursor, command: DecideRequest) -> str:
    """An id for what is granted, another one after each grant that was taken back."""
    events = request_store.events(cursor, command.request_id)
    before = sum(event.event in ("approved", "part") for event in events)
    return free_form(cursor, f"{command.change_id}-again-{before}" if before else command.change_id)


def _apply(
    cursor: Cursor,
    network: Network,
    command: ChangeLimit,
    on: dt.date,
    request: Request,
    standing: NetworkStanding,
    moment: dt.datetime,
) -> LimitChange | ScheduledChange:
    by = str(request.decided_by)
    limit = limit_on_record(cursor, network, command.key)
    if on > day_of(moment, network):
        return plan_change(cursor, network, limit, command, on, by=by, at=utc(moment), request_id=request.request_id)
    new = NewLimit(
        change_id=command.change_id,
        to=command.to,
        by=by,
        reason=command.reason.strip(),
        day=on,
        until=command.until,
        request_id=request.request_id,
    )
    return set_limit(
        cursor,
        network,
        limit,
        new,
        usage=next(s.usage for s in limit_headrooms(cursor, network) if s.key == command.key),
        evidence=evidence_of(standing, command.key, command.to),
        moment=moment,
    )


def _check(command: DecideRequest) -> None:
    if command.outcome not in get_args(Outcome):
        raise BadInput(f"'{command.outcome}' is no decision: approve, part or decline.")
    if command.outcome == "decline":
        check_text(
            command.answer,
            "Declining needs an answer that the customer reads: say why not, and what would help (on the page in "
            "'Answer, for the customer'; in the command with --answer TEXT). Nothing was decided.",
        )
    else:
        check_text(command.note, "A decision needs a note (--note TEXT): the next person will ask why.")
    for text in (command.note, command.answer):
        if text.strip():
            check_text(text, "")
    if command.outcome == "part" and (command.to is None) == (not command.steps):
        raise BadInput("Granting a part needs the limit it comes to (--to N), or one for each period (--to 2026-12=N).")
    if command.steps and command.on is not None:
        raise BadInput("A part by period begins in the months it names, so it takes no day beside them.")
    if command.outcome != "part" and (command.to is not None or command.steps):
        raise BadInput(f"'{command.outcome}' takes no limit: only 'part' is given one (--to N).")
    if command.outcome == "decline" and command.on is not None:
        raise BadInput("A declined request changes nothing, so it takes no day.")


def _require_same_data(network: Network, limit: Limit, standing: NetworkStanding, key: LimitKey) -> None:
    """The evidence must be of the very state that is decided on."""
    if network.as_of != standing.as_of or standing.limit(key).version != limit.version:
        raise StaleLimit(
            f"The usage or the {key.words()} of {network.name} changed while this was being decided. Nothing was "
            "changed: look at the new figures, then decide again."
        )


def _frozen(standing: NetworkStanding, request: Request, command: DecideRequest, key: LimitKey, granted: int) -> str:
    """All that was known, as JSON text: read again, it gives the very figures and pictures of the decision."""
    evidence: dict[str, Any] = {
        "request": as_json.request(request),
        "answer": answer_data(standing.request_answers.get(request.request_id), standing.contract),
        "outcome": command.outcome,
        "granted_limit": None if command.outcome == "decline" else granted,
        "risk_as_granted": None if command.outcome == "decline" else standing.typed(key, granted).risk,
        "status": as_json.status(standing),
        "history": [
            {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in asdict(m).items()} for m in standing.history
        ],
        "assumptions": asdict(standing.assumptions),
    }
    return evidence_as_text(evidence)


def _tell(
    cursor: Cursor, network: Network, request: Request, changes: Sequence[DatedChange], moment: dt.datetime
) -> None:
    what = {"approved": "was approved", "part": "was granted in part", "declined": "was declined"}[request.status]
    today = day_of(moment, network)
    grant = ""
    for key in dict.fromkeys(change.key for _, change in changes):
        own = [(on, change) for on, change in changes if change.key == key]
        said = [f"{c.to:,} {f'from {day_words(on)}' if on > today else 'from now on'}" for on, c in own]
        until = own[-1][1].until
        named = words_of_limit(cursor, network.network_id, key)
        grant += f"The {named} is {', '.join(said)}{f' until {day_words(until)}' if until else ''}. "
    if not changes and request.granted_limit is not None:
        grant = f"There is room for them within the limit of {request.granted_limit:,}. "
    if changes:
        grant = f"{grant.strip()}{holds_once_set(cursor)} "
    body = (grant + (request.answer or "")).strip() or "Your CSM can tell you more."
    notify_of_request(cursor, network, request, "customer", what, body, moment)


def frozen_evidence(store: Store, person: Actor, request_id: str) -> dict[str, Any] | None:
    """What a decision was made on, exactly as it was; for the vendor's people. None for what was never frozen."""
    with store.reading() as cursor:
        request_for(cursor, refreshed(cursor, person), request_id, "see vendor facts")
        text = request_store.evidence(cursor, request_id)
    return None if text is None else evidence_from_text(text, request_id)
