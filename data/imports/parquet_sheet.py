"""Parquet files: streamed, each typed column as the text that a CSV export of it would hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.imports.given import GivenFile, refused
from data.imports.sheet import BATCH_ROWS, ROW_NUMBER, Reject, Row, ignore


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
        except (pa.ArrowInvalid, OSError) as error:
            raise refused(file.name, f"cannot be read as Parquet ({str(error).splitlines()[0]})") from error
        self.headings = list(self._schema.names)
        self._read_rows = 0

    def share_read(self) -> float:
        return self._read_rows / float(max(1, self._row_count))

    def batches(self, picked: Mapping[str, int]) -> Iterator[pa.Table]:
        columns = [self.headings[place] for place in picked.values()]
        for name in columns:
            if pa.types.is_nested(self._schema.field(name).type) or pa.types.is_binary(self._schema.field(name).type):
                raise refused(self.file, f"holds {self._schema.field(name).type}, not one value a row", column=name)
        self._read_rows = 0
        try:
            with self._given.open() as stream, pq.ParquetFile(stream) as parquet:
                days = {name for name in columns if self._holds_days(parquet, name)}
                for batch in parquet.iter_batches(BATCH_ROWS, columns=columns, use_threads=False):
                    first = self._read_rows + 1
                    self._read_rows += batch.num_rows
                    values = [_texts(batch.column(name), name in days) for name in columns]
                    numbers = pa.array(np.arange(first, first + batch.num_rows))
                    yield pa.Table.from_arrays([*values, numbers], names=[*picked, ROW_NUMBER])
        except (pa.ArrowInvalid, OSError) as error:
            raise refused(self.file, f"is damaged ({str(error).splitlines()[0]})", row=self._read_rows + 1) from error

    def raw_rows(self) -> Iterator[Row]:
        picked = {str(place): place for place in range(len(self.headings))}
        for table in self.batches(picked):
            columns = [table.column(name).to_pylist() for name in picked]
            for number, *values in zip(table.column(ROW_NUMBER).to_pylist(), *columns, strict=True):
                yield number, ["" if value is None else value for value in values]

    def _holds_days(self, parquet: pq.ParquetFile, name: str) -> bool:
        """A column of timestamps that are all midnight holds days: dataframes know no other date."""
        if not pa.types.is_timestamp(self._schema.field(name).type):
            return False
        times = parquet.read([name]).column(name)
        return bool(pc.all(pc.equal(times, pc.floor_temporal(times, unit="day"))).as_py() is not False)


def _texts(values: pa.Array, days: bool) -> pa.Array:
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_timestamp(values.type):
        return pc.strftime(values, format="%Y-%m-%d" if days else "%Y-%m-%d %H:%M:%S")
    if pa.types.is_floating(values.type):
        whole = pc.and_(pc.equal(values, pc.round(values)), pc.less(pc.abs(values), 1e15))
        if pc.all(whole).as_py() is not False:
            values = values.cast(pa.int64())
    return values.cast(pa.string())
