"""Reads the workbook on standard input, within limits of memory and time that end this process and no other."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from data.workbooks import LONGEST_TEXT, MOST_COLUMNS
from data.workbooks.cells import Cell, columns_of_hours, text
from data.workbooks.limits import limit
from data.workbooks.scan import Patches, Refused, Worksheet, scan
from data.workbooks.styles import days_shown

MOST_MEMORY = 2 << 30
MOST_SECONDS = 120
_BLOCK_ROWS = 1_000


def main() -> int:
    limit(memory=MOST_MEMORY, seconds=MOST_SECONDS)
    try:
        _read(sys.stdin.buffer)
    except Refused as refusal:
        _say({"refused": str(refusal)})
    except MemoryError:
        return 1
    except zipfile.BadZipFile as error:
        _say({"refused": f"cannot be read as a spreadsheet ({error}); save it as XLSX without a password"})
    except BaseException as error:  # noqa: BLE001 - a panic of the reader is no ordinary exception
        _say({"refused": f"cannot be read as a spreadsheet ({_first_line(error)}); save it as XLSX without a password"})
    sys.stdout.flush()
    return 0


def _read(file: BinaryIO) -> None:
    from python_calamine import CalamineWorkbook

    with zipfile.ZipFile(file) as archive:
        worksheets = scan(archive)
        file.seek(0)
        workbook = CalamineWorkbook.from_filelike(file)
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            own = worksheets.get(name, Worksheet(""))
            head = _head(_patched(sheet.iter_rows(), own.patches))
            if head:
                _check_merged(own, int(head["header_row"]), name)
                _say({"tab": name if len(workbook.sheet_names) > 1 else "", "hidden": own.hidden, **head})
                _tell_rows(archive, sheet.iter_rows, own, int(head["header_row"]))
    _say({"end": True})


def _head(rows: Iterator[list[Cell]]) -> dict[str, Any]:
    """The headings and what stands above them; nothing where the worksheet is empty."""
    above: list[str] = []
    for number, cells in enumerate(rows, 1):
        texts = [text(cell).strip() for cell in cells]
        if any(texts) and not texts[0].startswith("#"):
            while len(texts) > 1 and not texts[-1]:
                texts.pop()
            if len(texts) > MOST_COLUMNS:
                raise Refused(f"has {len(texts):,} columns; a table may have {MOST_COLUMNS:,}")
            return {"header_row": number, "preamble": above, "headings": texts}
        above.append(texts[0].lstrip("# ").strip() if texts else "")
    return {}


def _check_merged(own: Worksheet, header_row: int, name: str) -> None:
    """Titles above the headings may be merged; of a merged cell below them only the first one holds the value."""
    if place := next((place for last, place in sorted(own.merged.items()) if last > header_row), None):
        raise Refused(
            f"has merged cells in the worksheet {name!r} ({place}), of which only the first holds the value; "
            "unmerge them, and fill in what each row says"
        )


def _tell_rows(
    archive: zipfile.ZipFile, rows: Callable[[], Iterator[list[Cell]]], own: Worksheet, header_row: int
) -> None:
    hours = columns_of_hours(islice(rows(), header_row, None))
    days = days_shown(archive, own.part, hours)
    below = enumerate(islice(_patched(rows(), own.patches), header_row, None), header_row)
    while block := list(islice(below, _BLOCK_ROWS)):
        _say(
            [
                [
                    row + 1,
                    [text(cell, hour=place in hours and (row, place) not in days) for place, cell in enumerate(cells)],
                ]
                for row, cells in block
            ]
        )


def _patched(rows: Iterator[list[Cell]], patches: Patches) -> Iterator[list[Cell]]:
    if not patches:
        yield from rows
        return
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), put in patches.items():
        by_row.setdefault(row, {})[column] = put
    for row, cells in enumerate(rows):
        for column, put in by_row.get(row, {}).items():
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = put
        yield cells


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:LONGEST_TEXT]


if __name__ == "__main__":
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", write_through=False)
    sys.exit(main())
