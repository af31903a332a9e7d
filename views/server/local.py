"""The local socket: what only this machine's user may ask of a running dashboard, for commands and for monitoring."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import uvicorn
from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from streamlit.runtime import get_instance
from streamlit.web.server.starlette.starlette_routes import create_metrics_routes

from data.errors import HeadroomError, StoreUnreachable
from data.local_socket import pointer_path, socket_path
from data.store import Store
from data.upkeep.backup import back_up, schedule
from views.server import place
from views.server.answers import problem
from views.server.commands import Commands
from views.server.health import ready

ONLY_OWN: Final = 0o177  # umask: the socket is the user's own, as the store is

log = logging.getLogger("headroom")


@asynccontextmanager
async def listening(store: Store) -> AsyncIterator[Path | None]:
    """Serves the socket while the block runs; without one where the machine has none, which the log says."""
    try:
        listener, path = _bound(store)
    except (OSError, StoreUnreachable) as error:
        log.warning("no local socket, so commands cannot ask this dashboard: %s", error)
        yield None
        return
    server = uvicorn.Server(uvicorn.Config(_app(store), lifespan="off", log_level="warning", access_log=False))
    server.capture_signals = _no_signals  # type: ignore[method-assign]  # those are the dashboard's own
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="headroom-local-socket")
    try:
        yield path
    finally:
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await serving
        listener.close()
        path.unlink(missing_ok=True)
        if (pointer := pointer_path(store.address)) is not None:
            pointer.unlink(missing_ok=True)


def _app(store: Store) -> Starlette:
    async def backup(_request: Request) -> Response:
        try:
            made = await to_thread.run_sync(lambda: back_up(store, keep=schedule(place.serving()).keep))
        except HeadroomError as error:
            return problem(409, "No backup", str(error), exit_code=error.exit_code)
        return JSONResponse({"path": str(made.path.resolve()), "violations": len(made.violations)}, 201)

    async def unknown(request: Request) -> Response:
        return problem(404, "Not found", f"There is nothing at {request.url.path} on the local socket.")

    commands = Commands(lambda: store)
    (metrics, *_) = create_metrics_routes(get_instance(), "")
    endpoint = metrics.endpoint  # type: ignore[attr-defined]
    return Starlette(
        routes=[
            Route("/commands", commands.run, methods=["POST"]),
            Route("/commands/{id}/stop", commands.stop, methods=["POST"]),
            Route("/backup", backup, methods=["POST"]),
            Route("/health/ready", ready),
            Route("/metrics", endpoint),
            Route("/_stcore/metrics", endpoint),
            Route("/{rest:path}", unknown, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
        ]
    )


def _bound(store: Store) -> tuple[socket.socket, Path]:
    path = socket_path(store.address)
    pointer = pointer_path(store.address)
    if pointer is not None and path.parent != pointer.parent:
        _own_folder(path.parent)
        pointer.write_text(str(path), encoding="utf-8")
    elif pointer is None:
        _own_folder(path.parent)
    _clear_stale(path)
    listener = socket.socket(socket.AF_UNIX)
    before = os.umask(ONLY_OWN)
    try:
        listener.bind(str(path))
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(before)
    return listener, path


def _own_folder(folder: Path) -> None:
    """A folder of this user's own, which nobody else made there before."""
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & 0o077:
        raise StoreUnreachable(f"{folder} is not a folder of this user's own (mode 0700); remove it, then start again.")


def _clear_stale(path: Path) -> None:
    """Removes the socket of a process that is gone; refuses where somebody listens."""
    if not path.exists():
        return
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
    raise StoreUnreachable(f"Another dashboard listens at {path}.")


@contextlib.contextmanager
def _no_signals() -> Iterator[None]:
    yield
