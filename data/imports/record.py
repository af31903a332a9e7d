"""The record of what was imported, from which file, when and by whom."""

from __future__ import annotations

import datetime as dt

from data.imports.report import FileReport
from data.store import Cursor

_KEEP = """
INSERT INTO imports (
  imported_at, imported_by, as_of, file_name, file_sha256, table_name, row_count, changed_count, notes)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
WHERE $8 > 0 OR NOT EXISTS (SELECT 1 FROM imports WHERE file_sha256 = $5 AND table_name = $6 AND as_of = $3)
"""


def keep_record(
    cursor: Cursor, file: FileReport, sha256: str, notes: str | None, *, imported_by: str, now: dt.datetime
) -> None:
    """One row a file; none for the same file of the same day again where it changed nothing."""
    cursor.execute(
        _KEEP,
        now,
        imported_by,
        file.as_of,
        file.file,
        sha256,
        file.table,
        file.row_count,
        file.changed_count,
        notes,
    )
