"""Whether this server does what it is there for: the store answers, rounds are made, messages leave."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import Any, Final

import anyio
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data.store import Store
from data.tables.outbox import due
from limits.notices import Channels, Rounds
from views.server.doors import DOORS

STORE_SECONDS: Final = 5.0
OUTBOX_PATIENCE: Final = dt.timedelta(hours=1)


@dataclass
class Watched:
    """What a server that began is made of."""

    store: Store
    ways: Channels
    rounds: Rounds | None


WATCHED: list[Watched] = []  # one while the server runs


async def ready(_request: Request) -> Response:
    """`/health/ready`: 200 with status ready, or 503 with what is stuck."""
    parts: dict[str, dict[str, Any]] = {}
    entry = await DOORS.now()
    parts["door"] = _part(None if entry.mode != "closed" else "nobody is let in; the log says why", mode=entry.mode)
    if not WATCHED:
        parts["server"] = _part("it is beginning or ending")
    else:
        watched = WATCHED[0]
        parts["store"] = await _store(watched.store)
        parts["rounds"] = _rounds(watched)
        if parts["store"]["ok"]:
            parts["outbox"] = await to_thread.run_sync(_outbox, watched)
    well = all(part["ok"] for part in parts.values())
    return JSONResponse({"status": "ready" if well else "stuck", **parts}, 200 if well else 503)


async def _store(store: Store) -> dict[str, Any]:
    if store.running.is_closed:
        return _part("it takes no more work: the server is ending")
    began = time.perf_counter()
    try:
        with anyio.fail_after(STORE_SECONDS):
            await to_thread.run_sync(store.data_version, abandon_on_cancel=True)
    except TimeoutError:
        return _part(f"it did not answer within {STORE_SECONDS:g} seconds")
    except Exception as error:  # noqa: BLE001 - whatever it is, the store is not well; the log of its user has more
        return _part(f"it cannot be read ({type(error).__name__})")
    return _part(None, milliseconds=round(1000 * (time.perf_counter() - began), 1))


def _rounds(watched: Watched) -> dict[str, Any]:
    if watched.rounds is None:
        return _part(None, made="never: HEADROOM_ROUND_MINUTES is 0")
    heart = watched.rounds.heartbeat()
    return _part(
        heart.trouble(dt.datetime.now(dt.UTC)),
        every_minutes=heart.pause.total_seconds() / 60,
        last=heart.ended_at.isoformat(timespec="seconds") if heart.ended_at else None,
    )


def _outbox(watched: Watched) -> dict[str, Any]:
    if watched.rounds is None or watched.ways.is_empty:
        return _part(None)
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    ways = watched.ways
    with watched.store.reading() as cursor:
        oldest = due(cursor, now, channels=list(ways.vendor), with_mail=ways.mail is not None, most=1)
    waited = now - oldest[0].next_try_at if oldest else dt.timedelta()
    late = waited > 2 * watched.rounds.heartbeat().pause + OUTBOX_PATIENCE
    return _part(f"a message has been due for {waited.total_seconds() / 60:,.0f} minutes" if late else None)


def _part(trouble: str | None, **more: object) -> dict[str, Any]:
    return {"ok": trouble is None, **({"trouble": trouble} if trouble else {}), **more}
