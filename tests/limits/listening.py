"""A mail server and a web server of the tests' own, which keep what they are sent."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Heard:
    """What a server was sent; it refuses the next ``refusals`` messages."""

    port: int = 0
    messages: list[Any] = field(default_factory=list)
    refusals: int = 0


class _Mailbox:
    """The names of its methods are the mail server's own; each is given (server, session, envelope, ...)."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard

    async def handle_RCPT(self, *given: Any) -> str:  # noqa: N802
        _, _, envelope, address, _ = given
        if self.heard.refusals:
            self.heard.refusals -= 1
            return "550 not today"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, *given: Any) -> str:  # noqa: N802
        self.heard.messages.append(message_from_bytes(given[2].content, policy=default))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[Heard]:
    heard = Heard()
    controller = Controller(_Mailbox(heard), hostname="127.0.0.1", port=free_port())
    controller.start()
    heard.port = controller.port
    try:
        yield heard
    finally:
        controller.stop()


@contextmanager
def web_server() -> Iterator[Heard]:
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            refuse = heard.refusals > 0
            if refuse:
                heard.refusals -= 1
            else:
                heard.messages.append(json.loads(body))
            self.send_response(503 if refuse else 200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing on the tests' stderr."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    heard.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
