"""Deciding a request: the answer, what it grants and the evidence it was given on, in one transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from data import requests as request_store
from data.errors import BadInput, NotAllowed, StaleLimit
from data.records import Limit, LimitChange, Network, Request, ScheduledChange
from data.store import Cursor, Store
from limits import as_json
from limits.actors import Actor, refreshed
from limits.applying import Evidence, Setting, set_limit, utc
from limits.change import LIMIT_MAX, ChangeLimit, check_text, day_of, limit_on_record, require_version
from limits.decision import Decision
from limits.evidence import as_text as evidence_as_text
from limits.evidence import from_text as evidence_from_text
from limits.headroom import limit_standings
from limits.kinds import LimitKey, as_kind
from limits.months import plus_months
from limits.notices import told_of_a_request
from limits.request_course import record, request_for, require_open
from limits.schedule import plan
from limits.standing import NetworkStanding, network_standing

Outcome = Literal["approve", "part", "decline"]
STATUS: dict[Outcome, str] = {"approve": "approved", "part": "part", "decline": "declined"}


@dataclass(frozen=True)
class DecideRequest:
    """A command. ``note`` is the vendor's own; ``answer`` is what the customer reads.

    What is granted holds at once, or from ``on`` if that is a day to come, and until the request's last month.
    """

    request_id: str
    outcome: Outcome
    note: str
    answer: str = ""
    to: int | None = None
    on: dt.date | None = None
    expected_version: int | None = None  # of the limit, as it was seen when deciding

    @property
    def change_id(self) -> str:
        return f"request-{self.request_id}"


def decide_request(store: Store, person: Actor, command: DecideRequest, *, now: dt.datetime | None = None) -> Decision:
    """Decides an open request and applies what it grants; the evidence of the moment is frozen with it."""
    moment = now or dt.datetime.now(dt.UTC)
    _check(command)
    with store.reading() as cursor:
        request, _ = request_for(cursor, refreshed(cursor, person), command.request_id, "decide requests")
    standing = network_standing(store, person, request.network_id)

    def work(cursor: Cursor) -> Decision:
        actor = refreshed(cursor, person)
        current, network = request_for(cursor, actor, command.request_id, "decide requests")
        require_open(current)
        if actor.email == current.filed_by:
            raise NotAllowed(
                f"{actor.email} filed request {current.request_id} and cannot decide it: who files may not approve. "
                "Withdraw it and change the limit directly, or have another CSM decide."
            )
        return decide_in(cursor, network, current, command, standing, by=actor.email, moment=moment)

    return store.write(work)


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
    """The same within the caller's transaction; ``standing`` is what the decision was made on."""
    key = LimitKey(as_kind(request.kind), request.campaign_id)
    limit = limit_on_record(cursor, network, key)
    change_command = ChangeLimit(
        request.network_id,
        as_kind(request.kind),
        _granted(request, command, limit),
        command.note,
        campaign_id=request.campaign_id,
        expected_version=command.expected_version,
        change_id=command.change_id,
        until=plus_months(request.until_month, 1) - dt.timedelta(days=1) if request.until_month else None,
    )
    require_version(limit, change_command)
    _require_same_data(network, limit, standing, key)
    evidence = _frozen(standing, request, command, key, change_command.to)
    grants = command.outcome != "decline"
    after = replace(
        request,
        status=STATUS[command.outcome],
        decided_by=by,
        decided_at=utc(moment),
        granted_limit=change_command.to if grants else None,
        decision_note=command.note.strip(),
        answer=command.answer.strip() or None,
    )
    if not request_store.settle(cursor, after, before=request.status):
        raise StaleLimit(f"Request {request.request_id} was decided meanwhile: look at what became of it.")
    request_store.freeze(cursor, request.request_id, utc(moment), network.as_of, evidence)
    record(cursor, after, by, after.status, after.answer or "", moment)
    change, planned = None, None
    if grants:
        change, planned = _apply(cursor, network, limit, change_command, after, command.on, standing, moment)
    _tell(cursor, network, after, planned, moment)
    return Decision(after, change, planned)


