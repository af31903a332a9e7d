"""The API put together: its routes, its description, and one shape for whatever goes wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import anyio
from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from data.store import Store
from limits.webhooks import event_models
from views.api import asking, changing, files, hooks, networks, platform, problems
from views.api.callers import THREADS, Entry, Tokens
from views.api.models import Problem
from views.api.routing import known_parameters
from views.api.serving import Service

DESCRIPTION: Final = "/openapi.json"
EXAMPLES: Final = Path(__file__).with_name("examples.json")  # what the sample portfolio answers, by model
OPEN_PATHS: Final = frozenset({DESCRIPTION})
_ABOUT: Final = """
Limits, usage, forecasts, answers and requests of Headroom, as its pages and commands have them.

Come in with `Authorization: Bearer` and a token (`python -m data tokens add`). Figures have `as_of`, the day they
describe. Errors are problem documents (RFC 9457). A limit is changed on the version that was seen: `If-Match`, with 412
where it changed meanwhile and 428 without. `Idempotency-Key` makes asking twice do once, for seven days. Lists come in
pages.
"""


def build(
    store: Callable[[], Store], wait: Callable[[str], float], *, beside: Mapping[str, ASGIApp] | None = None
) -> ASGIApp:
    """The application to mount; ``wait`` says how many seconds a token has to, 0 for none; ``beside`` are other
    applications behind the same entry."""
    app = FastAPI(
        title="Headroom",
        version="1",
        description=_ABOUT.strip(),
        openapi_url=DESCRIPTION,
        docs_url=None,  # those pages load from elsewhere
        redoc_url=None,
        dependencies=[Depends(HTTPBearer(auto_error=False)), Depends(known_parameters)],
        redirect_slashes=False,
    )
    limiter = anyio.CapacityLimiter(THREADS)
    app.state.service = Service(store, limiter)
    for room in (networks, changing, asking, platform, files, hooks):
        app.include_router(room.router)
    for path, other in (beside or {}).items():
        app.mount(path, other)
    app.add_exception_handler(HTTPException, _of_status)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(problems.Problem, _of_problem)
    app.add_exception_handler(Exception, _unexpected)
    for event_type, model in event_models().items():
        _describe(app, event_type, model)
    app.openapi = lambda: _description(app)  # type: ignore[method-assign]
    return Entry(app, tokens=Tokens(store), wait=wait, open_paths=OPEN_PATHS, limiter=limiter)


async def _of_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:  # a body that is no UTF-8, or nested deeper than anybody means
        return problems.not_json()
    said = {
        404: "There is nothing at this address; /api/v1/openapi.json describes what there is.",
        405: f"{request.method} is not taken at this address; Allow names what is.",
    }
    return problems.of_status(error.status_code, said.get(error.status_code, str(error.detail)), error.headers)


async def _of_validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problems.of_validation(list(error.errors()))


async def _of_problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, problems.Problem)
    return error.response()


async def _unexpected(_request: Request, error: Exception) -> Response:
    return problems.unexpected(error)


def _describe(app: FastAPI, event_type: str, model: type[BaseModel]) -> None:
    """Adds to the description what an endpoint of webhooks is sent."""

    async def told(event: Any) -> None:
        """Nothing: who hears it is another system."""

    told.__annotations__["event"] = model
    about = f"{model.__doc__} Signed by the Standard Webhooks specification; any status of 200 to 299 accepts it."
    app.webhooks.post(event_type, name=event_type, description=about, status_code=204, tags=["webhooks"])(told)


def _description(app: FastAPI) -> dict[str, Any]:
    """OpenAPI 3.1 with the shape of problems, which no route returns as a model."""
    if app.openapi_schema is None:
        description = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            webhooks=app.webhooks.routes,
        )
        description["servers"] = [{"url": "/api/v1"}]
        schemas = description["components"]["schemas"]
        schemas["Problem"] = Problem.model_json_schema()
        for name, example in json.loads(EXAMPLES.read_text(encoding="utf-8")).items():
            schemas[name]["examples"] = [example]
        app.openapi_schema = description
    return app.openapi_schema
