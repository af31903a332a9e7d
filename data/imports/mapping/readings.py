"""Which mapping reads a sheet: the one that was given, else the one that was saved for its headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from data.errors import ImportRejected, Rejection
from data.imports.checking.recognise import heading_name, recognise
from data.imports.checking.tables import BY_NAME, ImportTable
from data.imports.ga4.sheets import ga4_sheet
from data.imports.mapping.document import FileMapping, lacking
from data.imports.mapping.mapped_sheet import MappedSheet, Places
from data.imports.mapping.propose import Proposal, heading_place, propose
from data.imports.mapping.stored import SavedMapping, readable_mappings
from data.imports.number_usage_report import report_columns
from data.imports.sheets.given import GivenFile, refused
from data.imports.sheets.reading import sheets_of
from data.imports.sheets.sheet import Sheet
from data.store import Cursor, Store


@dataclass(frozen=True)
class Readings:
    """The mappings of one import, and what of the store they need to know."""

    explicit: FileMapping | None
    saved: Sequence[SavedMapping]
    network_id: str | None
    places: Places
    damaged: tuple[str, ...] = ()

    @classmethod
    def of(cls, store: Store, explicit: FileMapping | None, network_id: str | None) -> Readings:
        with store.reading() as cursor:
            saved, damaged = readable_mappings(cursor)
            places = _places(cursor) if explicit or saved else Places({}, {})
            return cls(explicit, saved, network_id, places, tuple(damaged))

    def given(self, sheet: Sheet) -> MappedSheet | None:
        """The sheet through the mapping that was given for this import, where it has the mapping's headings."""
        if self.explicit is None or not _has(sheet, self.explicit):
            return None
        self._tell(sheet, f"read by the mapping {self.explicit.source!r}", self.explicit)
        return MappedSheet(sheet, self.explicit, self.network_id, self.places)

    def remembered(self, sheet: Sheet) -> MappedSheet | None:
        """The sheet through the saved mapping whose headings it has: the one with the most of them."""
        fitting = [saved for saved in self.saved if _has(sheet, saved.mapping)]
        if not fitting:
            return None
        most = max(len(saved.mapping.headings) for saved in fitting)
        best = [saved for saved in fitting if len(saved.mapping.headings) == most]
        if len(best) > 1:
            names = " and ".join(repr(saved.mapping.source) for saved in best)
            raise refused(sheet.file, f"could be read by the saved mappings {names} alike; say which (--map FILE)")
        words = f"read by the mapping {best[0].mapping.source!r}, saved by {best[0].saved_by}"
        self._tell(sheet, words, best[0].mapping)
        return MappedSheet(sheet, best[0].mapping, self.network_id, self.places)

    def refusal(self, sheet: Sheet, error: ImportRejected) -> ImportRejected:
        """The refusal of a sheet that is no table of ours, with what can be done about it."""
        if self.explicit is not None:
            without = [h for h in self.explicit.headings if heading_place(sheet.headings, h) is None]
            listed = ", ".join(repr(heading) for heading in without)
            return refused(
                sheet.file,
                f"lacks what the mapping {self.explicit.source!r} reads: {listed}. "
                f"Its headings are {', '.join(repr(heading[:40]) for heading in sheet.headings[:12])}",
                row=sheet.header_row,
            )
        ours = len({name for rejection in error.rejections for name in [rejection.column] if name})
        known = max(sum(h in table.column_names for h in sheet.headings) for table in BY_NAME.values())
        hint = (
            "If it is a file of another vendor, `python -m data import FILE --propose-map` shows how it could be "
            "read, and so does the page Import"
        )
        hint = " ".join([f"{hint}.", *self.damaged]) if self.damaged else hint
        if ours and known < 2:  # a hint to one of our tables would be a guess
            headings = ", ".join(repr(heading[:40]) for heading in sheet.headings[:12])
            reason = f"is not a table of ours: its headings are {headings}. {hint}"
            return refused(sheet.file, reason, row=sheet.header_row)
        first, *rest = error.rejections
        told = Rejection(first.file, first.row, first.column, first.value, f"{first.reason}. {hint}")
        return ImportRejected((told, *rest), error.rejected_count)

    def _tell(self, sheet: Sheet, how: str, mapping: FileMapping) -> None:
        columns = ", ".join(f"{heading!r} as {column}" for heading, column in mapping.columns.items())
        sheet.warnings.append(f"{sheet.file}: {how}: {columns}.")


@dataclass(frozen=True)
class MappedColumns:
    """What a mapped sheet is read as."""

    table: ImportTable
    picked: Mapping[str, int]


def mapped_columns(sheet: MappedSheet, given: Mapping[str, str]) -> MappedColumns:
    """Our columns of a mapped sheet; what the table needs and the mapping does not give is refused."""
    table = BY_NAME[sheet.mapping.table]
    picked = {name: place for place, name in enumerate(sheet.headings) if name in table.column_names}
    if missing := lacking(sheet.mapping, given):
        options = {"network_id": " (or give --network)", "billing_month": " (or give --month)"}
        raise refused(
            sheet.file,
            f"is read as {table.name} by the mapping {sheet.mapping.source!r}, which gives no "
            f"{missing[0]}{options.get(missing[0], '')}: add it under [columns] or [fixed]",
            row=sheet.header_row,
        )
    return MappedColumns(table, picked)


def proposals(
    file: Path | BinaryIO, given: Mapping[str, str] | None = None, *, table: str | None = None
) -> list[Proposal]:
    """How the sheets of a file could be read that are no table or report of ours; none where all are."""
    proposed = []
    for sheet in sheets_of(GivenFile(file)):
        if ga4_sheet(sheet) or report_columns(sheet.headings):
            continue
        try:
            recognise(sheet, given or {})
        except ImportRejected:
            proposed.append(propose(sheet, given=given, table=table))
    return proposed


def _has(sheet: Sheet, mapping: FileMapping) -> bool:
    """Whether a sheet has all headings of a mapping; one that has such a heading twice cannot be read by it."""
    if not all(heading_place(sheet.headings, heading) is not None for heading in mapping.headings):
        return False
    names = [heading_name(heading) for heading in sheet.headings]
    for heading in mapping.headings:
        if names.count(heading_name(heading)) > 1:
            reason = f"is there twice, and the mapping {mapping.source!r} reads it; remove one of the two columns"
            raise refused(sheet.file, reason, row=sheet.header_row, column=heading)
    return True


def _places(cursor: Cursor) -> Places:
    ids: dict[tuple[str, str, str], str] = {}
    for column, table in (("campaign_id", "campaigns"), ("ring_pool_id", "ring_pools")):
        rows = cursor.rows(
            f"SELECT network_id, lower(name), min({column}) FROM {table} WHERE name IS NOT NULL "
            "GROUP BY network_id, lower(name) HAVING count(*) = 1"
        )
        ids |= {(column, network_id, name): place_id for network_id, name, place_id in rows}
        for network_id, place_id in cursor.rows(f"SELECT network_id, {column} FROM {table}"):
            ids.pop((column, network_id, place_id.lower()), None)  # an id is taken as it stands
    zones = dict(cursor.rows("SELECT network_id, time_zone FROM networks"))
    return Places(zones, ids)
