"""What was acknowledged to whoever asked, and whatever was amiss: held against the store at the end."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Ledger:
    """Many write into it at once.

    changes    the limit that each change came to, by its id
    by_token   those of them that were made with a token
    requests   what became of each request, by its id
    imports    files that were taken
    copies     how many changes were acknowledged before an export or a backup began, by where it is
    """

    changes: dict[str, int] = field(default_factory=dict)
    by_token: set[str] = field(default_factory=set)
    requests: dict[str, str] = field(default_factory=dict)
    imports: int = 0
    copies: dict[str, frozenset[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def changed(self, change: Mapping[str, Any] | None, *, by_token: bool) -> None:
        """One change of a limit; None where a decision made none."""
        if change is None:
            return
        with self._lock:
            change_id, limit = str(change["change_id"]), int(change["new_limit"])
            if self.changes.setdefault(change_id, limit) != limit:
                self.wrong.append(f"{change_id} came to {self.changes[change_id]:,}, then to {limit:,}")
            if by_token:
                self.by_token.add(change_id)

    def requested(self, request: Mapping[str, Any]) -> None:
        """A request as it is by now."""
        with self._lock:
            self.requests[str(request["request_id"])] = str(request["status"])

    def imported(self, files: int) -> None:
        with self._lock:
            self.imports += files

    def before_a_copy(self) -> frozenset[str]:
        """The changes that a copy which begins now has to hold."""
        with self._lock:
            return frozenset(self.changes)

    def copied(self, place: str, before: frozenset[str]) -> None:
        with self._lock:
            self.copies[place] = before

    def count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1

    def amiss(self, what: str) -> None:
        with self._lock:
            self.wrong.append(what)
