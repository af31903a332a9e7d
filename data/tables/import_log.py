"""What was imported: one row a file and table, newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.rows import records
from data.store import Cursor


@dataclass(frozen=True)
class ImportedFile:
    imported_at: dt.datetime
    imported_by: str
    as_of: dt.date
    file_name: str
    table_name: str
    row_count: int
    changed_count: int
    notes: str = ""
    taken_back_at: dt.datetime | None = None
    taken_back_by: str | None = None
    taken_back_why: str | None = None


def imported_files(cursor: Cursor, *, most: int) -> list[ImportedFile]:
    sql = """
        SELECT imported_at, imported_by, as_of, file_name, table_name, row_count, changed_count,
               coalesce(notes, '') AS notes, taken_back_at, taken_back_by, taken_back_why
        FROM imports ORDER BY import_id DESC LIMIT $1
    """
    return records(cursor, ImportedFile, sql, most)
