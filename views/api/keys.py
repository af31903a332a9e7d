"""Asking twice does once: Idempotency-Key, kept seven days for each token with the answer it got."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from data.store import Store
from data.tables import tokens as token_store
from data.tables.tokens import KeptAnswer
from views.api.problems import Problem

KEPT: Final = dt.timedelta(days=7)
LONGEST: Final = 200
HEADER: Final = "Idempotency-Key"


def key_of(request: Request) -> str | None:
    """What the request names itself by: a quoted string, or one without quotes."""
    given = request.headers.getlist(HEADER)
    if not given:
        return None
    key = given[0].strip()
    if key.startswith('"') and key.endswith('"') and len(key) > 1:
        key = key[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    if len(given) > 1 or not key or len(key) > LONGEST or not key.isprintable() or not key.isascii():
        raise Problem(
            400,
            "idempotency-key",
            "Not a usable Idempotency-Key",
            f"Give one Idempotency-Key of 1 to {LONGEST} printable ASCII characters, such as a UUID in quotes.",
        )
    return key


def change_id(token_id: str, key: str) -> str:
    """The id of a change that is asked for under a key: the same for the same token and key, and nobody else's."""
    return "api-" + hashlib.sha256(json.dumps([token_id, key]).encode()).hexdigest()[:40]


class Keys:
    """The keys that are being answered now, and what was answered before."""

    def __init__(self) -> None:
        self._running: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    @contextmanager
    def answering(self, token_id: str, key: str) -> Iterator[None]:
        """Holds a key for the time of its work; a second request meanwhile is told to wait."""
        with self._lock:
            if (token_id, key) in self._running:
                raise Problem(
                    409,
                    "still-running",
                    "Still running",
                    "The first request with this Idempotency-Key is still running. Ask again in a moment.",
                    headers={"Retry-After": "1"},
                )
            self._running.add((token_id, key))
        try:
            yield
        finally:
            with self._lock:
                self._running.discard((token_id, key))


def answered_before(store: Store, token_id: str, key: str, body_sha256: str) -> Response | None:
    """The first answer again; refused where the key came with another request."""
    with store.reading() as cursor:
        kept = token_store.kept_answer(cursor, token_id, key, since=_now() - KEPT)
    if kept is None:
        return None
    if kept.body_sha256 != body_sha256:
        raise Problem(
            422,
            "key-reused",
            "Another request had this key",
            "This Idempotency-Key came with another request within the last seven days. Make a new one for each.",
        )
    return Response(kept.answer, kept.status, json.loads(kept.headers), "application/json")


def keep(store: Store, token_id: str, key: str, body_sha256: str, response: Response, *, told_once: str = "") -> None:
    """Remembers what was answered, for seven days; not the field that is ``told_once``."""
    headers = json.dumps({name: response.headers[name] for name in ("etag", "location") if name in response.headers})
    answer = bytes(response.body).decode()
    if told_once:
        answer = json.dumps(json.loads(answer) | {told_once: None}, ensure_ascii=False)
    kept = KeptAnswer(body_sha256, response.status_code, headers, answer)
    now = _now()
    store.write(
        lambda cursor: token_store.keep_answer(cursor, token_id, key, kept, now=now, since=now - KEPT),
        changes_figures=False,  # else whatever was worked out would be worked out again
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
