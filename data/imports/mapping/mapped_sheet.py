"""A sheet of another vendor seen through its mapping: our headings, our words, our days; the same row numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa

from data.errors import Rejection
from data.imports.checking.recognise import heading_name
from data.imports.checking.tables import BY_NAME
from data.imports.mapping.document import FileMapping
from data.imports.mapping.values import Reading, names_a_zone
from data.imports.sheets.sheet import ROW_NUMBER, Reject, Row, Sheet

_CLOSED = {"number type": ("static", "dynamic"), "boolean": ("true", "false", "yes", "no", "1", "0")}


@dataclass(frozen=True)
class Places:
    """What the store knows that a file may refer to: time zones of networks, and their campaigns and RingPools.

    ``ids`` tells an id from a lower-case name, (column, network, name) -> id, where only one has that name.
    """

    zones: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[tuple[str, str, str], str] = field(default_factory=dict)


class MappedSheet:
    """See data.imports.sheets.sheet.Sheet; a row that the mapping leaves out is counted and told."""

    def __init__(self, sheet: Sheet, mapping: FileMapping, network_id: str | None, places: Places) -> None:
        self._sheet = sheet
        self.mapping = mapping
        self.file = sheet.file
        self.headings = list(mapping.ours)
        self.preamble: list[str] = []
        self.warnings = sheet.warnings
        self.header_row = sheet.header_row
        self._network_id = mapping.fixed.get("network_id") or network_id
        self._places = places
        names = [heading_name(heading) for heading in sheet.headings]
        self._place_of = {heading: names.index(heading_name(heading)) for heading in mapping.headings}

    @property
    def unended(self) -> str:
        return self._sheet.unended

    @property
    def reject(self) -> Reject:
        return self._sheet.reject

    @reject.setter
    def reject(self, take: Reject) -> None:
        self._sheet.reject = take

    def share_read(self) -> float:
        return self._sheet.share_read()

    def batches(self, picked: Mapping[str, int]) -> Iterator[pa.Table]:
        """Our columns by name, whatever our reader calls them; values in our form."""
        theirs = {f"c{place}": place for place in sorted(set(self._place_of.values()))}
        left_out = taken = 0
        wanted = {name: self.headings[place] for name, place in picked.items()}
        for batch in self._sheet.batches(theirs):
            columns = {name: batch.column(name).to_pylist() for name in theirs}
            rows = _Rows(columns, batch.column(ROW_NUMBER).to_pylist(), self._place_of)
            kept = self._kept(rows)
            taken += len(kept)
            left_out += len(rows) - len(kept)
            ours = self._ours(rows, kept)
            arrays = {name: pa.array(ours[column], pa.string()) for name, column in wanted.items()}
            yield pa.table(arrays | {ROW_NUMBER: pa.array([rows.numbers[place] for place in kept], pa.int64())})
        if left_out:
            self._tell_left_out(left_out, taken)

    def _tell_left_out(self, left_out: int, taken: int) -> None:
        words = " and ".join(
            f"{heading} is {' or '.join(repr(word) for word in words)}" for heading, words in self.mapping.only.items()
        )
        if not taken:
            reason = f"no row is left of {left_out:,}: the mapping takes only those where {words}"
            self.reject(Rejection(self.file, None, "", "", reason))
            return
        which = "1 row was" if left_out == 1 else f"{left_out:,} rows were"
        self.warnings.append(f"{self.file}: {which} left out; the mapping takes those where {words}.")

    def raw_rows(self) -> Iterator[Row]:
        picked = {str(place): place for place in range(len(self.headings))}
        for batch in self.batches(picked):
            columns = [batch.column(name).to_pylist() for name in picked]
            for number, *values in zip(batch.column(ROW_NUMBER).to_pylist(), *columns, strict=True):
                yield number, [value or "" for value in values]

    def _kept(self, rows: _Rows) -> list[int]:
        kept: list[int] = list(range(len(rows)))
        for heading, words in self.mapping.only.items():
            taken = {word.strip().lower() for word in words}
            texts = rows.of(heading)
            kept = [place for place in kept if (texts[place] or "").strip().lower() in taken]
        return kept

    def _ours(self, rows: _Rows, kept: list[int]) -> dict[str, list[str | None]]:
        networks = self._networks(rows, kept)
        ours: dict[str, list[str | None]] = {
            column: [self._places.ids.get((column, network, value.lower()), value) for network in networks]
            for column, value in self.mapping.fixed.items()
        }
        for heading, column in self.mapping.columns.items():
            make = self._maker(heading, column)
            theirs = rows.of(heading)
            ours[column] = [
                make(text.strip(), network, rows.numbers[place]) if (text := theirs[place]) and text.strip() else None
                for place, network in zip(kept, networks, strict=True)
            ]
        return _one_place_each(ours) if self.mapping.table == "numbers" else ours

    def _networks(self, rows: _Rows, kept: list[int]) -> list[str]:
        heading = next((theirs for theirs, ours in self.mapping.columns.items() if ours == "network_id"), None)
        if heading is None:
            return [self._network_id or ""] * len(kept)
        words = self._words("network_id")
        texts = rows.of(heading)
        return [words.get((texts[place] or "").strip().lower(), (texts[place] or "").strip()) for place in kept]

    def _words(self, column: str) -> dict[str, str]:
        return {word.strip().lower(): ours for word, ours in self.mapping.values.get(column, {}).items()}

    def _maker(self, heading: str, column: str) -> Callable[[str, str, int], str]:
        kind = self._kinds.get(column, "text")
        words, closed = self._words(column), _CLOSED.get(kind)
        known: dict[tuple[str, str], str] = {}

        def make(text: str, network: str, row: int) -> str:
            if (ours := known.get((text, network))) is not None:
                return ours
            if (ours := words.get(text.lower())) is not None:
                pass
            elif closed and text.lower() not in closed:
                self._refuse(row, heading, text, f"is a word the mapping does not know; say what it means under "
                                                 f"[values.{column}]: {' or '.join(closed[:2])}")  # fmt: skip
                return closed[0]
            else:
                ours = self._converted(kind, column, text, network, row, heading)
            if len(known) < 100_000:
                known[text, network] = ours
            return ours

        return make

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {column.name: str(column.kind) for column in BY_NAME[self.mapping.table].columns}

    def _converted(self, kind: str, column: str, text: str, network: str, row: int, heading: str) -> str:
        zone = self._places.zones.get(network)
        mapping = self.mapping
        reading = Reading(mapping.dates, mapping.times_in, zone, mapping.country_code, mapping.thousands)
        if kind == "phone":
            return reading.phone(text)
        if kind in ("count", "big count"):
            return reading.count(text)
        if kind in ("date", "month"):
            if zone is None and (names_a_zone(text) or self.mapping.times_in):
                self._refuse(
                    row, heading, text,
                    "is a time in a stated zone, and the network's own is not known here, so neither is its day; "
                    "name the network (--network ID), and import it first",
                )  # fmt: skip
            return reading.day(text) if kind == "date" else reading.month(text)
        return self._places.ids.get((column, network, text.lower()), text)

    def _refuse(self, row: int, heading: str, text: str, reason: str) -> None:
        self.reject(Rejection(self.file, row, heading, text[:200], reason))


class _Rows:
    """One batch of their columns, by heading."""

    def __init__(self, columns: dict[str, list[Any]], numbers: list[int], place_of: Mapping[str, int]) -> None:
        self._columns = columns
        self._place_of = place_of
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def of(self, heading: str) -> list[str | None]:
        return self._columns[f"c{self._place_of[heading]}"]


def _one_place_each(columns: dict[str, list[str | None]]) -> dict[str, list[str | None]]:
    """Others give every number a campaign; here a dynamic number lives in a RingPool, and a static one does not."""
    types = columns.get("number_type")
    if types is None:
        return columns
    for column, elsewhere in (("campaign_id", "dynamic"), ("ring_pool_id", "static")):
        if column in columns:
            columns[column] = [
                None if (kind or "").lower() == elsewhere else text
                for text, kind in zip(columns[column], types, strict=True)
            ]
    return columns
