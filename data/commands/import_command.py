"""`python -m data import`: the import's outcome for a terminal, a log or a script."""

from __future__ import annotations

import argparse
import json

from data import caller
from data.errors import BadInput, ImportRejected, NeedsConfirming
from data.imports.checking.rejections import rejections_csv
from data.imports.mapping.document import mapping_from_file
from data.imports.report import ImportReport
from data.imports.run import import_files
from data.store import Store

_LINES = 50
_BAR = 28


def run_import(store: Store, options: argparse.Namespace) -> int:
    """Imports what the options name and prints what became of it."""
    who = caller.bearer()
    by = who.email if who else "import"
    progress = _bar if options.progress or caller.stderr().isatty() else None
    try:
        report = import_files(
            store,
            options.files,
            as_of=options.as_of,
            imported_by=by,
            month=options.month,
            network_id=options.network,
            dry_run=options.dry_run,
            allow_decrease=options.allow_decrease,
            whole_lists=options.whole_list,
            unknown=options.unknown,
            mapping=mapping_from_file(options.map) if options.map else None,
            correct=options.correct,
            reason=options.reason,
            complete_since=options.complete_since,
            progress=progress,
        )
    except BadInput as error:
        if progress:
            _tell("")
        _tell_refusal(error, options)
        raise
    if progress:
        _tell("")
    _tell_report(report, as_json=options.json)
    return 0


def propose_map(options: argparse.Namespace) -> int:
    """Prints how files that are not ours could be read; the store is not opened."""
    from data.commands.mapping_command import print_proposals

    given = {"network_id": options.network, "billing_month": options.month and f"{options.month:%Y-%m}"}
    try:
        return print_proposals(
            options.files,
            {name: text for name, text in given.items() if text},
            as_json=options.json,
        )
    except BadInput as error:
        _tell_refusal(error, options)
        raise


def _tell_report(report: ImportReport, *, as_json: bool) -> None:
    if as_json:
        data = {
            "stored": not report.dry_run,
            "dry_run": report.dry_run,
            "changed_count": report.changed_count,
            "files": [
                {
                    "file": file.file,
                    "table": file.table,
                    "as_of": file.as_of.isoformat(),
                    "row_count": file.row_count,
                    "changed_count": file.changed_count,
                }
                for file in report.files
            ],
            "warnings": list(report.warnings),
        }
        _write(json.dumps(data, indent=2))
        return
    for warning in report.warnings:
        _write(f"note: {warning}")
    for file in report.files:
        _write(
            f"{file.file}: {file.row_count:,} {'row' if file.row_count == 1 else 'rows'} of {file.table} "
            f"as of {file.as_of}, {file.changed_count:,} changed"
        )
    _write("Nothing was stored: a dry run." if report.dry_run else "Imported.")


def _tell_refusal(error: BadInput, options: argparse.Namespace) -> None:
    if isinstance(error, ImportRejected):
        if options.rejections:
            options.rejections.write_text(caller.as_named(rejections_csv(error.rejections)), encoding="utf-8")
        if not options.json:
            for rejection in error.rejections[:_LINES]:
                _tell(str(rejection))
            if error.rejected_count > _LINES and not options.rejections:
                rest = error.rejected_count - _LINES
                _tell(f"and {rest:,} more; --rejections FILE.csv writes them to a file")
    elif isinstance(error, NeedsConfirming) and not options.json:
        for drop in error.drops[:_LINES]:
            _tell(str(drop))
    if options.json:
        _write(json.dumps(_refusal(error), indent=2))


def _refusal(error: BadInput) -> dict[str, object]:
    data: dict[str, object] = {"stored": False, "error": str(error)}
    if isinstance(error, ImportRejected):
        data["rejected_count"] = error.rejected_count
        data["rejections"] = [
            {
                "file": rejection.file,
                "row": rejection.row,
                "column": rejection.column,
                "value": rejection.value,
                "reason": rejection.reason,
            }
            for rejection in error.rejections
        ]
    if isinstance(error, NeedsConfirming):
        data["drops"] = [
            {
                "network_id": drop.network_id,
                "billing_month": f"{drop.billing_month:%Y-%m}",
                "stored_numbers": drop.stored_numbers,
                "imported_numbers": drop.imported_numbers,
            }
            for drop in error.drops
        ]
    return data


def _bar(share: float, doing: str) -> None:
    filled = round(_BAR * share)
    text = f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {share:4.0%} {doing}"
    caller.stderr().write(f"{text[:110]:<110}")
    caller.stderr().flush()


def _write(text: str) -> None:
    caller.stdout().write(text + "\n")


def _tell(text: str) -> None:
    caller.stderr().write(text + "\n")
