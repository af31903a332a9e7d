"""Imports by a person: only who may administer, whatever door they come through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import BinaryIO

from data.errors import NotAllowed
from data.imports import ImportReport, Progress, import_files
from data.store import Store
from limits.actors import MAY, ROLE_WORDS, Actor, actor


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
    correct: Sequence[dt.date] = (),
    reason: str = "",
    complete_since: dt.date | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Imports files in the person's name; refused, before a byte is read, to who may not administer."""
    now = actor(store, person.email)
    if not now.vendor_roles & MAY["administer"]:
        allowed = " or ".join(ROLE_WORDS[role] for role in sorted(MAY["administer"]))
        raise NotAllowed(f"{person.email} may not import data; an {allowed} may.")
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
        correct=correct,
        reason=reason,
        complete_since=complete_since,
        progress=progress,
    )