def _apply(
    cursor: Cursor,
    network: Network,
    limit: Limit,
    command: ChangeLimit,
    request: Request,
    on: dt.date | None,
    standing: NetworkStanding,
    moment: dt.datetime,
) -> tuple[LimitChange | None, ScheduledChange | None]:
    today = day_of(moment, network)
    by = str(request.decided_by)
    if on is not None and on < today:
        raise BadInput(f"{on} lies in the past (it is {today} for {network.name}): give a later day, or none for now.")
    if command.until is not None and command.until < max(on or today, today):
        raise BadInput(
            f"Request {request.request_id} asked for numbers until {command.until}, which is over by then: decline it, "
            "or ask the customer for a new one."
        )
    if on is not None and on > today:
        planned = plan(cursor, limit, command, on, by=by, at=utc(moment), request_id=request.request_id)
        return None, planned
    suggestion = standing.suggestions.get(command.key)
    setting = Setting(
        change_id=command.change_id,
        to=command.to,
        by=by,
        reason=command.reason.strip(),
        day=today,
        until=command.until,
        request_id=request.request_id,
    )
    change = set_limit(
        cursor,
        network,
        limit,
        setting,
        usage=next(s.usage for s in limit_standings(cursor, network) if s.key == command.key),
        evidence=Evidence(suggestion.risk_at(command.to), suggestion.limit) if suggestion else Evidence(None, None),
        moment=moment,
    )
    return change, None


def _check(command: DecideRequest) -> None:
    if command.outcome not in get_args(Outcome):
        raise BadInput(f"'{command.outcome}' is no decision: approve, part or decline.")
    check_text(command.note, "A decision needs a note: the next person will ask why.")
    if command.answer:
        check_text(command.answer, "")
    if command.outcome == "part" and command.to is None:
        raise BadInput("Granting a part needs the limit it comes to (--to N).")
    if command.outcome != "part" and command.to is not None:
        raise BadInput(f"'{command.outcome}' takes no limit: only 'part' is given one (--to N).")
    if command.outcome == "decline" and command.on is not None:
        raise BadInput("A declined request changes nothing, so it takes no day.")


def _granted(request: Request, command: DecideRequest, limit: Limit) -> int:
    asked = limit.limit_numbers + request.more_numbers
    if command.outcome != "part":
        return min(asked, LIMIT_MAX)
    if command.to is None or isinstance(command.to, bool) or not limit.limit_numbers < command.to < asked:
        raise BadInput(
            f"{command.to} is no part of what was asked: the limit is {limit.limit_numbers:,} and "
            f"{asked:,} was asked for, so a part lies between {limit.limit_numbers + 1:,} and {asked - 1:,}. "
            "Use approve for all of it."
        )
    return command.to


def _require_same_data(network: Network, limit: Limit, standing: NetworkStanding, key: LimitKey) -> None:
    """The evidence must be of the very state that is decided on."""
    if network.as_of != standing.as_of or standing.limit(key).version != limit.version:
        raise StaleLimit(
            f"The usage or the {key.words()} of {network.name} changed while this was being decided. Nothing was "
            "changed: look at the new figures, then decide again."
        )


def _frozen(standing: NetworkStanding, request: Request, command: DecideRequest, key: LimitKey, granted: int) -> str:
    """All that was known, as JSON text: read again, it gives the very figures and pictures of the decision."""
    suggestion = standing.suggestions.get(key)
    evidence: dict[str, Any] = {
        "request": as_json.request(request),
        "outcome": command.outcome,
        "granted_limit": None if command.outcome == "decline" else granted,
        "risk_as_granted": suggestion.risk_at(granted) if suggestion and command.outcome != "decline" else None,
        "status": as_json.status(standing),
        "history": [
            {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in asdict(m).items()} for m in standing.history
        ],
        "assumptions": asdict(standing.assumptions),
    }
    return evidence_as_text(evidence)


def _tell(
    cursor: Cursor, network: Network, request: Request, planned: ScheduledChange | None, moment: dt.datetime
) -> None:
    what = {"approved": "was approved", "part": "was granted in part", "declined": "was declined"}[request.status]
    grant = ""
    if request.granted_limit is not None:
        when = f"from {planned.on_date}" if planned else "from now on"
        grant = f"The limit is {request.granted_limit:,} {when}. "
    body = (grant + (request.answer or "")).strip() or "Your CSM can tell you more."
    told_of_a_request(cursor, network, request, "customer", what, body, moment)


def frozen_evidence(store: Store, person: Actor, request_id: str) -> dict[str, Any] | None:
    """What a decision was made on, exactly as it was; for the vendor's people. None for what was never frozen."""
    with store.reading() as cursor:
        request_for(cursor, refreshed(cursor, person), request_id, "see vendor facts")
        text = request_store.evidence(cursor, request_id)
    return None if text is None else evidence_from_text(text, request_id)
