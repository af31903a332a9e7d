"""What a CSV file says of itself before its rows: comments, the separator, and the headings; and Excel's text cells."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from data.imports.sheets.given import GivenFile, refused
from data.workbooks import MOST_COLUMNS

DELIMITERS = ",;\t|"
_LONGEST_HEADING = 200
# Excel's own: a first line that names the separator, and cells that shall stay text.
_SEPARATOR = re.compile(r'"?sep=(.)"?[\s,;|]*', re.IGNORECASE)
_TEXT_CELL = re.compile(r'\s*="((?:[^"]|"")*)"\s*')


@dataclass(frozen=True)
class Header:
    """``is_plain`` where it is the first line and nothing but headings."""

    headings: list[str]
    preamble: list[str]
    row: int
    delimiter: str
    is_plain: bool


def header_of(file: GivenFile, codec: str) -> Header:
    """Reads the file's first bytes; refuses a file without headings, or with such as no table has."""
    text = file.head.decode(codec, "replace").removeprefix("\ufeff")
    lines = list(io.StringIO(text, newline=""))
    preamble: list[str] = []
    named = ""
    for place, line in enumerate(lines):
        bare = line.strip().strip('"')
        if not place and (separator := _SEPARATOR.fullmatch(line.rstrip("\r\n"))):
            named = _usable(file, separator[1])
        elif bare.startswith("#") and not _numbers_its_rows(line, named):
            preamble.append(bare.lstrip("# ").strip())
        elif bare.strip(DELIMITERS + named):
            delimiter = named or max(DELIMITERS, key=line.count)
            reader = csv.reader(lines[place:], delimiter=delimiter)
            headings = _headings(file, reader, place + 1)
            plain = place == 0 and reader.line_num == 1
            return Header(headings, preamble, place + 1, delimiter, plain)
    raise refused(file.name, "has no header row")


def _numbers_its_rows(line: str, named: str) -> bool:
    """Whether a line that begins with # is the headings of a list whose first column counts its rows."""
    cells = [cell.strip().strip('"').strip() for cell in line.split(named or max(DELIMITERS, key=line.count))]
    return cells[0] == "#" and any(cells[1:])


def _usable(file: GivenFile, separator: str) -> str:
    if separator.isalnum() or separator in "\"'=\\" or not separator.isascii():
        raise refused(file.name, "names a separator that can be none; save it with commas", row=1, value=separator)
    return separator


def _headings(file: GivenFile, reader: object, row: int) -> list[str]:
    try:
        headings = [heading.strip() for heading in plain_values(next(reader))]  # type: ignore[call-overload]
    except csv.Error as error:
        raise refused(file.name, f"has no header row that could be read ({error})", row=row) from error
    while len(headings) > 1 and not headings[-1]:
        headings.pop()
    longest = max(headings, key=len)
    if len(longest) > _LONGEST_HEADING:
        raise refused(
            file.name,
            f"is a heading of {len(longest):,} characters; a heading has at most {_LONGEST_HEADING}, so this is no "
            "table, or a quote is opened in it and not closed",
            row=row,
            value=longest[:80] + "…",
        )
    if len(headings) > MOST_COLUMNS:
        raise refused(file.name, f"has {len(headings):,} columns; a table may have {MOST_COLUMNS:,}", row=row)
    return headings


def plain_values(values: list[str]) -> list[str]:
    """A row whose cells written as ="text" are that text."""
    return [_plain(value) if '="' in value else value for value in values]


def _plain(value: str) -> str:
    cell = _TEXT_CELL.fullmatch(value)
    return cell[1].replace('""', '"') if cell else value


def plain_column(column: pa.Array) -> pa.Array:
    """``plain_values`` for a column."""
    if not pc.any(pc.match_substring(column, '="')).as_py():
        return column
    return pa.array([None if value is None else _plain(value) for value in column.to_pylist()], pa.string())
