"""Filters of a list that a person keeps under a name: their own, seen and changed by nobody else."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import replace
from typing import Final

from data.errors import BadInput, Unknown
from data.store import Cursor, Store
from data.tables import saved_filters as filter_store
from data.tables.saved_filters import SavedFilter
from limits.actors import OPERATOR, Actor, refreshed
from limits.clock import present, utc
from limits.visibility import require_vendor

NAME_MAX: Final = 40
ASKED_MAX: Final = 2_000
MOST: Final = 20
ALL: Final = "All"  # what the list without a filter is called, so nobody's filter is


def saved_filters(store: Store, person: Actor, page: str) -> list[SavedFilter]:
    """This person's own, by name."""
    with store.reading() as cursor:
        return filter_store.saved_filters(cursor, _email(cursor, person), page)


def save_filter(
    store: Store, person: Actor, page: str, name: str, asked: str, *, is_start: bool, now: dt.datetime | None = None
) -> SavedFilter:
    """Keeps a filter under a name that no other of this person's has."""
    kept = SavedFilter(_key(name), _clean(name), _checked(asked), is_start, utc(now or present()))

    def work(cursor: Cursor) -> SavedFilter:
        email = _owner(cursor, person)
        there = filter_store.saved_filters(cursor, email, page)
        _require_free(there, kept)
        if len(there) >= MOST:
            raise BadInput(f"You have {MOST} saved filters, and no more are kept: delete one, or overwrite one.")
        filter_store.put(cursor, email, page, kept)
        if is_start:
            filter_store.start_with(cursor, email, page, kept.name_key)
        return kept

    return store.write(work, changes_figures=False)


def overwrite_filter(
    store: Store, person: Actor, page: str, name: str, asked: str, *, now: dt.datetime | None = None
) -> SavedFilter:
    """What was kept under this name asks for something else from now on."""
    _checked(asked)

    def work(cursor: Cursor) -> SavedFilter:
        email = _owner(cursor, person)
        kept = replace(_known(cursor, email, page, name), asked=asked, saved_at=utc(now or present()))
        filter_store.put(cursor, email, page, kept)
        return kept

    return store.write(work, changes_figures=False)


def change_filter(store: Store, person: Actor, page: str, name: str, *, to: str, is_start: bool) -> SavedFilter:
    """Gives it another name, and says whether the page opens with it: with one at most."""

    def work(cursor: Cursor) -> SavedFilter:
        email = _owner(cursor, person)
        before = _known(cursor, email, page, name)
        kept = replace(before, name=_clean(to), name_key=_key(to), is_start=is_start)
        if kept.name_key != before.name_key:
            _require_free(filter_store.saved_filters(cursor, email, page), kept)
            filter_store.remove(cursor, email, page, before.name_key)
        filter_store.put(cursor, email, page, kept)
        if is_start:
            filter_store.start_with(cursor, email, page, kept.name_key)
        return kept

    return store.write(work, changes_figures=False)


def delete_filter(store: Store, person: Actor, page: str, name: str) -> SavedFilter:
    """Gives what was deleted, to be saved again where that was a slip."""

    def work(cursor: Cursor) -> SavedFilter:
        email = _owner(cursor, person)
        kept = _known(cursor, email, page, name)
        filter_store.remove(cursor, email, page, kept.name_key)
        return kept

    return store.write(work, changes_figures=False)


def _email(cursor: Cursor, person: Actor) -> str:
    actor = refreshed(cursor, person)
    require_vendor(actor, "lists of networks")
    return actor.email


def _owner(cursor: Cursor, person: Actor) -> str:
    """Whose it is to keep; a store without users has nobody to keep it for."""
    if person == OPERATOR:
        raise BadInput("A filter is saved for a person, and this store has no users yet. Add some first.")
    return _email(cursor, person)


def _known(cursor: Cursor, email: str, page: str, name: str) -> SavedFilter:
    for kept in filter_store.saved_filters(cursor, email, page):
        if kept.name_key == _key(name):
            return kept
    raise Unknown(
        f"You have no saved filter '{name}' any more: it was renamed or deleted meanwhile, in another window."
    )


def _require_free(there: list[SavedFilter], kept: SavedFilter) -> None:
    for other in there:
        if other.name_key == kept.name_key:
            raise BadInput(f"You have a filter '{other.name}' already: choose another name, or overwrite that one.")


def _checked(asked: str) -> str:
    if not asked:
        raise BadInput("Nothing is filtered, so there is nothing to save: choose a state, a CSM or a search first.")
    if len(asked) > ASKED_MAX:
        raise BadInput(f"This filter has {len(asked):,} characters; at most {ASKED_MAX:,} are kept. Search for less.")
    return asked


def _clean(name: str) -> str:
    """The name as it is shown: one line, no blanks around it."""
    plain = unicodedata.normalize("NFC", " ".join(name.split()))
    if not plain:
        raise BadInput("Give the filter a name.")
    if len(plain) > NAME_MAX:
        raise BadInput(f"The name has {len(plain)} characters; at most {NAME_MAX} fit.")
    if not plain.isprintable():
        raise BadInput("The name has characters in it that cannot be seen: type it anew.")
    if plain.casefold() == ALL.casefold():
        raise BadInput(f"'{ALL}' is what the list without a filter is called: choose another name.")
    return plain


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", _clean(name).casefold())
