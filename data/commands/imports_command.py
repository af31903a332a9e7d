"""`python -m data imports`: what was imported, and taking the last import back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict

from data import caller
from data.imports.undoing.taking_back import last_import, take_back_last_import
from data.store import Store
from data.tables.import_log import ImportedFile, imported_files

MOST = 50


def run_imports(store: Store, *, undo_last: bool, reason: str, as_json: bool, now: dt.datetime | None = None) -> int:
    """Lists the newest imports, or takes the last one back."""
    if undo_last:
        moment = (now or dt.datetime.now(dt.UTC)).replace(tzinfo=None)
        who = caller.bearer()
        done = take_back_last_import(store, by=who.email if who else "import", reason=reason, now=moment)
        rows = "1 row is" if done.changed_count == 1 else f"{done.changed_count:,} rows are"
        _write(_json(asdict(done)) if as_json else f"Taken back: the import of {done.files}. {rows} as before it.")
        return 0
    with store.reading() as cursor:
        files, last = imported_files(cursor, most=MOST), last_import(cursor)
    if as_json:
        _write(_json([asdict(file) for file in files]))
        return 0
    for file in files:
        _write(_line(file))
    if last is not None:
        _write(
            f"The last import ({last.files}) cannot be taken back: {last.problem}."
            if last.problem
            else f"The last import ({last.files}) can be taken back: python -m data imports --undo-last --reason TEXT"
        )
    if not files:
        _write("Nothing was imported yet.")
    return 0


def _line(file: ImportedFile) -> str:
    gone = f", taken back by {file.taken_back_by}: {file.taken_back_why}" if file.taken_back_at else ""
    return (
        f"{file.imported_at:%Y-%m-%d %H:%M} UTC {file.file_name}: {file.row_count:,} "
        f"row{'s' * (file.row_count != 1)} of {file.table_name} "
        f"as of {file.as_of}, {file.changed_count:,} changed, by {file.imported_by}{gone}"
    )


def _json(data: object) -> str:
    return json.dumps(data, indent=2, default=lambda value: value.isoformat())


def _write(text: str) -> None:
    caller.stdout().write(text + "\n")
