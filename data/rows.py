"""Rows as records by the names of their columns, and many rows in few statements: one at a time costs milliseconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, Field
from functools import lru_cache
from itertools import starmap
from operator import itemgetter
from typing import Any, ClassVar, Protocol, TypeVar, cast

from data.store import Cursor

ROWS_A_STATEMENT = 200


class Record(Protocol):
    """A dataclass whose fields are columns."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


R = TypeVar("R", bound=Record)


def records(cursor: Cursor, kind: type[R], sql: str, *values: object) -> list[R]:
    """Every row as one of its kind: each field is the column of its name, in whatever order they are selected."""
    columns, rows = cursor.named_rows(sql, *values)
    return list(made(kind, columns, rows))


def record(cursor: Cursor, kind: type[R], sql: str, *values: object) -> R | None:
    """The first row, None where there is none."""
    rows = records(cursor, kind, sql, *values)
    return rows[0] if rows else None


def records_by(cursor: Cursor, key: str, kind: type[R], sql: str, *values: object) -> dict[str, list[R]]:
    """The rows by the column ``key``, which need not be a field; a key without rows has an empty list."""
    columns, rows = cursor.named_rows(sql, *values)
    place = columns.index(key)
    beside = key if key not in kind.__dataclass_fields__ else None
    by_key: dict[str, list[R]] = defaultdict(list)
    for row, made_record in zip(rows, made(kind, columns, rows, beside=beside), strict=True):
        by_key[row[place]].append(made_record)
    return by_key


def made(
    kind: type[R], columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]], *, beside: str | None = None
) -> Iterable[R]:
    """Rows with these columns as records; ``beside`` is a column that is no field."""
    arranged = _arranged(kind, columns, beside)
    return starmap(kind, rows if arranged is None else map(arranged, rows))


@lru_cache(maxsize=256)
def _arranged(
    kind: type[Record], columns: tuple[str, ...], beside: str | None
) -> Callable[[tuple[Any, ...]], tuple[Any, ...]] | None:
    """What puts the columns into the order of the fields; None where they stand in it already.

    Fields at the end that have a default may be without a column. Raises TypeError for any other difference, so that a
    column that was renamed, or is selected twice, is found by the first test that reads it.
    """
    fields = list(kind.__dataclass_fields__.values())
    selected = [name for name in columns if name != beside]
    names = [field.name for field in fields if field.name in selected or field.default is MISSING]
    if sorted(names) != sorted(selected) or names != [field.name for field in fields[: len(names)]]:
        raise TypeError(f"{kind.__name__} is made of {[f.name for f in fields]}, but {list(columns)} were selected")
    places = [columns.index(name) for name in names]
    if places == list(range(len(columns))):
        return None
    if len(places) == 1:
        return lambda row: (row[places[0]],)
    return cast("Callable[[tuple[Any, ...]], tuple[Any, ...]]", itemgetter(*places))


def insert_rows(cursor: Cursor, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Inserts the rows, values in the order of ``columns``."""
    width = len(columns)
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        some = rows[start : start + ROWS_A_STATEMENT]
        places = ", ".join(
            f"({', '.join(f'${place}' for place in range(i * width + 1, (i + 1) * width + 1))})"
            for i in range(len(some))
        )
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES {places}", *(value for row in some for value in row)
        )
