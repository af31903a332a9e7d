"""A GA4 export as traffic: sessions by day or by hour, in the time zone of the GA4 property."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from data.imports.checking.recognise import heading_name
from data.imports.ga4 import words
from data.imports.ga4.blocks import Block, Layout, blocks_of, layout_of
from data.imports.ga4.totals import Ga4Rows, check_totals
from data.imports.sheets.csv_sheet import cut_off
from data.imports.sheets.given import refused
from data.imports.sheets.sheet import Reject, Row, Sheet, batches_of_rows, ignore

_THOUSANDS = re.compile(r"\d{1,3}([,.'’ \u00a0\u202f]\d{3})+")
_WHOLE = re.compile(r"[0-9]{1,18}")
_NTH = re.compile(r"[0-9]{1,5}")
_OURS = {"network_id", "starts_at"}


class Ga4Sheet:
    """The rows of a GA4 export as rows of the table ``traffic``."""

    header_row = 0
    unended = ""

    def __init__(
        self, source: Sheet, block: Block, layout: Layout, comments: Sequence[str], further: Block | None
    ) -> None:
        self._source = source
        self._block = block
        self._layout = layout
        self._further = further
        self._states_days = names_days(comments)
        days = [day for text in comments for stated in words.A_DAY.findall(text) if (day := _day(stated))]
        self.first_day = min(days, default=None)
        self.last_day = max(days, default=None)
        self._range = (min(days), max(days)) if len(days) > 1 else None
        self.headings = ["starts_at", "sessions"]
        self.file = source.file
        self.warnings = source.warnings
        self.preamble: list[str] = []
        self.reject: Reject = ignore

    def share_read(self) -> float:
        return self._source.share_read()

    def batches(self, picked: Mapping[str, int]) -> Iterator[pa.Table]:
        return batches_of_rows(self.raw_rows(), picked)

    def raw_rows(self) -> Iterator[Row]:
        """One row a day or hour; what does not add up to the total that the export states is refused."""
        rows = self._read()
        proven = check_totals(self.file, self._block, self._layout, rows, self.warnings)
        if not proven:
            self._tell_what_is_unproven(rows)
        if self._further:
            self.warnings.append(f"{self.file}: a further table from row {self._further.begins} on was left out.")
        readable = [(row, [at, str(count)]) for at, (row, count) in rows.by_moment.items()]
        yield from sorted([*readable, *rows.odd])

    def _read(self) -> Ga4Rows:
        rows = Ga4Rows()
        layout = self._layout
        width = max(layout.date, layout.sessions, layout.hour or 0) + 1
        for number, values in self._block.rows:
            if len(values) < width:
                raise refused(
                    self.file,
                    f"has {len(values)} values where the header has {len(self._block.headings)}; "
                    "perhaps the file was cut off: export it again",
                    row=number,
                    value=", ".join(values)[:80],
                )
            date, sessions = values[layout.date], _whole(values[layout.sessions])
            if words.says_total(date) or (not date and _is_total(values)):
                rows.add_total(self.file, number, sessions)
                continue
            if date.startswith("("):
                raise refused(
                    self.file,
                    "holds sessions of which GA4 told no day: export a shorter time, or fewer dimensions",
                    row=number,
                    value=date[:80],
                )
            starts_at = self._moment(number, date, values[layout.hour] if layout.hour is not None else "")
            if starts_at and _WHOLE.fullmatch(sessions):
                rows.add(starts_at, number, int(sessions))
            else:
                rows.odd.append((number, [starts_at or date, sessions]))
        return rows

    def _moment(self, number: int, date: str, hour: str) -> str:
        """A day or an hour as the table ``traffic`` has it; empty where the text is none."""
        if self._layout.holds == "nth day":
            moment = self._nth_day(number, date)
        elif re.fullmatch(r"20\d{6}(\d{2})?", date):
            moment = f"{date[:4]}-{date[4:6]}-{date[6:8]}" + (f" {date[8:]}" if date[8:] else "")
        elif self._layout.holds == "month" and re.fullmatch(r"20\d{4}", date):
            moment = f"{date[:4]}-{date[4:]}"
        elif re.fullmatch(r"20\d\d-\d\d-\d\d([ T]\d\d(:00(:00)?)?)?", date):
            moment = date[:13].replace("T", " ")
        else:
            return ""
        day = _day(moment[:10].replace("-", ""))
        if self._range and day and not self._range[0] <= day <= self._range[1]:
            raise refused(
                self.file,
                f"lies outside the days the export states, {self._range[0]} to {self._range[1]}; "
                "perhaps two periods are compared in it: export one",
                row=number,
                value=date,
            )
        return f"{moment} {int(hour):02}" if hour and " " not in moment else moment

    def _nth_day(self, number: int, date: str) -> str:
        if self.first_day is None:
            raise refused(
                self.file,
                "counts days from a start that the file does not state; export it with the dimension Date",
                row=number,
                value=date[:80],
            )
        if not _NTH.fullmatch(date):
            raise refused(self.file, "is no day counted from the start", row=number, value=date[:80])
        return (self.first_day + dt.timedelta(days=int(date))).isoformat()

    def _tell_what_is_unproven(self, rows: Ga4Rows) -> None:
        if self._source.unended:
            self.warnings.append(cut_off(self.file, self._source.unended))
        if not self._states_days or not rows.by_moment:
            return
        last = max(rows.by_moment)[:10]
        ends = f" Its rows end with {last}, and it states {self.last_day}." if last != str(self.last_day) else ""
        self.warnings.append(f"{self.file} has no total row, so nothing tells whether all of its rows are there.{ends}")


def ga4_sheet(sheet: Sheet) -> Ga4Sheet | None:
    """The sheet read as a GA4 export; None where it has no sessions by date."""
    from_ga4 = names_days(sheet.preamble)
    of_sessions = any(words.is_sessions(heading) for heading in sheet.headings)
    if not (from_ga4 or of_sessions) or _OURS & {heading_name(heading) for heading in sheet.headings}:
        return None
    blocks, comments = blocks_of(sheet)
    from_ga4 = names_days(comments)
    for place, block in enumerate(blocks):
        _refuse_overlapping(sheet.file, block)
        if layout := layout_of(sheet.file, block, from_ga4=from_ga4):
            further = blocks[place + 1] if place + 1 < len(blocks) else None
            return Ga4Sheet(sheet, block, layout, comments, further)
    for block in blocks:
        if any(words.is_sessions(heading) for heading in block.headings):
            _refuse_other_times(sheet.file, block)
    return None


def names_days(preamble: Sequence[str]) -> bool:
    """Whether comment lines name start and end dates, as GA4 writes them above every export."""
    return any(words.A_DAY.search(text) for text in preamble)


def _refuse_overlapping(file: str, block: Block) -> None:
    if not any(words.is_sessions(heading) for heading in block.headings):
        return
    for place, heading in enumerate(block.headings):
        if words.plain(heading) in words.OVERLAPPING:
            values = {row[place].lower() for _, row in block.rows if len(row) > place and row[place]}
            if not values <= words.ALL_USERS:
                raise refused(
                    file,
                    "divides its rows so that sessions are counted twice, or only some of them: export it "
                    "without segments, comparisons and compared periods",
                    row=block.header_row,
                    column=heading[:80],
                )


def _refuse_other_times(file: str, block: Block) -> None:
    for heading in block.headings:
        if words.plain(heading) in words.OTHER_TIMES:
            raise refused(
                file,
                "tells no day: export it with the dimension Date or 'Date + hour (YYYYMMDDHH)'",
                row=block.header_row,
                column=heading[:80],
            )


def _is_total(values: Sequence[str]) -> bool:
    """A total row without the word has nothing but figures in it."""
    return any(map(words.says_total, values)) or not any(re.search(r"[^\W\d_]", value) for value in values)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def _whole(text: str) -> str:
    text = text.strip()
    return re.sub(r"\D", "", text) if _THOUSANDS.fullmatch(text) else text.removesuffix(".0")
