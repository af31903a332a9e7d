"""What a browser says on its websocket before Streamlit hears it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from views.server.frames import BURST, guarded


def said(**given: Any) -> dict[str, Any]:
    message = BackMsg(**given)
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


def heard(*messages: dict[str, Any]) -> list[dict[str, Any]]:
    """What comes through, up to the end of the connection."""
    end = {"type": "websocket.disconnect", "code": 1000}
    waiting = iter([*messages, end])

    async def receive() -> dict[str, Any]:
        return next(waiting)

    async def listen() -> list[dict[str, Any]]:
        through, receive_next = [], guarded(receive)
        while not through or through[-1]["type"] != "websocket.disconnect":
            through.append(dict(await receive_next()))
        return through

    return asyncio.run(listen())


@pytest.mark.parametrize("forbidden", ["clear_cache", "set_run_on_save", "debug_shutdown_runtime", "load_git_info"])
def test_what_is_for_developers_is_not_passed_on(forbidden: str) -> None:
    beat = said(app_heartbeat=True)
    assert [m.get("bytes") for m in heard(beat, said(**{forbidden: True}), beat)] == [
        beat["bytes"],
        beat["bytes"],
        None,
    ]


def test_bytes_that_are_no_message_are_streamlits_to_refuse() -> None:
    nonsense = {"type": "websocket.receive", "bytes": b"\xff\xff\xff"}
    assert heard(nonsense)[0] == nonsense


def test_a_flood_ends_the_connection() -> None:
    through = heard(*[said(app_heartbeat=True) for _ in range(BURST + 50)])
    assert BURST <= len(through) - 1 < BURST + 50
    assert through[-1] == {"type": "websocket.disconnect", "code": 1008}
