"""The server: its own routes, what every request passes, and what begins and ends with it."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any, Final

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from data.store import Store
from data.upkeep.backup import back_up, backups, schedule
from limits.notices import channels, keep_rounds, round_pause
from limits.webhooks import keep_sending
from views.api import build
from views.server import downloads, place
from views.server.answers import page, unknown
from views.server.commands import commands_app
from views.server.doors import DOORS
from views.server.ending import end, ending_seconds
from views.server.guard import API, PACE, UPLOADS, Guard
from views.server.headers import Headers
from views.server.health import WATCHED, Watched, ready
from views.server.local import listening
from views.server.start import opened_store
from views.server.uploads import let_go_for_ever
from views.server.visitors import COOKIE, LINK, VISITORS

BACKUP_LOOK_SECONDS: Final = 60.0

log = logging.getLogger("headroom")


async def open_with_link(request: Request) -> Response:
    """`/open?token=…`: the link of a store of one's own, exchanged once for the owner's cookie."""
    entry = await DOORS.now()
    if entry.mode != "owner" or not VISITORS.take_link(request.query_params.get("token", "")):
        why = "It was used before, or is not the newest one."
        return page(403, "This link opens nothing", why, "The log of Headroom has the newest one.")
    answer = RedirectResponse("/", status_code=303)
    answer.set_cookie(COOKIE, VISITORS.cookie("owner"), httponly=True, samesite="strict", path="/")
    VISITORS.print_link(f"http://localhost:{st.get_option('server.port')}")  # for another browser
    return answer


async def close_owner(request: Request) -> Response:
    """`/close`: the owner signs out; the cookie counts no more."""
    VISITORS.end(request.cookies.get(COOKIE, ""))
    answer = page(200, "Signed out", "You are signed out of Headroom.", "Its log has the link that opens it again.")
    answer.delete_cookie(COOKIE, path="/")
    return answer


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[dict[str, Any]]:
    """Rounds, backups and the local socket begin with the server, and end in order with it."""
    _write_log()
    _answer_at_once()
    store = await to_thread.run_sync(opened_store)
    pause, ways, patience = round_pause(place.serving()), channels(), ending_seconds(place.serving())
    rounds = keep_rounds(store, ways, pause=pause) if pause is not None else None
    webhooks = keep_sending(store) if pause is not None else None
    WATCHED[:] = [Watched(store, ways, rounds)]
    await DOORS.now()
    _refuse_at_sigterm(store)
    tasks = [asyncio.create_task(let_go_for_ever(UPLOADS)), asyncio.create_task(_back_up_for_ever(store))]
    try:
        async with listening(store):
            yield {}
            store.running.close()
            if rounds is not None:
                rounds.stop(0)
            if webhooks is not None:
                webhooks.stop(0)
            await asyncio.shield(to_thread.run_sync(end, store, patience))
    finally:
        WATCHED.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


ROUTES: Final = [
    Route("/health/ready", ready),
    Route(LINK, open_with_link),
    Route("/close", close_owner),
    Route(downloads.PATH + "/{token}/{name}", downloads.fetch),
    Mount(API, build(place.store, PACE.wait, beside={"/commands": commands_app(place.store)})),
    Route("/api", unknown, methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
    Route("/api/{rest:path}", unknown, methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
]
MIDDLEWARE: Final = [Middleware(Headers), Middleware(Guard)]


def _refuse_at_sigterm(store: Store) -> None:
    """Nothing new begins from the signal on, not only once the last connection is closed."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def stop(received: int, frame: FrameType | None, before: Any = before) -> None:
            store.running.close()
            if callable(before):
                before(received, frame)

        signal.signal(number, stop)


def _write_log() -> None:
    """The log goes to stderr with the time, as whoever runs a server expects."""
    if not log.handlers:
        to_stderr = logging.StreamHandler()
        to_stderr.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(to_stderr)
        log.setLevel(logging.INFO)
        log.propagate = False


def _answer_at_once() -> None:
    """Without it every second answer on a connection that is kept waits 40 ms for the other side (no TCP_NODELAY)."""
    for descriptor in range(3, 64):
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as connection:
            if connection.family in (socket.AF_INET, socket.AF_INET6) and connection.getsockopt(
                socket.SOL_SOCKET, socket.SO_ACCEPTCONN
            ):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


async def _back_up_for_ever(store: Store) -> None:
    """Backs up on the schedule of the settings, if there is one."""
    planned = schedule(place.serving())
    if planned.every is None or not store.is_file:
        return
    while True:
        newest = (await to_thread.run_sync(backups, store))[:1]
        if not newest or dt.datetime.now(dt.UTC) - newest[0].made_at >= planned.every:
            try:
                made = await to_thread.run_sync(lambda: back_up(store, keep=planned.keep))
                log.info("backed up to %s", made.path)
            except Exception:  # the next one may do better
                log.exception("a backup failed")
        await asyncio.sleep(BACKUP_LOOK_SECONDS)
