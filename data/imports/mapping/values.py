"""Values as other vendors write them, made ours: days and months in any common form, phone numbers of one country."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from dataclasses import dataclass
from typing import Final

_MONTHS: Final = {
    name: place
    for place, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_TIME = r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:[.]\d+)?)?\s*(?P<half>[AaPp][.]?[Mm][.]?)?)?"
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + _TIME + _ZONE)
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})" + _TIME + _ZONE)
_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?[ .-]+)?(?P<name>[A-Za-z]{3,9})[ .,-]+"
    r"(?:(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?[ -]+)?(?P<y>\d{4})" + _TIME + _ZONE
)
_COMPACT = re.compile(r"(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})")
_EPOCH = re.compile(r"1\d{9}(?P<thousandths>\d{3})?")
_FIRST_YEAR, _LAST_YEAR = 1990, 2199
_MONTH_ALONE = re.compile(r"(?P<m>\d{1,2})[/.-](?P<y>\d{4})|(?P<y2>\d{4})[/.-](?P<m2>\d{1,2})")


@dataclass(frozen=True)
class Reading:
    """How one source writes its values; ``network_zone`` is where its days are counted, None where not known."""

    dates: str | None = None
    times_in: str | None = None
    network_zone: str | None = None
    country_code: str | None = None
    thousands: str | None = None

    def day(self, text: str) -> str:
        """The day as 2026-10-05; unchanged where it is none, so that the usual check refuses it with its value."""
        moment = self._moment(text)
        return text if moment is None else moment.isoformat()

    def month(self, text: str) -> str:
        """The month as 2026-10, of a month or of a day in it."""
        if match := _MONTH_ALONE.fullmatch(text):
            year, month = int(match["y"] or match["y2"]), int(match["m"] or match["m2"])
            return f"{year:04}-{month:02}" if 1 <= month <= 12 else text
        if (match := _NAMED.fullmatch(text)) and not match["d1"] and not match["d2"]:
            month = _MONTHS.get(match["name"].lower(), 0)
            return f"{match['y']}-{month:02}" if month else text
        moment = self._moment(text)
        return text if moment is None else f"{moment:%Y-%m}"

    def phone(self, text: str) -> str:
        """With + and the country code, where the source writes its own country's numbers without."""
        digits = re.sub(r"[\s().\-/\u00a0]", "", text)
        if not self.country_code or digits.startswith("+") or not digits.isdigit():
            return text
        code = self.country_code.lstrip("+")
        if digits.startswith("00"):
            return "+" + digits[2:]
        return f"+{code}{digits}" if digits.startswith("0") or not digits.startswith(code) else f"+{digits}"

    def count(self, text: str) -> str:
        """Without thousands separators, where every group has three digits; else as it stands."""
        mark = self.thousands
        if mark and re.fullmatch(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+", text.replace("\u00a0", " ")):
            return re.sub(r"\D", "", text)
        return text

    def _moment(self, text: str) -> dt.date | None:
        if match := _EPOCH.fullmatch(text):
            seconds = int(text) / (1000 if match["thousandths"] else 1)
            return self._in_network(dt.datetime.fromtimestamp(seconds, dt.UTC))
        if match := _COMPACT.fullmatch(text):
            return _date(match["y"], match["m"], match["d"])
        if match := _YEAR_FIRST.fullmatch(text):
            return self._of(match, _date(match["y"], match["m"], match["d"]))
        if match := _YEAR_LAST.fullmatch(text):
            if self.dates not in ("month first", "day first"):
                return None
            month, day = (match["a"], match["b"]) if self.dates == "month first" else (match["b"], match["a"])
            return self._of(match, _date(match["y"], month, day))
        if (match := _NAMED.fullmatch(text)) and (match["d1"] or match["d2"]):
            month = _MONTHS.get(match["name"].lower(), 0)
            return self._of(match, _date(match["y"], str(month), match["d1"] or match["d2"]))
        return None

    def _of(self, match: re.Match[str], day: dt.date | None) -> dt.date | None:
        """The day in the network's zone; without a time, or in no stated zone, it is the day as written."""
        zone = match["zone"] or self.times_in
        if day is None or match["hour"] is None or zone is None:
            return day
        hour = int(match["hour"])
        if match["half"]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if match["half"][0] in "Pp" else 0)
        if hour > 23 or int(match["minute"]) > 59:
            return None
        where = _zone(zone)
        if where is None:
            return None
        return self._in_network(dt.datetime(day.year, day.month, day.day, hour, int(match["minute"]), tzinfo=where))

    def _in_network(self, moment: dt.datetime) -> dt.date | None:
        if self.network_zone is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            return None
        return moment.astimezone(zoneinfo.ZoneInfo(self.network_zone)).date()


def names_a_zone(text: str) -> bool:
    """Whether a time says itself in which zone it is."""
    if _EPOCH.fullmatch(text):
        return True
    match = _YEAR_FIRST.fullmatch(text) or _YEAR_LAST.fullmatch(text) or _NAMED.fullmatch(text)
    return bool(match and match["zone"] and match["hour"])


def _zone(text: str) -> dt.tzinfo | None:
    if match := re.fullmatch(r"([+-])(\d{2}):?(\d{2})", text):
        if int(match[2]) > 14 or int(match[3]) > 59:
            return None
        offset = dt.timedelta(hours=int(match[2]), minutes=int(match[3]))
        return dt.timezone(offset if match[1] == "+" else -offset)
    return zoneinfo.ZoneInfo("UTC" if text in ("Z", "UTC", "GMT") else text)


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
