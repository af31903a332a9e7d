"""Cookies of our own, signed by this process: a visitor of the demo, and the owner of a store of one's own."""

from __future__ import annotations

import getpass
import hashlib
import hmac
import logging
import os
import secrets
import threading
import time
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Final, Literal

Kind = Literal["demo", "owner"]

COOKIE: Final = "headroom_visitor"
LOCAL_USER: Final = "HEADROOM_LOCAL_USER"
LINK: Final = "/open"
_SECONDS: Final = 12 * 3600

log = logging.getLogger("headroom")


class Visitors:
    """Who holds a cookie of this process, and the one-time links that lead to the owner's."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._link: str | None = None
        self._ended: set[str] = set()

    def cookie(self, kind: Kind, now: float | None = None) -> str:
        """The value of a new visitor's cookie."""
        body = f"{kind}.{int(now or time.time())}.{secrets.token_urlsafe(12)}"
        return f"{body}.{self._signature(body)}"

    def kind(self, value: object, now: float | None = None) -> Kind | None:
        """What a cookie's value makes of who sent it; None for none, and for one that is forged, old or ended."""
        body, _, signature = value.rpartition(".") if isinstance(value, str) else ("", "", "")
        if not body or not hmac.compare_digest(signature.encode(), self._signature(body).encode()):
            return None
        kind, began, _nonce = body.split(".")
        if (now or time.time()) - int(began) > _SECONDS or body in self._ended:
            return None
        return "owner" if kind == "owner" else "demo"

    def end(self, value: str) -> None:
        """The cookie counts no more, wherever it is."""
        self._ended.add(value.rpartition(".")[0])

    def print_link(self, address: str) -> None:
        """Says in the log how the owner comes in, once for each link."""
        with self._lock:
            if self._link is not None:
                return
            self._link = secrets.token_urlsafe(32)
            link = f"{address}{LINK}?token={self._link}"
        log.warning("no sign-in service is configured: open Headroom as its owner with this link, once: %s", link)

    def take_link(self, token: str) -> bool:
        """Whether the token is that of the link that was printed; it is used up by asking rightly."""
        with self._lock:
            if self._link is None or not hmac.compare_digest(token.encode(), self._link.encode()):
                return False
            self._link = None
            return True

    def _signature(self, body: str) -> str:
        return hmac.new(self._key, body.encode(), hashlib.sha256).hexdigest()


VISITORS: Final = Visitors()


def cookies_of(header: str) -> dict[str, str]:
    """The cookies of a request; none where they cannot be read."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def local_user(environment: Mapping[str, str] = os.environ) -> str:
    """Who the owner of a store of one's own is called in its records."""
    named = environment.get(LOCAL_USER, "").strip().lower()
    if named:
        return named
    try:
        return f"{getpass.getuser()}@localhost"
    except (KeyError, OSError):
        return "owner@localhost"
