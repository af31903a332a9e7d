"""How a server ends: what is running gets its time, what takes longer is rolled back, and the log says which."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import Final

from data.serving_numbers import serving_number
from data.store import Store

UNWIND_SECONDS: Final = 5.0

log = logging.getLogger("headroom")


def ending_seconds(environment: Mapping[str, str] = os.environ) -> int:
    """How long running work is waited for when the server ends, from HEADROOM_ENDING_SECONDS."""
    return serving_number("ending_seconds", environment)


def end(store: Store, patience_seconds: float) -> None:
    """Waits for what is running, rolls back what takes too long, and says in the log what ended how."""
    running = store.running.wait(patience_seconds)
    late = [work for work in running if work.outcome is None]
    if late:
        store.abandon()
        store.running.wait(UNWIND_SECONDS)
    for work in running:
        if work in late and work.outcome != "finished":
            work.outcome = "was stopped and rolled back"
        log.log(logging.INFO if work.outcome == "finished" else logging.WARNING, "the server ends; %s", work)
    if not store.running.now():
        store.checkpoint()
        log.warning("the server ended; %s", "nothing was running" if not running else f"{len(running)} waited for")
