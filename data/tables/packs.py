"""Packs: figures frozen for a meeting; appended, never changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.rows import records
from data.store import Cursor

_COLUMNS = "pack_id, network_id, title, as_of, frozen_by, frozen_at"


@dataclass(frozen=True)
class Pack:
    """What a pack is, without its figures; ``as_of`` is the date they describe."""

    pack_id: str
    network_id: str
    title: str
    as_of: dt.date
    frozen_by: str
    frozen_at: dt.datetime


def next_pack_number(cursor: Cursor) -> int:
    return int(cursor.value("SELECT nextval('pack_seq')"))


def packs(cursor: Cursor, network_id: str) -> list[Pack]:
    """Newest first."""
    sql = f"SELECT {_COLUMNS} FROM packs WHERE network_id = $1 ORDER BY frozen_at DESC, pack_id DESC"
    return records(cursor, Pack, sql, network_id)


def freeze(cursor: Cursor, pack: Pack, figures: str) -> None:
    cursor.execute(
        f"INSERT INTO packs ({_COLUMNS}, figures) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        *(getattr(pack, field) for field in pack.__dataclass_fields__),
        figures,
    )


def figures(cursor: Cursor, pack_id: str) -> str:
    """The figures as JSON text, exactly as they were frozen."""
    return str(cursor.value("SELECT figures FROM packs WHERE pack_id = $1", pack_id))
