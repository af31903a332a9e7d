"""From files to sheets; what a file is shows in its first bytes, not in its name."""

from __future__ import annotations

from data.imports.sheets.csv_sheet import CsvSheet
from data.imports.sheets.given import GivenFile, refused
from data.imports.sheets.parquet_sheet import ParquetSheet
from data.imports.sheets.sheet import Sheet
from data.imports.sheets.xlsx_sheet import xlsx_sheets

_REFUSED_KINDS = (
    (b"\xd0\xcf\x11\xe0", "is an old or a password-protected Excel file; save it as XLSX without a password"),
    (b"%PDF", "is a PDF; export the figures as CSV, XLSX or Parquet"),
    (b"\x1f\x8b", "is compressed (gzip); unpack it first"),
    (b"DUCK", "is a database; export its tables as CSV or Parquet"),
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF32_MARKS = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")


def sheets_of(file: GivenFile) -> list[Sheet]:
    """The sheets of a file, one for CSV and Parquet; refuses what is none of the three."""
    head = file.head
    if head.startswith(b"PK\x03\x04"):
        return list(xlsx_sheets(file))
    if head.startswith(b"PAR1"):
        return [ParquetSheet(file)]
    for mark, reason in _REFUSED_KINDS:
        if head.startswith(mark) or head[8:12] == mark:
            raise refused(file.name, reason)
    if head.startswith(_UTF32_MARKS):
        raise refused(file.name, "is a text in UTF-32; save it as UTF-8")
    if b"\x00" in head and not head.startswith(_UTF16_MARKS):
        raise refused(file.name, "is neither a text (CSV) nor an XLSX or Parquet file")
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:14].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise refused(file.name, "is a web page, not a table; perhaps the export asked for a sign-in")
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[")):
        raise refused(file.name, "looks like JSON; import CSV, XLSX or Parquet")
    return [CsvSheet(file)]
