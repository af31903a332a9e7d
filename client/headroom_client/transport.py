"""One request: sent, sent again where that does no harm, and what does not succeed raised as what it is."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from headroom_client.errors import NotReached, NotUnderstood, problem

M = TypeVar("M", bound=BaseModel)
AGAIN: Final = (429, 502, 503, 504)
STILL_RUNNING: Final = "urn:headroom:problem:still-running"
LONGEST_WAIT_SECONDS: Final = 60.0
MULTIPART = Sequence[tuple[str, tuple[str, bytes]]]


class Transport:
    """The way to one server with one token."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        timeout: float,
        tries: int,
        transport: httpx.BaseTransport | None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._tries, self._sleep = max(tries, 1), sleep
        self._http = httpx.Client(
            base_url=f"{base_url.rstrip('/')}/api/v1",
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            timeout=timeout,
            transport=transport,
        )

    def close(self) -> None:
        self._http.close()

    def get(self, model: type[M], path: str, params: Mapping[str, Any] | None = None) -> M:
        return self._read(model, self._send("GET", path, params=_given(params)))

    def ask(self, model: type[M], path: str, body: Mapping[str, Any]) -> M:
        """A POST that changes nothing."""
        return self._read(model, self._send("POST", path, json=_given(body)))

    def write(
        self,
        model: type[M],
        path: str,
        *,
        method: str = "POST",
        body: Mapping[str, Any] | None = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        files: MULTIPART | None = None,
        key: str | None = None,
    ) -> M:
        """Whatever changes something: with a key of its own, so that sending it again does it once."""
        named = {"Idempotency-Key": '"' + (key or str(uuid.uuid4())).replace("\\", "\\\\").replace('"', '\\"') + '"'}
        sent: dict[str, Any] = {"data": _given(body), "files": files} if files is not None else {"json": _given(body)}
        answer = self._send(method, path, params=_given(params), headers={**named, **(headers or {})}, **sent)
        return self._read(model, answer)

    def _send(self, method: str, path: str, **given: Any) -> httpx.Response:
        for left in range(self._tries - 1, -1, -1):
            try:
                answer = self._http.request(method, path, **given)
            except httpx.HTTPError as error:
                if left:
                    self._sleep(1.0)
                    continue
                raise NotReached(f"{self._http.base_url} did not answer ({type(error).__name__}: {error}).") from error
            if answer.is_success:
                return answer
            said, wait = _problem_of(answer), _retry_after(answer)
            again = answer.status_code in AGAIN or said.get("type") == STILL_RUNNING
            if left and again and (wait or 0.0) <= LONGEST_WAIT_SECONDS:
                self._sleep(wait if wait is not None else 1.0)
                continue
            raise problem(answer.status_code, said, wait)
        raise AssertionError("unreachable")

    @staticmethod
    def _read(model: type[M], answer: httpx.Response) -> M:
        try:
            return model.model_validate_json(answer.content)
        except ValidationError as error:
            raise NotUnderstood(
                f"The answer to {answer.request.method} {answer.request.url.path} is not what was expected. Is this "
                f"client older than the server, or does something else answer there? {error}"
            ) from error


def at(*parts: str) -> str:
    """A path of parts that may hold any letter."""
    return "/" + "/".join(quote(part, safe=":") for part in parts)


def _given(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was said; None leaves a field out."""
    return {name: _plain(value) for name, value in (values or {}).items() if value is not None}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _problem_of(answer: httpx.Response) -> dict[str, Any]:
    if answer.headers.get("Content-Type", "").split(";")[0] not in ("application/problem+json", "application/json"):
        return {
            "detail": f"Status {answer.status_code} from something that is not Headroom's API: is the address right?"
        }
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _retry_after(answer: httpx.Response) -> float | None:
    said = answer.headers.get("Retry-After", "")
    return float(said) if said.isdigit() else None
