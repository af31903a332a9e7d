"""Requests to a dashboard as a program sends them: any header, any cookie, a websocket by hand."""

from __future__ import annotations

import http.client
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)

    def cookies(self) -> str:
        """What a browser would send back."""
        given = [value.split(";")[0] for key, value in self.headers if key.lower() == "set-cookie"]
        return "; ".join(given)


@dataclass(frozen=True)
class Served:
    """A dashboard that runs, and the folder of its store and its log."""

    address: str
    folder: Path

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def store(self) -> Path:
        return self.folder / "headroom.duckdb"

    def log(self) -> str:
        return (self.folder / "server.log").read_text()

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """One request; header names are written with underscores."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body=body, headers=named)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def visitor(self) -> str:
        """The cookies of who loaded the start page in a browser."""
        return self.ask("/", Accept="text/html").cookies()

    @contextmanager
    def visit(self, **headers: str) -> Iterator[tuple[ClientConnection, str]]:
        """A visit as a browser begins it: its websocket, and the id of its session."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            additional_headers=named,
            max_size=None,
            open_timeout=PATIENCE_SECONDS,
        ) as channel:
            begin = BackMsg()
            begin.rerun_script.query_string = ""
            channel.send(begin.SerializeToString())
            while True:
                told = ForwardMsg()
                told.ParseFromString(channel.recv(timeout=PATIENCE_SECONDS))  # type: ignore[arg-type]
                if told.WhichOneof("type") == "new_session":
                    yield channel, told.new_session.initialize.session_id
                    return

    def open_owner(self) -> str:
        """Follows the one-time link of the log; returns the owner's cookie."""
        link = self.links()[-1]
        return self.ask(link).cookies()

    def links(self) -> list[str]:
        """The one-time links that the log shows, oldest first, as paths."""
        return re.findall(r"http://localhost:\d+(/open\?token=\S+)", self.log())


def until(holds: Callable[[], bool], what: str) -> None:
    """Waits for something that happens by itself."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(f"it did not happen: {what}")


def ask_socket(path: Path, target: str, method: str = "GET") -> Answer:
    """The same through a local socket."""
    connection = http.client.HTTPConnection("localhost", timeout=PATIENCE_SECONDS)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.settimeout(PATIENCE_SECONDS)
    connection.sock.connect(str(path))
    try:
        connection.request(method, target)
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())
    finally:
        connection.close()
