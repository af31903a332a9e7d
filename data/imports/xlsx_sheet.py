"""XLSX files: every worksheet is a sheet; a cell becomes the text that a CSV export of it would hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from data.imports.given import GivenFile, refused
from data.imports.sheet import Reject, Row, batches_of_rows, ignore

Cell = Any


class XlsxSheet:
    """One worksheet; its headings are the first row that is neither empty nor a comment that begins with ``#``."""

    def __init__(self, file: str, cells: CalamineSheet, header_row: int) -> None:
        self.file = file
        self.warnings: list[str] = []
        above = list(islice(cells.iter_rows(), header_row))
        self.preamble = [_text(row[0]).lstrip("# ").strip() for row in above[:-1]]
        self.reject: Reject = ignore
        self._cells = cells
        self._header_row = header_row
        self.headings = [_text(cell).strip() for cell in above[-1]]
        while len(self.headings) > 1 and not self.headings[-1]:
            self.headings.pop()
        self._read_rows = 0

    def share_read(self) -> float:
        return self._read_rows / max(1, self._cells.total_height)

    def batches(self, picked: Mapping[str, int]) -> Iterator[pa.Table]:
        filled = ((number, values) for number, values in self.raw_rows() if any(values))
        return batches_of_rows(filled, picked)

    def raw_rows(self) -> Iterator[Row]:
        days = self._columns_of_days()
        for number, cells in enumerate(self._below_header(), self._header_row + 1):
            self._read_rows = number
            yield number, [_text(cell, day=place in days) for place, cell in enumerate(cells)]

    def _below_header(self) -> Iterator[list[Cell]]:
        return islice(self._cells.iter_rows(), self._header_row, None)

    def _columns_of_days(self) -> set[int]:
        """A column of dates whose times are all midnight holds days, whatever its cell format says."""
        days: set[int] = set()
        hours: set[int] = set()
        for row in self._below_header():
            for place, cell in enumerate(row):
                if isinstance(cell, dt.datetime):
                    (days if cell == dt.datetime.combine(cell.date(), dt.time()) else hours).add(place)
        return days - hours


def xlsx_sheets(file: GivenFile) -> list[XlsxSheet]:
    """The worksheets that hold anything, each named after its file and, where there are several, its tab."""
    try:
        with file.open() as stream:
            workbook = CalamineWorkbook.from_filelike(stream)
            tabs = {name: workbook.get_sheet_by_name(name) for name in workbook.sheet_names}
    except CalamineError as error:
        reason = f"cannot be read as a spreadsheet ({error}); save it as XLSX without a password"
        raise refused(file.name, reason) from error
    sheets = []
    for name, cells in tabs.items():
        header_row = next((row for row, values in enumerate(cells.iter_rows(), 1) if _is_header(values)), None)
        if header_row:
            sheets.append(XlsxSheet(f"{file.name} [{name}]" if len(tabs) > 1 else file.name, cells, header_row))
    if not sheets:
        raise refused(file.name, "has no header row: its worksheets are empty")
    return sheets


def _is_header(cells: list[Cell]) -> bool:
    texts = [_text(cell) for cell in cells]
    return any(texts) and not texts[0].startswith("#")


def _text(cell: Cell, *, day: bool = False) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if day else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)
