"""Verifies every invariant of a store."""

from __future__ import annotations

from dataclasses import dataclass

from data.invariants import INVARIANTS
from data.store import Cursor, Store


@dataclass(frozen=True)
class Violation:
    """One thing that does not hold, and where."""

    invariant: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.detail} ({self.invariant})"


def violations(store: Store) -> list[Violation]:
    """Everything that breaks an invariant; empty for a sound store. All of it is read at one moment."""
    with store.reading() as cursor:
        return violations_seen_by(cursor)


def violations_seen_by(cursor: Cursor) -> list[Violation]:
    """The same for whatever a cursor reads, such as a backup's file."""
    found = []
    for invariant, sql in INVARIANTS.items():
        found += [Violation(invariant, subject, detail) for subject, detail in cursor.rows(f"{sql} ORDER BY 1, 2")]
    return found
