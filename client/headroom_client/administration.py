"""What the vendor's people and systems do: imports, what is to be set in their platform, webhooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from headroom_client import models
from headroom_client.operations import Month, Operations, as_month
from headroom_client.paging import Pages
from headroom_client.transport import at


class Administration(Operations):
    """Of admins, and of who sets limits in another system."""

    def imports(self, *, page_size: int = 0) -> Pages[models.ImportedFile]:
        """The newest files that were imported."""
        return self._list(models.ImportedFile, "/imports", page_size)

    def import_files(
        self,
        files: Sequence[Path] | Mapping[str, bytes],
        *,
        as_of: dt.date | None = None,
        month: Month | None = None,
        network_id: str | None = None,
        unknown: str | None = None,
        allow_decrease: bool = False,
        validate_only: bool = False,
        idempotency_key: str | None = None,
    ) -> models.Import:
        """Imports files, all of them or nothing; given as paths, or as contents by file name."""
        given = files.items() if isinstance(files, Mapping) else [(path.name, path.read_bytes()) for path in files]
        form = {"as_of": as_of, "month": as_month(month), "network_id": network_id, "unknown": unknown}
        return self._transport.write(
            models.Import,
            "/imports",
            params={"validate_only": "true" if validate_only else None},
            body={**form, "allow_decrease": "true" if allow_decrease else None},
            files=[("files", (name, content)) for name, content in given],
            key=idempotency_key,
        )

    def undo_last_import(self, *, reason: str, idempotency_key: str | None = None) -> models.ImportTakenBack:
        """Puts back what the last import replaced; Conflict or BadRequest says what stands in the way."""
        return self._transport.write(
            models.ImportTakenBack, "/imports:undoLast", body={"reason": reason}, key=idempotency_key
        )

    def platform_tasks(self, network_id: str | None = None, *, page_size: int = 0) -> Pages[models.PlatformTask]:
        """What is to be set in the vendor's platform, the oldest first."""
        path = "/platform-tasks" if network_id is None else at("networks", network_id, "platform-tasks")
        return self._list(models.PlatformTask, path, page_size)

    def mark_as_set(self, change_id: str, *, idempotency_key: str | None = None) -> models.PlatformMark:
        """Says that this change was made in the platform."""
        path = at("platform-tasks", f"{change_id}:set")
        return self._transport.write(models.PlatformMark, path, body={}, key=idempotency_key)

    def note_difference(self, change_id: str, *, idempotency_key: str | None = None) -> models.PlatformMark:
        """Says that the difference which this import showed is known."""
        path = at("platform-tasks", f"{change_id}:note")
        return self._transport.write(models.PlatformMark, path, body={}, key=idempotency_key)

    def webhooks(self, *, page_size: int = 0) -> Pages[models.Webhook]:
        """Every endpoint there is."""
        return self._list(models.Webhook, "/webhooks", page_size)

    def add_webhook(
        self,
        url: str,
        *,
        purpose: str,
        network_id: str = "",
        event_types: Sequence[str] = (),
        idempotency_key: str | None = None,
    ) -> models.WebhookSecret:
        """Adds an endpoint; its secret is told this once."""
        body = {"url": url, "purpose": purpose, "network_id": network_id, "event_types": list(event_types)}
        return self._transport.write(models.WebhookSecret, "/webhooks", body=body, key=idempotency_key)

    def rotate_webhook(
        self, endpoint_id: str, *, keep_old_hours: int = 24, idempotency_key: str | None = None
    ) -> models.WebhookSecret:
        """A new secret, told this once; the old one goes on for so many hours."""
        path, body = at("webhooks", f"{endpoint_id}:rotate"), {"keep_old_hours": keep_old_hours}
        return self._transport.write(models.WebhookSecret, path, body=body, key=idempotency_key)

    def enable_webhook(self, endpoint_id: str, *, idempotency_key: str | None = None) -> models.Webhook:
        path = at("webhooks", f"{endpoint_id}:enable")
        return self._transport.write(models.Webhook, path, body={}, key=idempotency_key)

    def remove_webhook(self, endpoint_id: str, *, idempotency_key: str | None = None) -> models.Webhook:
        """Ends an endpoint and its secrets."""
        path = at("webhooks", endpoint_id)
        return self._transport.write(models.Webhook, path, method="DELETE", key=idempotency_key)

    def test_webhook(self, endpoint_id: str, *, idempotency_key: str | None = None) -> models.WebhookDelivery:
        """Sends a test at once, and tells what was answered."""
        path = at("webhooks", f"{endpoint_id}:test")
        return self._transport.write(models.WebhookDelivery, path, body={}, key=idempotency_key)

    def replay_webhook(
        self, endpoint_id: str, *, event_id: str = "", idempotency_key: str | None = None
    ) -> models.Replayed:
        """Has one delivery sent again, or all that were given up."""
        path, body = at("webhooks", f"{endpoint_id}:replay"), {"event_id": event_id}
        return self._transport.write(models.Replayed, path, body=body, key=idempotency_key)

    def webhook_deliveries(self, endpoint_id: str, *, page_size: int = 0) -> Pages[models.WebhookDelivery]:
        """What it was sent, or waits to be sent, the newest first."""
        return self._list(models.WebhookDelivery, at("webhooks", endpoint_id, "deliveries"), page_size)
