"""A dashboard elsewhere that commands are asked of: HEADROOM_SERVER and HEADROOM_TOKEN."""

from __future__ import annotations

import http.client
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from data.errors import BadInput

SERVER: Final = "HEADROOM_SERVER"
TOKEN: Final = "HEADROOM_TOKEN"
COMMANDS: Final = "/api/v1/commands"
PATIENCE_SECONDS: Final = 600.0
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
# What a status means to a script; an answer that ran has its own exit code.
EXIT_CODES: Final = {400: 2, 413: 2, 422: 2, 401: 4, 403: 4, 404: 4, 409: 1, 412: 1, 428: 1}


@dataclass(frozen=True)
class Door:
    """Where a command is sent: to a socket of this machine, or to a server."""

    connection: Callable[[], http.client.HTTPConnection]
    path: str
    host: str
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        return {"Host": self.host, **self.more}


@dataclass(frozen=True)
class ServerAddress:
    """A server and the token that it knows this program by."""

    address: str
    token: str = field(repr=False)

    def door(self) -> Door:
        split = urlsplit(self.address)
        kind = http.client.HTTPSConnection if split.scheme == "https" else http.client.HTTPConnection
        name, port = split.hostname or "", split.port
        return Door(
            lambda: kind(name, port, timeout=PATIENCE_SECONDS),
            split.path.rstrip("/") + COMMANDS + "/",
            split.netloc,
            {"Authorization": f"Bearer {self.token}"},
        )


def named_server(environment: Mapping[str, str] = os.environ) -> ServerAddress | None:
    """The server that HEADROOM_SERVER names; None where commands are for this machine's store."""
    address = environment.get(SERVER, "").strip()
    if not address:
        return None
    try:
        split = urlsplit(address)
        name, _ = split.hostname, split.port
    except ValueError:
        name = None
    if name is None or split.scheme not in ("http", "https") or split.username is not None:
        raise BadInput(f"{SERVER} is '{address}': give an address such as https://headroom.example.com.")
    if split.scheme == "http" and name not in _LOOPBACK:
        raise BadInput(f"{SERVER} is {address}: a token is sent to another machine by https only.")
    token = environment.get(TOKEN, "").strip()
    if not token or not token.isascii() or not token.isprintable():
        raise BadInput(f"{SERVER} needs {TOKEN}: a token of yours, made there (`python -m data tokens add`).")
    return ServerAddress(address.rstrip("/"), token)
