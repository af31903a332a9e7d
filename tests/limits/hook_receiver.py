"""A system of somebody else's that hears webhooks, and verifies them with the reference library."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook


@dataclass
class Receiver:
    """What it was sent; it answers ``status`` until that is set to another."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks?of=headroom"

    def verified(self, secret: str) -> list[dict[str, Any]]:
        """Every message, by the reference library; raises for one that this secret did not sign."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.heard]

    @contextmanager
    def listening(self) -> Iterator[Receiver]:
        """Runs until the block ends; the same port again where it ran before."""

        class Handler(BaseHTTPRequestHandler):
            def do_POST(handler) -> None:  # noqa: N805
                body = handler.rfile.read(int(handler.headers["Content-Length"]))
                self.heard.append(({name.lower(): value for name, value in handler.headers.items()}, body))
                handler.send_response(self.status)
                for name, value in self.headers.items():
                    handler.send_header(name, value)
                handler.end_headers()

            def log_message(handler, *_: Any) -> None:  # noqa: N805
                """Nothing on the tests' stderr."""

        server = HTTPServer(("127.0.0.1", self.port), Handler)
        self.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
