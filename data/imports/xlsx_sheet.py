"""XLSX files: every worksheet is a sheet; a cell becomes the text that a CSV export of it would hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from data.imports.given import GivenFile, refused
from data.imports.sheet import Reject, Row, batches_of_rows, ignore

Cell = Any


class XlsxSheet:
    """One worksheet; its headings are the first row that is neither empty nor a comment that begins with ``#``."""

    def __init__(self, file: str, cells: list[list[Cell]], header_row: int) -> None:
        self.file = file
        self.warnings: list[str] = []
        self.preamble = [_text(row[0]).lstrip("# ").strip() for row in cells[: header_row - 1] if row]
        self.reject: Reject = ignore
        self._cells = cells
        self._header_row = header_row
        self.headings = [_text(cell).strip() for cell in cells[header_row - 1]]
        while len(self.headings) > 1 and not self.headings[-1]:
            self.headings.pop()
        self._read_rows = 0

    def share_read(self) -> float:
        return self._read_rows / len(self._cells)

    def batches(self, picked: Mapping[str, int]) -> Iterator[pa.Table]:
        filled = ((number, values) for number, values in self.raw_rows() if any(values))
        return batches_of_rows(filled, picked)

    def raw_rows(self) -> Iterator[Row]:
        width = len(self.headings)
        days = {place for place in range(width) if self._holds_days(place)}
        for number, cells in enumerate(self._cells[self._header_row :], self._header_row + 1):
            self._read_rows = number
            yield number, [_text(cell, day=place in days) for place, cell in enumerate(cells)]

    def _holds_days(self, place: int) -> bool:
        """A column of dates whose times are all midnight holds days, whatever its cell format says."""
        times = [row[place] for row in self._cells[self._header_row :] if isinstance(row[place], dt.datetime)]
        return all(time == dt.datetime.combine(time.date(), dt.time()) for time in times)


def xlsx_sheets(file: GivenFile) -> list[XlsxSheet]:
    """The worksheets that hold anything, each named after its file and, where there are several, its tab."""
    try:
        with file.open() as stream:
            workbook = CalamineWorkbook.from_filelike(stream)
            tabs = {
                name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names
            }
    except CalamineError as error:
        raise refused(
            file.name, f"cannot be read as a spreadsheet ({error}); save it as XLSX without a password"
        ) from error
    sheets = []
    for name, cells in tabs.items():
        header_row = next((row for row, values in enumerate(cells, 1) if _is_header(values)), None)
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
