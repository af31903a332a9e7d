"""Taking a change back: a new change to the limit there was before, if nobody changed it since."""

from __future__ import annotations

import datetime as dt

from data.errors import BadInput, NotAllowed, NotVisible, Unknown
from data.records import LimitChange
from data.store import Cursor, Store
from data.tables import limits as limit_store
from limits.actors import Actor, refreshed, require
from limits.change_ids import free_form
from limits.changes.change import ChangeLimit, make_change
from limits.kinds import as_kind


def undo_change(
    store: Store,
    person: Actor,
    change_id: str,
    reason: str,
    *,
    accept_below_usage: bool = False,
    now: dt.datetime | None = None,
) -> LimitChange:
    """Changes the limit back by the rules of any change; the same change is taken back once, however often asked."""
    with store.reading() as cursor:
        change = _change(cursor, refreshed(cursor, person), change_id)
        undo_id = _undo_id(cursor, change)
    if change.old_limit is None:
        raise BadInput(f"{change_id} is the first limit on record: there is none before it to go back to.")
    back = ChangeLimit(
        network_id=change.network_id,
        kind=as_kind(change.kind),
        campaign_id=change.campaign_id,
        to=change.old_limit,
        reason=reason,
        expected_version=change.version,
        change_id=undo_id,
        accept_below_usage=accept_below_usage,
    )
    return make_change(store, person, back, now=now)


def _undo_id(cursor: Cursor, change: LimitChange) -> str:
    """The id of this change's undo, made before or not; an older store may hold another change under it."""
    wanted = f"undo-{change.change_id}"
    made = limit_store.limit_change(cursor, wanted)
    following = (change.network_id, change.kind, change.campaign_id, change.version + 1, change.old_limit)
    if made and (made.network_id, made.kind, made.campaign_id, made.version, made.new_limit) == following:
        return wanted
    return free_form(cursor, wanted)


def _change(cursor: Cursor, person: Actor, change_id: str) -> LimitChange:
    change = limit_store.limit_change(cursor, change_id)
    hidden = NotVisible(f"'{change_id}' is not among the changes that {person.email} may see.")
    if change is None:
        if person.vendor_roles - {"csm"}:
            raise Unknown(
                f"There is no change '{change_id}'. `python -m limits history NETWORK --json` lists their ids."
            )
        raise hidden
    try:
        require(cursor, person, "see network", change.network_id)
    except NotAllowed:
        raise hidden from None
    return change
