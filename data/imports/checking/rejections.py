"""The list of what was refused: the first ones in full, all of them counted."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from data.errors import ImportRejected, Rejection
from data.store import Cursor

KEPT = 10_000
ENOUGH = 200_000


class Rejections:
    """Collects over all files of an import, so that one run tells everything that has to be corrected."""

    def __init__(self) -> None:
        self._kept: list[Rejection] = []
        self.count = 0
        self.stopped_early = False

    def add(self, rejection: Rejection) -> None:
        self.count += 1
        if len(self._kept) < KEPT:
            self._kept.append(rejection)

    def add_error(self, error: ImportRejected) -> None:
        for rejection in error.rejections:
            self.add(rejection)

    def add_found(self, cursor: Cursor, count: int, sql: str, files: Sequence[str]) -> None:
        """``sql`` gives (file_index, row_number, column, value, reason); read only as far as it is kept."""
        room = KEPT - len(self._kept)
        if count and room > 0:
            rows = cursor.rows(f"SELECT * FROM ({sql}) AS found ORDER BY 1, 2, 3 LIMIT {room}")
            self._kept.extend(
                Rejection(files[file], row, column, _shown(value), reason) for file, row, column, value, reason in rows
            )
        self.count += count

    @property
    def enough(self) -> bool:
        """So much is wrong that it is the wrong file: nobody is helped by reading on."""
        return self.count >= ENOUGH

    def raise_any(self) -> None:
        if self.count:
            kept = sorted(self._kept, key=lambda rejection: (rejection.file, rejection.row or 0))
            raise ImportRejected(tuple(kept), self.count, stopped_early=self.stopped_early)


def rejections_csv(rejections: Iterable[Rejection]) -> str:
    """The list as a file for a spreadsheet; what would run there as a formula is made plain text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["file", "row", "column", "value", "reason"])
    for rejection in rejections:
        number = rejection.row if rejection.row is not None else ""
        row = [rejection.file, number, rejection.column, rejection.value, rejection.reason]
        writer.writerow([_plain(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def _plain(text: str) -> str:
    harmless = re.fullmatch(r"[+-]?[\d .()-]+", text)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not harmless else text


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 200 else text[:200] + "…"
