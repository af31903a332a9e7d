"""Changing limits on the version that was seen, planning changes, and the audit of both."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import APIRouter, Request, Response

from data.errors import BadInput, StaleLimit
from data.store import Store
from limits import as_json
from limits.actors import Actor
from limits.changes import (
    ChangeLimit,
    cancel_scheduled,
    change_limit,
    day_for,
    schedule_change,
    scheduled_changes,
)
from limits.kinds import Kind, LimitKey
from limits.network import history, tokens_of_changes
from views.api import models
from views.api.bodies import Id, ToChange, ToTakeBack
from views.api.networks import one_limit
from views.api.paging import PageSize, PageToken, page
from views.api.problems import Problem
from views.api.routing import IfMatch, Key, NetworkId, problems, service, version_of

router = APIRouter(responses=problems())


@router.patch(
    "/networks/{network_id}/limits/{kind}",
    response_model=models.Changed,
    tags=["limits"],
    responses=problems(409, 412, 428),
)
async def change(
    request: Request,
    network_id: NetworkId,
    kind: Kind,
    wanted: ToChange,
    campaign_id: Id = "",
    if_match: IfMatch = None,
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Changes a limit now or on a day, by the same rules as the pages; If-Match names the version that was seen."""
    expected = version_of(if_match)

    def work(store: Store, person: Actor, change_id: str | None) -> dict[str, Any]:
        key = LimitKey(kind, campaign_id)
        command = ChangeLimit(
            network_id=network_id,
            kind=kind,
            campaign_id=campaign_id,
            to=wanted.to,
            reason=wanted.reason,
            expected_version=expected,
            change_id=change_id or f"api-{uuid.uuid4()}",
            accept_below_usage=wanted.accept_below_usage,
            accept_overage=wanted.accept_overage,
            until=wanted.until,
        )
        try:
            return _made(store, person, command, wanted)
        except StaleLimit as error:
            current = one_limit(store, person, network_id, key)
            if expected is None or current["version"] == expected:
                raise
            raise Problem(412, "stale", "Changed meanwhile", str(error), current=current) from error

    return await service(request).write(request, "change", models.Changed, work, reference=f"{network_id} {kind}")


def _made(store: Store, person: Actor, command: ChangeLimit, wanted: ToChange) -> dict[str, Any]:
    if wanted.on is not None:
        today = day_for(store, person, command.network_id)
        if wanted.on > today:
            planned = schedule_change(store, person, command, wanted.on)
            return {"change": None, "planned": as_json.change(planned)}
        if wanted.on < today:
            raise BadInput("on lies in the past: leave it out to change the limit now.")
    return {"change": as_json.change(change_limit(store, person, command)), "planned": None}


@router.get("/networks/{network_id}/audit", response_model=models.Page[models.Change], tags=["audit"])
async def audit(
    request: Request, network_id: NetworkId, page_size: PageSize = 0, page_token: PageToken = ""
) -> Response:
    """Every change of its limits, newest first: when, who, from, to, why, and with which token."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        rows = page(
            [as_json.change(made) for made in history(store, person, network_id)], request, page_size, page_token
        )
        purposes = tokens_of_changes(store, person, network_id)
        rows["items"] = [row | {"token": purposes.get(row["change_id"])} for row in rows["items"]]
        return rows

    return await service(request).read(request, models.Page[models.Change], work)


@router.get(
    "/networks/{network_id}/planned-changes",
    response_model=models.Page[models.PlannedChange],
    tags=["planned changes"],
)
async def list_planned(
    request: Request, network_id: NetworkId, page_size: PageSize = 0, page_token: PageToken = ""
) -> Response:
    """What is planned, and what became of it."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        planned = [as_json.change(planned_change) for planned_change in scheduled_changes(store, person, network_id)]
        return page(planned, request, page_size, page_token)

    return await service(request).read(request, models.Page[models.PlannedChange], work)


@router.post(
    "/planned-changes/{scheduled_id}:cancel",
    response_model=models.PlannedChange,
    tags=["planned changes"],
    responses=problems(409),
)
async def cancel(
    request: Request,
    scheduled_id: Id,
    said: ToTakeBack,
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Takes a planned change back before its day."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        return as_json.change(cancel_scheduled(store, person, scheduled_id, said.reason))

    return await service(request).write(request, "change", models.PlannedChange, work, reference=scheduled_id)
