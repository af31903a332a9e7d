"""`python -m data`: the command-line door to the store."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from data import kept
from data.beside import refuse_beside, run_beside
from data.called import called
from data.caller import (
    CALLER,
    environment,
    file_to_read,
    file_to_write,
    folder_to_write,
    naming,
    opened_store,
    stderr,
    stdout,
    store_name,
)
from data.door import OneLineParser, enter, tell
from data.missing import refuse_missing_folder
from data.server_address import named_server
from data.store import Store, store_address

# What a command returns for "done, but something needs a look".
ATTENTION = 1
VIOLATIONS_SHOWN = 50
FILL_AN_EMPTY_STORE = ("sample", "restore")
# What the database may take of an import's memory; readers of files need their own beside it.
IMPORT_MEMORY = "1000MB"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; every error is one line on stderr and an exit code of data.errors."""
    command_line = list(sys.argv[1:] if arguments is None else arguments)
    with naming() as named:
        options = _parser().parse_args(command_line)
    run: Callable[[argparse.Namespace], int] = options.run

    def work() -> int:
        if options.command in FILL_AN_EMPTY_STORE:
            refuse_beside(f"`{options.command}`")
        elif not _stays_here(options) and (code := run_beside("data", command_line, named)) is not None:
            return code
        return run(options)

    return enter(options.command, work, debug=options.debug)


def _stays_here(options: argparse.Namespace) -> bool:
    """A backup is moved by who asked for it, and a proposal opens no store."""
    own_backup = options.command == "backup" and named_server() is None
    return own_backup or bool(getattr(options, "propose_map", False))


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(prog=called("data"), description="What goes into the store and out of it.")
    shared = OneLineParser(add_help=False)
    shared.add_argument("--debug", action="store_true", help="show the traceback of an error")
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        subcommand = commands.add_parser(name, parents=[shared], help=text, description=text)
        subcommand.set_defaults(run=run)
        return subcommand

    sample = command("sample", _sample, "Fill an empty store with the sample portfolio.")
    sample.add_argument("--seed", type=int, default=0, help="the same seed gives the same data (default 0)")
    sample.add_argument("--as-of", type=_day, metavar="DATE", help="the last day of the sample (default yesterday)")
    sample.add_argument("--if-empty", action="store_true", help="do nothing where the store holds networks already")

    _import_options(command("import", _import, "Import CSV, XLSX or Parquet files: all of them or nothing."))

    placed = command("placements", _placements, "Unknown numbers that reports brought, and taking them back.")
    placed.add_argument("--show", metavar="ID", help="list the numbers of one placement")
    placed.add_argument("--take-back", metavar="ID", help="remove the numbers of one placement and their usage")
    placed.add_argument("--json", action="store_true", help="print as JSON")
    log = command("imports", _imports, "What was imported; takes the last import back where nothing stands on it.")
    log.add_argument("--undo-last", action="store_true", help="put back what the last import replaced")
    log.add_argument("--reason", default="", metavar="TEXT", help="why it is taken back")
    log.add_argument("--json", action="store_true", help="print as JSON")
    maps = command("mappings", _mappings, "The saved mappings for files of other vendors.")
    maps.add_argument("--show", metavar="SOURCE", help="print one as TOML")
    maps.add_argument("--forget", metavar="SOURCE", help="remove one")

    out = command("export", _export, "Write the whole store as Parquet files.")
    out.add_argument("directory", type=folder_to_write, metavar="DIR", help="a new or empty directory")
    back = command("restore", _restore, "Fill an empty store from an export.")
    back.add_argument("directory", type=Path, metavar="DIR", help="what the export wrote")
    back.add_argument("--despite-violations", action="store_true", help="keep what breaks an invariant, and list it")
    safe = command("backup", _backup, "Back the store up while a dashboard runs on it, or without one.")
    safe.add_argument(
        "directory", nargs="?", type=folder_to_write, metavar="DIR", help="where to (default: HEADROOM_BACKUPS)"
    )
    users = command("users", _users, "Users and roles, CSMs and deputies: list, add, change, disable, hand over.")
    users.add_argument("arguments", nargs=argparse.REMAINDER, metavar="list|add|change|disable|enable|history|...")
    tokens = command("tokens", _tokens, "Tokens that programs come in with: list, add, revoke.")
    tokens.add_argument("arguments", nargs=argparse.REMAINDER, metavar="list|add|revoke")
    command("check", _check, "Verify every invariant of the store.")
    return parser


def _import_options(load: argparse.ArgumentParser) -> None:
    load.add_argument("files", nargs="+", type=file_to_read, metavar="FILE")
    load.add_argument("--as-of", type=_day, metavar="DATE", help="the day the files describe (default: as they say)")
    load.add_argument("--month", type=_month, metavar="MONTH", help="the billing month of a file without one: 2026-10")
    load.add_argument("--network", metavar="ID", help="the network of a file without one")
    load.add_argument("--unknown", metavar="WHERE", help="where unknown numbers go: dynamic, or static:CAMPAIGN")
    load.add_argument("--map", type=file_to_read, metavar="FILE", help="how to read another vendor's files; kept")
    load.add_argument("--propose-map", action="store_true", help="print such a mapping for these files, store nothing")
    load.add_argument("--dry-run", action="store_true", help="check everything, store nothing")
    load.add_argument("--allow-decrease", action="store_true", help="let the usage of a month fall")
    load.add_argument(
        "--whole-list",
        action="append",
        choices=("users",),
        default=[],
        help="the files hold all users there are: who is not in them is disabled",
    )
    load.add_argument(
        "--correct", type=_month, action="append", default=[], metavar="MONTH", help="change this closed month: 2026-09"
    )
    load.add_argument("--reason", default="", metavar="TEXT", help="why a closed month is corrected; kept with it")
    load.add_argument(
        "--complete-since", type=_day, metavar="DATE", help="the lists hold every number there was since this day"
    )
    load.add_argument("--rejections", type=file_to_write, metavar="FILE", help="write what was refused to this CSV")
    load.add_argument("--progress", action="store_true", help="show progress also where stderr is no terminal")
    load.add_argument("--json", action="store_true", help="print the outcome as JSON")


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


