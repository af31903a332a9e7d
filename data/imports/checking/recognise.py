"""Which table a sheet holds, told by its headings; its file's name decides only between equals."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath

from data.errors import ImportRejected, Rejection
from data.imports.checking.not_yet import refused_columns
from data.imports.checking.tables import TABLES, ImportTable
from data.imports.sheets.given import refused
from data.imports.sheets.hidden import visible_text
from data.imports.sheets.sheet import Sheet


@dataclass(frozen=True)
class Recognised:
    """A sheet's table and where its columns stand: declared name -> position in the file."""

    table: ImportTable
    picked: dict[str, int]
    warnings: tuple[str, ...]


def heading_name(heading: str) -> str:
    """A heading as a column name: case, blanks, hyphens and what nobody sees do not matter."""
    return re.sub(r"[\s\-]+", "_", visible_text(heading).strip().lower())


def recognise(sheet: Sheet, given: Collection[str]) -> Recognised:
    """The table whose columns these are; ``given`` names columns that options stand in for."""
    names = [heading_name(heading) for heading in sheet.headings]
    table = max(TABLES, key=lambda table: _likeness(table, names, given, sheet.file))
    known = [name for name in names if name in table.column_names]
    if len(known) < max(2 - len(given), len(_missing(table, names, given))):
        raise refused(
            sheet.file,
            f"is not a table of ours: its headings are {shown_headings(sheet.headings)}. "
            f"Tables: {', '.join(table.name for table in TABLES)}; a Number Usage Report or a GA4 export also do",
            row=1,
        )
    not_yet = refused_columns(sheet.file, table.name, names)
    if problems := [*_doubled(sheet, names, table), *_lacking(sheet, names, table, given), *not_yet]:
        raise ImportRejected(tuple(problems), len(problems))
    return Recognised(
        table,
        {name: names.index(name) for name in table.column_names if name in names},
        tuple(_unknown(sheet, names, table)),
    )


def _missing(table: ImportTable, names: Collection[str], given: Collection[str]) -> list[str]:
    missing = [c.name for c in table.columns if c.required and c.name not in names and c.name not in given]
    if table.needs_one_of and not any(name in names for name in table.needs_one_of):
        missing.append(" or ".join(table.needs_one_of))
    return missing


def _likeness(table: ImportTable, names: list[str], given: Collection[str], file: str) -> tuple[int, int, int]:
    known = sum(name in table.column_names for name in set(names))
    named = heading_name(PurePath(file).stem).startswith(table.name)
    missing = len(_missing(table, names, given))
    return (2 * known - len(names) - missing + named, -missing, known)


def _doubled(sheet: Sheet, names: list[str], table: ImportTable) -> list[Rejection]:
    return [
        Rejection(sheet.file, 1, name, "", "is there twice; remove one of the two columns")
        for name in sorted({name for name in names if names.count(name) > 1 and name in table.column_names})
    ]


def _lacking(sheet: Sheet, names: list[str], table: ImportTable, given: Collection[str]) -> list[Rejection]:
    spare = [name for name in names if name not in table.column_names]
    lacking = []
    for column in _missing(table, names, given):
        near = difflib.get_close_matches(column, spare, n=1)
        hint = f"; did {near[0]!r} mean it?" if near else ""
        option = {"network_id": " (or --network)", "billing_month": " (or --month)"}.get(column, "")
        lacking.append(
            Rejection(
                sheet.file, 1, column, "",
                f"is missing: the table {table.name} needs it{option}. "
                f"The headings are {shown_headings(sheet.headings)}{hint}",
            )
        )  # fmt: skip
    return lacking


def _unknown(sheet: Sheet, names: list[str], table: ImportTable) -> list[str]:
    warnings = []
    for name, heading in zip(names, sheet.headings, strict=True):
        if name and name not in table.column_names:
            near = difflib.get_close_matches(name, table.column_names - set(names), n=1)
            hint = f"; the nearest one not in the file is {near[0]!r}" if near else ""
            warnings.append(
                f"{sheet.file}: the column {heading!r} is none of the table {table.name} and was left out{hint}."
            )
    return warnings


def shown_headings(headings: list[str]) -> str:
    """The first of a file's headings, each cut short."""
    shown = ", ".join(repr(heading[:40]) for heading in headings[:12])
    return f"{shown} and {len(headings) - 12} more" if len(headings) > 12 else shown
