"""XLSX files: every worksheet is a sheet, and another process has read it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

import data
from data.imports.sheets.given import GivenFile, refused
from data.imports.sheets.hidden import without_hidden
from data.imports.sheets.sheet import Reject, Row, batches_of_rows, ignore

_ROOT = Path(data.__file__).parents[1]
_MOST_SECONDS = 600
# How many workbooks are unpacked at a time: their limits of memory hold for each of them.
_READERS = threading.BoundedSemaphore(2)


class _Text:
    """What the reading process wrote, line by line; it goes when the last sheet of it goes."""

    def __init__(self) -> None:
        self.stream: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as a sheet is
        weakref.finalize(self, self.stream.close)

    def lines(self, place: int) -> Iterator[tuple[int, Any]]:
        while True:
            self.stream.seek(place)
            line = self.stream.readline()
            if not line:
                return
            yield place, json.loads(line)
            place += len(line)


class XlsxSheet:
    """One worksheet; its headings are the first row that is neither empty nor a comment that begins with ``#``."""

    def __init__(self, file: str, head: Mapping[str, Any], text: _Text, rows_at: int, rows_end: int) -> None:
        self.file = f"{file} [{head['tab']}]" if head["tab"] else file
        self.warnings: list[str] = []
        if hidden := head["hidden"]:
            rows = "1 row is hidden" if hidden == 1 else f"{hidden:,} rows are hidden"
            self.warnings.append(f"{self.file}: {rows}, by a filter perhaps; what they hold was read too.")
        self.preamble: list[str] = head["preamble"]
        self.headings: list[str] = head["headings"]
        self.header_row: int = head["header_row"]
        self.reject: Reject = ignore
        self._text = text
        self._rows_at = rows_at
        self._rows_end = rows_end
        self._read_to = rows_at

    unended = ""  # an archive that was cut off cannot be opened at all

    def share_read(self) -> float:
        return (self._read_to - self._rows_at) / max(1, self._rows_end - self._rows_at)

    def batches(self, picked: Mapping[str, int]) -> Iterator[pa.Table]:
        filled = ((number, values) for number, values in self.raw_rows() if any(values))
        return without_hidden(batches_of_rows(filled, picked), self)

    def raw_rows(self) -> Iterator[Row]:
        for place, block in self._text.lines(self._rows_at):
            if place >= self._rows_end:
                return
            self._read_to = place
            yield from block


def xlsx_sheets(file: GivenFile) -> list[XlsxSheet]:
    """The worksheets that hold anything, each named after its file and, where there are several, its tab."""
    text = _Text()
    with _READERS:
        ended = _run(file, text.stream)
    heads: list[tuple[dict[str, Any], int]] = []
    end = None
    for place, line in _heads(text):
        if "refused" in line:
            raise refused(file.name, line["refused"])
        if "end" in line:
            end = place
        else:
            heads.append((line, place))
    if end is None:
        raise refused(file.name, f"{ended}; save the table alone, as XLSX or CSV")
    if not heads:
        raise refused(file.name, "has no header row: its worksheets are empty")
    ends = [place for _, place in heads[1:]] + [end]
    return [
        XlsxSheet(file.name, head, text, head["rows_at"], next_at)
        for (head, _), next_at in zip(heads, ends, strict=True)
    ]


def _heads(text: _Text) -> Iterator[tuple[int, dict[str, Any]]]:
    """The lines that are no rows."""
    text.stream.seek(0)
    place = 0
    for line in text.stream:
        if line.startswith(b"{"):
            yield place, {**json.loads(line), "rows_at": place + len(line)}
        place += len(line)


def _run(file: GivenFile, out: IO[bytes]) -> str:
    """Runs the reader; what it says if it did not come to its end."""
    with file.on_disk() as workbook:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "data.workbooks"],
                cwd=_ROOT,
                stdin=workbook,
                stdout=out,
                stderr=subprocess.DEVNULL,
                timeout=_MOST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"takes longer than {_MOST_SECONDS // 60} minutes to read"
    if done.returncode == -24:  # SIGXCPU
        return "takes longer to read than an import may take"
    return "needs more memory to read than an import may take, or is damaged"
