"""Which dates of a worksheet are shown without a time: in a column of hours such a one is a day, midnight is not."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from xml.etree import ElementTree

from data.workbooks.scan import blocks, column_of, whole

_STYLED = re.compile(rb"<(?:\w+:)?c\b[^>]*\br=[\"']([A-Za-z]{1,3})(\d{1,7})[\"'][^>]*\bs=[\"'](\d{1,6})[\"']")
_DAYS_BUILT_IN = {14, 15, 16, 17}
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def days_shown(archive: zipfile.ZipFile, part: str, columns: Collection[int]) -> set[tuple[int, int]]:
    """The cells (row, column) of these columns, counted from 0, whose format has a day and no time."""
    if not columns or "xl/styles.xml" not in archive.namelist():
        return set()
    days = _styles_of_days(whole(archive, "xl/styles.xml"))
    cells: set[tuple[int, int]] = set()
    for block in blocks(archive, part):
        for letters, row, style in _STYLED.findall(block):
            if int(style) in days and (column := column_of(letters) - 1) in columns:
                cells.add((int(row) - 1, column))
    return cells


def _styles_of_days(styles: bytes) -> set[int]:
    root = ElementTree.fromstring(styles)
    days = {*_DAYS_BUILT_IN}
    for element in root.iter():
        if element.tag.endswith("}numFmt"):
            code = _NOT_SHOWN.sub("", element.get("formatCode", "")).lower()
            if ("y" in code or "d" in code) and not ("h" in code or "s" in code):
                days.add(int(element.get("numFmtId", "-1")))
    formats = next((element for element in root if element.tag.endswith("}cellXfs")), ())
    return {place for place, element in enumerate(formats) if int(element.get("numFmtId", "0")) in days}
