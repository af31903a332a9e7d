"""The store as a DuckDB file: one owner, hardened, never older than its file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from data.errors import StoreLocked, StoreTooNew, StoreUnreachable
from data.store import Cursor, Store
from tests.small_disk import small_disk

ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = Store(tmp_path / "headroom.duckdb", memory_limit="500MB", threads=2)
    yield opened
    opened.close()


def test_a_second_process_is_told_that_the_store_is_in_use(file: Store) -> None:
    opening = "import sys, pathlib, data.store; data.store.Store(pathlib.Path(sys.argv[1]))"
    command = [sys.executable, "-c", opening, str(file.address)]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert second.returncode != 0
    assert StoreLocked.__name__ in second.stderr
    assert "HEADROOM_DB" in second.stderr


def test_a_store_of_a_newer_version_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "newer.duckdb"
    Store(path).close()
    with duckdb.connect(str(path)) as database:
        database.execute("INSERT INTO schema_migrations (version, name) VALUES (9999, 'later')")
    before = path.read_bytes()
    with pytest.raises(StoreTooNew, match="9999"):
        Store(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.duckdb"
    path.write_text("not a database, but long enough to look like something one could open\n" * 100)
    with pytest.raises(StoreUnreachable, match="cannot be opened"):
        Store(path)


def test_somebody_elses_duckdb_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as database:
        database.execute("CREATE TABLE orders (id INTEGER)")
    with pytest.raises(StoreUnreachable, match="orders"):
        Store(path)


@pytest.mark.parametrize(
    "escape",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/escaped.csv'",
        "ATTACH '/tmp/escaped.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
    ],
)
def test_a_statement_cannot_leave_the_store(file: Store, escape: str) -> None:
    with pytest.raises(duckdb.Error), file.reading() as cursor:
        cursor.execute(escape)


def test_a_full_disk_is_told_and_nothing_is_half_stored() -> None:
    def much(cursor: Cursor) -> None:
        cursor.execute(
            "INSERT INTO usage SELECT 'acme', '+1800' || CAST(hash(n) AS TEXT), DATE '2026-10-01', n "
            "FROM generate_series(1, 3000000) AS g(n)"
        )

    with small_disk(megabytes=6) as disk:
        (disk / "in the way").write_bytes(bytes(2_000_000))
        store = Store(disk / "headroom.duckdb", memory_limit="500MB", threads=2)
        with pytest.raises(StoreUnreachable, match=r"No space left.*nothing of this change was stored"):
            store.write(much)
        (disk / "in the way").unlink()
        store.write(lambda cursor: cursor.execute("INSERT INTO networks VALUES ('acme', 'Acme', 'UTC', NULL)"))
        store.close()
        again = Store(disk / "headroom.duckdb", memory_limit="500MB", threads=2)
        with again.reading() as cursor:
            assert cursor.value("SELECT count(*) FROM usage") == 0
            assert cursor.value("SELECT count(*) FROM networks") == 1
        again.close()
