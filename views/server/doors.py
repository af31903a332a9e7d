"""Which door is open at this moment, for every request: asked anew every few seconds, and said in the log."""

from __future__ import annotations

import logging
import time
from typing import Final

import streamlit as st
from anyio import to_thread

from views.server.entry import Entry, Secrets, entry, secret_files, secrets_in
from views.server.hosts import LOOPBACK_NAMES, served_hosts
from views.server.visitors import VISITORS

HOLDS_SECONDS: Final = 2.0

log = logging.getLogger("headroom")


class Doors:
    """The entry, its reason said once, and the owner's link printed when it is needed."""

    def __init__(self) -> None:
        self._entry: Entry | None = None
        self._hosts: frozenset[str] = LOOPBACK_NAMES
        self._under_tls = False
        self._asked = 0.0

    async def now(self) -> Entry:
        """How people come in; a store that cannot be asked opens nothing."""
        if self._entry is None or time.monotonic() - self._asked > HOLDS_SECONDS:
            current, secrets = await to_thread.run_sync(_look)
            self._announce(current)
            self._hosts = served_hosts(secrets.redirect_uri) if secrets.usable else LOOPBACK_NAMES
            self._under_tls = secrets.redirect_uri.startswith("https://")
            self._entry, self._asked = current, time.monotonic()
        return self._entry

    @property
    def hosts(self) -> frozenset[str]:
        """The names that this Headroom answers to."""
        return self._hosts

    @property
    def under_tls(self) -> bool:
        """Whether people are led back to an address with TLS, whatever the proxy says of each request."""
        return self._under_tls

    def forget(self) -> None:
        """Looks again at the next request."""
        self._entry = None

    def _announce(self, current: Entry) -> None:
        if current != self._entry and current.mode == "closed":
            log.error("nobody is let in: %s", current.reason)
        if current.mode == "owner":
            VISITORS.print_link(f"http://localhost:{st.get_option('server.port')}")


def _look() -> tuple[Entry, Secrets]:
    secrets = secrets_in(secret_files())
    try:
        return entry(), secrets
    except Exception:
        log.exception("the store cannot be asked who may come in")
        return Entry("closed", "The store cannot be read; the log of the server says why."), secrets


DOORS: Final = Doors()
