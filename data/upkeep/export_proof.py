"""What an export must be before a row of it is read: its manifest sound, its files whole, its columns the store's."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa

from data.arrow_kinds import kind_of
from data.errors import BadInput
from data.upkeep.export import MANIFEST, TABLES, Manifest, TableFile, sha256_of

ANOTHER_COPY = "take another copy of the export"


def read_manifest(directory: Path) -> Manifest:
    """The export's manifest; refuses a directory that holds none."""
    path = directory / MANIFEST
    if not directory.is_dir():
        raise BadInput(f"{directory} is no directory; name the one that `python -m data export` wrote.")
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(
            format=_whole(stated["format"]),
            schema_version=_whole(stated["schema_version"]),
            exported_at=str(stated["exported_at"]),
            data_as_of=stated["data_as_of"],
            sequences={str(name): _whole(last) for name, last in stated["sequences"].items()},
            tables=tuple(TableFile(str(t["name"]), _whole(t["row_count"]), str(t["sha256"])) for t in stated["tables"]),
        )
    except FileNotFoundError:
        raise BadInput(f"{directory} holds no {MANIFEST}, so it is no export (or an unfinished one).") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput(f"{path} is damaged ({type(error).__name__}: {error}); {ANOTHER_COPY}.") from error


def prove_whole(directory: Path, manifest: Manifest) -> None:
    """Every table once, its file there, and the file the one that was exported."""
    place = directory / MANIFEST
    named = Counter(table.name for table in manifest.tables)
    for table in manifest.tables:
        path = directory / table.file
        if table.name not in TABLES:
            raise BadInput(f"{place} names the table {table.name!r}, which no store has.")
        if named[table.name] > 1:
            raise BadInput(f"{place} names the table {table.name} {named[table.name]} times; {ANOTHER_COPY}.")
        if not path.is_file():
            raise BadInput(f"{path} is missing, so the export is not complete; {ANOTHER_COPY}.")
        try:
            checksum = sha256_of(path)
        except OSError as error:
            raise BadInput(f"{path} cannot be read ({error.strerror or error}).") from error
        if checksum != table.sha256:
            raise BadInput(f"{path} is not the file that was exported (its checksum differs); {ANOTHER_COPY}.")
    if missing := [name for name in TABLES if name not in named]:
        raise BadInput(f"{place} lacks the table {missing[0]}; {ANOTHER_COPY}.")


def prove_columns(path: Path, schema: pa.Schema, expected: pa.Schema) -> None:
    """Each expected name once, holding its kind of value; engines may differ in how wide they write it."""
    many = Counter(schema.names)
    wrong = [f"it has the column {name!r} {count} times" for name, count in many.items() if count > 1]
    wrong += [f"it has a column {name!r} too many" for name in schema.names if name not in expected.names]
    wrong += [f"it lacks the column {name!r}" for name in expected.names if name not in many]
    for field in expected if not wrong else ():
        kind = schema.field(field.name).type
        if _holds(kind) != _holds(field.type):
            wrong.append(f"its column {field.name!r} holds {_holds(kind)} ({kind}) instead of {_holds(field.type)}")
    if wrong:
        raise BadInput(f"{path} does not fit the table {path.stem}: {'; '.join(wrong[:3])}; {ANOTHER_COPY}.")


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{str(value)[:40]!r} is no whole number")
    return value


def _holds(column: pa.DataType) -> str:
    if pa.types.is_timestamp(column):
        return "moments with a zone" if column.tz else "moments"
    return _WORDS.get(kind_of(column) or "", str(column))


_WORDS = {
    "boolean": "yes or no",
    "long integer": "whole numbers",
    "integer": "whole numbers",
    "floating": "floating-point numbers",
    "decimal": "decimal numbers",
    "date": "dates",
    "text": "text",
    "null": "nothing",
}
