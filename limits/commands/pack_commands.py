"""The command of packs: freeze, list, open with what changed since, and take along as a file."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from data.caller import file_to_write
from data.door import say
from data.errors import BadInput
from data.store import Store
from limits.commands.export_file import write_file
from limits.commands.persons import acting, reader

if TYPE_CHECKING:
    from data.tables.packs import Pack
    from limits.actors import Actor
    from limits.planning import Changed, TermSheet

Run = Callable[[Store, argparse.Namespace], int]
NewCommand = Callable[[str, Run, str], argparse.ArgumentParser]


def add(command: NewCommand) -> None:
    """Adds the command to the door's."""
    parser = command("pack", _pack, "The term of a network on one sheet: now, frozen for a meeting, or as a file.")
    parser.add_argument("network", metavar="NETWORK")
    parser.add_argument("--freeze", metavar="TITLE", help="keep the figures of now under this title")
    parser.add_argument("--list", action="store_true", help="the packs there are")
    parser.add_argument("--open", metavar="ID", help="a frozen pack, and what changed since")
    parser.add_argument("--export", type=file_to_write, metavar="FILE", help="write it as .pptx, .pdf, .xlsx or .csv")
    parser.add_argument("--as", dest="email", metavar="EMAIL", help="who acts; needed to freeze")


def _pack(store: Store, options: argparse.Namespace) -> int:
    from limits.planning import FORMAT, as_data, freeze_pack, open_pack, packs, term_sheet, what_changed

    person = acting(store, options.email) if options.email else reader(store)
    if options.freeze is not None:
        made = freeze_pack(store, person, options.network, options.freeze)
        say(_as_data(made), [f"Frozen as {made.pack_id}: {made.title}, as of {made.as_of}."], as_json=options.json)
        return 0
    if options.list:
        frozen = packs(store, person, options.network)
        lines = [f"{p.pack_id:<8}{p.as_of}  {p.title} ({p.frozen_by})" for p in frozen] or ["No packs yet."]
        say([_as_data(p) for p in frozen], lines, as_json=options.json)
        return 0
    live = term_sheet(store, person, options.network)
    pack, sheet = open_pack(store, person, options.network, options.open) if options.open else (None, live)
    if sheet is None:
        raise BadInput(f"No usage of {options.network} was imported yet, so there is no term to show.")
    if options.export:
        return _export(store, person, sheet, options.export)
    since = what_changed(sheet, live) if pack and live else []
    data = {
        "pack": _as_data(pack) if pack else None,
        "sheet": {"format": FORMAT} | as_data(sheet),
        "changed_since": [{k: _plain(v) for k, v in asdict(c).items()} for c in since],
    }
    say(data, _lines(sheet, pack, since), as_json=options.json)
    return 0


def _export(store: Store, person: Actor, sheet: TermSheet, path: Path) -> int:
    from limits.people import names
    from limits.planning import pdf, sheet_csv, slides, workbook

    known = names(store, person)
    return write_file(
        path,
        {
            ".pptx": lambda: slides(sheet, names=known),
            ".pdf": lambda: pdf(sheet, names=known),
            ".xlsx": lambda: workbook(sheet),
            ".csv": lambda: sheet_csv(sheet).encode(),
        },
    )


def _lines(sheet: TermSheet, pack: Pack | None, since: list[Changed]) -> Iterator[str]:
    from limits.planning import key_figures

    frozen = f", frozen as {pack.pack_id} ({pack.title})" if pack else ""
    yield f"{sheet.name}, usage as of the end of {sheet.as_of}{frozen}"
    yield from (f"{name}: {words}" for name, words in key_figures(sheet))
    yield from (f"Planned: {step}" for step in sheet.planned or ())
    for decision in sheet.decisions:
        yield f"{decision.on} {decision.by}: {decision.words}. {decision.reason}"
    if pack:
        yield "Changed since:" if since else "Nothing changed since."
        yield from (f"  {c.what}: {_plain(c.then)} -> {_plain(c.now)} {c.unit}".rstrip() for c in since)


def _as_data(pack: Pack) -> dict[str, object]:
    return {name: _plain(value) for name, value in asdict(pack).items()}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
