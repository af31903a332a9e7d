"""Requests: filed, read, withdrawn, decided, reopened; each step on record with the token it was made with."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from data import records
from data.errors import BadInput
from data.store import Store
from limits import as_json
from limits.actors import Actor
from limits.requests import (
    Decided,
    DecideRequest,
    FileRequest,
    decide_request,
    decide_together,
    file_request,
    reopen_request,
    request_thread,
    waiting_requests,
    withdraw_request,
)
from views.api import models
from views.api.bodies import Id, ToDecide, ToDecideTogether, ToFile, WithReason
from views.api.paging import PageSize, PageToken, page
from views.api.plain import plain
from views.api.routing import Key, NetworkId, problems, service

router = APIRouter(tags=["requests"], responses=problems())


@router.get("/requests", response_model=models.Page[models.Request])
async def list_waiting(request: Request, page_size: PageSize = 0, page_token: PageToken = "") -> Response:
    """Requests that wait to be decided in the networks whose vendor facts this person sees."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        waiting = [_data(asked.request) for asked in waiting_requests(store, person)]
        return page(waiting, request, page_size, page_token)

    return await service(request).read(request, models.Page[models.Request], work)


@router.get("/networks/{network_id}/requests", response_model=models.Page[models.Request])
async def list_of_network(
    request: Request, network_id: NetworkId, page_size: PageSize = 0, page_token: PageToken = ""
) -> Response:
    """All requests of a network, open or decided."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        filed = [_data(asked) for asked in service(request).standing(store, person, network_id).requests]
        return page(filed, request, page_size, page_token)

    return await service(request).read(request, models.Page[models.Request], work)


@router.post("/networks/{network_id}/requests", response_model=models.Request, status_code=201, responses=problems(409))
async def file(
    request: Request,
    network_id: NetworkId,
    asked: ToFile,
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Files a request for more numbers; the fast lane may grant it as it is filed."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        command = FileRequest(
            network_id=network_id,
            kind=asked.kind,
            campaign_id=asked.campaign_id,
            more=asked.more,
            from_month=asked.from_month.replace(day=1),
            until_month=asked.until_month.replace(day=1) if asked.until_month else None,
            reason=asked.reason,
            sessions=asked.sessions,
            more_sessions=asked.more_sessions,
        )
        filed = file_request(store, person, command)
        return _data(request_thread(store, person, filed.request_id)[0])

    reference = f"{network_id} {asked.kind} {asked.campaign_id}".strip()
    return await service(request).write(request, "request", models.Request, work, status=201, reference=reference)


@router.get("/requests/{request_id}", response_model=models.RequestThread)
async def get_request(request: Request, request_id: Id) -> Response:
    """A request with its course: who did and said what."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        asked, events = request_thread(store, person, request_id)
        return {"request": _data(asked), "events": [vars(event) for event in events]}

    return await service(request).read(request, models.RequestThread, work)


@router.post("/requests/{request_id}:withdraw", response_model=models.Request, responses=problems(409))
async def withdraw(
    request: Request,
    request_id: Id,
    said: WithReason,
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Takes an open request back."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        withdraw_request(store, person, request_id, reason=said.reason)
        return _data(request_thread(store, person, request_id)[0])

    return await service(request).write(request, "request", models.Request, work, reference=request_id)


@router.post("/requests/{request_id}:decide", response_model=models.Decision, responses=problems(409))
async def decide(
    request: Request,
    request_id: Id,
    said: ToDecide,
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Decides a request, and applies what it grants in the same transaction."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        return as_json.decision(decide_request(store, person, _command(request_id, said)))

    return await service(request).write(request, "decide", models.Decision, work, reference=request_id)


@router.post("/requests:decideTogether", response_model=models.DecidedTogether, responses=problems(409))
async def decide_several(
    request: Request,
    said: ToDecideTogether,
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Decides several, each in a transaction of its own: what cannot be decided says why, the others are made."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        outcomes = decide_together(
            store, person, [_command(decision.request_id, decision) for decision in said.decisions]
        )
        return {"items": [_decided(decision) for decision in outcomes]}

    return await service(request).write(request, "decide", models.DecidedTogether, work)


@router.post("/requests/{request_id}:reopen", response_model=models.Reopened, responses=problems(409))
async def reopen(
    request: Request,
    request_id: Id,
    said: WithReason,
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Takes back a decision of one's own of the last day, with what it granted; the request waits again."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        return as_json.reopened(reopen_request(store, person, request_id, reason=said.reason))

    return await service(request).write(request, "decide", models.Reopened, work, reference=request_id)


def _command(request_id: str, said: ToDecide) -> DecideRequest:
    if said.steps and (said.to is not None or said.now):
        raise BadInput("A part by period has its own limits and months: leave to and now out, or leave steps out.")
    return DecideRequest(
        request_id=request_id,
        outcome=said.outcome,
        to=said.to,
        steps=tuple((step.from_month.replace(day=1), step.limit) for step in said.steps),
        note=said.note,
        answer=said.answer,
        on=said.on,
        as_asked=not said.now,
        expected_version=said.expected_version,
    )


def _decided(outcome: Decided) -> dict[str, Any]:
    made = as_json.decision(outcome.decision) if outcome.decision else None
    return {"request_id": outcome.request_id, "decision": made, "why_not": outcome.why_not}


def _data(request: records.Request) -> dict[str, Any]:
    data: dict[str, Any] = plain(as_json.request(request))
    return data
