"""What the API answers about webhooks: endpoints, what they were sent, and secrets that are told once."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from data.tables.webhook_events import EventType
from limits.shapes import Answered


class Webhook(Answered):
    """Where another system is told; `network_id` is empty for one of the vendor's, no `event_types` are all."""

    endpoint_id: str
    network_id: str
    url: str
    purpose: str
    event_types: list[EventType]
    made_at: str
    made_by: str
    failing_since: str | None
    disabled_at: str | None
    disabled_words: str | None


class WebhookSecret(Answered):
    endpoint_id: str
    secret: str | None = Field(description="Told this once: null where the same Idempotency-Key asks again.")


class WebhookDelivery(Answered):
    """One event for one endpoint."""

    event_id: str
    endpoint_id: str
    event_type: str
    network_id: str
    happened_at: str
    status: Literal["waiting", "sending", "sent", "given up"]
    attempts: int
    next_try_at: str
    settled_at: str | None
    last_answer: str | None
    body: str


class Replayed(Answered):
    replayed: int
