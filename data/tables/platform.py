"""What the vendor's platform is known to have: the limits it was reported with, and the changes set in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from data.errors import StaleLimit
from data.rows import records
from data.store import Cursor


@dataclass(frozen=True)
class PlatformReport:
    """A limit as an import had it, at the end of the day it describes."""

    network_id: str
    kind: str
    campaign_id: str
    limit_numbers: int
    as_of: dt.date


@dataclass(frozen=True)
class PlatformMark:
    """``mark`` is 'set' for a change that was made in the platform, 'noted' for a difference that somebody has seen."""

    change_id: str
    network_id: str
    mark: str
    marked_at: dt.datetime
    marked_by: str


_REPORT = ", ".join(field.name for field in fields(PlatformReport))
_MARK = ", ".join(field.name for field in fields(PlatformMark))


def platform_reports(cursor: Cursor, network_ids: list[str]) -> list[PlatformReport]:
    sql = f"SELECT {_REPORT} FROM platform_reports WHERE network_id = ANY($1)"
    return records(cursor, PlatformReport, sql, network_ids)


def platform_marks(cursor: Cursor, network_ids: list[str]) -> list[PlatformMark]:
    """In the order they were made."""
    sql = f"SELECT {_MARK} FROM platform_marks WHERE network_id = ANY($1) ORDER BY marked_at, change_id"
    return records(cursor, PlatformMark, sql, network_ids)


def marks_of(cursor: Cursor, change_id: str) -> list[PlatformMark]:
    """None, or the one mark of a change."""
    return records(cursor, PlatformMark, f"SELECT {_MARK} FROM platform_marks WHERE change_id = $1", change_id)


def add_mark(cursor: Cursor, mark: PlatformMark) -> None:
    """Raises StaleLimit where somebody marked the change before."""
    for known in marks_of(cursor, mark.change_id):
        raise StaleLimit(f"{known.marked_by} marked this change as {known.mark} on {known.marked_at:%Y-%m-%d} already.")
    cursor.execute(
        f"INSERT INTO platform_marks ({_MARK}) VALUES ($1, $2, $3, $4, $5)",
        *(getattr(mark, field.name) for field in fields(PlatformMark)),
    )
