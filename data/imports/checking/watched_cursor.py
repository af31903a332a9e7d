"""A cursor that tells of each of the store's tables before the first statement that writes to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final, Self

from data.store import Cursor

if TYPE_CHECKING:
    import pyarrow as pa

_WRITES: Final = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|TRUNCATE(?: TABLE)?)\s+(\w+)", re.I)


class WatchedCursor:
    """See data.engines.Cursor; ``about_to_write`` is called with the name of a table, once for each."""

    def __init__(self, cursor: Cursor, about_to_write: Callable[[str], None]) -> None:
        self._cursor = cursor
        self._about_to_write = about_to_write
        self._told: set[str] = set()
        self.config = cursor.config
        self.references = cursor.references

    def _watch(self, sql: str) -> str:
        for name in _WRITES.findall(sql):
            if name not in self._told:
                self._told.add(name)
                self._about_to_write(name)
        return sql

    def script(self, sql: str) -> None:
        self._cursor.script(self._watch(sql))

    def execute(self, sql: str, *values: object) -> Self:
        self._cursor.execute(self._watch(sql), *values)
        return self

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._cursor.rows(self._watch(sql), *values)

    def named_rows(self, sql: str, *values: object) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        return self._cursor.named_rows(self._watch(sql), *values)

    def row(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        return self._cursor.row(self._watch(sql), *values)

    def value(self, sql: str, *values: object) -> Any:
        return self._cursor.value(self._watch(sql), *values)

    def changed(self, sql: str, *values: object) -> int:
        return self._cursor.changed(self._watch(sql), *values)

    def batches(self, sql: str) -> pa.RecordBatchReader:
        return self._cursor.batches(sql)

    def relation(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> AbstractContextManager[None]:
        return self._cursor.relation(name, rows)

    def tables(self) -> set[str]:
        return self._cursor.tables()

    def has_table(self, name: str) -> bool:
        return self._cursor.has_table(name)

    def sequences(self) -> dict[str, int]:
        return self._cursor.sequences()
