"""The mappings that a store remembers, one a source."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from data.errors import BadInput
from data.imports.checking.recognise import heading_name
from data.imports.mapping.document import FileMapping, from_document, to_document
from data.imports.mapping.mapped_sheet import MappedSheet
from data.imports.sheets.sheet import Sheet
from data.store import Cursor, Store


@dataclass(frozen=True)
class SavedMapping:
    """A mapping with who saved it when."""

    mapping: FileMapping
    saved_at: dt.datetime
    saved_by: str


def saved_mappings(cursor: Cursor) -> list[SavedMapping]:
    """The saved mappings, by source; a document that cannot be read is refused by its source."""
    sql = "SELECT source, document, saved_at, saved_by FROM file_mappings ORDER BY source"
    return [
        SavedMapping(_decoded(source, document), saved_at, saved_by)
        for source, document, saved_at, saved_by in cursor.rows(sql)
    ]


def readable_mappings(cursor: Cursor) -> tuple[list[SavedMapping], list[str]]:
    """Saved mappings that can be read, and what is wrong with the others: a damaged one stops no other import."""
    readable, wrong = [], []
    sql = "SELECT source, document, saved_at, saved_by FROM file_mappings ORDER BY source"
    for source, document, saved_at, saved_by in cursor.rows(sql):
        try:
            readable.append(SavedMapping(_decoded(source, document), saved_at, saved_by))
        except BadInput as error:
            wrong.append(str(error))
    return readable, wrong


def _decoded(source: str, document: str) -> FileMapping:
    try:
        decoded = json.loads(document)
    except ValueError as error:
        raise BadInput(
            f"The saved mapping {source!r} is damaged ({error}); save it again (--map FILE), or forget it "
            "(python -m data mappings --forget SOURCE)."
        ) from error
    return from_document(decoded, f"the saved mapping {source!r}")


def save_mapping(cursor: Cursor, mapping: FileMapping, *, now: dt.datetime, saved_by: str) -> None:
    """Remembers a mapping under its source, in place of the one it had."""
    cursor.execute(
        "INSERT INTO file_mappings (source, document, headings, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (source) DO UPDATE SET document = excluded.document, headings = excluded.headings, "
        "saved_at = excluded.saved_at, saved_by = excluded.saved_by",
        mapping.source,
        json.dumps(to_document(mapping), ensure_ascii=False),
        ", ".join(sorted(heading_name(heading) for heading in mapping.headings)),
        now,
        saved_by,
    )


def remember(store: Store, mapping: FileMapping, sheets: Sequence[Sheet], *, now: dt.datetime, saved_by: str) -> None:
    """Saves a mapping that read a file, for the next file of its source."""
    if any(isinstance(sheet, MappedSheet) for sheet in sheets):
        store.write(lambda cursor: save_mapping(cursor, mapping, now=now, saved_by=saved_by))


def forget_mapping(cursor: Cursor, source: str) -> bool:
    """Whether there was one of that source."""
    return cursor.changed("DELETE FROM file_mappings WHERE source = $1", source) > 0
