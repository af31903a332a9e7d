"""What a person has looked at: their own unread marks, and the time of their last visit."""

from __future__ import annotations

import datetime as dt

from data.store import Store
from data.tables import seen as seen_store
from limits.actors import Actor, refreshed
from limits.clock import present, utc
from limits.people.users import require_admin


def seen_by(store: Store, person: Actor) -> dict[str, dt.datetime]:
    """When this person last looked at what, by what it was."""
    with store.reading() as cursor:
        return seen_store.seen(cursor, refreshed(cursor, person).email)


def last_visits(store: Store, person: Actor) -> dict[str, dt.datetime]:
    """When each person was last here, by address; for who manages users."""
    with store.reading() as cursor:
        require_admin(cursor, person)
        return seen_store.last_seen(cursor)


def look_at(store: Store, person: Actor, what: str, *, now: dt.datetime | None = None) -> dt.datetime | None:
    """Marks it as seen; says when it was seen before. No figure changes by it, so the data's version stays."""
    at = utc(now or present())
    with store.transaction(changes_figures=False) as cursor:
        email = refreshed(cursor, person).email
        before = seen_store.seen(cursor, email).get(what)
        seen_store.mark_seen(cursor, email, what, at)
    return before
