"""Packs: a term sheet frozen for a meeting, reopened exactly, and what changed since."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, is_dataclass
from types import UnionType
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

from data.documents import PACK, read, write
from data.errors import BadInput, NotAllowed, Unknown
from data.store import Cursor, Store
from data.tables import packs as pack_store
from data.tables.packs import Pack
from limits.actors import OPERATOR, Actor, refreshed, require
from limits.clock import present, utc
from limits.planning.account_sheet import TermSheet, term_sheet
from limits.text_checks import check_text

FORMAT: Final = 2  # of the sheet as the command prints it
TITLE_MOST = 200
T = TypeVar("T")


def packs(store: Store, person: Actor, network_id: str) -> list[Pack]:
    """The packs frozen for a network, newest first; for the vendor's people."""
    with store.reading() as cursor:
        require(cursor, refreshed(cursor, person), "see vendor facts", network_id)
        return pack_store.packs(cursor, network_id)


def freeze_pack(
    store: Store,
    person: Actor,
    network_id: str,
    title: str,
    *,
    since: dt.date | None = None,
    now: dt.datetime | None = None,
) -> Pack:
    """Keeps the network's term sheet of this moment under a title."""
    moment = utc(now or present())
    check_text(title, "A pack needs a title: what the meeting is called.")
    if len(title.strip()) > TITLE_MOST:
        raise BadInput(f"The title has {len(title.strip()):,} characters; give at most {TITLE_MOST}.")
    with store.reading() as cursor:
        _require_may_freeze(cursor, refreshed(cursor, person), network_id)
    sheet = term_sheet(store, person, network_id, since=since)
    if sheet is None:
        raise BadInput(f"No usage of {network_id} was imported yet, so there is nothing to freeze.")
    text = as_text(sheet)

    def work(cursor: Cursor) -> Pack:
        actor = refreshed(cursor, person)
        _require_may_freeze(cursor, actor, network_id)
        pack_id = f"P-{pack_store.next_pack_number(cursor)}"
        pack = Pack(pack_id, network_id, title.strip(), sheet.as_of, actor.email, moment)
        pack_store.freeze(cursor, pack, text)
        return pack

    return store.write(work)


def open_pack(store: Store, person: Actor, network_id: str, pack_id: str) -> tuple[Pack, TermSheet]:
    """A pack of this network with its figures as they were; a stranger is told nothing of it."""
    with store.reading() as cursor:
        require(cursor, refreshed(cursor, person), "see vendor facts", network_id)
        for pack in pack_store.packs(cursor, network_id):
            if pack.pack_id == pack_id:
                return pack, from_text(pack_store.figures(cursor, pack_id), f"pack {pack_id}")
    raise Unknown(f"There is no pack '{pack_id}' of {network_id}. `python -m limits pack {network_id}` lists them.")


def as_text(sheet: TermSheet) -> str:
    """JSON text; numbers come back equal to the last bit."""
    return write(PACK, as_data(sheet))


def as_data(sheet: TermSheet) -> dict[str, Any]:
    """The sheet as plain JSON values."""
    return dict(json.loads(json.dumps(asdict(sheet), default=dt.date.isoformat)))


def from_text(text: str, subject: str = "the pack") -> TermSheet:
    """What `as_text` wrote, in this version or an earlier one."""
    return _read(TermSheet, read(PACK, text, subject).content)


def _read(kind: type[T], data: dict[str, Any]) -> T:
    hints = get_type_hints(kind)
    return kind(**{name: _value(hints[name], value) for name, value in data.items()})


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(hint, UnionType):
        hint = next(h for h in get_args(hint) if h is not type(None))
    if get_origin(hint) is tuple:
        return tuple(_value(get_args(hint)[0], part) for part in value)
    if hint is dt.date:
        return dt.date.fromisoformat(value)
    return _read(hint, value) if is_dataclass(hint) and isinstance(hint, type) else value


def _require_may_freeze(cursor: Cursor, person: Actor, network_id: str) -> None:
    require(cursor, person, "freeze packs", network_id)
    if person == OPERATOR:
        raise NotAllowed("A pack is frozen by somebody: name yourself (--as EMAIL).")
