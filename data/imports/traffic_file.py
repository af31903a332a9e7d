"""A GA4 export read for a look: its sessions by day or hour, and nothing is stored."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import BinaryIO

from data.errors import ImportRejected, Rejection
from data.imports.checking.recognise import shown_headings
from data.imports.ga4.sheets import Ga4Sheet, ga4_sheet
from data.imports.sheets.given import GivenFile, refused
from data.imports.sheets.reading import sheets_of
from data.records import TrafficRow

_MOST_REJECTIONS = 20
_WHOLE = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True)
class TrafficFile:
    """The rows of one GA4 export, all of one grain, oldest first."""

    file: str
    rows: tuple[TrafficRow, ...]
    warnings: tuple[str, ...]


def read_traffic_file(file: BinaryIO) -> TrafficFile:
    """Raises ImportRejected, with row, value and the way out, for what is no GA4 export of sessions by date."""
    handed = GivenFile(file)
    for sheet in sheets_of(handed):
        if ga4 := ga4_sheet(sheet):
            return _read(ga4)
        headings = shown_headings(sheet.headings)
    raise refused(
        handed.name,
        "has no sessions by date: export it from GA4 with the dimension Date or 'Date + hour (YYYYMMDDHH)' and the "
        f"metric Sessions; its headings are {headings}",
    )


def _read(sheet: Ga4Sheet) -> TrafficFile:
    rows: list[TrafficRow] = []
    wrong: list[Rejection] = []
    for number, (starts_at, sessions) in sheet.raw_rows():
        moment = _moment(starts_at)
        if moment is None:
            wrong.append(Rejection(sheet.file, number, "Date", starts_at, "is no day (20260501) or hour (2026050113)"))
        elif not _WHOLE.fullmatch(sessions):
            wrong.append(Rejection(sheet.file, number, "Sessions", sessions, "is no whole number of sessions"))
        else:
            rows.append(TrafficRow("hour" if " " in starts_at else "day", moment, int(sessions)))
    if len({row.grain for row in rows}) > 1:
        wrong.append(Rejection(sheet.file, None, "Date", "", "mixes days and hours; export one of them"))
    if wrong:
        raise ImportRejected(tuple(wrong[:_MOST_REJECTIONS]), len(wrong))
    if not rows:
        raise refused(sheet.file, "has headings but no sessions below them; widen the export's dates")
    return TrafficFile(sheet.file, tuple(sorted(rows, key=lambda row: row.starts_at)), tuple(sheet.warnings))


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None
