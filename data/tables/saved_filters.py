"""Filters that people keep under a name, each person's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, dataclass

from data.rows import records
from data.store import Cursor


@dataclass(frozen=True)
class SavedFilter:
    """``asked`` is the part of the page's address that narrows it; ``is_start`` opens by itself with the page."""

    name_key: str
    name: str
    asked: str
    is_start: bool
    saved_at: dt.datetime


def saved_filters(cursor: Cursor, email: str, page: str) -> list[SavedFilter]:
    """By name."""
    sql = """
        SELECT name_key, name, asked, is_start, saved_at FROM saved_filters WHERE email = $1 AND page = $2
        ORDER BY name_key
    """
    return records(cursor, SavedFilter, sql, email, page)


def put(cursor: Cursor, email: str, page: str, kept: SavedFilter) -> None:
    """In place of the one of that name, if there is one."""
    cursor.execute(
        """
        INSERT INTO saved_filters (email, page, name_key, name, asked, is_start, saved_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (email, page, name_key) DO UPDATE
        SET name = EXCLUDED.name, asked = EXCLUDED.asked, is_start = EXCLUDED.is_start, saved_at = EXCLUDED.saved_at
        """,
        email,
        page,
        *astuple(kept),
    )


def remove(cursor: Cursor, email: str, page: str, name_key: str) -> None:
    cursor.execute("DELETE FROM saved_filters WHERE email = $1 AND page = $2 AND name_key = $3", email, page, name_key)


def start_with(cursor: Cursor, email: str, page: str, name_key: str) -> None:
    """The page opens with this one and no other; '' for none."""
    cursor.execute(
        "UPDATE saved_filters SET is_start = (name_key = $3) WHERE email = $1 AND page = $2", email, page, name_key
    )
