"""Whom a request is addressed to, and from where: another site's page, or a name that was rebound to this machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

HOSTS: Final = "HEADROOM_HOSTS"
LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_DEFAULT_PORTS: Final = {"http": 80, "ws": 80, "https": 443, "wss": 443}


def served_hosts(redirect_uri: str, environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """The names that a dashboard with a sign-in service answers to: those of HEADROOM_HOSTS, or the one that people
    are led back to; on the machine itself always."""
    named = environment.get(HOSTS, "").replace(",", " ").split()
    own = urlsplit(redirect_uri).hostname
    return LOOPBACK_NAMES | {name.lower().rstrip(".") for name in named} | ({own} if own and not named else set())


def refusal(headers: Mapping[str, str], *, scheme: str, hosts: frozenset[str], behind_proxy: bool) -> str | None:
    """Why a request must not be answered; None where it may. ``behind_proxy`` is whether a proxy may pass it on."""
    host = headers.get("host", "")
    ours = _place(f"//{host}")
    if ours is None or ours[0] not in hosts:
        return f"The host '{_short(host)}' is not one that this Headroom serves."
    if not behind_proxy:
        for header in headers:
            if header == "forwarded" or header.startswith("x-forwarded-") or header == "x-real-ip":
                return (
                    f"The request came through a proxy (it has the header {header}), so being on this machine proves "
                    "nothing."
                )
    if (origin := headers.get("origin")) is not None:
        theirs = _place(origin)
        port = ours[1] or _DEFAULT_PORTS.get(origin.partition(":")[0] if behind_proxy else scheme)
        if theirs != (ours[0], port):
            return f"The page at '{_short(origin)}' is of another site."
    return None


def _place(address: str) -> tuple[str, int | None] | None:
    """The host and port of an address; None for what is none, or holds a user as well."""
    try:
        split = urlsplit(address)
        name, port = split.hostname, split.port
    except ValueError:
        return None
    if name is None or split.username is not None or split.path or split.query:
        return None
    return name.rstrip("."), port or _DEFAULT_PORTS.get(split.scheme)


def _short(text: str) -> str:
    return "".join(c for c in text[:80] if c.isprintable())
