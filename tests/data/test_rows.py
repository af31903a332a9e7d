"""Records are made of rows by the names of the columns: an order that changes moves no figure into another field."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import data.tables
from data.rows import record, records, records_by
from data.store import Store
from tests.store_maker import StoreMaker

DAY = dt.date(2026, 11, 20)
VALUES = {"dt.date": DAY, "dt.datetime": dt.datetime.combine(DAY, dt.time()), "int": 5, "str": "x", "bool": True}
READERS = [
    (f"{module}.{name}", function)
    for module in sorted(m.name for m in pkgutil.iter_modules(data.tables.__path__))
    for name, function in inspect.getmembers(import_module(f"data.tables.{module}"), inspect.isfunction)
    if function.__module__ == f"data.tables.{module}"
    and not name.startswith("_")
    and {"record", "records", "records_by", "named_rows", "_tokens"} & {*function.__code__.co_names}
]


@pytest.fixture(scope="module")
def store(lasting_stores: StoreMaker) -> Store:
    """Nothing is written to it here."""
    return lasting_stores.new("read_only")


@dataclass(frozen=True)
class Span:
    first: int
    last: int
    note: str = "none"


def test_the_order_of_the_columns_does_not_matter(store: Store) -> None:
    with store.reading() as cursor:
        assert records(cursor, Span, "SELECT 2 AS last, 'a' AS note, 1 AS first") == [Span(1, 2, "a")]
        assert record(cursor, Span, "SELECT 1 AS first, 2 AS last") == Span(1, 2)
        assert record(cursor, Span, "SELECT 1 AS first, 2 AS last WHERE 1 = 2") is None


def test_rows_stand_under_their_key(store: Store) -> None:
    sql = "SELECT * FROM (VALUES ('a', 2, 1), ('b', 4, 3), ('a', 6, 5)) AS v (name, last, first)"
    with store.reading() as cursor:
        found = records_by(cursor, "name", Span, f"{sql} ORDER BY first")
    assert found == {"a": [Span(1, 2), Span(5, 6)], "b": [Span(3, 4)]}
    assert found["c"] == []


@pytest.mark.parametrize("columns", ["1 AS first", "1 AS first, 2 AS last, 3 AS more", "1 AS first, 2 AS later"])
def test_columns_that_are_not_the_fields_are_refused(store: Store, columns: str) -> None:
    with store.reading() as cursor, pytest.raises(TypeError, match="Span is made of"):
        records(cursor, Span, f"SELECT {columns}")


@pytest.mark.parametrize(("name", "read"), READERS, ids=[name for name, _ in READERS])
def test_every_read_selects_the_fields_of_its_record(store: Store, name: str, read: Callable[..., Any]) -> None:
    given = [p for p in list(inspect.signature(read).parameters.values())[1:] if p.default is p.empty]
    values = {p.name: VALUES.get(p.annotation, ["x"]) for p in given}
    with store.reading() as cursor:
        read(cursor, *(values[p.name] for p in given if p.kind is not p.KEYWORD_ONLY),
             **{p.name: values[p.name] for p in given if p.kind is p.KEYWORD_ONLY})  # fmt: skip


def test_no_record_is_made_by_position() -> None:
    assert len(READERS) > 30
    by_position = [
        f"{path}:{node.lineno}"
        for path in sorted(Path(data.tables.__path__[0]).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id[:1].isupper()
        and any(isinstance(a, ast.Starred) for a in node.args)
    ]
    assert by_position == []
