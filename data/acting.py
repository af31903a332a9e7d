"""With which token the present work is done: whatever it stores is put on record beside it, in the same transaction."""

from __future__ import annotations

import datetime as dt
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from data.engine import Cursor


@dataclass(frozen=True)
class Act:
    """A token, whose it is, and what is done with it; ``reference`` says to what, where nothing else does."""

    token_id: str
    email: str
    what: str
    reference: str


ACT: Final[ContextVar[Act | None]] = ContextVar("headroom_token_act", default=None)


def record_act(cursor: Cursor) -> None:
    """Notes what this transaction was done with, where that was a token: by each change and step that it made."""
    act = ACT.get()
    if act is None:
        return
    for reference in cursor.references or [act.reference]:
        cursor.execute(
            "INSERT INTO token_acts (token_id, email, acted_at, what, reference) VALUES ($1, $2, $3, $4, $5)",
            act.token_id,
            act.email,
            dt.datetime.now(dt.UTC).replace(tzinfo=None),
            act.what,
            reference,
        )
