"""The work under way in this process: what a server that ends waits for, refuses, and says in its log."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from data.errors import ShuttingDown

Outcome = Literal["finished", "failed and was rolled back", "was stopped and rolled back"]


@dataclass
class Work:
    """One piece of work: an import, a decision, a round."""

    what: str
    began: float = field(default_factory=time.monotonic)
    outcome: Outcome | None = None
    took_seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.what}: {self.outcome or 'is running'} after {self.took_seconds:.1f} s"


class Running:
    """Work registers here when it begins; what it calls in the same thread is part of it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._work: list[Work] = []
        self._closed = False
        self._mine = threading.local()

    @property
    def is_closed(self) -> bool:
        return self._closed

    def now(self) -> list[str]:
        """What is running at this moment."""
        with self._changed:
            return [work.what for work in self._work]

    @contextmanager
    def work(self, what: str) -> Iterator[None]:
        """The block is work that a server waits for; refused once it is ending."""
        if getattr(self._mine, "inside", False):
            yield
            return
        mine = self._begin(what)
        self._mine.inside = True
        try:
            yield
        except BaseException:
            self._end(mine, "failed and was rolled back")
            raise
        else:
            self._end(mine, "finished")
        finally:
            self._mine.inside = False

    def close(self) -> None:
        """From now on nothing new begins. Takes no lock: a signal's handler may call it."""
        self._closed = True

    def wait(self, seconds: float) -> list[Work]:
        """Closes, gives what is running this long, and returns it with how each ended; None where it still runs."""
        self._closed = True
        deadline = time.monotonic() + seconds
        with self._changed:
            still_running = list(self._work)
            while any(work.outcome is None for work in still_running) and (left := deadline - time.monotonic()) > 0:
                self._changed.wait(left)
            for work in still_running:
                if work.outcome is None:
                    work.took_seconds = time.monotonic() - work.began
        return still_running

    def _begin(self, what: str) -> Work:
        with self._changed:
            if self._closed:
                raise ShuttingDown("Headroom is being stopped or restarted; nothing was changed. Try again later.")
            work = Work(what)
            self._work.append(work)
            return work

    def _end(self, work: Work, outcome: Outcome) -> None:
        with self._changed:
            work.outcome, work.took_seconds = outcome, time.monotonic() - work.began
            self._work.remove(work)
            self._changed.notify_all()
