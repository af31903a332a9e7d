"""What the routes have in common: the service behind them, and the problems that each may answer with."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Annotated, Any, Final

from fastapi import Header, Path, Request

from views.api.bodies import Id
from views.api.models import Problem
from views.api.problems import MEDIA_TYPE
from views.api.problems import Problem as Ended
from views.api.reasons import sentence
from views.api.serving import Service

NetworkId = Annotated[Id, Path(examples=["summit-hvac"])]
IfMatch = Annotated[str | None, Header(alias="If-Match", description="The version that was seen, as its ETag says.")]
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", description="Makes asking twice do once; kept for seven days. In quotes or not."),
]
_SAID: Final = {
    400: "The request cannot be read.",
    401: "No token, or one that lets nobody in.",
    403: "The role or the token's scopes do not permit it.",
    404: "There is no such thing that this person may see.",
    409: "It was changed, decided or is being done meanwhile.",
    412: "The version that If-Match names is not there any more.",
    413: "More than may be sent.",
    422: "What was sent is not accepted; the reasons are given.",
    428: "If-Match is needed: say which version was seen.",
    429: "Too fast; Retry-After says how long to wait.",
    503: "The store cannot be used now.",
}
_VERSION: Final = re.compile(r'"?(\d{1,9})(?:\.[^"]*)?"?')


def service(request: Request) -> Service:
    of_app: Service = request.app.state.service
    return of_app


async def known_parameters(request: Request) -> None:
    """A parameter that nobody takes was meant for something: passed over, `validateOnly` would import after all."""
    if not request.query_params:
        return
    path = getattr(request.scope.get("route"), "path", "")
    described = request.app.openapi()["paths"].get(path, {}).get(request.method.lower(), {}).get("parameters", [])
    refuse_unknown(
        request.query_params, {parameter["name"] for parameter in described if parameter["in"] == "query"}, "parameter"
    )


def refuse_unknown(given: Iterable[str], known: Collection[str], what: str) -> None:
    """Raises where a name is given that is not known."""
    if unknown := sorted(set(given) - set(known)):
        takes = f"taken are {', '.join(sorted(known))}" if known else "none is taken"
        errors = [{"field": name, "reason": f"is not a {what} of this operation: {takes}"} for name in unknown]
        raise Ended(422, "invalid", "Not as described", sentence(errors), errors=errors)


def problems(*more: int) -> dict[int | str, dict[str, Any]]:
    """Of a route: the problems that every one has, and ``more``."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    statuses = sorted({400, 401, 403, 404, 413, 422, 429, 503, *more})
    return {status: {"description": _SAID[status], "content": content} for status in statuses}


def version_of(if_match: str | None) -> int | None:
    """The version that was seen; None for any."""
    if if_match is None:
        raise Ended(
            428,
            "if-match",
            "Which version was seen?",
            "Send If-Match with the ETag of the limit as you read it, so that nobody's change is lost.",
        )
    if if_match.strip() == "*":
        return None
    match = _VERSION.fullmatch(if_match.strip())
    if match is None:
        raise Ended(412, "stale", "No such version", "If-Match is not an ETag of this limit. Read it again.")
    return int(match[1])


__all__ = [
    "IfMatch",
    "Key",
    "NetworkId",
    "Problem",
    "known_parameters",
    "problems",
    "refuse_unknown",
    "service",
    "version_of",
]
