"""Where limits are set in another system: what is to be set there, and saying that it was."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from data.store import Store
from limits import as_json
from limits.actors import Actor
from limits.changes import mark_as_set, note_difference, platform_tasks
from views.api import models
from views.api.bodies import Id, Nothing
from views.api.paging import PageSize, PageToken, page
from views.api.routing import Key, NetworkId, problems, service

router = APIRouter(tags=["platform tasks"], responses=problems())


@router.get("/platform-tasks", response_model=models.Page[models.PlatformTask])
async def list_tasks(request: Request, page_size: PageSize = 0, page_token: PageToken = "") -> Response:
    """What is to be set in the vendor's platform, the oldest first; none where limits are set here."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        tasks = [as_json.platform_task(task) for task in platform_tasks(store, person)]
        return page(tasks, request, page_size, page_token)

    return await service(request).read(request, models.Page[models.PlatformTask], work)


@router.get("/networks/{network_id}/platform-tasks", response_model=models.Page[models.PlatformTask])
async def list_tasks_of(
    request: Request, network_id: NetworkId, page_size: PageSize = 0, page_token: PageToken = ""
) -> Response:
    """What is to be set in the vendor's platform for one network, the oldest first."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        tasks = [as_json.platform_task(task) for task in platform_tasks(store, person, network_id)]
        return page(tasks, request, page_size, page_token)

    return await service(request).read(request, models.Page[models.PlatformTask], work)


@router.post("/platform-tasks/{change_id}:set", response_model=models.PlatformMark, responses=problems(409))
async def mark_set(
    request: Request,
    change_id: Id,
    said: Nothing | None = None,  # noqa: ARG001 - a body that says more is refused
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Says that this change was made in the platform: it holds from now on."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        return as_json.platform_mark(mark_as_set(store, person, change_id))

    return await service(request).write(request, "change", models.PlatformMark, work, reference=change_id)


@router.post("/platform-tasks/{change_id}:note", response_model=models.PlatformMark, responses=problems(409))
async def note(
    request: Request,
    change_id: Id,
    said: Nothing | None = None,  # noqa: ARG001 - a body that says more is refused
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Says that the difference which this import showed is known."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        return as_json.platform_mark(note_difference(store, person, change_id))

    return await service(request).write(request, "change", models.PlatformMark, work, reference=change_id)
