"""The store, on either engine: whole transactions, one moment a reader, no lost update."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import duckdb
import psycopg
import pytest

from data.errors import StoreUnreachable
from data.store import Cursor, Store, store_address
from tests.store_maker import REFUSED, StoreMaker


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
    with pytest.raises(REFUSED), store.transaction() as cursor:
        add_network(cursor)
        add_network(cursor)
    assert count_networks(store) == 0


def test_every_write_raises_the_data_version(store: Store) -> None:
    with store.transaction() as cursor:
        add_network(cursor)
    assert store.data_version() == 1


@pytest.mark.parametrize(("outcome", "rises"), [([], 0), (["a figure"], 1)])
def test_a_write_whose_outcome_tells_that_no_figure_changed_leaves_the_data_version(
    store: Store, outcome: list[str], rises: int
) -> None:
    assert store.write(lambda cursor: outcome, changes_figures=bool) == outcome
    assert store.data_version() == rises


def test_reading_cannot_write(store: Store) -> None:
    with (
        pytest.raises((duckdb.TransactionException, psycopg.errors.ReadOnlySqlTransaction), match="read-only"),
        store.reading() as cursor,
    ):
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


def test_an_address_that_is_no_file_is_refused() -> None:
    with pytest.raises(StoreUnreachable, match="no store"):
        store_address({"HEADROOM_DB": "mysql://somewhere"})


def test_the_store_survives_a_restart(store_maker: StoreMaker) -> None:
    address = store_maker.address("again")
    first = store_maker.open(address)
    first.write(add_network)
    first.close()
    assert count_networks(store_maker.open(address)) == 1
