"""Backups by a person: only who may administer, whatever door they come through."""

from __future__ import annotations

from data.errors import NotAllowed
from data.store import Store
from data.upkeep.backup import Backup, back_up, backups
from limits.actors import MAY, ROLE_WORDS, Actor, refreshed


def back_up_as(store: Store, person: Actor) -> Backup:
    """Makes an online backup in the person's name."""
    _require_admin(store, person)
    return back_up(store)


def backups_as(store: Store, person: Actor) -> list[Backup]:
    """The backups there are, newest first."""
    _require_admin(store, person)
    return backups(store)


def _require_admin(store: Store, person: Actor) -> None:
    with store.reading() as cursor:
        now = refreshed(cursor, person)
    if not now.vendor_roles & MAY["administer"]:
        allowed = " or ".join(ROLE_WORDS[role] for role in sorted(MAY["administer"]))
        raise NotAllowed(f"{person.email} may not back up the store; an {allowed} may.")
