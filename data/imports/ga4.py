"""A GA4 export as traffic: sessions by day or by hour, in the time zone of the GA4 property."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from data.imports.sheet import Reject, Row, Sheet, batches_of_rows, ignore

# GA4 writes its headings in the language of whoever exports.
_DATES = {"date", "datum", "fecha", "data", "dato", "päivämäärä", "дата", "tarih", "日付", "日期", "날짜"}
_SESSIONS = {
    *("sessions", "sitzungen", "sesiones", "sessioni", "sessões", "sessies", "sessioner", "økter", "istunnot"),
    *("sesje", "сеансы", "oturumlar", "セッション", "セッション数", "会话数", "세션수"),
}
_TOTALS = (
    *("total", "totaal", "gesamt", "summe", "suma", "somma", "razem", "sammanlagt", "yhteensä", "toplam", "celkem"),
    *("итог", "合計", "总计", "總計", "합계"),
)
_NTH_DAY = ("nth day", "tag n", "día n", "jour n")
_THOUSANDS = re.compile(r"\d{1,3}([,.'’ \u00a0\u202f]\d{3})+")
_DAY = re.compile(r"20\d{6}")


class Ga4Sheet:
    """The rows of a GA4 export as rows of the table ``traffic``."""

    def __init__(self, source: Sheet, date_place: int, sessions_place: int) -> None:
        self._source = source
        self.headings = ["starts_at", "sessions"]
        self._date_place = date_place
        self._sessions_place = sessions_place
        self._nth_day = source.headings[date_place].strip().lower() in _NTH_DAY
        days = [dt.date.fromisoformat(day) for text in source.preamble for day in _DAY.findall(text)]
        self.first_day = min(days, default=None)
        self.last_day = max(days, default=None)
        self.file = source.file
        self.warnings = source.warnings
        self.preamble: list[str] = []
        self.reject: Reject = ignore

    def share_read(self) -> float:
        return self._source.share_read()

    def batches(self, picked: Mapping[str, int]) -> Iterator[pa.Table]:
        return batches_of_rows(self.raw_rows(), picked)

    def raw_rows(self) -> Iterator[Row]:
        """One row a day or hour: further dimensions are added up, total rows are compared and left out."""
        found: dict[str, tuple[int, int]] = {}
        odd: list[Row] = []
        total = None
        for number, values in self._table():
            date, sessions = values[self._date_place].strip(), _whole(values[self._sessions_place])
            if not date or any(word in date.lower() for word in _TOTALS):
                total = int(sessions) if total is None and sessions.isdigit() else total
                continue
            starts_at = self._moment(date)
            if sessions.isdigit() and starts_at != date:
                first, before = found.get(starts_at, (number, 0))
                found[starts_at] = (first, before + int(sessions))
            else:
                odd.append((number, [starts_at, sessions]))
        if total is not None and total != sum(sessions for _, sessions in found.values()):
            self.warnings.append(
                f"{self.file}: its rows add up to {sum(s for _, s in found.values()):,} sessions, its total row says "
                f"{total:,}; perhaps the export was cut off or sampled."
            )
        yield from sorted([*((row, [at, str(count)]) for at, (row, count) in found.items()), *odd])

    def _table(self) -> Iterator[Row]:
        """The rows of the export's first table; an empty or a comment row ends it."""
        begun = False
        rows = self._source.raw_rows()
        for number, values in rows:
            if len(values) <= max(self._date_place, self._sessions_place) or not any(values):
                if begun:
                    break
                continue
            begun = True
            yield number, values
        if further := next((number for number, values in rows if any(values)), None):
            self.warnings.append(f"{self.file}: a further table from row {further} on was left out.")

    def _moment(self, date: str) -> str:
        if self._nth_day and date.isdigit() and self.first_day:
            return (self.first_day + dt.timedelta(days=int(date))).isoformat()
        if re.fullmatch(r"20\d{6}(\d{2})?", date):
            day = f"{date[:4]}-{date[4:6]}-{date[6:8]}"
            return f"{day} {date[8:]}" if date[8:] else day
        return date


def ga4_sheet(sheet: Sheet) -> Ga4Sheet | None:
    """The sheet read as a GA4 export; None where it has no date and sessions in GA4's words."""
    headings = [heading.strip().lower() for heading in sheet.headings]
    dates = [place for place, heading in enumerate(headings) if _is_date(heading, sheet.preamble)]
    sessions = [place for place, heading in enumerate(headings) if heading.replace(" ", "") in _SESSIONS]
    return Ga4Sheet(sheet, dates[0], sessions[0]) if dates and sessions else None


def names_days(preamble: Sequence[str]) -> bool:
    """Whether comment lines name start and end dates, as GA4 writes them above every export."""
    return any(_DAY.search(text) for text in preamble)


def _is_date(heading: str, preamble: Sequence[str]) -> bool:
    return heading.split("+", maxsplit=1)[0].strip() in _DATES or (heading in _NTH_DAY and names_days(preamble))


def _whole(text: str) -> str:
    text = text.strip()
    return re.sub(r"\D", "", text) if _THOUSANDS.fullmatch(text) else text.removesuffix(".0")
