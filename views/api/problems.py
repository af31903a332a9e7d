"""What went wrong, as a problem document (RFC 9457): what, to which thing, and the way out; never a traceback."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from data.errors import (
    BadInput,
    HeadroomError,
    ImportRejected,
    NeedsConfirming,
    NotAllowed,
    NotVisible,
    StaleLimit,
    StoreError,
    TooMany,
    Unknown,
)
from views.api.plain import plain
from views.api.reasons import reason, sentence

TYPE: Final = "urn:headroom:problem:"
MEDIA_TYPE: Final = "application/problem+json"
AN_HOUR: Final = "3600"
A_MOMENT: Final = "5"
_KINDS: Final[tuple[tuple[type[HeadroomError], int, str, str], ...]] = (
    (NotVisible, 404, "not-found", "Not found"),
    (Unknown, 404, "not-found", "Not found"),
    (NotAllowed, 403, "not-allowed", "Not allowed"),
    (TooMany, 429, "too-many", "Too many"),
    (StaleLimit, 409, "stale", "Changed meanwhile"),
    (BadInput, 422, "bad-input", "Not accepted"),
    (StoreError, 503, "store", "The store cannot be used"),
    (HeadroomError, 409, "unusable", "Cannot be used"),
)
_TITLES: Final = {400: "Bad request", 404: "Not found", 405: "No such method", 413: "Too large", 415: "Not JSON"}
REJECTIONS_SHOWN: Final = 100
_FIELDS: Final = {
    "(--below-usage)": "(accept_below_usage: true)",
    "(--beyond-safe)": "(accept_overage: true)",
    "(--allow-decrease)": "(allow_decrease: true)",
    "`python -m limits triage` lists": "GET /api/v1/networks lists",
    "`limits platform` lists": "GET /api/v1/platform-tasks lists",
    "`python -m limits webhooks list` names": "GET /api/v1/webhooks names",
}

log = logging.getLogger("headroom")


class Problem(Exception):
    """Ends a request with a problem document."""

    def __init__(self, status: int, kind: str, title: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.kind, self.title, self.detail = status, kind, title, detail
        self.headers: dict[str, str] = more.pop("headers", {})
        self.more = more

    def response(self) -> Response:
        return document(self.status, self.kind, self.title, self.detail, headers=self.headers, **self.more)


def document(
    status: int, kind: str, title: str, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """A problem as it is sent."""
    body = {"type": TYPE + kind, "title": title, "status": status, "detail": detail} | more
    return JSONResponse(plain(body), status, {"Cache-Control": "no-store", **(headers or {})}, MEDIA_TYPE)


def of_error(error: HeadroomError) -> Response:
    """The problem that one of the product's own errors is."""
    status, kind, title = next((s, k, t) for kind_of, s, k, t in _KINDS if isinstance(error, kind_of))
    headers = {429: {"Retry-After": AN_HOUR}, 503: {"Retry-After": A_MOMENT}}.get(status, {})
    more: dict[str, Any] = {}
    if isinstance(error, ImportRejected):
        more = {
            "rejected_count": error.rejected_count,
            "errors": [
                {"file": r.file, "row": r.row, "field": r.column, "value": r.value, "reason": r.reason}
                for r in error.rejections[:REJECTIONS_SHOWN]
            ],
        }
    elif isinstance(error, NeedsConfirming):
        more = {"errors": [{"reason": str(drop)} for drop in error.drops[:REJECTIONS_SHOWN]]}
    return document(status, kind, title, _at_this_door(str(error)), headers=headers, **more)


def _at_this_door(text: str) -> str:
    """What is called by another name at the command line, by its name here."""
    for option, field in _FIELDS.items():
        text = text.replace(option, field)
    return text


def of_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The problem of an answer that the framework gave by itself."""
    return document(status, f"http-{status}", _TITLES.get(status, "Refused"), detail, headers=headers)


def of_validation(errors: list[Mapping[str, Any]]) -> Response:
    """What does not fit the description, field by field; what was sent is not repeated."""
    if any(str(error.get("type", "")).startswith("json_") for error in errors):
        return not_json()
    wrong = [
        {"field": ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0]), "reason": reason(error)}
        for error in errors[:REJECTIONS_SHOWN]
    ]
    return invalid(wrong)


def not_json() -> Response:
    return document(
        400, "not-json", "Not JSON", "The body is not valid JSON in UTF-8. Send what /api/v1/openapi.json describes."
    )


def invalid(errors: list[dict[str, str]]) -> Response:
    """Fields or parameters that are not as described, each with its reason."""
    detail = f"{sentence(errors)} /api/v1/openapi.json describes what is taken."
    return document(422, "invalid", "Not as described", detail, errors=errors)


def unexpected(error: Exception) -> Response:
    """A defect of ours: said with a reference that the log explains."""
    reference = secrets.token_hex(4)
    log.error("the API failed, reference %s", reference, exc_info=error)
    return document(500, "defect", "A defect", f"Something failed here; the log explains it under {reference}.")
