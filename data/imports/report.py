"""What an import did, for a page and for a command alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

# How far the import is (0..1), and what it is doing, in words for people.
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class FileReport:
    """One sheet: its table, the date it describes, its rows, and how many rows of the store it changed."""

    file: str
    table: str
    as_of: dt.date
    row_count: int
    changed_count: int


@dataclass(frozen=True)
class ImportReport:
    """The whole import; with ``dry_run`` what it would have done."""

    files: tuple[FileReport, ...]
    warnings: tuple[str, ...]
    dry_run: bool

    @property
    def row_counts(self) -> dict[str, int]:
        """Rows by table."""
        counts: dict[str, int] = {}
        for file in self.files:
            counts[file.table] = counts.get(file.table, 0) + file.row_count
        return counts

    @property
    def changed_count(self) -> int:
        return sum(file.changed_count for file in self.files)
