"""Webhooks by program: endpoints made, rotated and removed by an admin, their deliveries read and sent again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response

from data.store import Store
from limits.actors import Actor
from limits.webhooks import (
    AddEndpoint,
    add_endpoint,
    enable_endpoint,
    hook_deliveries,
    hook_endpoints,
    remove_endpoint,
    replay_deliveries,
    rotate_secret,
    try_endpoint,
)
from views.api import hook_models, models
from views.api.bodies import Id, Nothing, ToAddWebhook, ToReplay, ToRotate
from views.api.paging import PageSize, PageToken, page
from views.api.routing import Key, problems, service

router = APIRouter(prefix="/webhooks", tags=["webhooks"], responses=problems())
MOST_DELIVERIES = 1_000


@router.get("", response_model=models.Page[hook_models.Webhook])
async def list_webhooks(request: Request, page_size: PageSize = 0, page_token: PageToken = "") -> Response:
    """Every endpoint there is, the oldest first."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        return page([asdict(endpoint) for endpoint in hook_endpoints(store, person)], request, page_size, page_token)

    return await service(request).ask(request, models.Page[hook_models.Webhook], work)


@router.post("", response_model=hook_models.WebhookSecret, status_code=201, responses=problems(409))
async def add(
    request: Request,
    said: ToAddWebhook,
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Adds an endpoint; the secret that its messages are signed with is told this once."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        command = AddEndpoint(said.url, said.purpose, said.network_id, tuple(said.event_types))
        made, secret = add_endpoint(store, person, command)
        return {"endpoint_id": made.endpoint_id, "secret": secret}

    return await service(request).write(
        request, "import", hook_models.WebhookSecret, work, status=201, told_once="secret"
    )


@router.post("/{endpoint_id}:rotate", response_model=hook_models.WebhookSecret, responses=problems(409))
async def rotate(
    request: Request,
    endpoint_id: Id,
    said: ToRotate,
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """A new secret, told this once; what is sent has both signatures until the old one ends."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        secret = rotate_secret(store, person, endpoint_id, keep_old_hours=said.keep_old_hours)
        return {"endpoint_id": endpoint_id, "secret": secret}

    return await service(request).write(
        request, "import", hook_models.WebhookSecret, work, reference=endpoint_id, told_once="secret"
    )


@router.post("/{endpoint_id}:enable", response_model=hook_models.Webhook, responses=problems(409))
async def enable(
    request: Request,
    endpoint_id: Id,
    said: Nothing | None = None,  # noqa: ARG001 - a body that says more is refused
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Has a disabled endpoint told again; what waits is sent, what was given up can be replayed."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        return asdict(enable_endpoint(store, person, endpoint_id))

    return await service(request).write(request, "import", hook_models.Webhook, work, reference=endpoint_id)


@router.delete("/{endpoint_id}", response_model=hook_models.Webhook, responses=problems(409))
async def remove(
    request: Request,
    endpoint_id: Id,
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Ends an endpoint and its secrets; what it was sent stays on record for a month."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        return asdict(remove_endpoint(store, person, endpoint_id))

    return await service(request).write(request, "import", hook_models.Webhook, work, reference=endpoint_id)


@router.post("/{endpoint_id}:test", response_model=hook_models.WebhookDelivery, responses=problems(409))
async def send_test(
    request: Request,
    endpoint_id: Id,
    said: Nothing | None = None,  # noqa: ARG001 - a body that says more is refused
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Sends a test at once, and tells what was answered."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        return asdict(try_endpoint(store, person, endpoint_id))

    return await service(request).write(request, "import", hook_models.WebhookDelivery, work, reference=endpoint_id)


@router.post("/{endpoint_id}:replay", response_model=hook_models.Replayed, responses=problems(409))
async def replay(
    request: Request,
    endpoint_id: Id,
    said: ToReplay,
    idempotency_key: Key = None,  # noqa: ARG001 - described here, read by the service
) -> Response:
    """Has one delivery sent again, or all that were given up; the server sends them within moments."""

    def work(store: Store, person: Actor, _change_id: str | None) -> dict[str, Any]:
        return {"replayed": replay_deliveries(store, person, endpoint_id, event_id=said.event_id)}

    return await service(request).write(request, "import", hook_models.Replayed, work, reference=endpoint_id)


@router.get("/{endpoint_id}/deliveries", response_model=models.Page[hook_models.WebhookDelivery])
async def list_deliveries(
    request: Request, endpoint_id: Id, page_size: PageSize = 0, page_token: PageToken = ""
) -> Response:
    """What it was sent, or waits to be sent, the newest first."""

    def work(store: Store, person: Actor) -> dict[str, Any]:
        sent = hook_deliveries(store, person, endpoint_id=endpoint_id, most=MOST_DELIVERIES)
        return page([asdict(delivery) for delivery in sent], request, page_size, page_token)

    return await service(request).ask(request, models.Page[hook_models.WebhookDelivery], work)
