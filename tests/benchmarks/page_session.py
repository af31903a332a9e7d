"""A browser's connection to a dashboard without the browser, and a dashboard to connect to."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).parents[2]
ANSWER = "h2"  # a page says its answer in the first heading of that size


@dataclass(frozen=True)
class View:
    """Seconds until the page's script had run, and until its answer was there; None for a page without one."""

    seconds: float
    answer_seconds: float | None


@dataclass(frozen=True)
class Field:
    """A field of the page as it was sent: by which ids a browser names it and the part that alone is drawn anew."""

    id: str
    fragment_id: str


@dataclass
class Session:
    """One browser's connection, without the browser."""

    port: int
    cookie: str = ""  # of who came in already; empty: whatever the start page gives
    _connection: ClientConnection | None = field(default=None, repr=False)
    _opened: ExitStack = field(default_factory=ExitStack, repr=False)
    fields: dict[str, Field] = field(default_factory=dict)  # by their labels

    def __enter__(self) -> Self:
        cookies = [self.cookie]
        if not self.cookie:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=60) as start:
                cookies = [value.split(";")[0] for value in start.headers.get_all("Set-Cookie", [])]
        self._opened = ExitStack()
        channel = connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": "; ".join(cookies)},
            max_size=None,  # type: ignore[list-item]
        )
        self._connection = self._opened.enter_context(channel)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

    def view(self, page: str, query: dict[str, str]) -> View:
        """Opens the page, or draws it anew; raises where it shows an exception."""
        return self._drawn(_asking(page, query), page)

    def switch(self, label: str, page: str, query: dict[str, str]) -> View:
        """Turns a switch of the page on."""
        message = _asking(page, query)
        message.rerun_script.widget_states.widgets.add(id=self.fields[label].id, bool_value=True)
        return self._drawn(message, page)

    def slide(self, label: str, to: float, page: str, query: dict[str, str]) -> View:
        """Moves a slider in a part of the page that is drawn anew by itself."""
        message = _asking(page, query)
        message.rerun_script.fragment_id = self.fields[label].fragment_id
        state = message.rerun_script.widget_states.widgets.add(id=self.fields[label].id)
        state.double_array_value.data.append(to)
        return self._drawn(message, page)

    def _drawn(self, message: BackMsg, page: str) -> View:
        assert self._connection is not None
        answered: float | None = None
        began = time.perf_counter()
        self._connection.send(message.SerializeToString())
        while True:
            said = ForwardMsg()
            said.ParseFromString(self._connection.recv(timeout=60))  # type: ignore[arg-type]
            kind = said.WhichOneof("type")
            if kind == "delta":
                element = said.delta.new_element
                what = element.WhichOneof("type")
                if what == "exception":
                    raise RuntimeError(f"{page}: {element.exception.message}")
                if what in ("checkbox", "slider"):
                    one = getattr(element, what)
                    self.fields[one.label] = Field(one.id, said.delta.fragment_id)
                elif what == "heading" and element.heading.tag == ANSWER and answered is None:
                    answered = time.perf_counter() - began
            if kind == "script_finished" and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return View(time.perf_counter() - began, answered)


def _asking(page: str, query: dict[str, str]) -> BackMsg:
    message = BackMsg()
    message.rerun_script.query_string = urlencode(query)
    message.rerun_script.page_name = page
    return message


@contextmanager
def dashboard(store: Path) -> Iterator[int]:
    """A dashboard of the project on a free port, as `make run` starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, "HEADROOM_DB": str(store), "HEADROOM_ROUND_MINUTES": "0", "HEADROOM_DEMO": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                    break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)
