"""Parquet files: streamed, each typed column as the text that a CSV export of it would hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from data.imports.given import GivenFile, refused
from data.imports.hidden import without_hidden
from data.imports.parquet_text import holds_days, is_readable, texts
from data.imports.sheet import BATCH_ROWS, ROW_NUMBER, Reject, Row, ignore

MOST_BYTES = 16 << 30  # unpacked
_MOST_COLUMN_BYTES = 1 << 30  # unpacked, of one column of one row group: what is held at a time
_MOST_ROWS_A_BYTE = 100  # rows that differ take some bits each
_FEW_ROWS = 1_000_000


class ParquetSheet:
    """A Parquet file has no header row: its first row is row 1."""

    def __init__(self, file: GivenFile) -> None:
        self.file = file.name
        self.warnings: list[str] = []
        self.preamble: list[str] = []
        self.reject: Reject = ignore
        self._given = file
        try:
            with file.open() as stream, pq.ParquetFile(stream) as parquet:
                self._schema = parquet.schema_arrow
                self._row_count = parquet.metadata.num_rows
                self.headings = list(self._schema.names)
                self._check_sizes(parquet.metadata)
        except _DAMAGE as error:
            raise refused(file.name, f"cannot be read as Parquet ({_first_line(error)})") from error
        self._read_rows = 0

    def _check_sizes(self, metadata: pq.FileMetaData) -> None:
        groups = [metadata.row_group(place) for place in range(metadata.num_row_groups)]
        columns = [group.column(place) for group in groups for place in range(group.num_columns)]
        unpacked = [column.total_uncompressed_size for column in columns]
        if sum(unpacked) > MOST_BYTES or max(unpacked, default=0) > _MOST_COLUMN_BYTES:
            raise refused(
                self.file,
                f"unpacks to {sum(unpacked):,} bytes, {max(unpacked):,} of them in one piece of a column; "
                f"write it with row groups of at most {BATCH_ROWS:,} rows",
            )
        if self._row_count > max(_FEW_ROWS, _MOST_ROWS_A_BYTE * self._given.size_bytes):
            raise refused(
                self.file,
                f"has {self._row_count:,} rows in {self._given.size_bytes:,} bytes, so nearly all are the same; "
                "give each row once",
            )

    unended = ""  # a file that was cut off has no end to be opened by
    header_row = 0

    def share_read(self) -> float:
        return self._read_rows / float(max(1, self._row_count))

    def batches(self, picked: Mapping[str, int]) -> Iterator[pa.Table]:
        return without_hidden(self._batches(picked), self)

    def _batches(self, picked: Mapping[str, int]) -> Iterator[pa.Table]:
        columns = [self.headings[place] for place in picked.values()]
        for name in columns:
            self._check_type(name)
        self._read_rows = 0
        try:
            with (
                self._given.open() as stream,
                # A text that stands in a million rows is unpacked once: its length is looked at before it is repeated.
                pq.ParquetFile(stream, read_dictionary=[name for name in columns if self._is_text(name)]) as parquet,
            ):
                days = {name for name in columns if holds_days(parquet, name)}
                for batch in parquet.iter_batches(BATCH_ROWS, columns=columns, use_threads=False):
                    first = self._read_rows + 1
                    self._read_rows += batch.num_rows
                    values = [texts(batch.column(name), days=name in days) for name in columns]
                    numbers = pa.array(np.arange(first, first + batch.num_rows))
                    yield pa.Table.from_arrays([*values, numbers], names=[*picked, ROW_NUMBER])
        except _DAMAGE as error:
            raise refused(self.file, f"is damaged ({_first_line(error)})", row=self._read_rows + 1) from error

    def raw_rows(self) -> Iterator[Row]:
        picked = {str(place): place for place in range(len(self.headings))}
        for table in self._batches(picked):
            columns = [table.column(name).to_pylist() for name in picked]
            for number, *values in zip(table.column(ROW_NUMBER).to_pylist(), *columns, strict=True):
                yield number, ["" if value is None else value for value in values]

    def _check_type(self, name: str) -> None:
        if self.headings.count(name) > 1:
            raise refused(self.file, "is there twice; remove one of the two columns", column=name)
        kind = self._schema.field(name).type
        if pa.types.is_timestamp(kind) and kind.tz is not None:
            raise refused(
                self.file,
                f"holds times of the time zone {kind.tz} ({kind}), and the same moment is another day or hour "
                "elsewhere; give the network's own time: a timestamp without time zone, or a date",
                column=name,
            )
        if not is_readable(kind):
            raise refused(self.file, f"holds {kind}, not one value a row", column=name)

    def _is_text(self, name: str) -> bool:
        kind = self._schema.field(name).type
        return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


# What Arrow raises for a file that is not as it says; a text that is no UTF-8 is a ValueError too.
_DAMAGE = (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, MemoryError)


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
