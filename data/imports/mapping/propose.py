"""A proposal how a stranger's file may be read: by known vendors, else by how its headings and values look."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePath
from typing import Final

from data.imports.checking.recognise import heading_name
from data.imports.checking.tables import BY_NAME
from data.imports.mapping import vendors
from data.imports.mapping.document import FileMapping, columns_of, lacking
from data.imports.mapping.values import Reading, names_a_zone
from data.imports.sheets.sheet import Sheet

SAMPLE_ROWS: Final = 200
_MOST_WORDS: Final = 40
_MOST_HEADINGS, _LONGEST_HEADING = 300, 200  # beyond which nobody reads a proposal
_ALIKE: Final = 82  # of 100, by rapidfuzz: "Dialed Numbers" for "dialed number" is above, "Number Name" below
_MOST: Final = 0.8  # of the values that are there must look like what the column holds
_PHONE = re.compile(r"[+(]?\d[\d\s().\-\u00a0]{7,18}\d")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}.*")
_GROUPED = re.compile(r"\d{1,3}([,.' \u00a0])\d{3}(?:\1\d{3})*")
_TABLES: Final = {
    "calls": ("promo_number", "called_on", "campaign_id", "ring_pool_id", "calls", "call_id", "network_id"),
    "usage": ("promo_number", "billing_month", "calls", "campaign", "promo_number_status", "network_id"),
    "numbers": (
        "promo_number", "number_type", "campaign_id", "ring_pool_id", "first_used_on", "released_on", "last_call_on",
        "network_id",
    ),
    "campaigns": ("campaign_id", "name", "campaign_limit", "network_id"),
}  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """A mapping to correct; ``questions`` are what only a person can say, ``rows`` the first ones as they stand."""

    file: str
    mapping: FileMapping
    questions: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: Mapping[str, tuple[str, ...]]

    def words_of(self, heading: str) -> list[str]:
        """The distinct values of a column among the first rows, as far as there are few."""
        return list(self.words.get(heading, ()))


def propose(sheet: Sheet, *, given: Mapping[str, str] | None = None, table: str | None = None) -> Proposal:
    """Looks at the headings and the first rows; ``given`` are values that options stand in for."""
    width = len(sheet.headings)
    rows = [tuple((values + [""] * width)[:width]) for _, values in islice(sheet.raw_rows(), SAMPLE_ROWS)]
    sample = _Sample(sheet.headings, rows)
    known = None if table else _known_vendor(sample)
    mapping = known or _by_look(sample, table or _table(sample), PurePath(sheet.file).stem)
    mapping = _with_words(mapping, sample)
    mapping = replace(
        mapping,
        dates=_order(mapping, sample),
        times_in=mapping.times_in or _times_in(mapping),
        thousands=_thousands(mapping, sample),
    )
    return Proposal(
        sheet.file,
        mapping,
        tuple(_questions(mapping, sample, given or {})),
        tuple(sheet.headings),
        tuple(rows[:5]),
        {heading: tuple(sample.words(heading)[:_MOST_WORDS]) for heading in sample.headings},
    )


class _Sample:
    """The first rows of a sheet, by heading."""

    def __init__(self, headings: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
        self.headings = [h for h in headings if h.strip() and len(h) <= _LONGEST_HEADING][:_MOST_HEADINGS]
        self._places = {heading: place for place, heading in reversed(list(enumerate(headings)))}
        self._rows = rows

    def values(self, heading: str) -> list[str]:
        place = self._places[heading]
        return [text for row in self._rows if (text := row[place].strip())]

    def words(self, heading: str) -> list[str]:
        """The distinct values, each in its first spelling."""
        spellings: dict[str, str] = {}
        for text in self.values(heading):
            spellings.setdefault(text.lower(), text)
        return list(spellings.values())

    def share(self, heading: str, looks: Callable[[str], bool]) -> float:
        values = self.values(heading)
        return sum(map(looks, values)) / len(values) if values else 0.0


def _known_vendor(sample: _Sample) -> FileMapping | None:
    for known in vendors.KNOWN:
        if all(heading in sample.headings for heading in known.headings):
            columns: dict[str, str] = {}
            for heading, ours in known.columns.items():
                if heading in sample.headings and ours not in columns.values():
                    columns[heading] = ours
            only = {heading: words for heading, words in known.only.items() if heading in sample.headings}
            return FileMapping(known.source, known.table, columns, only=only, times_in=known.times_in)
    return None


def _tokens(heading: str) -> set[str]:
    return set(re.split(r"[^a-z0-9]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", heading).lower())) - {""}


def _table(sample: _Sample) -> str:
    tokens = set().union(*(_tokens(heading) for heading in sample.headings))
    phones = [heading for heading in sample.headings if _fits("promo_number", heading, sample)]
    times = [heading for heading in sample.headings if sample.share(heading, _has_time) >= _MOST]
    if tokens & vendors.OF_A_CALL and times:
        return "calls"
    if not phones:
        return "calls" if times else "campaigns"
    if any(_fits("billing_month", h, sample) and _likeness("billing_month", h) >= _ALIKE for h in sample.headings):
        return "usage"
    counts = [h for h in sample.headings if _likeness("calls", h) >= _ALIKE and _fits("calls", h, sample)]
    dated = [h for h in sample.headings if _likeness("first_used_on", h) >= _ALIKE]
    return "usage" if counts and not dated else "numbers"


def _by_look(sample: _Sample, table: str, source: str) -> FileMapping:
    """The best-looking pairs of heading and column first, each used once."""
    pairs = sorted(
        (
            (-_likeness(column, heading), place, heading, column)
            for place, column in enumerate(_TABLES.get(table, columns_of(table)))
            for heading in sample.headings
            if _fits(column, heading, sample)
        ),
    )
    columns: dict[str, str] = {}
    for likeness, _, heading, column in pairs:
        if -likeness >= _ALIKE and heading not in columns and column not in columns.values():
            columns[heading] = column
    if "promo_number" in columns_of(table) and "promo_number" not in columns.values():
        phones = [h for h in sample.headings if h not in columns and _fits("promo_number", h, sample)]
        if len(phones) == 1:
            columns[phones[0]] = "promo_number"
    ordered = {heading: columns[heading] for heading in sample.headings if heading in columns}
    return FileMapping(source, table, ordered)


def _likeness(column: str, heading: str) -> float:
    from rapidfuzz import fuzz

    plain = " ".join(re.split(r"[^a-z0-9]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", heading).lower())).strip()
    names = (column.replace("_", " "), *vendors.SYNONYMS.get(column, ()))
    return max(fuzz.token_sort_ratio(plain, re.sub(r"[^a-z0-9]+", " ", name).strip()) for name in names)


def _fits(column: str, heading: str, sample: _Sample) -> bool:
    """Whether the values may be what the column holds; a column without values may be anything but a number."""
    if column == "promo_number":
        return not _tokens(heading) & vendors.NOT_THE_NUMBER and sample.share(heading, _is_phone) >= _MOST
    kind = next((str(c.kind) for t in BY_NAME.values() for c in t.columns if c.name == column), "text")
    if kind == "count":
        return sample.share(heading, _is_count) >= _MOST
    if kind in ("date", "month"):
        return not sample.values(heading) or sample.share(heading, _is_day) >= _MOST
    if kind == "number type":
        return 0 < len(sample.words(heading)) <= 12
    return sample.share(heading, _is_phone) < _MOST


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text)) and 8 <= sum(map(str.isdigit, text)) <= 15


def _is_count(text: str) -> bool:
    return text.isdigit() or bool(_GROUPED.fullmatch(text))


def _is_day(text: str) -> bool:
    return (
        bool(_YEAR_LAST.fullmatch(text))
        or names_a_zone(text)
        or Reading().month(text) != text
        or bool(re.fullmatch(r"\d{4}-\d{2}(-\d{2}.*)?", text))
    )


def _has_time(text: str) -> bool:
    return names_a_zone(text) or (_is_day(text) and bool(re.search(r"\d{1,2}:\d{2}", text)))


def _with_words(mapping: FileMapping, sample: _Sample) -> FileMapping:
    values = dict(mapping.values)
    by_column = {column: heading for heading, column in mapping.columns.items()}
    if "number_type" in by_column and mapping.table == "numbers":
        words = [w for w in sample.words(by_column["number_type"]) if w.lower() not in ("static", "dynamic")]
        values["number_type"] = {
            word: _nearest(word, {"static": vendors.STATIC_WORDS, "dynamic": vendors.DYNAMIC_WORDS}) for word in words
        }
        values = {column: words for column, words in values.items() if words}
    only = dict(mapping.only)
    if mapping.table == "numbers" and "released_on" not in by_column:
        for heading in sample.headings:
            if heading not in mapping.columns and _tokens(heading) & {"status", "state"} and not only:
                kinds = {"live": vendors.LIVE_WORDS, "gone": vendors.GONE_WORDS}
                live = tuple(word for word in sample.words(heading)[:40] if _nearest(word, kinds) == "live")
                only = {heading: live} if live and len(live) < len(sample.words(heading)) else only
    return replace(mapping, values=values, only=only)


def _nearest(word: str, kinds: Mapping[str, Sequence[str]]) -> str:
    """The kind with the most alike word; '' where none is alike enough to propose."""
    from rapidfuzz import fuzz

    scores = {kind: max(fuzz.token_sort_ratio(word.lower(), alike) for alike in words) for kind, words in kinds.items()}
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] >= _ALIKE and list(scores.values()).count(scores[best]) == 1 else ""


def _day_columns(mapping: FileMapping) -> list[str]:
    kinds = {column.name: column.kind for column in BY_NAME[mapping.table].columns}
    return [heading for heading, column in mapping.columns.items() if kinds.get(column) in ("date", "month")]


def _order(mapping: FileMapping, sample: _Sample) -> str | None:
    """Which of day and month stands first, where some value can be read only one way; None where nobody knows."""
    pairs = [
        (int(match[1]), int(match[2]))
        for heading in _day_columns(mapping)
        for text in sample.values(heading)
        if (match := _YEAR_LAST.fullmatch(text))
    ]
    day_first, month_first = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    if day_first != month_first:
        return "day first" if day_first else "month first"
    return None


def _times_in(mapping: FileMapping) -> str | None:
    return "UTC" if any(_tokens(heading) & {"utc", "gmt"} for heading in _day_columns(mapping)) else None


def _thousands(mapping: FileMapping, sample: _Sample) -> str | None:
    """What separates thousands, where all grouped counts use the same mark."""
    kinds = {column.name: column.kind for column in BY_NAME[mapping.table].columns}
    marks = {
        match[1].replace("\u00a0", " ")
        for heading, column in mapping.columns.items()
        if kinds.get(column) == "count"
        for text in sample.values(heading)
        if (match := _GROUPED.fullmatch(text))
    }
    return marks.pop() if len(marks) == 1 else None


def _questions(mapping: FileMapping, sample: _Sample, given: Mapping[str, str]) -> list[str]:
    questions = [
        f"no column is {name}, and {mapping.table} needs it: name one, or one value for all rows"
        + {"network_id": " (or the network)", "billing_month": " (or the month)"}.get(name, "")
        for name in lacking(mapping, given)
    ]
    names = [heading_name(heading) for heading in sample.headings]
    doubled = [heading for heading in mapping.columns if names.count(heading_name(heading)) > 1]
    questions += [f"the heading {heading!r} is there twice: remove one of the two columns" for heading in doubled]
    for name, words in mapping.values.items():
        questions += [f"what does {word!r} mean for {name}?" for word, ours in words.items() if not ours]
    heading = next((theirs for theirs, ours in mapping.columns.items() if ours == "promo_number"), None)
    if heading and mapping.country_code is None:
        national = next((t for t in sample.values(heading) if re.match(r"\(?0[1-9]", t)), None)
        if national:
            questions.append(f"{national!r} has no country code: say which country's numbers they are, such as 44")
    texts = [text for heading in _day_columns(mapping) for text in sample.values(heading)]
    if mapping.dates is None and (example := next((t for t in texts if _YEAR_LAST.fullmatch(t)), None)):
        questions.append(f"is {example!r} day first or month first?")
    return questions


def heading_place(headings: Sequence[str], heading: str) -> int | None:
    names = [heading_name(text) for text in headings]
    return names.index(heading_name(heading)) if heading_name(heading) in names else None