def _with_store(work: Callable[[Store], int]) -> int:
    with opened_store() as store:
        return work(store)


def _with_store_to_fill(
    work: Callable[[Store], int], options: argparse.Namespace, *, memory_limit: str = "1500MB"
) -> int:
    """The store that ``HEADROOM_DB`` names, begun where there is none; one that stayed empty is taken away again."""
    if CALLER.get() is not None:  # a dashboard's store is there
        return _with_store(work)
    address = store_address()
    if isinstance(address, Path):
        refuse_missing_folder(address)
    store = Store(address, memory_limit=memory_limit)
    is_unused = store.was_begun
    try:
        code = work(store)
        is_unused = store.was_begun and store.data_version() == 0
        if store.was_begun:
            outcome = "is no store yet, and none was begun" if is_unused else "was no store, and a new one was begun"
            as_data = getattr(options, "json", False)  # then stdout is for the data alone
            print(f"At {store.name} there {outcome}.", file=stderr() if as_data else stdout())
        return code
    except BaseException:
        is_unused = store.was_begun and kept.outcome() in ("nothing", "rolled back")
        raise
    finally:
        store.close()
        if is_unused and isinstance(address, Path):
            for file in (address, address.with_name(address.name + ".wal")):
                file.unlink(missing_ok=True)


def _sample(options: argparse.Namespace) -> int:
    from data.sample import fill, is_empty

    as_of = options.as_of or dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)

    def fill_it(store: Store) -> int:
        if options.if_empty and not is_empty(store):
            return 0
        fill(store, seed=options.seed, as_of=as_of)
        store.checkpoint()
        tell(f"The sample portfolio is in {store.name}, as of {as_of}.")
        return 0

    return _with_store_to_fill(fill_it, options)


def _import(options: argparse.Namespace) -> int:
    from data.commands.import_command import propose_map, run_import

    if options.propose_map:
        return propose_map(options)
    return _with_store_to_fill(lambda store: run_import(store, options), options, memory_limit=IMPORT_MEMORY)


def _placements(options: argparse.Namespace) -> int:
    from data.commands.placement_command import run_placements

    return _with_store(
        lambda store: run_placements(store, show=options.show, take_back_id=options.take_back, as_json=options.json)
    )


def _imports(options: argparse.Namespace) -> int:
    from data.commands.imports_command import run_imports

    return _with_store(
        lambda store: run_imports(store, undo_last=options.undo_last, reason=options.reason, as_json=options.json)
    )


def _mappings(options: argparse.Namespace) -> int:
    from data.commands.mapping_command import run_mappings

    return _with_store(lambda store: run_mappings(store, show=options.show, forget=options.forget))


def _export(options: argparse.Namespace) -> int:
    from data.upkeep.export import export_store
    from data.upkeep.signing import export_key

    key = export_key(environment())

    def export(store: Store) -> int:
        manifest = export_store(store, options.directory, key=key)
        signed = ", signed" if key else ""
        tell(f"{manifest.row_count:,} rows of {len(manifest.tables)} tables written to {options.directory}{signed}.")
        return 0

    return _with_store(export)


def _restore(options: argparse.Namespace) -> int:
    from data.errors import ExportUnsound
    from data.upkeep.check import violations
    from data.upkeep.restore import restore_store
    from data.upkeep.signing import KEY, SIGNATURE, export_key

    key = export_key()

    def restore(store: Store) -> int:
        try:
            manifest = restore_store(store, options.directory, key=key, despite_violations=options.despite_violations)
        except ExportUnsound as error:
            for line in error.violations[:VIOLATIONS_SHOWN]:
                print(line, file=stderr())
            raise
        tell(f"{manifest.row_count:,} rows of {len(manifest.tables)} tables restored into {store.name}.")
        if key is None and (options.directory / SIGNATURE).exists():
            tell(f"note: the export is signed, and its signature was not verified because {KEY} is not set.")
        violated = violations(store) if options.despite_violations else []
        for violation in violated:
            tell(str(violation))
        return ATTENTION if violated else 0

    return _with_store_to_fill(restore, options)


def _users(options: argparse.Namespace) -> int:
    from limits.commands.user_commands import run_users

    return run_users(options.arguments, _with_store)


def _tokens(options: argparse.Namespace) -> int:
    from limits.commands.token_commands import run_tokens

    return run_tokens(options.arguments, _with_store)


def _backup(options: argparse.Namespace) -> int:
    from data.commands.backup_command import run_backup

    return run_backup(options.directory)


def _check(_options: argparse.Namespace) -> int:
    from data.upkeep.check import violations

    def verify(store: Store) -> int:
        violated = violations(store)
        for violation in violated:
            tell(str(violation))
        place = store_name(store)
        tell(f"{len(violated):,} violations in {place}." if violated else f"{place} is consistent.")
        return ATTENTION if violated else 0

    return _with_store(verify)


if __name__ == "__main__":
    sys.exit(main())
