"""The store: whole transactions, one owner, hardened, never older than its file."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from data.errors import StoreLocked, StoreTooNew, StoreUnreachable
from data.store import Cursor, Store, store_address

ROOT = Path(__file__).parents[2]


def add_network(cursor: Cursor, network_id: str = "n1") -> None:
    cursor.execute("INSERT INTO networks VALUES ($1, $2, 'UTC', NULL)", network_id, "Acme")


def count_networks(store: Store) -> int:
    with store.reading() as cursor:
        return int(cursor.value("SELECT count(*) FROM networks"))


def test_a_failed_transaction_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction() as cursor:
        add_network(cursor)
        raise ZeroDivisionError
    assert count_networks(store) == 0
    assert store.data_version() == 0


def test_a_statement_that_fails_undoes_the_statements_before_it(store: Store) -> None:
    with pytest.raises(duckdb.ConstraintException), store.transaction() as cursor:
        add_network(cursor)
        add_network(cursor)
    assert count_networks(store) == 0


def test_every_write_raises_the_data_version(store: Store) -> None:
    with store.transaction() as cursor:
        add_network(cursor)
    assert store.data_version() == 1


def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises(duckdb.TransactionException, match="read-only"), store.reading() as cursor:
        add_network(cursor)


def test_a_reader_sees_one_moment_while_a_writer_commits(store: Store) -> None:
    with store.reading() as cursor:
        before = cursor.value("SELECT count(*) FROM networks")
        store.write(add_network)
        assert cursor.value("SELECT count(*) FROM networks") == before == 0
    assert count_networks(store) == 1


def test_many_threads_lose_no_update(store: Store) -> None:
    with store.transaction() as cursor:
        add_network(cursor)
        cursor.execute("INSERT INTO limits VALUES ('n1', 'network', '', 0, 1)")

    def raise_limit(_: int) -> None:
        store.write(lambda c: c.changed("UPDATE limits SET limit_numbers = limit_numbers + 1"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(raise_limit, range(80)))
    with store.reading() as cursor:
        assert cursor.value("SELECT limit_numbers FROM limits") == 80


def test_a_second_process_is_told_that_the_store_is_in_use(store: Store) -> None:
    opening = "import sys, pathlib, data.store; data.store.Store(pathlib.Path(sys.argv[1]))"
    command = [sys.executable, "-c", opening, str(store.address)]
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
def test_a_statement_cannot_leave_the_store(store: Store, escape: str) -> None:
    with pytest.raises(duckdb.Error), store.reading() as cursor:
        cursor.execute(escape)


def test_an_address_that_is_no_file_is_refused() -> None:
    with pytest.raises(StoreUnreachable, match="no store"):
        store_address({"HEADROOM_DB": "mysql://somewhere"})


def test_the_store_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "again.duckdb"
    first = Store(path)
    first.write(add_network)
    first.close()
    second = Store(path)
    assert count_networks(second) == 1
    second.close()
