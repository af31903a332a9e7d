"""`python -m data`: the command-line door to the store."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from data.door import enter
from data.store import Store, open_store, store_address

# What a command returns for "done, but something needs a look".
ATTENTION = 1
# What the database may take of an import's memory; readers of files need their own beside it.
IMPORT_MEMORY = "1000MB"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; every error is one line on stderr and an exit code of data.errors."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    return enter(options.command, lambda: run(options), debug=options.debug)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data", description="What goes into the store and out of it.")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--debug", action="store_true", help="show the traceback of an error")
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, parents=[shared], help=text, description=text)
        found.set_defaults(run=run)
        return found

    sample = command("sample", _sample, "Fill an empty store with the sample portfolio.")
    sample.add_argument("--seed", type=int, default=0, help="the same seed gives the same data (default 0)")
    sample.add_argument("--as-of", type=_day, metavar="DATE", help="the last day of the sample (default yesterday)")
    sample.add_argument("--if-empty", action="store_true", help="do nothing where the store holds networks already")

    load = command("import", _import, "Import CSV, XLSX or Parquet files: all of them or nothing.")
    load.add_argument("files", nargs="+", metavar="FILE")
    load.add_argument("--as-of", type=_day, metavar="DATE", help="the day the files describe (default: as they say)")
    load.add_argument("--month", type=_month, metavar="MONTH", help="the billing month of a file without one: 2026-10")
    load.add_argument("--network", metavar="ID", help="the network of a file without one")
    load.add_argument("--dry-run", action="store_true", help="check everything, store nothing")
    load.add_argument("--allow-decrease", action="store_true", help="let the usage of a month fall")
    load.add_argument("--rejections", type=Path, metavar="FILE", help="write what was refused to this CSV file")
    load.add_argument("--progress", action="store_true", help="show progress also where stderr is no terminal")
    load.add_argument("--json", action="store_true", help="print the outcome as JSON")

    out = command("export", _export, "Write the whole store as Parquet files.")
    out.add_argument("directory", type=Path, metavar="DIR", help="a new or empty directory")
    back = command("restore", _restore, "Fill an empty store from an export.")
    back.add_argument("directory", type=Path, metavar="DIR", help="what the export wrote")
    safe = command("backup", _backup, "Back the store up while a dashboard runs on it, or without one.")
    safe.add_argument("directory", nargs="?", type=Path, metavar="DIR", help="where to (default: HEADROOM_BACKUPS)")
    command("check", _check, "Verify every invariant of the store.")
    return parser


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2026-10-31") from None


def _month(text: str) -> dt.date:
    if re.fullmatch(r"\d{4}-\d{2}", text):
        try:
            return dt.date.fromisoformat(f"{text}-01")
        except ValueError:
            pass
    raise argparse.ArgumentTypeError(f"{text!r} is no month; write it as 2026-10")


def _with_store(work: Callable[[Store], int], *, memory_limit: str | None = None) -> int:
    store = Store(store_address(), memory_limit=memory_limit) if memory_limit else open_store()
    try:
        return work(store)
    finally:
        store.close()


def _sample(options: argparse.Namespace) -> int:
    from data.sample import fill, is_empty

    as_of = options.as_of or dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)

    def fill_it(store: Store) -> int:
        if options.if_empty and not is_empty(store):
            return 0
        fill(store, seed=options.seed, as_of=as_of)
        store.checkpoint()
        print(f"The sample portfolio is in {store.name}, as of {as_of}.")
        return 0

    return _with_store(fill_it)


def _import(options: argparse.Namespace) -> int:
    from data.imports.command import run_import

    return _with_store(lambda store: run_import(store, options), memory_limit=IMPORT_MEMORY)


def _export(options: argparse.Namespace) -> int:
    from data.export import export_store

    def export(store: Store) -> int:
        manifest = export_store(store, options.directory)
        print(f"{manifest.row_count:,} rows of {len(manifest.tables)} tables written to {options.directory}.")
        return 0

    return _with_store(export)


def _restore(options: argparse.Namespace) -> int:
    from data.restore import restore_store

    def restore(store: Store) -> int:
        manifest = restore_store(store, options.directory)
        print(f"{manifest.row_count:,} rows of {len(manifest.tables)} tables restored into {store.name}.")
        return 0

    return _with_store(restore)


def _backup(options: argparse.Namespace) -> int:
    from data.backup_command import run_backup

    return run_backup(options.directory)


def _check(_options: argparse.Namespace) -> int:
    from data.check import violations

    def verify(store: Store) -> int:
        found = violations(store)
        for violation in found:
            print(violation)
        print(f"{len(found):,} violations in {store.name}." if found else f"{store.name} is consistent.")
        return ATTENTION if found else 0

    return _with_store(verify)


if __name__ == "__main__":
    sys.exit(main())
