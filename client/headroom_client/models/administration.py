"""Imports and webhooks."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from headroom_client.models.base import Answered


class ImportFile(Answered):
    file: str
    table: str
    as_of: dt.date | None
    row_count: int
    changed_count: int


class Import(Answered):
    stored: bool
    validate_only: bool
    changed_count: int
    files: list[ImportFile]
    warnings: list[str]


class ImportTakenBack(Answered):
    """The import whose rows are as they were before it."""

    imported_at: dt.datetime
    imported_by: str
    files: str
    changed_count: int


class ImportedFile(Answered):
    """One file that was imported before."""

    imported_at: dt.datetime
    imported_by: str
    as_of: dt.date | None
    file_name: str
    table_name: str
    row_count: int
    changed_count: int
    notes: str


class Replayed(Answered):
    replayed: int


class Webhook(Answered):
    """Where another system is told; an empty network is the vendor's, no event types are all."""

    endpoint_id: str
    network_id: str
    url: str
    purpose: str
    event_types: list[str]
    made_at: dt.datetime
    made_by: str
    failing_since: dt.datetime | None
    disabled_at: dt.datetime | None
    disabled_words: str | None


class WebhookDelivery(Answered):
    """One event for one endpoint."""

    event_id: str
    endpoint_id: str
    event_type: str
    network_id: str
    happened_at: dt.datetime
    status: Literal["waiting", "sending", "sent", "given up"]
    attempts: int
    next_try_at: dt.datetime
    settled_at: dt.datetime | None
    last_answer: str | None
    body: str


class WebhookSecret(Answered):
    endpoint_id: str
    secret: str | None  # Told once: None where the same Idempotency-Key asks again.
