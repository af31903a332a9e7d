"""`python -m data import FILE --propose-map` and `python -m data mappings`: mappings for a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from data import caller
from data.errors import BadInput, Unknown
from data.imports.mapping.document import to_document, to_toml
from data.imports.mapping.propose import Proposal
from data.imports.mapping.readings import proposals
from data.imports.mapping.stored import forget_mapping, saved_mappings
from data.store import Store

_CELL = 60


def print_proposals(files: Sequence[Path], given: Mapping[str, str], *, as_json: bool) -> int:
    """Prints how files that are not ours could be read, as a mapping to correct and give to ``--map``."""
    proposed = [proposal for file in files for proposal in proposals(file, given)]
    if not proposed:
        raise BadInput("Every sheet of these files is a table or a report of ours; import them without a mapping.")
    if as_json:
        _write(json.dumps([_as_json(proposal) for proposal in proposed], indent=2, ensure_ascii=False))
        return 0
    for proposal in proposed:
        _write(f"# {proposal.file}: headings and first rows, as they stand")
        for row in (proposal.headings, *proposal.rows[:3]):
            _write("#   " + " | ".join(_plain(cell) for cell in row))
        _write("# Correct it, save it as mapping.toml, and import with --map mapping.toml")
        _write(to_toml(proposal.mapping, proposal.questions))
    return 0


def run_mappings(store: Store, *, show: str | None, forget: str | None) -> int:
    """Lists the saved mappings, prints one of them, or forgets it."""
    if forget:  # also one that cannot be read
        if not store.write(lambda cursor: forget_mapping(cursor, forget)):
            raise Unknown(f"There is no saved mapping {forget!r}; `python -m data mappings` lists them.")
        _write(f"The mapping {forget!r} is forgotten.")
        return 0
    with store.reading() as cursor:
        saved = {kept.mapping.source: kept for kept in saved_mappings(cursor)}
    if show and show not in saved:
        raise Unknown(f"There is no saved mapping {show!r}; there are: {', '.join(saved) or 'none yet'}.")
    if show:
        _write(to_toml(saved[show].mapping))
    else:
        for source, kept in saved.items():
            _write(f"{source}: {kept.mapping.table}, saved {kept.saved_at:%Y-%m-%d} by {kept.saved_by}")
        if not saved:
            _write("No mappings are saved; `python -m data import FILE --map FILE` saves one.")
    return 0


def _as_json(proposal: Proposal) -> dict[str, object]:
    return {
        "file": proposal.file,
        "mapping": to_document(proposal.mapping),
        "questions": list(proposal.questions),
        "headings": list(proposal.headings),
        "rows": [list(row) for row in proposal.rows],
    }


def _plain(cell: str) -> str:
    """One line, no control characters, not endlessly long."""
    text = "".join(letter if letter.isprintable() else " " for letter in cell)
    return text if len(text) <= _CELL else text[:_CELL] + "…"


def _write(text: str) -> None:
    caller.stdout().write(text + "\n")
