"""Sign-ins that were ended before their time."""

from __future__ import annotations

import datetime as dt

from data.store import Cursor


def end_sign_in(cursor: Cursor, sign_in: str, at: dt.datetime, *, forget_before: dt.datetime) -> None:
    """Notes that a sign-in counts no more, and forgets those that are too old to count anyway."""
    cursor.execute("DELETE FROM sign_outs WHERE signed_out_at < $1", forget_before)
    known = cursor.row("SELECT 1 FROM sign_outs WHERE sign_in = $1", sign_in)
    if known is None:
        cursor.execute("INSERT INTO sign_outs (sign_in, signed_out_at) VALUES ($1, $2)", sign_in, at)


def has_ended(cursor: Cursor, sign_in: str) -> bool:
    return cursor.row("SELECT 1 FROM sign_outs WHERE sign_in = $1", sign_in) is not None
