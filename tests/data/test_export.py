"""An export holds the whole store, and a restore gives it back, or nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from data.errors import BadInput
from data.sample import fill
from data.store import Store
from data.upkeep.check import violations
from data.upkeep.export import OWN_TABLES, TABLES, export_store
from data.upkeep.restore import restore_store
from tests.data.given_files import NOW
from tests.store_maker import StoreMaker, content


@pytest.fixture
def exported(good: Store, tmp_path: Path) -> Path:
    export_store(good, tmp_path / "export", now=NOW)
    return tmp_path / "export"


@pytest.fixture
def empty(store_maker: StoreMaker) -> Store:
    return store_maker.new("empty")


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.reading() as cursor:
        return {name: content(cursor, name) for name in TABLES}


def test_every_table_of_the_store_is_exported(store: Store) -> None:
    with store.reading() as cursor:
        stored = cursor.tables()
    assert stored == {*TABLES, *OWN_TABLES}


@pytest.mark.long
def test_the_sample_portfolio_comes_back_equal_and_sound(store: Store, empty: Store, tmp_path: Path) -> None:
    fill(store, seed=1, as_of=dt.date(2026, 11, 22))
    written = export_store(store, tmp_path / "export", now=NOW)
    assert restore_store(empty, tmp_path / "export") == written
    assert contents(empty) == contents(store)
    assert violations(empty) == []
    assert written.data_as_of == "2026-11-22"


def test_ids_continue_after_a_restore(good: Store, empty: Store, exported: Path) -> None:
    restore_store(empty, exported)
    for name in ("change_seq", "import_seq", "request_seq"):
        with good.transaction() as old, empty.transaction() as new:
            assert new.value(f"SELECT nextval('{name}')") == old.value(f"SELECT nextval('{name}')")


def test_an_empty_store_can_be_exported_and_restored(store: Store, empty: Store, tmp_path: Path) -> None:
    assert export_store(store, tmp_path / "export", now=NOW).row_count == 0
    assert restore_store(empty, tmp_path / "export").data_as_of is None


def test_an_export_never_writes_over_something(store: Store, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(BadInput, match="is not an empty directory"):
        export_store(store, tmp_path / "full")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_an_export_that_fails_leaves_nothing(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.upkeep.export.sha256_of", full)
    with pytest.raises(BadInput, match="No space left on device"):
        export_store(store, tmp_path / "export")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("export")]


def test_a_store_that_holds_something_is_not_restored_into(good: Store, exported: Path) -> None:
    before = contents(good)
    with pytest.raises(BadInput, match=r"is not empty \(2 rows of networks\)"):
        restore_store(good, exported)
    assert contents(good) == before


def change_manifest(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def lie_about_rows(folder: Path) -> None:
    tables = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["tables"]
    tables[-1]["row_count"] += 1
    change_manifest(folder, tables=tables)


def flip_a_byte(folder: Path) -> None:
    content = bytearray((folder / "usage.parquet").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "usage.parquet").write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "holds no manifest.json"),
        (lambda folder: (folder / "manifest.json").write_text("{", encoding="utf-8"), "is damaged"),
        (lambda folder: change_manifest(folder, tables=[]), "lacks the table"),
        (lambda folder: change_manifest(folder, schema_version=99), "has schema 99.*update Headroom"),
        (lambda folder: (folder / "usage.parquet").unlink(), "usage.parquet is missing"),
        (flip_a_byte, "its checksum differs"),
        (lie_about_rows, "where the manifest says"),
    ],
)
def test_a_damaged_export_is_refused_and_the_store_stays_empty(
    empty: Store, exported: Path, damage: Callable[[Path], object], message: str
) -> None:
    damage(exported)
    with pytest.raises(BadInput, match=message):
        restore_store(empty, exported)
    assert all(rows == [] for rows in contents(empty).values())
