"""The client by itself: pages, what is sent again and what is not, and what goes wrong as a typed exception."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from headroom_client import (
    ANY_VERSION,
    BadRequest,
    Client,
    NotFound,
    NotReached,
    NotUnderstood,
    ServerError,
    Stale,
    TooFast,
    errors,
)

ROOT = Path(__file__).parents[2] / "client"
NETWORK = {"network_id": "n", "name": "N", "time_zone": "UTC", "csm_email": None, "as_of": "2026-11-20"}
CHANGED = {"change": None, "planned": None}


def client(answer: Callable[[httpx.Request], httpx.Response], waited: list[float] | None = None) -> Client:
    made = Client("http://here.example/", "secret", transport=httpx.MockTransport(answer))
    made._transport._sleep = (waited if waited is not None else []).append
    return made


def problem(status: int, kind: str, **more: object) -> httpx.Response:
    headers = {"Content-Type": "application/problem+json"} | more.pop("headers", {})
    said = {"type": f"urn:headroom:problem:{kind}", "title": kind, "status": status, "detail": "The way out."} | more
    return httpx.Response(status, json=said, headers=headers)


def test_a_list_is_fetched_page_by_page_as_it_is_read() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"] == "Bearer secret"
        token = request.url.params.get("page_token", "")
        asked.append(token)
        following = {"": "two", "two": "three", "three": ""}[token]
        return httpx.Response(200, json={"items": [NETWORK, NETWORK], "next_page_token": following})

    found = iter(client(answer).networks())
    next(found)
    assert asked == [""]
    assert len(list(found)) == 5
    assert asked == ["", "two", "three"]


def test_a_write_that_got_no_answer_is_made_again_under_the_same_key() -> None:
    keys: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["Idempotency-Key"])
        if len(keys) == 1:
            raise httpx.ReadError("the connection broke")
        return httpx.Response(200, json=CHANGED) if len(keys) == 3 else problem(503, "store")

    waited: list[float] = []
    client(answer, waited).change_limit("n", "network", seen=ANY_VERSION, to=5, reason="why")
    assert len(keys) == 3
    assert len(set(keys)) == 1
    assert len(waited) == 2
    assert keys[0].startswith('"')


def test_retry_after_is_waited_for_unless_it_is_long() -> None:
    waited: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        return problem(429, "too-many", headers={"Retry-After": "7" if len(waited) < 1 else "3600"})

    with pytest.raises(TooFast, match="The way out") as caught:
        client(answer, waited).me()
    assert waited == [7.0]
    assert caught.value.retry_after == 3600


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [
        (404, "not-found", NotFound),
        (412, "stale", Stale),
        (422, "invalid", BadRequest),
        (400, "not-json", BadRequest),
        (418, "teapot", errors.ProblemError),
        (507, "full", ServerError),
    ],
)
def test_a_problem_is_raised_once_as_what_it_is(status: int, kind: str, expected: type[Exception]) -> None:
    asked: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(1)
        return problem(status, kind, current={"version": 8}, errors=[{"field": "to"}])

    with pytest.raises(errors.ProblemError) as caught:
        client(answer).change_limit("n", "network", seen=3, to=5, reason="why")
    found = caught.value
    assert type(found) is expected
    assert (str(found), found.kind, found.current) == ("The way out.", kind, {"version": 8})
    assert found.errors == [{"field": "to"}]
    assert asked == [1]


def test_what_is_not_headroom_is_said() -> None:
    with pytest.raises(NotUnderstood, match="does something else answer"):
        client(lambda _: httpx.Response(200, text="<html>")).me()
    with pytest.raises(NotFound, match="not Headroom's API"):
        client(lambda _: httpx.Response(404, text="<html>")).me()

    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(NotReached, match="did not answer"):
        client(silent).me()


def test_a_name_with_odd_letters_stays_one_part_of_the_address() -> None:
    asked: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.raw_path)
        return httpx.Response(200, json=NETWORK)

    client(answer).network("a/b?c#é")
    assert asked == [b"/api/v1/networks/a%2Fb%3Fc%23%C3%A9"]


def test_it_imports_httpx_and_pydantic_and_nothing_of_the_application() -> None:
    found: set[str] = set()
    for path in (ROOT / "headroom_client").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
    assert found - set(sys.stdlib_module_names) == {"httpx", "pydantic", "headroom_client"}
