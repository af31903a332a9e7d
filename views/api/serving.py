"""How every route reads and writes: in threads of the API's own, from a memo while nothing is new, on record."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final, TypeVar

import anyio
from anyio import to_thread
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from data.acting import ACT, Act
from data.errors import HeadroomError
from data.store import Store
from limits.actors import Actor
from limits.advice import NetworkStanding
from views.api import keys
from views.api.callers import Caller
from views.api.plain import plain
from views.api.problems import Problem, of_error, unexpected
from views.api.standings import Standings

MEMO_BYTES: Final = 64_000_000
PRIVATE: Final = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
T = TypeVar("T")
Read = Callable[[Store, Actor], Any]
Write = Callable[[Store, Actor, str | None], Any]


class Memo:
    """Answers that hold until the store changes, by person and query, the oldest forgotten first."""

    def __init__(self, most_bytes: int = MEMO_BYTES) -> None:
        self._most, self._bytes = most_bytes, 0
        self._answers: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> tuple[str, bytes] | None:
        with self._lock:
            if (kept := self._answers.get(key)) is not None:
                self._answers.move_to_end(key)
            return kept

    def put(self, key: str, etag: str, body: bytes) -> None:
        with self._lock:
            old = self._answers.pop(key, None)
            self._bytes += len(body) - (len(old[1]) if old else 0)
            self._answers[key] = (etag, body)
            while self._bytes > self._most and self._answers:
                self._bytes -= len(self._answers.popitem(last=False)[1][1])


class Service:
    """The store behind the routes, and what they share."""

    def __init__(self, store: Callable[[], Store], limiter: anyio.CapacityLimiter) -> None:
        self._store, self._limiter = store, limiter
        self._memo, self._keys = Memo(), keys.Keys()
        self._standings = Standings()

    def standing(self, store: Store, person: Actor, network_id: str) -> NetworkStanding:
        """Where a network stands, for who may see it."""
        return self._standings.of(store, person, network_id)

    async def read(
        self, request: Request, model: type[BaseModel], work: Read, *, version: Callable[[Any], int] | None = None
    ) -> Response:
        """A GET: 304 while nothing is new, from the memo where somebody asked the same before.

        ``version`` tells the version of what can be changed, which its ETag begins with.
        """
        caller: Caller = request.state.caller
        caller.require("read")
        key = self._key(request, caller)
        known = self._memo.get(key)
        if known is None and f'{key}"' not in request.headers.get("If-None-Match", ""):
            answer = await self._in_thread(lambda: self._made(model, work(self._store(), caller.person), version))
            if isinstance(answer, Response):
                return answer
            prefix, body = answer
            known = (f'"{prefix}{key}"', body)
            self._memo.put(key, *known)
        etag = known[0] if known else f'"{key}"'
        if f'{key}"' in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers={**PRIVATE, "ETag": etag})
        assert known is not None
        return Response(known[1], 200, {**PRIVATE, "ETag": etag}, "application/json")

    async def ask(self, request: Request, model: type[BaseModel], work: Read) -> Response:
        """What only reads and is not kept: weighing, explaining, and what changes while no figure does."""
        caller: Caller = request.state.caller
        caller.require("read")
        answer = await self._in_thread(lambda: self._made(model, work(self._store(), caller.person), None))
        return answer if isinstance(answer, Response) else Response(answer[1], 200, PRIVATE, "application/json")

    async def write(
        self,
        request: Request,
        scope: str,
        model: type[BaseModel],
        work: Write,
        *,
        status: int = 200,
        reference: str = "",
        body: bytes | None = None,
        told_once: str = "",
    ) -> Response:
        """Whatever changes something: once for each Idempotency-Key, and on record with the token.

        ``told_once`` names a field that is a secret: it is not kept, and who asks again is told null.
        """
        caller: Caller = request.state.caller
        caller.require(scope)
        key, token_id = keys.key_of(request), caller.token.token_id
        change_id = keys.change_id(token_id, key) if key else None
        route = getattr(request.scope.get("route"), "path", request.url.path)
        act = Act(token_id, caller.person.email, f"{request.method} {route}", change_id or reference)

        def run() -> Response:
            acting = ACT.set(act)
            try:
                answer = self._made(model, work(self._store(), caller.person, change_id), None)
            finally:
                ACT.reset(acting)  # what keeps the answer is nothing that the token did
            return Response(answer[1], status, {"Cache-Control": "no-store"}, "application/json")

        if key is None:
            return await self._in_thread(run)
        sent = await request.body() if body is None else body
        digest = hashlib.sha256(
            json.dumps([request.method, str(request.url), request.headers.get("If-Match")]).encode() + sent
        ).hexdigest()

        def once() -> Response:
            with self._keys.answering(token_id, key):
                before = keys.answered_before(self._store(), token_id, key, digest)
                if before is not None:
                    return before
                made = run()
                keys.keep(self._store(), token_id, key, digest, made, told_once=told_once)
                return made

        return await self._in_thread(once)

    async def _in_thread(self, work: Callable[[], T]) -> T | Response:
        def safely() -> T | Response:
            try:
                return work()
            except Problem as problem:
                return problem.response()
            except HeadroomError as error:
                return of_error(error)
            except Exception as error:  # noqa: BLE001 - logged there; who asks is told a reference
                return unexpected(error)

        return await to_thread.run_sync(safely, limiter=self._limiter)

    @staticmethod
    def _made(model: type[BaseModel], data: Any, version: Callable[[Any], int] | None) -> tuple[str, bytes]:
        body = model.model_validate(plain(data)).model_dump_json(by_alias=True).encode()
        return (f"{version(data)}." if version else ""), body

    def _key(self, request: Request, caller: Caller) -> str:
        """Whatever an answer depends on; the hour, because days change and with them what is planned and due."""
        hour = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H}"
        asked = [request.state.version, hour, caller.person.email, request.url.path, request.url.query]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:24]
