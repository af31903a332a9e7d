"""From sheets to the incoming tables: each batch is checked as text, then converted, then kept as typed rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from data.errors import ImportRejected, Rejection
from data.imports.checking.addresses import refused_addresses
from data.imports.checking.rejections import Rejections
from data.imports.checking.tables import TABLES, ImportTable
from data.imports.checking.value_kinds import literal, reason, sql_type, value
from data.imports.sheets.sheet import ROW_NUMBER
from data.store import Cursor


@dataclass(frozen=True)
class Staged:
    """What became of one sheet."""

    row_count: int
    columns: frozenset[str]


def create_incoming(cursor: Cursor) -> None:
    """One temporary table an import table; they vanish with the cursor."""
    for table in TABLES:
        columns = ", ".join(f"{column.name} {sql_type(column)}" for column in table.columns)
        cursor.execute(f"CREATE TEMP TABLE incoming_{table.name} (file_index SMALLINT, row_number BIGINT, {columns})")


@dataclass(frozen=True)
class Staging:
    """Takes one sheet in; ``given`` are values that options stand in for columns the file lacks."""

    cursor: Cursor
    table: ImportTable
    file_index: int
    files: Sequence[str]
    given: Mapping[str, str]
    rejections: Rejections

    def take(self, batches: Iterable[pa.Table], *, after_batch: Callable[[], None]) -> Staged:
        """Fills the table's incoming rows, until the batches end or so much is wrong that it is the wrong file."""
        before = self._row_count()
        present: frozenset[str] = frozenset()
        try:
            for batch in batches:
                present = frozenset(batch.column_names) & self.table.column_names
                for row, column, value, why in refused_addresses(self.table, batch):
                    self.rejections.add(Rejection(self.files[self.file_index], row, column, value[:80], why))
                with self.cursor.relation("incoming_batch", trimmed(batch)):
                    self._take_batch(_texts(self.table, present, self.given), present | self.given.keys())
                after_batch()
                if self.rejections.enough:
                    self.rejections.stopped_early = True
                    break
        except ImportRejected as error:
            self.rejections.add_error(error)
        return Staged(self._row_count() - before, present | self.given.keys())

    def _row_count(self) -> int:
        return int(self.cursor.value(f"SELECT count(*) FROM incoming_{self.table.name}"))

    def _take_batch(self, texts: str, columns: Collection[str]) -> None:
        checked = [column for column in self.table.columns if column.name in columns]
        counts = ", ".join(f"count({reason(column, column.name)})" for column in checked)
        counted = self.cursor.row(f"SELECT {counts} FROM ({texts}) AS texts") or ()
        for column, count in zip(checked, counted, strict=True):
            sql = (
                f"SELECT {self.file_index} AS file_index, row_number, {literal(column.name)} AS column_name, "
                f"coalesce({column.name}, '') AS value, {reason(column, column.name)} AS reason "
                f"FROM ({texts}) AS texts WHERE ({reason(column, column.name)}) IS NOT NULL"
            )
            self.rejections.add_found(self.cursor, int(count), sql, self.files)
        refused = {column for column, count in zip(checked, counted, strict=True) if count}
        values = ", ".join(value(column, column.name, is_sound=column not in refused) for column in self.table.columns)
        self.cursor.execute(
            f"INSERT INTO incoming_{self.table.name} "
            f"SELECT {self.file_index}, row_number, {values} FROM ({texts}) AS texts"
        )


def trimmed(batch: pa.Table) -> pa.Table:
    """Texts without blanks around them; nothing but blanks is NULL."""
    for place, name in enumerate(batch.column_names):
        if name != ROW_NUMBER:
            text = pc.utf8_trim_whitespace(batch.column(place))
            batch = batch.set_column(place, name, pc.if_else(pc.equal(text, ""), None, text))
    return batch


def _texts(table: ImportTable, present: frozenset[str], given: Mapping[str, str]) -> str:
    """The batch with every column of the table; a row in which every column of ours is empty is no row."""
    columns = []
    for column in table.columns:
        if column.name in present:
            columns.append(column.name)
        elif column.name in given:
            columns.append(f"{literal(given[column.name])} AS {column.name}")
        else:
            columns.append(f"CAST(NULL AS VARCHAR) AS {column.name}")
    filled = " OR ".join(f"{name} IS NOT NULL" for name in sorted(present)) or "TRUE"
    return f"SELECT row_number, {', '.join(columns)} FROM incoming_batch WHERE {filled}"
