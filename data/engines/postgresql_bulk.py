"""Many rows into and out of PostgreSQL: Arrow on our side, CSV on the wire, which both sides parse in C.

NULL is an empty field, an empty text a quoted one.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.csv as pa_csv
from psycopg import Column
from psycopg.adapt import Buffer

from data.arrow_kinds import kind_of

BLOCK_BYTES = 1 << 22

_ARROW: dict[str, pa.DataType] = {
    "bool": pa.bool_(),
    "int2": pa.int16(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "float8": pa.float64(),
    "text": pa.string(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}


def column_types(columns: Sequence[Column]) -> pa.Schema:
    """The Arrow types of a result, the same that DuckDB gives for the same tables."""
    return pa.schema([(column.name, _arrow_type(column)) for column in columns])


def create_table(name: str, schema: pa.Schema) -> str:
    """SQL of a temporary table for rows of this schema."""
    columns = ", ".join(f"{field.name} {_sql_type(field.type)}" for field in schema)
    return f"CREATE TEMP TABLE {name} ({columns})"


def csv_of(batch: pa.RecordBatch) -> bytes:
    out = io.BytesIO()
    for place, field in enumerate(batch.schema):
        if pa.types.is_boolean(field.type) or pa.types.is_decimal(field.type):
            batch = batch.set_column(place, field.name, batch.column(place).cast(pa.string()))
    pa_csv.write_csv(batch, out, pa_csv.WriteOptions(include_header=False))
    return out.getvalue()


def read_csv(blocks: Iterable[Buffer], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The rows of what COPY sends."""
    stream = _Stream(blocks)
    if stream.at_end():
        return
    reader = pa_csv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=pa_csv.ReadOptions(column_names=schema.names, block_size=BLOCK_BYTES),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            timestamp_parsers=[pa_csv.ISO8601, "%Y-%m-%d %H:%M:%S"],
        ),
    )
    yield from reader


class _Stream(io.RawIOBase):
    """The blocks as a file to read."""

    def __init__(self, blocks: Iterable[Buffer]) -> None:
        self._blocks = iter(blocks)
        self._left = bytearray()
        self._ended = False

    def at_end(self) -> bool:
        self._fill(1)
        return not self._left

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self._fill(size if size >= 0 else 1 << 62)
        taken = bytes(self._left if size < 0 else self._left[:size])
        del self._left[: len(taken)]
        return taken

    def _fill(self, size: int) -> None:
        while not self._ended and len(self._left) < size:
            block = next(self._blocks, None)
            if block is None:
                self._ended = True
            else:
                self._left += block


def _arrow_type(column: Column) -> pa.DataType:
    if column.type_display.startswith("numeric"):
        return pa.decimal128(column.precision or 38, column.scale or 0)
    return _ARROW[column.type_display]


def _sql_type(column: pa.DataType) -> str:
    kind = kind_of(column)
    if kind == "decimal":
        return f"NUMERIC({column.precision}, {column.scale})"
    if kind is None:
        raise TypeError(f"no PostgreSQL type for {column}")
    return _SQL[kind]


_SQL = {
    "boolean": "BOOLEAN",
    "long integer": "BIGINT",
    "integer": "INTEGER",
    "floating": "DOUBLE PRECISION",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "text": "TEXT",
    "null": "TEXT",
}
