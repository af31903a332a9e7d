"""The ids of changes: changes, planned changes, undo and step-downs share one namespace, which is checked here."""

from __future__ import annotations

import re
from typing import Final

from data.errors import BadInput
from data.records import LimitChange, ScheduledChange
from data.store import Cursor
from data.tables import limits as limit_store
from data.tables import scheduled as scheduled_store

ID_MAX: Final = 200
STEP_DOWN_SUFFIX: Final = "-step-down"

# What the product itself makes ids of; nobody may choose one of these, or they would answer for another change.
_DERIVED: Final = re.compile(r"(undo|request|bulk|import|first)-.*|.*-step-down(-[0-9]+)?", re.DOTALL | re.IGNORECASE)


def check_chosen(change_id: str) -> None:
    """Refuses an id that somebody chose where it could be taken for one that the product makes."""
    if not change_id.strip():
        raise BadInput("The change has an empty change-id; leave it out to have one made.")
    if len(change_id) > ID_MAX:
        raise BadInput(f"The change-id has {len(change_id):,} characters; at most {ID_MAX} are kept.")
    if change_id != change_id.strip() or not change_id.isprintable():
        raise BadInput(f"The change-id {change_id!r} has blanks around it or characters that cannot be printed in it.")
    if _DERIVED.fullmatch(change_id):
        raise BadInput(
            f"The change-id {change_id} has a form that is kept for changes made by Headroom itself (undo-..., "
            "request-..., bulk-..., import-..., first-... and ...-step-down). Choose another."
        )


def planned_under(cursor: Cursor, change_id: str) -> ScheduledChange | None:
    return scheduled_store.scheduled_change(cursor, change_id)


def made_under(cursor: Cursor, change_id: str) -> LimitChange | None:
    return limit_store.limit_change(cursor, change_id)


def require_free(cursor: Cursor, change_id: str, *, planned_as: ScheduledChange | None = None) -> None:
    """Raises BadInput where a change, or a planned change other than ``planned_as``, has the id already."""
    made, planned = made_under(cursor, change_id), planned_under(cursor, change_id)
    if made is not None:
        raise BadInput(f"The change-id {change_id} belongs to another change already. Use a new one.")
    if planned is not None and (planned_as is None or planned_as.scheduled_id != planned.scheduled_id):
        raise BadInput(f"The change-id {change_id} belongs to a planned change already. Use a new one.")


def free_form(cursor: Cursor, wanted: str) -> str:
    """A derived id that is free: ``wanted``, or the first numbered form of it, where an old store has it taken."""
    free, number = wanted, 1
    while made_under(cursor, free) is not None or planned_under(cursor, free) is not None:
        number += 1
        free = f"{wanted}-{number}"
    return free
