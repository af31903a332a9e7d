"""Verifies every invariant of a store."""

from __future__ import annotations

from dataclasses import dataclass

from data.documents.stored import READABLE, unreadable
from data.store import Cursor, Store
from data.upkeep.invariants import INVARIANTS


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
        return violations_within(cursor)


def violations_within(cursor: Cursor) -> list[Violation]:
    """What is wrong as a transaction sees the store, with what it has not committed yet."""
    violated = []
    for invariant, sql in INVARIANTS.items():
        violated += [Violation(invariant, subject, detail) for subject, detail in cursor.rows(f"{sql} ORDER BY 1, 2")]
    violated += [Violation("every saved mapping can be read", "the store", text) for text in _damaged_mappings(cursor)]
    return violated + [Violation(READABLE, subject or "the store", detail) for subject, detail in unreadable(cursor)]


def _damaged_mappings(cursor: Cursor) -> list[str]:
    if not cursor.value("SELECT count(*) FROM file_mappings"):
        return []
    from data.imports.mapping.stored import readable_mappings  # noqa: PLC0415 - what reads files is long in loading

    return readable_mappings(cursor)[1]
