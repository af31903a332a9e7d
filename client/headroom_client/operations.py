"""What all operations have in common: the way to the server, lists in pages, months as they are written."""

from __future__ import annotations

import datetime as dt
from typing import Any, Generic, TypeVar

from headroom_client import models
from headroom_client.models import Kind
from headroom_client.paging import Page, Pages
from headroom_client.transport import Transport

T = TypeVar("T", bound=models.Answered)
Month = str | dt.date  # '2026-12', or any day in it


class _Listed(models.Answered, Generic[T]):
    items: list[T]
    next_page_token: str = ""


class Operations:
    """The base of each group of operations."""

    _transport: Transport

    def _list(self, model: type[T], path: str, page_size: int) -> Pages[T]:
        listed = _Listed[model]  # type: ignore[valid-type]

        def fetch(page_token: str) -> Page[T]:
            page = self._transport.get(listed, path, {"page_size": page_size, "page_token": page_token or None})
            return Page(page.items, page.next_page_token)

        return Pages(fetch)


def asked_for(
    kind: Kind,
    more: int,
    from_month: Month,
    campaign_id: str,
    until_month: Month | None,
    sessions: int | None,
    more_sessions: int | None,
) -> dict[str, Any]:
    return {
        "kind": kind,
        "more": more,
        "from_month": as_month(from_month),
        "campaign_id": campaign_id,
        "until_month": as_month(until_month),
        "sessions": sessions,
        "more_sessions": more_sessions,
    }


def as_month(value: Month | None) -> str | None:
    return f"{value:%Y-%m}" if isinstance(value, dt.date) else value
