"""Tells the columns of the Parquet file on standard input, or writes some of them as an Arrow stream of texts."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from data.parquet.text import holds_days, is_readable, texts
from data.workbooks.limits import limit

BATCH_ROWS = 100_000
MOST_MEMORY = 4 << 30
MOST_SECONDS = 3_600
MOST_BYTES = 16 << 30  # unpacked
_MOST_COLUMN_BYTES = 1 << 30  # unpacked, of one column of one row group: what is held at a time
_MOST_ROWS_A_BYTE = 100  # rows that differ take some bits each
_FEW_ROWS = 1_000_000
# What Arrow raises for a file that is not as it says; a text that is no UTF-8 is a ValueError too.
_DAMAGE = (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, MemoryError)


class Refused(Exception):
    """The file cannot be read, because of a column or as a whole."""

    def __init__(self, reason: str, column: str = "", row: int | None = None) -> None:
        super().__init__(reason)
        self.column = column
        self.row = row


def main(places: Sequence[str]) -> int:
    limit(memory=MOST_MEMORY, seconds=MOST_SECONDS)
    try:
        if places:
            _write(sys.stdin.buffer, [int(place) for place in places])
        else:
            _tell(sys.stdin.buffer)
    except Refused as refusal:
        sys.stderr.write(json.dumps({"refused": str(refusal), "column": refusal.column, "row": refusal.row}) + "\n")
        return 2
    return 0


def _tell(file: BinaryIO) -> None:
    try:
        size = file.seek(0, 2)
        file.seek(0)
        with pq.ParquetFile(file) as parquet:
            rows = parquet.metadata.num_rows
            headings = list(parquet.schema_arrow.names)
            _check_sizes(parquet.metadata, size)
    except _DAMAGE as error:
        raise Refused(f"cannot be read as Parquet ({_first_line(error)})") from error
    sys.stdout.write(json.dumps({"headings": headings, "rows": rows}))


def _check_sizes(metadata: pq.FileMetaData, size_bytes: int) -> None:
    groups = [metadata.row_group(place) for place in range(metadata.num_row_groups)]
    columns = [group.column(place) for group in groups for place in range(group.num_columns)]
    unpacked = [column.total_uncompressed_size for column in columns]
    if sum(unpacked) > MOST_BYTES or max(unpacked, default=0) > _MOST_COLUMN_BYTES:
        raise Refused(
            f"unpacks to {sum(unpacked):,} bytes, {max(unpacked):,} of them in one piece of a column; "
            f"write it with row groups of at most {BATCH_ROWS:,} rows"
        )
    if metadata.num_rows > max(_FEW_ROWS, _MOST_ROWS_A_BYTE * size_bytes):
        raise Refused(
            f"has {metadata.num_rows:,} rows in {size_bytes:,} bytes, so nearly all are the same; give each row once"
        )


def _write(file: BinaryIO, places: Sequence[int]) -> None:
    """Columns are named by their place, because a name may be anything."""
    row = 1
    try:
        schema = pq.read_schema(file)
        columns = [schema.names[place] for place in places]
        for name in columns:
            _check_type(schema, name)
        file.seek(0)
        out = pa.schema([(str(place), pa.string()) for place in places])
        # A text that stands in a million rows is unpacked once: its length is looked at before it is repeated.
        repeated = [name for name in columns if _is_text(schema.field(name).type)]
        with (
            pq.ParquetFile(file, read_dictionary=repeated) as parquet,
            pa.ipc.new_stream(sys.stdout.buffer, out) as stream,
        ):
            days = {name for name in columns if holds_days(parquet, name)}
            for batch in parquet.iter_batches(BATCH_ROWS, columns=columns, use_threads=False):
                values = [texts(batch.column(name), days=name in days) for name in columns]
                stream.write_batch(pa.record_batch(values, schema=out))
                row += batch.num_rows
    except _DAMAGE as error:
        raise Refused(f"is damaged ({_first_line(error)})", row=row) from error


def _check_type(schema: pa.Schema, name: str) -> None:
    if schema.names.count(name) > 1:
        raise Refused("is there twice; remove one of the two columns", name)
    kind = schema.field(name).type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        raise Refused(
            f"holds times of the time zone {kind.tz} ({kind}), and the same moment is another day or hour elsewhere; "
            "give the network's own time: a timestamp without time zone, or a date",
            name,
        )
    if not is_readable(kind):
        raise Refused(f"holds {str(kind)[:80]}, not one value a row", name)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
