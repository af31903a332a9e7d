"""What somebody has looked at, and when last."""

from __future__ import annotations

import datetime as dt

from data.store import Cursor


def seen(cursor: Cursor, email: str) -> dict[str, dt.datetime]:
    """By what it was."""
    return dict(cursor.rows("SELECT what, seen_at FROM seen WHERE email = $1", email))


def last_seen(cursor: Cursor) -> dict[str, dt.datetime]:
    """When each person last looked at anything, by address; who never did is not in it."""
    return dict(cursor.rows("SELECT email, max(seen_at) FROM seen GROUP BY email"))


def mark_seen(cursor: Cursor, email: str, what: str, at: dt.datetime) -> None:
    cursor.execute(
        """
        INSERT INTO seen (email, what, seen_at) VALUES ($1, $2, $3)
        ON CONFLICT (email, what) DO UPDATE SET seen_at = EXCLUDED.seen_at
        """,
        email,
        what,
        at,
    )
