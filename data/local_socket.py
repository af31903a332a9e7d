"""The local socket of a running dashboard: where it is found beside the store, and how a command asks there."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.errors import StoreUnreachable
from data.store import Address

LONGEST = 100  # bytes; the system takes 107, and a socket is bound under a name a little longer first
PATIENCE_SECONDS = 600.0  # a backup of a large store takes its time


def socket_path(address: Address, environment: Mapping[str, str] = os.environ) -> Path:
    """Where the dashboard on this store listens: beside its file, or where that path is too long, in a folder of this
    user's that `pointer_path` names."""
    if isinstance(address, Path):
        beside = Path(f"{address.resolve()}.sock")
        if len(os.fsencode(beside)) <= LONGEST:
            return beside
    key = hashlib.sha256(os.fsencode(address.resolve() if isinstance(address, Path) else address)).hexdigest()[:16]
    return runtime_folder(environment) / f"{key}.sock"


def pointer_path(address: Address) -> Path | None:
    """The file beside the store that names the socket, where that could not be put there itself."""
    return Path(f"{address.resolve()}.sock-at") if isinstance(address, Path) else None


def runtime_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """A short folder of this user's own."""
    named = environment.get("XDG_RUNTIME_DIR", "").strip()
    if named and Path(named).is_dir() and len(named) < LONGEST - 40:
        return Path(named) / "headroom"
    shared = Path(tempfile.gettempdir())
    return (shared if len(str(shared)) < LONGEST - 40 else Path("/tmp")) / f"headroom-{os.getuid()}"


def found_socket(address: Address) -> Path | None:
    """The socket of a dashboard that may be running on this store; None where none ever said so."""
    pointer = pointer_path(address)
    if pointer is not None and pointer.is_file():
        return Path(pointer.read_text(encoding="utf-8").strip())
    path = socket_path(address)
    return path if path.is_socket() else None


def ask(path: Path, method: str, target: str) -> tuple[int, dict[str, Any]] | None:
    """What the dashboard behind a socket answers; None where nobody listens there any more."""
    connection = LocalConnection(path)
    try:
        connection.request(method, target, headers={"Host": "localhost"})
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    try:
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise StoreUnreachable(
            f"The dashboard at {path} did not answer ({type(error).__name__}); whether it did what was asked is not "
            "known. Look at its log."
        ) from error
    finally:
        connection.close()


class LocalConnection(http.client.HTTPConnection):
    """HTTP to a dashboard through its socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=PATIENCE_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
