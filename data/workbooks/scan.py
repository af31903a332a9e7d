"""A look into a workbook before it is unpacked: how large it is, and which of its cells a reader would lose.

The reader builds every cell of the used range, so one stray cell in the last corner is seventeen thousand million of
them; and it gives an empty cell for an error as well as for a formula that was never worked out.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

MOST_BYTES = 1 << 30
MOST_CELLS = 20_000_000
MOST_PATCHES = 100_000
_BLOCK = 1 << 20
_LONGEST_CELL = 1 << 20
_LONGEST_TEXT = 400_000  # bytes of 32,767 characters at their longest, escaped

_WIDE = re.compile(rb' r="(?:[T-Zt-z]|[A-Za-z]{2})')  # beyond what fits into MOST_CELLS if every row is used
_FILLED = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>\s*<(?:\w+:)?(?:v|is|f)\b")
_PLACE = re.compile(rb"\br=[\"']([A-Za-z]{1,7})(\d{1,9})[\"']")
_ERROR = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)>.*?<(?:\w+:)?v>([^<]{0,40})<", re.DOTALL)
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*(</(?:\w+:)?c>)?"
)
_MERGED = re.compile(rb"<mergeCell ref=\"([A-Z]+\d+):([A-Z]+)(\d+)\"")
_HIDDEN_ROW = re.compile(rb"<row\b[^>]*\shidden=\"(?:1|true)\"")
_NEVER_WORKED_OUT = re.compile(rb"\bfullCalcOnLoad=[\"'](1|true)[\"']")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# A worksheet's texts by (row, column), counted from 0, that stand for what its reader would give as empty.
Patches = dict[tuple[int, int], str]


class Refused(Exception):
    """The workbook cannot be read; the words are the reason."""


@dataclass(frozen=True)
class Worksheet:
    """Where a worksheet stands in the archive, and what its reader does not tell of it.

    ``merged`` are the last rows of merged cells with their places; ``hidden`` counts rows that a filter, say, hides.
    """

    part: str
    patches: Patches = field(default_factory=dict)
    merged: dict[int, str] = field(default_factory=dict)
    hidden: int = 0


def scan(archive: zipfile.ZipFile) -> dict[str, Worksheet]:
    """Refuses what is no workbook or too large a one; else its worksheets by their names."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        kind = "an OpenDocument spreadsheet" if "content.xml" in names else "a ZIP archive that holds no XLSX workbook"
        raise Refused(f"is {kind}; save it as XLSX or CSV")
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MOST_BYTES:
        raise Refused(f"unpacks to {unpacked:,} bytes, and a workbook may have {MOST_BYTES:,}; save the table alone")
    book = whole(archive, "xl/workbook.xml")
    never_worked_out = bool(_NEVER_WORKED_OUT.search(book))
    by_tab: dict[str, Worksheet] = {}
    if "xl/sharedStrings.xml" in names:
        for block in blocks(archive, "xl/sharedStrings.xml"):
            _check_texts(block)
    for tab, part in _parts(archive, book).items():
        if part in names:
            by_tab[tab] = _look(archive, part, tab, never_worked_out=never_worked_out)
    return by_tab


def _parts(archive: zipfile.ZipFile, book: bytes) -> dict[str, str]:
    """Which part of the archive holds which worksheet."""
    relations = ElementTree.fromstring(whole(archive, "xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    sheets = [element for element in ElementTree.fromstring(book).iter() if element.tag.endswith("}sheet")]
    return {
        sheet.get("name", ""): posixpath.normpath(posixpath.join("/xl", targets.get(sheet.get(_RELATION), ""))).lstrip(
            "/"
        )
        for sheet in sheets
    }


def _check_range(archive: zipfile.ZipFile, part: str, tab: str) -> None:
    row, column, far = 0, 0, ""
    for block in blocks(archive, part):
        for attributes in _FILLED.findall(block):
            if (place := _PLACE.search(attributes)) and (int(place[2]) > row or column_of(place[1]) > column):
                row, column = max(row, int(place[2])), max(column, column_of(place[1]))
                far = (place[1] + place[2]).decode()
    if row * column > MOST_CELLS:
        raise Refused(
            f"has a cell as far out as {far} in the worksheet {tab!r}, so that its used range is {row:,} rows by "
            f"{column:,} columns, more than {MOST_CELLS:,} cells; delete what lies beyond the table and save it again"
        )


def _check_texts(block: bytes) -> None:
    if len(block) > _LONGEST_TEXT and max(map(len, block.split(b"<"))) > _LONGEST_TEXT:
        raise Refused(
            "has a cell with more text than the 32,767 characters that a cell may hold; remove it and save again"
        )


def _look(archive: zipfile.ZipFile, part: str, tab: str, *, never_worked_out: bool) -> Worksheet:
    """One pass where a worksheet is too narrow to be large, as nearly all are; else a second one reads its rows."""
    patches: Patches = {}
    merged: dict[int, str] = {}
    hidden = 0
    wide = False
    for block in blocks(archive, part):
        _check_texts(block)
        wide = wide or bool(_WIDE.search(block))
        if b' t="e"' in block:
            for attributes, text in _ERROR.findall(block):
                _put(patches, attributes, text.decode("utf-8", "replace"))
        if b"<f" in block or b":f" in block:
            for attributes, formula, value, end in _FORMULA.findall(block):
                if never_worked_out or value or end:
                    _put(patches, attributes, "=" + html.unescape(formula.decode("utf-8", "replace"))[:80])
        if b"<mergeCell " in block:
            merged |= {int(last): (first + b":" + to + last).decode() for first, to, last in _MERGED.findall(block)}
        if b' hidden="' in block:
            hidden += len(_HIDDEN_ROW.findall(block))
    if wide:
        _check_range(archive, part, tab)
    return Worksheet(part, patches, merged, hidden)


def _put(patches: Patches, attributes: bytes, text: str) -> None:
    place = _PLACE.search(attributes)
    if place is None or len(patches) >= MOST_PATCHES:
        raise Refused("is full of formulas without results, or of errors; save the values alone as XLSX or CSV")
    patches[int(place[2]) - 1, column_of(place[1]) - 1] = text


def column_of(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def whole(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as stream:
        text = stream.read(_BLOCK + 1)
    if len(text) > _BLOCK:
        raise Refused(f"has a {part} of more than {_BLOCK:,} bytes; save the table alone as XLSX or CSV")
    return text


def blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part of the archive in blocks that end between two cells."""
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            block = rest + block
            cut = max(block.rfind(b"<c "), block.rfind(b":c "))
            cut = block.rfind(b"<", 0, cut + 1)
            if cut <= 0 or len(block) - cut > _LONGEST_CELL:
                cut = len(block)
            yield block[:cut]
            rest = block[cut:]
    if rest:
        yield rest
