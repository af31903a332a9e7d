"""Long lists in pages (AIP-158): a token of a page says where to go on, and grants nothing."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import Annotated, Any, Final, TypeVar

from fastapi import Query, Request

from views.api.problems import Problem

DEFAULT_SIZE, LARGEST_SIZE = 50, 1_000
T = TypeVar("T")
PageSize = Annotated[
    int, Query(ge=0, le=2**31 - 1, description="0 is the default, 50; more than 1,000 is cut to 1,000.")
]
PageToken = Annotated[str, Query(max_length=500, description="`next_page_token` of the page before.")]
_OWN: Final = ("page_size", "page_token")


def page(items: Sequence[T], request: Request, size: int, token: str) -> dict[str, Any]:
    """The page that was asked for, and where the next one begins."""
    start = _start(token, request)
    end = start + min(size or DEFAULT_SIZE, LARGEST_SIZE)
    return {"items": list(items[start:end]), "next_page_token": _token(end, request) if end < len(items) else ""}


def _query(request: Request) -> str:
    """What a page token belongs to: everything that was asked but where to go on."""
    asked = sorted((name, value) for name, value in request.query_params.multi_items() if name not in _OWN)
    return hashlib.sha256(json.dumps([request.url.path, asked]).encode()).hexdigest()[:16]


def _token(start: int, request: Request) -> str:
    return base64.urlsafe_b64encode(json.dumps([start, _query(request)]).encode()).decode()


def _start(token: str, request: Request) -> int:
    if not token:
        return 0
    try:
        start, query = json.loads(base64.urlsafe_b64decode(token.encode()))
        if isinstance(start, int) and start >= 0 and query == _query(request):
            return start
    except (ValueError, TypeError, binascii.Error):
        pass
    raise Problem(
        400,
        "page-token",
        "Not a page of this list",
        "The page token belongs to another query. Ask with the same parameters, or begin again without one.",
    )
