"""The one way in: what the command and the page call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from data import summary
from data.errors import BadInput, Rejection
from data.imports import limit_loading, number_usage_report, usage_loading
from data.imports.bench import Bench, bench
from data.imports.checks import check_rows, know
from data.imports.dating import EASTERNMOST, MONTH_TABLES, date_files
from data.imports.loading import KEYED, Loaded, load_keyed, load_traffic
from data.imports.opening import Incoming, open_files
from data.imports.rejections import Rejections
from data.imports.report import FileReport, ImportReport, Progress
from data.imports.sheet import ignore
from data.imports.staging import Staging, create_incoming
from data.imports.tables import BY_NAME, TABLES
from data.store import Cursor, Store

_STAGING_SHARE, _CHECKING_SHARE = 0.6, 0.75


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
    moment = now or dt.datetime.now(dt.UTC)
    moment = moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment
    if as_of and as_of > (moment + EASTERNMOST).date():
        raise BadInput(
            f"The as-of date {as_of} lies in the future (today is {moment.date()}); give the day the files describe."
        )
    tell = progress or (lambda _share, _doing: None)
    rejections = Rejections()
    options = {"network_id": network_id, "billing_month": f"{month:%Y-%m}" if month else None}
    given = {name: text for name, text in options.items() if text}
    incoming = open_files(files, given, rejections)
    rejections.raise_any()
    run = _Run(
        incoming, moment, imported_by, as_of=as_of, allow_decrease=allow_decrease, rejections=rejections, tell=tell
    )
    try:
        with bench(store) as place:
            report = run.within(place, dry_run=dry_run)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    tell(1.0, "Done")
    return report


class _Run:
    """One import within its transaction."""

    def __init__(
        self,
        incoming: list[Incoming],
        now: dt.datetime,
        imported_by: str,
        *,
        as_of: dt.date | None,
        allow_decrease: bool,
        rejections: Rejections,
        tell: Progress,
    ) -> None:
        self._incoming = incoming
        self._now = now
        self._imported_by = imported_by
        self._as_of = as_of
        self._allow_decrease = allow_decrease
        self._rejections = rejections
        self._tell = tell
        self._files = [one.sheet.file for one in incoming]
        self._tables = [table.name for table in TABLES if any(one.table is table for one in incoming)]

    def within(self, place: Bench, *, dry_run: bool) -> ImportReport:
        cursor = place.cursor
        self._stage(cursor)
        place.fetch()
        date_files(cursor, self._incoming, as_of=self._as_of, now=self._now)
        self._check(cursor)
        loaded = Loaded()
        self._load(cursor, loaded)
        return self._report(cursor, loaded, dry_run=dry_run)

    def _stage(self, cursor: Cursor) -> None:
        create_incoming(cursor)
        for index, one in enumerate(self._incoming):

            def tell(index: int = index, one: Incoming = one) -> None:
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

    def _take_reports(self, cursor: Cursor) -> None:
        for index, one in enumerate(self._incoming):
            if not one.report or self._rejections.count:
                continue
            one.sheet.reject = ignore
            if repeated := number_usage_report.add_up_repeated(cursor, index):
                one.sheet.warnings.append(
                    f"{one.sheet.file}: {repeated:,} promo numbers stand in several rows; each counts once, "
                    "with the calls of all its rows."
                )
            learnt = number_usage_report.learn_numbers(cursor, one.sheet.batches(one.report.naming), index)
            if learnt:
                one.sheet.warnings.append(
                    f"{one.sheet.file}: {learnt:,} promo numbers were not known; "
                    "they were added to the campaign or RingPool the report names."
                )
                self._tables = [table.name for table in TABLES if table.name in {*self._tables, "numbers"}]

    def _check(self, cursor: Cursor) -> None:
        self._tell(_STAGING_SHARE, "Checking")
        know(cursor)
        self._take_reports(cursor)
        check_rows(cursor, self._tables, self._files, self._rejections)
        self._rejections.raise_any()
        for name in MONTH_TABLES:
            if name in self._tables:
                usage_loading.compare_months(cursor, name, self._files, self._rejections)
        if "numbers" in self._tables:
            usage_loading.refuse_older_numbers(cursor, self._files, self._rejections)
        self._rejections.raise_any()

    def _load(self, cursor: Cursor, loaded: Loaded) -> None:
        for place, name in enumerate(self._tables):
            self._tell(_CHECKING_SHARE + 0.15 * place / len(self._tables), f"Loading {name}")
            if name in KEYED:
                load_keyed(cursor, name, self._columns(name), loaded)
            elif name in MONTH_TABLES:
                usage_loading.load_months(cursor, name, loaded)
            elif name == "traffic":
                load_traffic(cursor, loaded)
        limit_loading.load_limits(cursor, now=self._now, imported_by=self._imported_by, loaded=loaded)
        self._summarise(cursor)
        loaded.warnings += limit_loading.limits_below_usage(cursor)

    def _columns(self, name: str) -> dict[int, frozenset[str]]:
        """Which columns of a table each file has; a report that places its numbers has all of them."""
        found = {index: one.columns for index, one in enumerate(self._incoming) if one.table.name == name}
        if name == "numbers":
            reports = (index for index, one in enumerate(self._incoming) if one.report)
            found |= dict.fromkeys(reports, BY_NAME[name].column_names)
        return found

    def _summarise(self, cursor: Cursor) -> None:
        self._tell(0.9, "Counting usage by month")
        dates: dict[str, dt.date] = {}
        for name in ("numbers", *MONTH_TABLES):
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
            changed = loaded.changed_in(index)
            files.append(FileReport(one.sheet.file, one.table.name, one.as_of, one.row_count, changed))
            cursor.execute(
                "INSERT INTO imports (imported_at, imported_by, as_of, file_name, file_sha256, table_name, row_count, "
                "changed_count, notes) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 WHERE $8 > 0 OR NOT EXISTS ("
                "SELECT 1 FROM imports WHERE file_sha256 = $5 AND table_name = $6 AND as_of = $3)",
                self._now,
                self._imported_by,
                one.as_of,
                one.sheet.file,
                one.sha256,
                one.table.name,
                one.row_count,
                changed,
                "\n".join(dict.fromkeys(one.sheet.warnings)) or None,
            )
        warnings = [text for one in self._incoming for text in one.sheet.warnings]
        return ImportReport(tuple(files), tuple(dict.fromkeys([*warnings, *loaded.warnings])), dry_run)
