"""Imports by a person: only who may administer, whatever door they come through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import BinaryIO

from data.errors import NotAllowed
from data.imports import ImportReport, Progress, import_files
from data.store import Store
from limits.actors import MAY, ROLE_WORDS, Actor, refreshed


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
    progress: Progress | None = None,
) -> ImportReport:
    """Imports files in the person's name; refused, before a byte is read, to who may not administer."""
    with store.reading() as cursor:
        now = refreshed(cursor, person)
    if not now.vendor_roles & MAY["administer"]:
        allowed = " or ".join(ROLE_WORDS[role] for role in sorted(MAY["administer"]))
        raise NotAllowed(f"{person.email} may not import data; an {allowed} may.")
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
            progress=progress,
        )
