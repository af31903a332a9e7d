"""Parquet files: streamed as text from another process, which alone opens them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa

import data
from data.errors import ImportRejected
from data.imports.sheets.given import GivenFile, refused
from data.imports.sheets.hidden import without_hidden
from data.imports.sheets.sheet import ROW_NUMBER, Reject, Row, ignore

_ROOT = Path(data.__file__).parents[1]
_LONGEST_HEADING = 200


class ParquetSheet:
    """A Parquet file has no header row: its first row is row 1."""

    def __init__(self, file: GivenFile) -> None:
        self.file = file.name
        self.warnings: list[str] = []
        self.preamble: list[str] = []
        self.reject: Reject = ignore
        self._given = file
        with self._reader([]) as out:
            told = out.read()
        head = json.loads(told)
        self.headings: list[str] = head["headings"]
        self._row_count: int = head["rows"]
        self._read_rows = 0
        if longest := next((name for name in self.headings if len(name) > _LONGEST_HEADING), None):
            raise refused(file.name, f"is a heading of {len(longest):,} characters", column=longest[:80])

    unended = ""  # a file that was cut off has no end to be opened by
    header_row = 0

    def share_read(self) -> float:
        return self._read_rows / float(max(1, self._row_count))

    def batches(self, picked: Mapping[str, int]) -> Iterator[pa.Table]:
        return without_hidden(self._batches(picked), self)

    def _batches(self, picked: Mapping[str, int]) -> Iterator[pa.Table]:
        self._read_rows = 0
        with self._reader([*picked.values()]) as out:
            for batch in pa.ipc.open_stream(out):
                first = self._read_rows + 1
                self._read_rows += batch.num_rows
                numbers = pa.array(np.arange(first, first + batch.num_rows))
                yield pa.Table.from_arrays([*batch.columns, numbers], names=[*picked, ROW_NUMBER])

    def raw_rows(self) -> Iterator[Row]:
        picked = {str(place): place for place in range(len(self.headings))}
        for table in self._batches(picked):
            columns = [table.column(name).to_pylist() for name in picked]
            for number, *values in zip(table.column(ROW_NUMBER).to_pylist(), *columns, strict=True):
                yield number, ["" if value is None else value for value in values]

    @contextmanager
    def _reader(self, places: Sequence[int]) -> Iterator[IO[bytes]]:
        """What the reading process writes; its refusal, or its death, ends the block as a refusal."""
        with self._given.on_disk() as stream, tempfile.TemporaryFile() as told:
            process = subprocess.Popen(
                [sys.executable, "-m", "data.parquet", *map(str, places)],
                cwd=_ROOT,
                env=os.environ | {"ARROW_DEFAULT_MEMORY_POOL": "system"},
                stdin=stream,
                stdout=subprocess.PIPE,
                stderr=told,
            )
            broken: Exception | None = None
            try:
                assert process.stdout is not None
                yield process.stdout
            except (pa.ArrowException, OSError) as error:
                broken = error  # the stream ended where no end was to be
            except BaseException:
                process.kill()
                raise
            finally:
                if process.stdout:
                    process.stdout.close()
                process.wait()
            if broken or process.returncode:
                raise self._refusal(told) from broken

    def _refusal(self, told: IO[bytes]) -> ImportRejected:
        told.seek(0)
        last = told.read()[-4096:].splitlines()[-1:]
        try:
            reason = json.loads(last[0])
        except (ValueError, IndexError):
            return refused(self.file, "is damaged, or needs more memory than an import may take", row=self._at())
        return refused(self.file, reason["refused"], column=reason["column"][:80], row=reason["row"])

    def _at(self) -> int | None:
        return self._read_rows + 1 if getattr(self, "_read_rows", 0) else None
