"""Asking for a higher limit: filed, and answered at once with what stands in the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from data.errors import BadInput
from data.records import Partnership, Request
from data.store import Cursor, Store
from data.tables import limits as limit_store
from data.tables import networks as network_reads
from data.tables import requests as request_store
from limits.actors import OPERATOR, Actor, refreshed, require
from limits.advice import Asked, NetworkStanding, answer_to, both_sessions, check_more, check_sessions, network_standing
from limits.answers import Answer
from limits.changes import LIMIT_MAX, limit_on_record
from limits.clock import day_for_network, present, utc
from limits.kinds import Kind, LimitKey
from limits.months import month_of, running_month
from limits.notice_texts import notify_of_request
from limits.pace import require_pace_of_requests
from limits.requests.fast_lane import grant_at_once
from limits.requests.fast_lane_policy import objections, policy_in_force
from limits.requests.request_checks import beyond_the_contract, require_months
from limits.requests.thread import record
from limits.text_checks import check_text

MONTHS_AHEAD_MAX = 36


@dataclass(frozen=True)
class FileRequest:
    """A command: ask for ``more`` numbers from ``from_month`` on, to ``until_month`` where that is the last."""

    network_id: str
    kind: Kind
    more: int
    from_month: dt.date
    reason: str
    campaign_id: str = ""
    until_month: dt.date | None = None
    sessions: int | None = None  # website sessions a month there will be, today's included
    more_sessions: int | None = None  # website sessions a month on top of today's

    @property
    def key(self) -> LimitKey:
        return LimitKey(self.kind, self.campaign_id)

    @property
    def asked(self) -> Asked:
        return Asked(
            self.network_id,
            self.kind,
            self.more,
            self.from_month,
            self.campaign_id,
            self.until_month,
            self.sessions,
            self.more_sessions,
        )


@dataclass(frozen=True)
class RequestOutlook:
    """What can be said of a request before anybody decided it."""

    key: LimitKey
    limit_now: int
    answer: Answer
    at_once: bool  # the fast lane would grant it as it is filed
    not_at_once: tuple[str, ...]  # why it would not; empty where there is no fast lane

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer, and what becomes of the request."""
        if self.at_once:
            return (self.answer.sentence, "The request would be granted at once.")
        if self.not_at_once:
            return (self.answer.sentence, f"Your CSM decides the request: {self.not_at_once[0]}")
        return (self.answer.sentence,)


def request_outlook(
    store: Store,
    person: Actor,
    asked: Asked,
    *,
    standing: NetworkStanding | None = None,
    now: dt.datetime | None = None,
) -> RequestOutlook:
    """The live answer while somebody types: what is recommended, and whether it would be granted at once.

    ``standing`` is the network's as this person sees it, where it is known already.
    """
    moment = now or present()
    check_more(asked.more)
    with store.reading() as cursor:
        person = refreshed(cursor, person)
        network = require(cursor, person, "file request", asked.network_id)
        limit = limit_on_record(cursor, network, asked.key)
    standing = standing or network_standing(store, person, asked.network_id, now=moment)
    answer = answer_to(standing, asked)
    with store.reading() as cursor:
        current = policy_in_force(cursor)
        why_not: tuple[str, ...] = ()
        if current.fast_lane.is_on:
            why_not = objections(cursor, current, network, standing, answer, filed_by=person.email, moment=moment)
    at_once = current.fast_lane.is_on and not why_not
    return RequestOutlook(asked.key, limit.limit_numbers, answer, at_once, why_not)


def file_request(store: Store, person: Actor, command: FileRequest, *, now: dt.datetime | None = None) -> Request:
    """Files the request, if the person may and nobody's request for this limit is open already.

    Where the fast lane's policy takes it, it is granted in the same transaction, and the policy is who decided.
    """
    moment = now or present()
    _check(command)
    with store.reading() as cursor:
        asked_of = require(cursor, refreshed(cursor, person), "file request", command.network_id)
        limit_on_record(cursor, asked_of, command.key)
        signed = network_reads.partnerships(cursor, [command.network_id]).get(command.network_id, [])
    # Read as the vendor sees it, because it may become the evidence of a decision.
    standing = network_standing(store, OPERATOR, command.network_id, now=moment)
    _require_time(command, signed, standing, moment)
    answer = answer_to(standing, command.asked)
    sessions, more_sessions = both_sessions(standing, command.asked)

    def work(cursor: Cursor) -> Request:
        actor = refreshed(cursor, person)
        network = require(cursor, actor, "file request", command.network_id)
        require_pace_of_requests(cursor, actor, moment)
        limit = limit_on_record(cursor, network, command.key)
        if limit.limit_numbers + command.more > LIMIT_MAX:
            raise BadInput(
                f"{command.more:,} more would make the {command.key.words()} {limit.limit_numbers + command.more:,}; "
                f"{LIMIT_MAX:,} is the most a limit can be."
            )
        _require_no_other(cursor, command)
        request = Request(
            request_id=f"R-{request_store.next_request_number(cursor)}",
            network_id=network.network_id,
            kind=command.kind,
            campaign_id=command.campaign_id,
            more_numbers=command.more,
            from_month=month_of(command.from_month),
            reason=command.reason.strip(),
            sessions=sessions,
            status="filed",
            filed_by=actor.email,
            filed_at=utc(moment),
            decided_by=None,
            decided_at=None,
            granted_limit=None,
            decision_note=None,
            until_month=month_of(command.until_month) if command.until_month else None,
            more_sessions=more_sessions,
        )
        request_store.file(cursor, request)
        record(cursor, request, actor.email, "filed", request.reason, moment)
        notify_of_request(cursor, network, request, "vendor", "was filed", f"{actor.email}: {request.reason}", moment)
        return grant_at_once(cursor, network, request, standing, answer, moment) or request

    return store.write(work)


def _check(command: FileRequest) -> None:
    _ = command.key
    check_more(command.more)
    check_text(command.reason, "A request needs a reason: the CSM weighs it.")
    check_sessions(command.asked)


def _require_time(
    command: FileRequest, signed: Sequence[Partnership], standing: NetworkStanding, moment: dt.datetime
) -> None:
    """Months that lie within the contract that runs, or within one signed for later."""
    network = standing.network
    require_months(
        command.from_month,
        command.until_month,
        running_month=running_month(network.as_of) if network.as_of else month_of(day_for_network(network, moment)),
        months_ahead_max=MONTHS_AHEAD_MAX,
    )
    current = standing.contract.partnership
    if current is None:
        return
    ends_on = max([current.ends_on, *(later.ends_on for later in signed if later.starts_on > current.starts_on)])
    if standing.contract.state == "ended" and ends_on == current.ends_on:
        raise BadInput(f"{standing.contract.sentence} No limit can be raised without a new contract: talk to your CSM.")
    beyond_the_contract(command.from_month, command.until_month, ends_on)


def _require_no_other(cursor: Cursor, command: FileRequest) -> None:
    limit_store.lock(cursor, command.network_id, command.kind, command.campaign_id)
    other = request_store.open_request(cursor, command.network_id, command.kind, command.campaign_id)
    if other is not None:
        raise BadInput(
            f"Request {other.request_id} for this limit is open since {other.filed_at:%Y-%m-%d} "
            f"({other.more_numbers:,} more, {other.status}). Withdraw it first, or comment on it."
        )
