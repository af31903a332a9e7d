"""The tables within a GA4 export, and what each of their columns holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from data.imports.ga4 import words
from data.imports.sheets.given import refused
from data.imports.sheets.hidden import visible_text
from data.imports.sheets.sheet import Row, Sheet

MOST_ROWS = 500_000  # GA4 itself gives at most half of it

Holds = Literal["hour", "day", "month"]
_PATTERNS: tuple[tuple[Holds, re.Pattern[str]], ...] = (
    ("hour", re.compile(r"20\d{8}|20\d\d-\d\d-\d\d[ T]\d\d(:00(:00)?)?")),
    ("day", re.compile(r"20\d{6}|20\d\d-\d\d-\d\d")),
    ("month", re.compile(r"20\d{4}")),
)
_FINENESS = {"hour": 0, "day": 1}
_HOUR_OF_DAY = re.compile(r"[01]?\d|2[0-3]")


@dataclass
class Block:
    """One table: its headings, their row, and its rows; ``begins`` is the row of the comments above it."""

    headings: list[str]
    header_row: int
    begins: int
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """Where a table's columns stand; ``hour`` is a column of its own beside the date."""

    date: int
    holds: Holds | Literal["nth day"]
    sessions: int
    hour: int | None
    others: tuple[int, ...]


def blocks_of(sheet: Sheet) -> tuple[list[Block], list[str]]:
    """The tables of a sheet, divided by empty and comment rows; and all comments."""
    comments = list(sheet.preamble)
    blocks = [Block(sheet.headings, sheet.header_row, sheet.header_row)]
    ended = 0
    count = 0
    for number, cells in sheet.raw_rows():
        values = [visible_text(value).strip() for value in cells]
        if not any(values) or values[0].startswith("#"):
            comments += [text.lstrip("# ").strip() for text in values[:1] if text]
            ended = ended if ended > 0 else number if any(values) else -1
            continue
        if ended and not any(words.A_DAY.match(value) for value in values):
            blocks.append(Block(values, number, ended if ended > 0 else number))
        else:
            blocks[-1].rows.append((number, values))
        ended = 0
        count += 1
        if count > MOST_ROWS:
            raise refused(sheet.file, f"has more than {MOST_ROWS:,} rows of sessions; export a shorter time at once")
    return blocks, comments


def layout_of(file: str, block: Block, *, from_ga4: bool) -> Layout | None:
    """None where the table has no sessions by date; refuses one whose sessions are there more than once."""
    headings = [heading.strip() for heading in block.headings]
    date, holds = _date(block, headings)
    if date is None or holds is None:
        return None
    sessions = [place for place, heading in enumerate(headings) if words.is_sessions(heading)]
    others = [place for place in range(len(headings)) if place != date and _held(block, place) not in ("hour", "day")]
    if not sessions:
        if from_ga4 and len(others) == 1 and any(re.search(r"\d", row[others[0]]) for row in _dated(block)):
            raise refused(
                file,
                "is perhaps the column of sessions, but its heading is not known; call it Sessions",
                row=block.header_row,
                column=headings[others[0]][:80],
            )
        return None
    if len(sessions) > 1:
        raise refused(
            file,
            f"has {len(sessions)} columns of sessions: of segments or of compared periods, whose sessions "
            "overlap or are other ones; export it without them",
            row=block.header_row,
            column=headings[sessions[1]],
        )
    hour = next((place for place in others if _is_hour_of_day(block, place)), None) if holds != "hour" else None
    rest = tuple(place for place in others if place not in (sessions[0], hour))
    return Layout(date, holds, sessions[0], hour, rest)


def _date(block: Block, headings: Sequence[str]) -> tuple[int | None, Holds | Literal["nth day"] | None]:
    """By what a column holds; by its heading where some of its values are wrong, so that they are told."""
    held = {
        place: kind
        for place, heading in enumerate(headings)
        if not words.is_sessions(heading) and (kind := _held(block, place))
    }
    finest = sorted((_FINENESS[kind], place, kind) for place, kind in held.items() if kind != "month")
    if finest:
        return finest[0][1:]
    for place, heading in enumerate(headings):
        if held.get(place) == "month" and words.plain(heading) in words.MONTHS:
            return place, "month"
    for place, heading in enumerate(headings):
        if words.plain(heading) in words.DATES:
            return place, "hour" if "+" in heading else "day"
    for place, heading in enumerate(headings):
        if heading.lower() in words.NTH_DAY:
            return place, "nth day"
    return None, None


def _held(block: Block, place: int) -> Holds | None:
    cells = [row[place] for row in _dated(block) if len(row) > place and row[place]]
    return next((kind for kind, pattern in _PATTERNS if cells and all(map(pattern.fullmatch, cells))), None)


def _dated(block: Block) -> Iterator[list[str]]:
    """The rows without those that say that they are a total."""
    return (row for _, row in block.rows if not any(words.says_total(cell) for cell in row if not cell.isdecimal()))


def _is_hour_of_day(block: Block, place: int) -> bool:
    if words.plain(block.headings[place]) not in words.HOURS:
        return False
    cells = [row[place] for row in _dated(block) if len(row) > place and row[place]]
    return bool(cells) and all(map(_HOUR_OF_DAY.fullmatch, cells))
