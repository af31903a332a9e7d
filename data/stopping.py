"""Stopping a command that runs in a thread of a dashboard, as Ctrl-C stops one that runs by itself."""

from __future__ import annotations

import threading
from contextvars import ContextVar
from typing import Final

WANTED: Final[ContextVar[threading.Event | None]] = ContextVar("headroom_stop_wanted", default=None)


def check() -> None:
    """Raises KeyboardInterrupt where whoever asked for this work wants it no more; asked before every commit."""
    wanted = WANTED.get()
    if wanted is not None and wanted.is_set():
        raise KeyboardInterrupt
