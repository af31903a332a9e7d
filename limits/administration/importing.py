"""Imports by a person: only who may administer, whatever door they come through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import BinaryIO

from data.errors import NotAllowed
from data.imports import ImportReport, LastImport, Progress, import_files, last_import, take_back_last_import
from data.imports.mapping import FileMapping, forget_mapping, save_mapping
from data.store import Store
from data.tables.placements import TakenBack, take_back
from limits.actors import MAY, ROLE_WORDS, Actor, refreshed
from limits.clock import present, utc
from limits.text_checks import check_text


def import_as(
    store: Store,
    person: Actor,
    files: Sequence[BinaryIO],
    *,
    as_of: dt.date | None = None,
    month: dt.date | None = None,
    network_id: str | None = None,
    dry_run: bool = False,
    allow_decrease: bool = False,
    whole_lists: Collection[str] = (),
    unknown: str | None = None,
    correct: Sequence[dt.date] = (),
    reason: str = "",
    complete_since: dt.date | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Imports files in the person's name; refused, before a byte is read, to who may not administer."""
    now = _importer(store, person)
    with store.running.work(f"an import of {len(files):,} {'file' if len(files) == 1 else 'files'} by {now.email}"):
        return import_files(
            store,
            files,
            as_of=as_of,
            imported_by=now.email,
            month=month,
            network_id=network_id,
            dry_run=dry_run,
            allow_decrease=allow_decrease,
            whole_lists=whole_lists,
            unknown=unknown,
            correct=correct,
            reason=reason,
            complete_since=complete_since,
            progress=progress,
            now=present(),
        )


def save_mapping_as(store: Store, person: Actor, mapping: FileMapping, *, now: dt.datetime | None = None) -> None:
    """Remembers how files of one source are read, in the person's name."""
    who = _importer(store, person)
    store.write(lambda cursor: save_mapping(cursor, mapping, now=_moment(now), saved_by=who.email))


def forget_mapping_as(store: Store, person: Actor, source: str) -> None:
    """Forgets how files of a source are read; what they brought stays."""
    _importer(store, person)
    store.write(lambda cursor: forget_mapping(cursor, source))


def take_back_as(store: Store, person: Actor, placement_id: str, *, now: dt.datetime | None = None) -> TakenBack:
    """Removes the unknown numbers that a report brought, with their usage, in the person's name."""
    who = _importer(store, person)
    return store.write(lambda cursor: take_back(cursor, placement_id, now=_moment(now), taken_back_by=who.email))


def last_import_as(store: Store, person: Actor) -> LastImport | None:
    """The import that could be taken back, with what stands in the way; None where there is none."""
    _importer(store, person)
    with store.reading() as cursor:
        return last_import(cursor)


def take_back_import_as(store: Store, person: Actor, reason: str, *, now: dt.datetime | None = None) -> LastImport:
    """Puts back what the last import replaced, in the person's name; refused where something stands on it."""
    who = _importer(store, person)
    check_text(reason, "Say why the import is taken back.")
    with store.running.work(f"an import taken back by {who.email}"):
        return take_back_last_import(store, by=who.email, reason=reason, now=_moment(now))


def _importer(store: Store, person: Actor) -> Actor:
    with store.reading() as cursor:
        now = refreshed(cursor, person)
    if not now.vendor_roles & MAY["administer"]:
        allowed = " or ".join(ROLE_WORDS[role] for role in sorted(MAY["administer"]))
        raise NotAllowed(f"{person.email} may not import data; an {allowed} may.")
    return now


def _moment(now: dt.datetime | None) -> dt.datetime:
    return utc(now or present())
