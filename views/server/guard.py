"""What every request passes before anything of the dashboard sees it: whom it is for, who sends it, how much."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

from anyio import to_thread
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from views.server import place, uploads
from views.server.answers import page, problem
from views.server.doors import DOORS
from views.server.entry import Entry
from views.server.frames import guarded
from views.server.hosts import refusal
from views.server.identity import asking
from views.server.rates import Rate
from views.server.sign_ins import sign_out
from views.server.visitors import COOKIE, LINK, VISITORS, cookies_of

SIGN_INS: Final = Rate(burst=20, a_minute=20)
REQUESTS: Final = Rate(burst=600, a_minute=1_200)
PACE: Final = Rate(burst=1_200, a_minute=7_200)  # of one token
API: Final = "/api/v1"
FILES: Final = frozenset({API + "/imports", API + "/commands/"})  # where files are sent
MOST_BODY_BYTES: Final = 1_000_000  # of whatever is no upload
_SIGNING_IN: Final = frozenset({"/auth/login", "/oauth2callback", LINK})
_HEALTH: Final = frozenset({"/_stcore/health", "/healthz", "/health/ready"})
_ON_THE_SOCKET_ONLY: Final = ("/metrics", "/_stcore/metrics", "/_stcore/agent")
_CLOSED_WAY_OUT: Final = (
    "Whoever runs Headroom can mend that: configure a sign-in service, or serve it on 127.0.0.1 of one's own machine "
    "(docs/sign-in.md). Its log says the same."
)
_OWNER_WAY_OUT: Final = (
    "Open it with the link that its log shows; each link opens it once, and the next one appears in the log then."
)
_WRONG_WAY_OUT: Final = (
    "Open Headroom at its own address: http://localhost with its port, or a name listed in HEADROOM_HOSTS where people "
    "sign in (docs/deployment.md)."
)

log = logging.getLogger("headroom")


class Guard:
    """Pure ASGI, outside of everything that Streamlit does."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._uploads = UPLOADS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        entry = await DOORS.now()
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if sum(name == b"host" for name, _ in scope["headers"]) != 1:
            headers["host"] = ""  # two names leave open which one is meant
        cookies = cookies_of(headers.get("cookie", ""))
        path = scope["path"]
        refused = self._refused(scope, entry, headers, cookies) or self._too_fast(
            scope, path, cookies, has_token="authorization" in headers
        )
        if refused is not None:
            await _answer(refused, scope, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, guarded(receive), send)
        elif upload := uploads.PATH.fullmatch(path):
            await self._upload(upload[1], entry, headers, cookies, scope, receive, send)
        else:
            if path == "/auth/logout":
                await to_thread.run_sync(sign_out, cookies)
            if entry.mode == "demo" and VISITORS.kind(cookies.get(COOKIE)) != "demo" and _is_page(scope, headers):
                send = _with_cookie(send, VISITORS.cookie("demo"))
            most = uploads.largest_file() if path in FILES else MOST_BODY_BYTES
            body = _Bounded(scope, receive, send, most)
            await self._app(scope, body.receive, body.send)

    def _refused(
        self, scope: Scope, entry: Entry, headers: Mapping[str, str], cookies: Mapping[str, str]
    ) -> Response | None:
        """The answer to who may not come in at all; None for who may."""
        path = scope["path"]
        is_api = path == "/api" or path.startswith("/api/")  # which knows whoever comes by their token
        provider = entry.mode == "provider"
        why = refusal(headers, scheme=scope["scheme"], hosts=DOORS.hosts, behind_proxy=provider)
        if why is not None:
            if not provider:
                why += " No sign-in service is configured, so Headroom answers to this machine only."
            log.warning("refused %s: %s", path[:80], why)
            if is_api:
                return problem(403, "Closed", f"{why} {_WRONG_WAY_OUT}")
            return page(403, "Closed", why, _WRONG_WAY_OUT)
        if path.startswith(_ON_THE_SOCKET_ONLY):
            return problem(404, "Not found", "This is answered on the local socket only (docs/deployment.md).")
        if is_api and "\n" in path:  # no route matches one, so it would fall through to the pages
            return problem(404, "Not found", "There is nothing at an address with a line break in it.")
        if path in _HEALTH:
            return None
        if entry.mode == "closed" and is_api:
            return problem(503, "Headroom is closed", f"{entry.reason} {_CLOSED_WAY_OUT}")
        if entry.mode == "closed":
            return page(503, "Headroom is closed", entry.reason, _CLOSED_WAY_OUT)
        if entry.mode == "owner" and path != LINK and not is_api and VISITORS.kind(cookies.get(COOKIE)) != "owner":
            why = "This Headroom belongs to one person, and no sign-in service is configured."
            return page(401, "Open it with its link", why, _OWNER_WAY_OUT)
        most = uploads.largest_file() if path in FILES else MOST_BODY_BYTES
        if int_of(headers.get("content-length")) > most and not uploads.PATH.fullmatch(path):
            return _too_large(most)
        return None

    def _too_fast(self, scope: Scope, path: str, cookies: Mapping[str, str], *, has_token: bool) -> Response | None:
        client = (scope.get("client") or ("",))[0]
        if path in _SIGNING_IN:
            wait = SIGN_INS.wait(client)
        elif path.startswith("/static/") or path in _HEALTH:
            return None
        elif path.startswith(f"{API}/") and has_token:
            return None  # each token has a pace of its own
        else:
            own = cookies.get(COOKIE)
            wait = REQUESTS.wait(own if own and VISITORS.kind(own) else client)
        if not wait:
            return None
        refused = problem(429, "Too many requests", "You are too fast for this Headroom; wait a moment, then go on.")
        refused.headers["Retry-After"] = str(int(wait) + 1)
        return refused

    async def _upload(
        self,
        session: str,
        entry: Entry,
        headers: Mapping[str, str],
        cookies: Mapping[str, str],
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        who = await to_thread.run_sync(asking, entry.mode, cookies)
        if who is None:
            refused = problem(401, "Not signed in", "Files are taken from people who are signed in. Sign in first.")
            await _answer(refused, scope, receive, send)
            return
        if scope["method"] != "PUT":
            body = _Bounded(scope, receive, send, MOST_BODY_BYTES)
            await self._app(scope, body.receive, body.send)
            return
        size = int_of(headers.get("content-length"))
        if size < 0 or "transfer-encoding" in headers:
            await _answer(problem(411, "Length needed", "Say how long the file is."), scope, receive, send)
            return
        if size > uploads.largest_file():
            await _answer(problem(413, "Too large", "The file is larger than one may be."), scope, receive, send)
            return
        try:
            with self._uploads.arriving(session, size, uploads.storage()):
                await self._app(scope, receive, send)
        except uploads.TooMuch as error:
            await _answer(problem(413, "Too large", str(error)), scope, receive, send)


UPLOADS: Final = uploads.Uploads(*uploads.bounds(place.serving()))


def int_of(text: str | None) -> int:
    """A header's whole number; -1 where there is none."""
    return int(text) if text and text.isascii() and text.isdigit() else -1


def _is_page(scope: Scope, headers: Mapping[str, str]) -> bool:
    return scope["method"] == "GET" and "text/html" in headers.get("accept", "")


async def _answer(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await response(scope, receive, send)


class _Bounded:
    """The body as it arrives, ended where it is longer than it may be, whatever its length was said to be.

    What reads it takes that for somebody who left; its answer is not sent then, but that it was too much.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        self._scope, self._receive, self._send, self._most = scope, receive, send, most
        self._seen, self._is_answered = 0, False

    async def receive(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if self._seen > self._most else message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._seen > self._most:
            self._is_answered = True
            await _too_large(self._most)(self._scope, self._receive, self._send)
        elif not self._is_answered:
            await self._send(message)


def _too_large(most: int) -> Response:
    detail = f"A request may have {most:,} bytes here, and this is more. Send it in parts."
    return problem(413, "Too large", detail, type="urn:headroom:problem:too-large")


def _with_cookie(send: Send, value: str) -> Send:
    """Gives the visitor of a demo a cookie of this process, which other sites cannot make a browser send."""

    async def start(message: Message) -> None:
        if message["type"] == "http.response.start":
            cookie = f"{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict"
            message["headers"] = [*message["headers"], (b"set-cookie", cookie.encode())]
        await send(message)

    return start
