"""How fast one visitor may go: what is beyond that is refused for a moment, and nobody else waits for it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

MOST_KEYS: Final = 10_000


class Rate:
    """So many at once, and so many a minute after that, for each key."""

    def __init__(self, burst: int, a_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._a_second, self._clock = float(burst), a_minute / 60.0, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what is left, and when that was so
        self._lock = threading.Lock()

    def wait(self, key: str) -> float:
        """Takes one; 0 where it was free, else the seconds until one is."""
        now = self._clock()
        with self._lock:
            left, then = self._left.pop(key, (self._burst, now))
            left = min(self._burst, left + (now - then) * self._a_second)
            free = left >= 1.0
            self._left[key] = (left - 1.0 if free else left, now)
            while len(self._left) > MOST_KEYS:
                self._left.popitem(last=False)
        return 0.0 if free else (1.0 - left) / self._a_second
