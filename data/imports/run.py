"""The one way in: what the command and the page call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from data import summary
from data.errors import BadInput, ImportRejected, Rejection
from data.imports import limit_loading, usage_loading
from data.imports.checks import check_rows
from data.imports.given import GivenFile
from data.imports.loading import KEYED, Loaded, load_keyed, load_traffic
from data.imports.reading import sheets_of
from data.imports.recognise import recognise
from data.imports.rejections import Rejections
from data.imports.report import FileReport, ImportReport, Progress
from data.imports.sheet import Sheet
from data.imports.staging import Staging, create_incoming
from data.imports.tables import TABLES, ImportTable
from data.store import Cursor, Store

_STAGING_SHARE, _CHECKING_SHARE = 0.6, 0.75
_MONTH_TABLES = ("usage", "monthly_usage")


@dataclass
class _Incoming:
    """One sheet on its way in."""

    sheet: Sheet
    table: ImportTable
    picked: Mapping[str, int]
    given: Mapping[str, str]
    sha256: str
    as_of: dt.date | None
    row_count: int = 0
    columns: frozenset[str] = field(default_factory=frozenset)


class _DryRun(Exception):
    """Ends the transaction of an import that was only to be tried."""


def import_files(
    store: Store,
    files: Sequence[Path | BinaryIO],
    *,
    as_of: dt.date | None,
    imported_by: str,
    month: dt.date | None = None,
    network_id: str | None = None,
    dry_run: bool = False,
    allow_decrease: bool = False,
    progress: Progress | None = None,
    now: dt.datetime | None = None,
) -> ImportReport:
    """Imports files in one transaction, in the order they depend on each other, whatever the order given.

    A file is a path, or a seekable stream with a ``name``. Without ``as_of`` each file's own date counts where it has
    one, else yesterday. ``month`` and ``network_id`` stand in for columns a file lacks.

    Raises ImportRejected with every refused value, or NeedsConfirming where a month's usage would fall and
    ``allow_decrease`` is not set; nothing is stored then.
    """
    moment = (now or dt.datetime.now(dt.UTC)).replace(tzinfo=None)
    if as_of and as_of > moment.date():
        raise BadInput(
            f"The as-of date {as_of} lies in the future (today is {moment.date()}); give the day the files describe."
        )
    tell = progress or (lambda _share, _doing: None)
    rejections = Rejections()
    incoming = _opened(files, rejections, month=month, network_id=network_id, as_of=as_of)
    rejections.raise_any()
    run = _Run(incoming, moment, imported_by, allow_decrease, rejections=rejections, tell=tell)
    try:
        with store.transaction() as cursor:
            report = run.within(cursor, dry_run=dry_run)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    tell(1.0, "Done")
    return report


def _opened(
    files: Sequence[Path | BinaryIO],
    rejections: Rejections,
    *,
    month: dt.date | None,
    network_id: str | None,
    as_of: dt.date | None,
) -> list[_Incoming]:
    options = {"network_id": network_id, "billing_month": f"{month:%Y-%m}" if month else None}
    given = {name: text for name, text in options.items() if text}
    found: list[_Incoming] = []
    for file in files:
        try:
            handed = GivenFile(file)
            sheets = sheets_of(handed)
            fingerprint = ""
            for sheet in sheets:
                recognised = recognise(sheet, given)
                sheet.warnings.extend(recognised.warnings)
                stand_in = {
                    name: text
                    for name, text in given.items()
                    if name not in recognised.picked
                    and name in recognised.table.column_names
                    and recognised.table.column(name).required
                }
                fingerprint = fingerprint or handed.sha256()
                found.append(_Incoming(sheet, recognised.table, recognised.picked, stand_in, fingerprint, as_of))
        except ImportRejected as error:
            rejections.add_error(error)
    order = {table.name: place for place, table in enumerate(TABLES)}
    return sorted(found, key=lambda one: order[one.table.name])


class _Run:
    """One import within its transaction."""

    def __init__(
        self,
        incoming: list[_Incoming],
        now: dt.datetime,
        imported_by: str,
        allow_decrease: bool,
        *,
        rejections: Rejections,
        tell: Progress,
    ) -> None:
        self._incoming = incoming
        self._now = now
        self._imported_by = imported_by
        self._allow_decrease = allow_decrease
        self._rejections = rejections
        self._tell = tell
        self._files = [one.sheet.file for one in incoming]
        self._tables = [table.name for table in TABLES if any(one.table is table for one in incoming)]

    def within(self, cursor: Cursor, *, dry_run: bool) -> ImportReport:
        self._stage(cursor)
        self._date(cursor)
        self._check(cursor)
        loaded = Loaded()
        self._load(cursor, loaded)
        return self._report(cursor, loaded, dry_run=dry_run)

    def _stage(self, cursor: Cursor) -> None:
        create_incoming(cursor)
        for index, one in enumerate(self._incoming):

            def tell(index: int = index, one: _Incoming = one) -> None:
                share = (index + one.sheet.share_read()) / len(self._incoming)
                self._tell(_STAGING_SHARE * share, f"Reading {one.sheet.file}")

            one.sheet.reject = self._rejections.add
            staging = Staging(cursor, one.table, index, self._files, one.given, self._rejections)
            staged = staging.take(one.sheet.batches(one.picked), after_batch=tell)
            one.row_count = staged.row_count
            one.columns = staged.columns
            if not staged.row_count and not self._rejections.count:
                self._rejections.add(
                    Rejection(one.sheet.file, None, "", "", "has headings and no rows: 0 rows to import")
                )
            if self._rejections.enough:
                self._rejections.raise_any()

    def _date(self, cursor: Cursor) -> None:
        """Settles the day each file describes."""
        yesterday = self._now.date() - dt.timedelta(days=1)
        for index, one in enumerate(self._incoming):
            if one.as_of is None:
                one.as_of = self._imported_before(cursor, one) or yesterday
                if one.table.name in _MONTH_TABLES:
                    last = cursor.value(
                        f"SELECT CAST(max(billing_month) + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE) "
                        f"FROM incoming_{one.table.name} WHERE file_index = $1",
                        index,
                    )
                    one.as_of = min(one.as_of, last or one.as_of)
        rows = pa.table(
            {
                "file_index": pa.array(range(len(self._incoming)), pa.int16()),
                "file_name": pa.array(self._files, pa.string()),
                "sha256": pa.array([one.sha256 for one in self._incoming], pa.string()),
                "as_of": pa.array([one.as_of for one in self._incoming], pa.date32()),
            }
        )
        with cursor.relation("files", rows):
            cursor.execute("CREATE TEMP TABLE incoming_files AS SELECT * FROM files")

    def _imported_before(self, cursor: Cursor, one: _Incoming) -> dt.date | None:
        """The same file again describes the same day as the first time."""
        day: dt.date | None = cursor.value(
            "SELECT max(as_of) FROM imports WHERE file_sha256 = $1 AND table_name = $2", one.sha256, one.table.name
        )
        return day

    def _check(self, cursor: Cursor) -> None:
        self._tell(_STAGING_SHARE, "Checking")
        check_rows(cursor, self._tables, self._files, self._rejections)
        self._rejections.raise_any()
        for name in _MONTH_TABLES:
            if name in self._tables:
                usage_loading.compare_months(cursor, name, self._files, self._rejections)
        if "numbers" in self._tables:
            usage_loading.refuse_older_numbers(cursor, self._files, self._rejections)
        self._rejections.raise_any()

    def _load(self, cursor: Cursor, loaded: Loaded) -> None:
        for place, name in enumerate(self._tables):
            self._tell(_CHECKING_SHARE + 0.15 * place / len(self._tables), f"Loading {name}")
            if name in KEYED:
                columns = {i: one.columns for i, one in enumerate(self._incoming) if one.table.name == name}
                load_keyed(cursor, name, columns, loaded)
            elif name in _MONTH_TABLES:
                usage_loading.load_months(cursor, name, loaded)
            elif name == "traffic":
                load_traffic(cursor, loaded)
        limit_loading.load_limits(cursor, now=self._now, imported_by=self._imported_by, loaded=loaded)
        self._summarise(cursor)
        loaded.warnings += limit_loading.limits_below_usage(cursor)

    def _summarise(self, cursor: Cursor) -> None:
        self._tell(0.9, "Counting usage by month")
        dates: dict[str, dt.date] = {}
        for name in ("numbers", *_MONTH_TABLES):
            if name in self._tables:
                dates |= {
                    network_id: max(as_of, dates.get(network_id, as_of))
                    for network_id, as_of in cursor.rows(
                        f"SELECT r.network_id, max(f.as_of) FROM incoming_{name} AS r "
                        "JOIN incoming_files AS f ON f.file_index = r.file_index GROUP BY r.network_id"
                    )
                }
        if not dates:
            return
        cursor.execute(
            "CREATE TEMP TABLE usage_before AS SELECT * FROM network_months WHERE network_id = ANY($1)", sorted(dates)
        )
        for as_of in set(dates.values()):
            summary.describe_as_of(cursor, [key for key, day in dates.items() if day == as_of], as_of)
        summary.refresh(cursor, list(dates))
        if not self._allow_decrease:
            usage_loading.refuse_drops(cursor)

    def _report(self, cursor: Cursor, loaded: Loaded, *, dry_run: bool) -> ImportReport:
        files = []
        for index, one in enumerate(self._incoming):
            assert one.as_of is not None
            changed = loaded.changed_in(index)
            files.append(FileReport(one.sheet.file, one.table.name, one.as_of, one.row_count, changed))
            cursor.execute(
                "INSERT INTO imports (imported_at, imported_by, as_of, file_name, file_sha256, table_name, row_count, "
                "changed_count) SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE $8 > 0 OR NOT EXISTS ("
                "SELECT 1 FROM imports WHERE file_sha256 = $5 AND table_name = $6 AND as_of = $3)",
                self._now,
                self._imported_by,
                one.as_of,
                one.sheet.file,
                one.sha256,
                one.table.name,
                one.row_count,
                changed,
            )
        warnings = [text for one in self._incoming for text in one.sheet.warnings]
        return ImportReport(tuple(files), (*warnings, *loaded.warnings), dry_run)
