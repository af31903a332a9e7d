"""Where a number was and is: what a list says of it, laid over what the store knows, so that the past stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """A campaign for a static number, a RingPool for a dynamic one."""

    number_type: str
    campaign_id: str
    ring_pool_id: str


@dataclass(frozen=True)
class Span:
    """A number at one place from a day on; ``through`` is its last day there, None while it is there still."""

    place: Place
    start: dt.date
    through: dt.date | None

    def reaches(self, day: dt.date) -> bool:
        return self.through is None or self.through >= day


@dataclass(frozen=True)
class Stated:
    """A row of a list that describes ``as_of``. ``says_through`` is False where the list has no released_on."""

    span: Span
    as_of: dt.date
    says_through: bool = True


class Contradicted(Exception):
    """An older list says otherwise than the store knows as of a later day."""


def merged(stored: Sequence[Span], rows: Sequence[Stated], known_as_of: dt.date | None) -> list[Span]:
    """What is known of one number once these rows are in; raises Contradicted where a later day is known otherwise.

    A row at another place is a move: from its start where that is later than the stored one, else from the list's day.
    A start after the stored end is a new assignment. A row at the same place corrects its days, but never reaches back
    over an assignment before it.
    """
    spans = sorted(stored, key=lambda s: s.start)
    for row in sorted(rows, key=lambda r: r.span.start):
        older = known_as_of is not None and row.as_of < known_as_of
        after = _with(spans, row, known_as_of)
        if older and after != spans and not _is_earlier_stint(spans, after):
            if not _held_then(spans, row):
                raise Contradicted
            continue
        spans = after
    return spans


def _with(spans: list[Span], row: Stated, known_as_of: dt.date | None) -> list[Span]:
    stated = row.span
    known = any(s == stated or (not row.says_through and replace(s, through=None) == stated) for s in spans)
    if known and (stated.through is not None or spans[-1].start == stated.start):
        return spans
    touched = [s for s in spans if s.reaches(stated.start) and (stated.through is None or s.start <= stated.through)]
    if not touched:
        return sorted([*spans, stated], key=lambda s: s.start)
    last = touched[-1]
    before = [s for s in spans if s.start < last.start]
    later = [s for s in spans if s.start > last.start]
    if last.place == stated.place:
        return [*before, *_redated(last, before, row, known_as_of), *later]
    return [*before, *_moved(last, row), *later]


def _redated(last: Span, before: list[Span], row: Stated, known_as_of: dt.date | None) -> list[Span]:
    """A number that stayed at its place: its days as the list has them."""
    stated = row.span
    through = stated.through if row.says_through else last.through
    came_back = known_as_of is not None and last.through is None and stated.start > max(known_as_of, last.start)
    if came_back and known_as_of is not None:
        return [replace(last, through=max(known_as_of, last.start)), replace(stated, through=through)]
    free = not before or not before[-1].reaches(stated.start)
    start = stated.start if free else last.start
    return [Span(last.place, start, through)]


def _moved(last: Span, row: Stated) -> list[Span]:
    """A number that went to another place: the stored assignment ends on the day before."""
    stated = row.span
    if stated.start > last.start:
        start = stated.start
    else:
        start = row.as_of if stated.through is None else min(row.as_of, stated.through)
    there = replace(stated, start=start)
    if start <= last.start:
        return [replace(there, start=last.start)]
    ends = start - _DAY
    return [replace(last, through=ends if last.through is None else min(last.through, ends)), there]


def _is_earlier_stint(before: list[Span], after: list[Span]) -> bool:
    """Whether nothing known was touched: only assignments before the last one were added."""
    return [s for s in after if s in before] == before and all(s.start <= before[-1].start for s in after)


def _held_then(spans: list[Span], row: Stated) -> bool:
    """Whether an older list only lacks what happened after its day."""
    there = [s for s in spans if s.start <= row.as_of and s.reaches(row.as_of)]
    return any(s.place == row.span.place and row.span.start == s.start for s in there) and not (
        row.says_through and row.span.through is not None
    )
