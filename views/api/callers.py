"""Who asks: the person of the token that came with the request, and what the token is for."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import anyio
from anyio import to_thread
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from data.errors import HeadroomError, NotAllowed
from data.store import Store
from data.tables.tokens import Token
from limits.actors import Actor
from limits.people import holder
from views.api.problems import Problem, document, of_error

THREADS: Final = 8  # of the API's own, so that a page waits for none of its calls
MOST_KNOWN: Final = 1_000
_WAY_OUT: Final = "Send `Authorization: Bearer` with a token (`python -m data tokens add`, or the page Users)."


@dataclass(frozen=True)
class Caller:
    """A person and the token they gave a program."""

    person: Actor
    token: Token

    def require(self, scope: str) -> None:
        """Raises where the token is for something else."""
        if scope not in self.token.scopes:
            raise Problem(
                403,
                "scope",
                "Not what this token is for",
                f"The token '{self.token.purpose}' is for {', '.join(self.token.scopes)}; this needs {scope}. "
                "Make a token with that scope.",
                needed=scope,
            )


class Tokens:
    """Looks tokens up once for each version of the store and minute, since roles and revocations change it."""

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._known: OrderedDict[str, tuple[tuple[int, int], Caller]] = OrderedDict()
        self._lock = threading.Lock()

    def caller(self, secret: str) -> tuple[Caller, int]:
        """Whose token it is, and the version of the store that was asked."""
        store = self._store()
        version = store.data_version()
        moment = (version, int(dt.datetime.now(dt.UTC).timestamp() // 60))
        with self._lock:
            known = self._known.get(secret)
        if known is not None and known[0] == moment:
            return known[1], version
        caller = Caller(*holder(store, secret))
        with self._lock:
            self._known[secret] = (moment, caller)
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        return caller, version


class Entry:
    """Pure ASGI before everything else: a body is read only of who may come in, at the pace that one may go."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        tokens: Tokens,
        wait: Callable[[str], float],
        open_paths: frozenset[str],
        limiter: anyio.CapacityLimiter,
    ) -> None:
        self._app, self._tokens, self._wait = app, tokens, wait
        self._open, self._limiter = open_paths, limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or path in self._open:
            await self._app(scope, receive, send)
            return
        secret = _bearer(scope)
        if secret is None:
            challenge = {"WWW-Authenticate": "Bearer"}
            refused = document(401, "no-token", "No token", f"There is no token. {_WAY_OUT}", headers=challenge)
            await refused(scope, receive, send)
            return
        try:
            caller, version = await to_thread.run_sync(self._tokens.caller, secret, limiter=self._limiter)
        except NotAllowed as error:
            if pause := self._wait(f"client {(scope.get('client') or ('',))[0]}"):
                await _too_fast(pause)(scope, receive, send)
                return
            challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            await document(401, "token", "Not a good token", str(error), headers=challenge)(scope, receive, send)
            return
        except HeadroomError as error:
            await of_error(error)(scope, receive, send)
            return
        if pause := self._wait(caller.token.token_id):
            await _too_fast(pause)(scope, receive, send)
            return
        scope.setdefault("state", {})
        scope["state"] |= {"caller": caller, "version": version}
        await self._app(scope, receive, send)


def _bearer(scope: Scope) -> str | None:
    given = [value for name, value in scope["headers"] if name == b"authorization"]
    if len(given) != 1:
        return None
    kind, _, secret = given[0].decode("latin-1").partition(" ")
    return secret.strip() if kind.lower() == "bearer" and secret.strip() else None


def _too_fast(pause: float) -> Response:
    detail = "This is too fast; wait as long as Retry-After says."
    return document(429, "pace", "Too many requests", detail, headers={"Retry-After": str(int(pause) + 1)})
