"""The command of the portfolio: all networks by risk, as lines, as data, or as a deck for a meeting."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable

from data.caller import file_to_write
from data.door import say
from data.store import Store
from limits.commands.export_file import write_file
from limits.commands.persons import reader

Run = Callable[[Store, argparse.Namespace], int]
NewCommand = Callable[[str, Run, str], argparse.ArgumentParser]


def add(command: NewCommand) -> None:
    """Adds the command to the door's."""
    parser = command("triage", _triage, "All networks by risk; as a deck of what needs somebody.")
    parser.add_argument("--export", type=file_to_write, metavar="FILE", help="write a deck as .pptx or .pdf")
    parser.add_argument("--csm", metavar="EMAIL", help="of this CSM's networks only; with --export")


def _triage(store: Store, options: argparse.Namespace) -> int:
    from limits import as_json
    from limits.advice import portfolio
    from limits.commands import as_text
    from limits.requests import stuck_requests

    person = reader(store)
    if options.export:
        return _export(store, options)
    rows = portfolio(store, person)
    stuck = defaultdict(list)
    for request in stuck_requests(store, person):
        stuck[request.network.network_id].append(request)
    data = [
        as_json.portfolio_row(r) | {"stuck_requests": [w.request.request_id for w in stuck[r.network.network_id]]}
        for r in rows
    ]
    lines = [
        f"{w.network.network_id}: {w.request.request_id}. {w.who_decides}"
        for in_network in stuck.values()
        for w in in_network
    ]
    say(data, [*as_text.triage(rows), *lines], as_json=options.json)
    return 0


def _export(store: Store, options: argparse.Namespace) -> int:
    from limits.planning import book_pdf, book_slides, portfolio_book

    book = portfolio_book(store, reader(store), csm=options.csm)
    return write_file(options.export, {".pptx": lambda: book_slides(book), ".pdf": lambda: book_pdf(book)})
