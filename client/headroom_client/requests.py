"""Requests: filed, read, withdrawn, decided alone or together, reopened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from headroom_client import models
from headroom_client.models import Kind
from headroom_client.operations import Month, Operations, as_month, asked_for
from headroom_client.paging import Pages
from headroom_client.transport import at


class Requests(Operations):
    """Of those who ask, and of those who decide."""

    def requests(self, network_id: str | None = None, *, page_size: int = 0) -> Pages[models.Request]:
        """All requests of a network; without one those that wait to be decided, wherever this person decides."""
        path = "/requests" if network_id is None else at("networks", network_id, "requests")
        return self._list(models.Request, path, page_size)

    def request(self, request_id: str) -> models.RequestThread:
        """A request with its course: who did and said what."""
        return self._transport.get(models.RequestThread, at("requests", request_id))

    def file_request(
        self,
        network_id: str,
        *,
        kind: Kind,
        more: int,
        from_month: Month,
        reason: str,
        campaign_id: str = "",
        until_month: Month | None = None,
        sessions: int | None = None,
        more_sessions: int | None = None,
        idempotency_key: str | None = None,
    ) -> models.Request:
        """Files a request for more numbers; the fast lane may grant it as it is filed."""
        asked = asked_for(kind, more, from_month, campaign_id, until_month, sessions, more_sessions)
        path = at("networks", network_id, "requests")
        return self._transport.write(models.Request, path, body={**asked, "reason": reason}, key=idempotency_key)

    def withdraw_request(
        self, request_id: str, *, reason: str = "", idempotency_key: str | None = None
    ) -> models.Request:
        path = at("requests", f"{request_id}:withdraw")
        return self._transport.write(models.Request, path, body={"reason": reason}, key=idempotency_key)

    def decide_request(
        self,
        request_id: str,
        outcome: Literal["approve", "part", "decline"],
        *,
        to: int | None = None,
        steps: Sequence[tuple[Month, int]] = (),
        note: str = "",
        answer: str = "",
        on: dt.date | None = None,
        now: bool = False,
        expected_version: int | None = None,
        idempotency_key: str | None = None,
    ) -> models.Decision:
        """Decides a request, and applies what it grants in the same transaction; ``steps`` is a part by period."""
        by_period = [{"from": as_month(first), "limit": limit} for first, limit in steps]
        body: dict[str, Any] = {"outcome": outcome, "to": to, "steps": by_period, "note": note, "answer": answer}
        body |= {"on": on, "now": now, "expected_version": expected_version}
        return self._transport.write(
            models.Decision, at("requests", f"{request_id}:decide"), body=body, key=idempotency_key
        )

    def decide_together(
        self, decisions: Sequence[Mapping[str, Any]], *, idempotency_key: str | None = None
    ) -> models.DecidedTogether:
        """Decides several, each by itself: as `decide_request` takes them, with its ``request_id`` in each."""
        body = {"decisions": [dict(decision) for decision in decisions]}
        return self._transport.write(models.DecidedTogether, "/requests:decideTogether", body=body, key=idempotency_key)

    def reopen_request(
        self, request_id: str, *, reason: str = "", idempotency_key: str | None = None
    ) -> models.Reopened:
        """Takes back a decision of one's own of the last day, with what it granted."""
        path = at("requests", f"{request_id}:reopen")
        return self._transport.write(models.Reopened, path, body={"reason": reason}, key=idempotency_key)
