"""Webhooks leave within seconds of what they tell: a serving process looks every other second whether any is due."""

from __future__ import annotations

import atexit
import logging
import threading
from typing import Final

from data.errors import ShuttingDown
from data.store import Store
from limits.webhooks.sending import are_due, send_webhooks

PAUSE_SECONDS: Final = 2.0
PAUSE_AFTER_FAILURE_SECONDS: Final = 60.0
LAST_PASS_SECONDS: Final = 5.0  # what a pass under way is given when the process ends

log = logging.getLogger("headroom")


class HookWatch:
    """Sends in the background, one pass at a time; a failed one is logged and not the last."""

    def __init__(self, store: Store, *, pause: float = PAUSE_SECONDS) -> None:
        self._store, self._pause = store, pause
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name="headroom-webhooks", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def stop(self, wait: float = LAST_PASS_SECONDS) -> None:
        """Begins no other pass, and waits a little for one under way."""
        self._ending.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(wait)

    def _work(self) -> None:
        pause = self._pause
        while not self._ending.wait(pause):
            pause = self._pause
            try:
                if are_due(self._store):
                    send_webhooks(self._store)
            except ShuttingDown:
                self._ending.set()
            except Exception:  # the next pass may do better
                log.exception("webhooks were not sent")
                pause = PAUSE_AFTER_FAILURE_SECONDS


def keep_sending(store: Store) -> HookWatch:
    """Webhooks of a serving process from now on, until it is stopped or the process ends."""
    watch = HookWatch(store)
    atexit.register(watch.stop)  # a thread that holds the store while Python ends has it complain
    watch.begin()
    return watch
