"""The one way in: what the command and the page call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import BinaryIO

from data.errors import Rejection
from data.imports import number_usage_report, reporting, usage_numbers
from data.imports.checking import phone_spelling, placing
from data.imports.checking.bench import Bench, bench
from data.imports.checking.checks import check_rows, know
from data.imports.checking.rejections import Rejections
from data.imports.checking.staging import Staging, create_incoming
from data.imports.checking.tables import BY_NAME, TABLES
from data.imports.dating import MONTH_TABLES, date_files
from data.imports.loading import calls as call_loading
from data.imports.loading import contracts as contract_loading
from data.imports.loading import correcting, frozen_months, placement_records
from data.imports.loading import limits as limit_loading
from data.imports.loading import numbers as number_loading
from data.imports.loading import usage as usage_loading
from data.imports.loading.keyed_rows import KEYED, Loaded, load_keyed, load_traffic
from data.imports.loading.people import Said, load_deputies, load_users
from data.imports.mapping.document import FileMapping
from data.imports.mapping.readings import Readings
from data.imports.mapping.stored import remember
from data.imports.opening import Incoming, open_files, stand_ins
from data.imports.option_checks import check_days, check_tables
from data.imports.record import keep_record
from data.imports.report import FileReport, ImportReport, Progress
from data.imports.undoing.keeping import Before
from data.store import Cursor, Store
from data.tables import summary

_STAGING_SHARE, _CHECKING_SHARE = 0.6, 0.75


class _DryRun(Exception):
    """Ends the transaction of an import that was only to be tried."""

    def __init__(self, report: ImportReport) -> None:
        self.report = report


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
    whole_lists: Collection[str] = (),
    unknown: str | None = None,
    mapping: FileMapping | None = None,
    correct: Sequence[dt.date] = (),
    reason: str = "",
    complete_since: dt.date | None = None,
    progress: Progress | None = None,
    now: dt.datetime | None = None,
) -> ImportReport:
    """Imports files in one transaction, in the order they depend on each other, whatever the order given.

    A file is a path, or a seekable stream with a ``name``. Without ``as_of`` each file's own date counts where it has
    one, else yesterday. ``month`` and ``network_id`` stand in for columns a file lacks. ``whole_lists`` names tables of
    which the files hold all there is: of users. ``correct`` names the closed months that may change, for the ``reason``
    given; since ``complete_since`` the lists of numbers hold all there were. ``unknown`` says where promo numbers go
    that nobody has introduced (``dynamic``, ``static:CAMPAIGN``). ``mapping`` says how files are read that are not
    ours; without one, the mapping that was saved for a file's headings is used.

    Raises ImportRejected with every refused value, or NeedsConfirming where a month's usage would fall and
    ``allow_decrease`` is not set; nothing is stored then.
    """
    moment = now or dt.datetime.now(dt.UTC)
    moment = moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment
    check_days(as_of, complete_since, moment)
    correction = correcting.correction_of(correct, reason)
    tell = progress or (lambda _share, _doing: None)
    rejections = Rejections()
    given = stand_ins(network_id, month)
    choice = placing.choice_of(unknown) if unknown else None
    incoming = open_files(files, given, rejections, Readings.of(store, mapping, network_id))
    rejections.raise_any()
    check_tables({file.table.name for file in incoming}, complete_since, unknown, whole_lists)
    run = _Run(
        incoming,
        moment,
        imported_by,
        as_of=as_of,
        allow_decrease=allow_decrease,
        whole_lists=whole_lists,
        choice=choice,
        correction=correction,
        complete_since=complete_since,
        rejections=rejections,
        tell=tell,
    )
    report = run.on(store, dry_run=dry_run)
    if mapping and not dry_run:
        remember(store, mapping, [file.sheet for file in incoming], now=moment, saved_by=imported_by)
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
        whole_lists: Collection[str],
        choice: placing.Choice | None,
        correction: correcting.Correction | None,
        complete_since: dt.date | None,
        rejections: Rejections,
        tell: Progress,
    ) -> None:
        self._incoming = incoming
        self._now = now
        self._imported_by = imported_by
        self._as_of = as_of
        self._allow_decrease = allow_decrease
        self._said = Said(imported_by, now, "users" in whole_lists)
        self._choice = choice
        self._placed: frozenset[int] = frozenset()
        self._notes: list[str] = []
        self._correction = correction
        self._complete_since = complete_since
        self._rejections = rejections
        self._tell = tell
        self._files = [file.sheet.file for file in incoming]
        self._tables = [table.name for table in TABLES if any(file.table is table for file in incoming)]

    def on(self, store: Store, *, dry_run: bool) -> ImportReport:
        """All of it in one transaction, which a dry run takes back."""
        try:
            with bench(store) as place:
                report = self._within(place, dry_run=dry_run)
                if dry_run:
                    raise _DryRun(report)
            return report
        except _DryRun as ended:
            return ended.report

    def _within(self, place: Bench, *, dry_run: bool) -> ImportReport:
        cursor = place.cursor
        self._stage(cursor)
        if self._has(*phone_spelling.TABLES):
            phone_spelling.drop_trunk_zeros(cursor)
        place.fetch()
        date_files(cursor, self._incoming, as_of=self._as_of, now=self._now)
        loaded, before = Loaded(), None if dry_run else Before(cursor, self._tables)
        cursor = before.cursor if before else cursor
        self._check(cursor)
        self._load(cursor, loaded)
        report = self._report(cursor, loaded, dry_run=dry_run)
        if before:
            before.keep(
                now=self._now, imported_by=self._imported_by, files=self._files, changed_count=report.changed_count
            )
        return report

    def _stage(self, cursor: Cursor) -> None:
        create_incoming(cursor)
        for index, file in enumerate(self._incoming):

            def tell(index: int = index, file: Incoming = file) -> None:
                share = (index + file.sheet.share_read()) / len(self._incoming)
                self._tell(_STAGING_SHARE * share, f"Reading {file.sheet.file}")

            file.sheet.reject = self._rejections.add
            staging = Staging(cursor, file.table, index, self._files, file.given, self._rejections)
            staged = staging.take(file.sheet.batches(file.picked), after_batch=tell)
            file.row_count = staged.row_count
            file.columns = staged.columns
            if not staged.row_count and not self._rejections.count:
                self._rejections.add(
                    Rejection(file.sheet.file, None, "", "", "has headings and no rows: 0 rows to import")
                )
            if self._rejections.enough:
                self._rejections.raise_any()

    def _check(self, cursor: Cursor) -> None:
        self._tell(_STAGING_SHARE, "Checking")
        know(cursor, self._tables)
        has_numbers = self._has(*phone_spelling.TABLES)
        if has_numbers and (kept := phone_spelling.spell(cursor, self._files, self._rejections)):
            self._notes.append(phone_spelling.kept_words(kept))
        self._placed = usage_numbers.take_numbers(cursor, self._incoming, self._choice, self._files, self._rejections)
        if self._placed:
            self._tables = [table.name for table in TABLES if table.name in {*self._tables, "numbers"}]
        if self._has("calls"):
            call_loading.check_calls(cursor, self._files, self._rejections)
        # A value refused above is empty below, and would be refused for that too.
        contracts = () if self._rejections.count else contract_loading.CHECKS
        check_rows(cursor, self._tables, self._files, self._rejections, more=contracts)
        if "numbers" in self._tables:
            number_loading.refuse_overlapping(cursor, self._files, self._rejections)
        self._rejections.raise_any()
        correcting.name_corrected(cursor, self._correction)
        months = [name for name in MONTH_TABLES if name in self._tables]
        for name in months:
            usage_loading.compare_months(cursor, name, self._files, self._rejections)
        if "numbers" in self._tables:
            number_loading.prepare_numbers(cursor, self._columns("numbers"), self._files, self._rejections)
        if self._correction:
            correcting.refuse_corrections(cursor, months, self._correction, self._files, self._rejections)
        self._rejections.raise_any()

    def _load(self, cursor: Cursor, loaded: Loaded) -> None:
        self._load_tables(cursor, loaded)
        if self._has("usage"):
            number_usage_report.load_statuses(cursor)
            loaded.warnings += placement_records.record_placements(cursor, now=self._now, placed_by=self._imported_by)
        has_limits = self._has("limits", "campaigns")
        if has_limits:
            limit_loading.load_limits(cursor, now=self._now, imported_by=self._imported_by, loaded=loaded)
        self._summarise(cursor)
        if "numbers" in self._tables:
            number_loading.tell_frozen(cursor, loaded)
        if has_limits:
            loaded.warnings += limit_loading.limits_below_usage(cursor)

    def _load_tables(self, cursor: Cursor, loaded: Loaded) -> None:
        for place, name in enumerate(self._tables):
            self._tell(_CHECKING_SHARE + 0.15 * place / len(self._tables), f"Loading {name}")
            if name in KEYED:
                columns = self._columns(name)
                load_keyed(cursor, name, columns, loaded, now=self._now, imported_by=self._imported_by)
                if name == "networks":
                    load_deputies(cursor, columns, loaded)
            elif name == "users":
                load_users(cursor, self._columns(name), loaded, self._said)
            elif name == "amendments":
                contract_loading.load_amendments(cursor, loaded, now=self._now, imported_by=self._imported_by)
            elif name == "numbers":
                number_loading.load_numbers(cursor, loaded)
            elif name in MONTH_TABLES:
                self._load_months(cursor, name, loaded)
            elif name == "traffic":
                load_traffic(cursor, loaded)
            elif name == "calls":
                call_loading.load_calls(cursor, loaded)

    def _has(self, *names: str) -> bool:
        """Whether rows of any of these tables come in."""
        return any(name in self._tables for name in names)

    def _load_months(self, cursor: Cursor, name: str, loaded: Loaded) -> None:
        frozen_months.keep_closed(cursor, name, loaded)
        if self._correction:
            correcting.correct_months(
                cursor,
                name,
                self._correction.reason,
                self._files,
                self._rejections,
                now=self._now,
                by=self._imported_by,
            )
        usage_loading.load_months(cursor, name, loaded)

    def _columns(self, name: str) -> dict[int, frozenset[str]]:
        """Which columns of a table each file has; a usage file that places its numbers has all of them."""
        columns = {index: file.columns for index, file in enumerate(self._incoming) if file.table.name == name}
        if name == "numbers":
            columns |= dict.fromkeys(self._placed, BY_NAME[name].column_names)
        return columns

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
        if dates:
            self._describe(cursor, dates)
        opened = {network_id for (network_id,) in cursor.rows("SELECT DISTINCT network_id FROM incoming_allotments")}
        contract_loading.refuse_low_openings(cursor, {*dates, *opened}, self._files, self._rejections)

    def _describe(self, cursor: Cursor, dates: dict[str, dt.date]) -> None:
        usage_loading.keep_usage_before(cursor, sorted(dates))
        for as_of in set(dates.values()):
            summary.advance_as_of(cursor, [key for key, day in dates.items() if day == as_of], as_of)
        lists = [index for index, file in enumerate(self._incoming) if file.table.name == "numbers"]
        reporting.report_lists(cursor, lists, self._complete_since)
        for name in MONTH_TABLES:
            if name in self._tables:
                reporting.report_months(cursor, name)
        summary.refresh(cursor, list(dates))
        if not self._allow_decrease:
            usage_loading.refuse_drops(cursor)

    def _report(self, cursor: Cursor, loaded: Loaded, *, dry_run: bool) -> ImportReport:
        files = []
        for index, file in enumerate(self._incoming):
            changed = loaded.changed_in(index)
            files.append(FileReport(file.sheet.file, file.table.name, file.as_of, file.row_count, changed))
            notes = "\n".join(dict.fromkeys(file.sheet.warnings)) or None
            keep_record(cursor, files[-1], file.sha256, notes, imported_by=self._imported_by, now=self._now)
        warnings = [text for file in self._incoming for text in file.sheet.warnings]
        return ImportReport(tuple(files), tuple(dict.fromkeys([*warnings, *self._notes, *loaded.warnings])), dry_run)
