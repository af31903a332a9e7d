"""What a browser says on its websocket: at a bearable pace, and nothing that empties everybody's caches."""

from __future__ import annotations

import logging
from typing import Final

from starlette.types import Message, Receive
from streamlit.proto.BackMsg_pb2 import BackMsg

from views.server.rates import Rate

BURST, A_MINUTE = 200, 1_200
_FOR_DEVELOPERS: Final = frozenset(
    {"clear_cache", "set_run_on_save", "debug_disconnect_websocket", "debug_shutdown_runtime", "load_git_info"}
)

log = logging.getLogger("headroom")


def guarded(receive: Receive) -> Receive:
    """A visit's messages without those for developers; a browser that goes on too fast is disconnected."""
    rate = Rate(BURST, A_MINUTE)

    async def next_message() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            if rate.wait(""):
                log.warning("a visit sent more than %d messages a minute and was disconnected", A_MINUTE)
                return {"type": "websocket.disconnect", "code": 1008}
            if not _is_for_developers(message.get("bytes")):
                return message

    return next_message


def _is_for_developers(data: bytes | None) -> bool:
    if not data or len(data) > 512:  # such messages hold a few bytes
        return False
    said = BackMsg()
    try:
        said.ParseFromString(data)
    except Exception:  # noqa: BLE001 - whatever is no message is Streamlit's to refuse
        return False
    return said.WhichOneof("type") in _FOR_DEVELOPERS
