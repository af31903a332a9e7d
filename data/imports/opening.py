"""From the files that were handed in to the sheets of an import, each with its table, in the order they are loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from data.errors import ImportRejected
from data.imports.checking.recognise import recognise, shown_headings
from data.imports.checking.rejections import Rejections
from data.imports.checking.tables import BY_NAME, TABLES, ImportTable
from data.imports.ga4.sheets import Ga4Sheet, ga4_sheet, names_days
from data.imports.mapping.mapped_sheet import MappedSheet
from data.imports.mapping.readings import Readings, mapped_columns
from data.imports.number_usage_report import ReportColumns, report_columns, usage_columns
from data.imports.sheets.given import GivenFile, refused
from data.imports.sheets.reading import sheets_of
from data.imports.sheets.sheet import Sheet


@dataclass
class Incoming:
    """One sheet on its way in; ``own_date`` is the day it says itself that it describes."""

    sheet: Sheet
    table: ImportTable
    picked: Mapping[str, int]
    given: Mapping[str, str]
    sha256: str
    own_date: dt.date | None = None
    report: ReportColumns | None = None
    as_of: dt.date = dt.date.min
    row_count: int = 0
    columns: frozenset[str] = field(default_factory=frozenset)


def stand_ins(network_id: str | None, month: dt.date | None) -> dict[str, str]:
    """What stands in for columns that a file lacks."""
    texts = {"network_id": network_id, "billing_month": f"{month:%Y-%m}" if month else None}
    return {name: text for name, text in texts.items() if text}


def open_files(
    files: Sequence[Path | BinaryIO], given: Mapping[str, str], rejections: Rejections, readings: Readings
) -> list[Incoming]:
    """Recognises every sheet of every file; ``given`` are values for columns that a file may lack."""
    incoming: list[Incoming] = []
    for file in files:
        try:
            handed = GivenFile(file)
            sheets = sheets_of(handed)
            known = [_recognised(sheet, given, readings) for sheet in sheets]
        except ImportRejected as error:
            rejections.add_error(error)
            continue
        fingerprint = handed.sha256()
        for recognised in known:
            recognised.sha256 = fingerprint
        incoming += known
    if readings.explicit and incoming and not any(isinstance(recognised.sheet, MappedSheet) for recognised in incoming):
        incoming[0].sheet.warnings.append(
            f"The mapping {readings.explicit.source!r} was not needed: every file is a table or a report of ours."
        )
    order = {table.name: place for place, table in enumerate(TABLES)}
    return sorted(incoming, key=lambda recognised: order[recognised.table.name])


def _recognised(sheet: Sheet, given: Mapping[str, str], readings: Readings) -> Incoming:
    if mapped := readings.given(sheet):
        return _mapped(mapped, given)
    if ga4 := ga4_sheet(sheet):
        return _traffic(ga4, given)
    if report := report_columns(sheet.headings):
        return _report(sheet, report, given)
    if names_days(sheet.preamble):
        raise refused(
            sheet.file,
            "is a GA4 export without sessions by date: export it with the dimension Date or 'Date + hour (YYYYMMDDHH)' "
            f"and the metric Sessions; its headings are {shown_headings(sheet.headings)}",
        )
    try:
        recognised = recognise(sheet, given)
    except ImportRejected as error:
        if mapped := readings.remembered(sheet):
            return _mapped(mapped, given)
        raise readings.refusal(sheet, error) from error
    sheet.warnings.extend(recognised.warnings)
    return _ordinary(sheet, recognised.table, recognised.picked, given)


def _ordinary(sheet: Sheet, table: ImportTable, picked: Mapping[str, int], given: Mapping[str, str]) -> Incoming:
    stand_in = {
        name: text
        for name, text in given.items()
        if name not in picked and name in table.column_names and table.column(name).required
    }
    return Incoming(sheet, table, picked, stand_in, "")


def _mapped(sheet: MappedSheet, given: Mapping[str, str]) -> Incoming:
    if sheet.mapping.table == "usage" and "promo_number" in sheet.headings:
        return _report(sheet, usage_columns(sheet.headings), given)
    columns = mapped_columns(sheet, given)
    return _ordinary(sheet, columns.table, columns.picked, given)


def _traffic(sheet: Ga4Sheet, given: Mapping[str, str]) -> Incoming:
    if "network_id" not in given:
        raise refused(
            sheet.file, "is a GA4 export, which does not say whose traffic it is: name the network (--network ID)"
        )
    own = {"network_id": given["network_id"]}
    return Incoming(sheet, BY_NAME["traffic"], {"starts_at": 0, "sessions": 1}, own, "", own_date=sheet.last_day)


def _report(sheet: Sheet, report: ReportColumns, given: Mapping[str, str]) -> Incoming:
    missing = [name for name in ("network_id", "billing_month") if name not in report.usage and name not in given]
    if missing:
        what = "Number Usage Report" if report_columns(sheet.headings) else "list of a month's numbers"
        ways = {
            "network_id": "its network: name it (--network ID)",
            "billing_month": "its month: name it (--month 2026-10)",
        }
        raise refused(sheet.file, f"is a {what}, which does not say " + ", nor ".join(ways[name] for name in missing))
    own = {name: given[name] for name in ("network_id", "billing_month") if name not in report.usage}
    return Incoming(sheet, BY_NAME["usage"], report.usage, own, "", report=report)
