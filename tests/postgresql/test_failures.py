"""What goes wrong with a server, and what a person is told: the thing, the outcome, the way out, and no password."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data import kept
from data.door import enter
from data.engines import postgresql
from data.errors import StoreError, StoreLocked, StoreTooNew, StoreUnreachable
from data.migrations import available
from data.store import Cursor, Store
from tests.postgres_server import PASSWORD, Server, running
from tests.small_disk import small_disk
from tests.store_maker import StoreMaker

ROOT = Path(__file__).parents[2]


@pytest.fixture
def maker(tmp_path: Path, postgres: Server) -> Iterator[StoreMaker]:
    made = StoreMaker(tmp_path, postgres)
    yield made
    made.close()


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """A server that a test may stop."""
    with running() as server:
        yield server


def add_network(cursor: Cursor, network_id: str = "acme") -> None:
    cursor.execute("INSERT INTO networks VALUES ($1, 'Acme', 'UTC', NULL)", network_id)


def count_networks(store: Store) -> int:
    with store.reading() as cursor:
        return int(cursor.value("SELECT count(*) FROM networks"))


def kill_connections(server: Server, store: Store) -> None:
    database = store.name.rpartition("/")[2]
    server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")


def words_of(error: StoreError) -> str:
    assert PASSWORD not in str(error)
    return str(error)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda s: s.url("store", password="guess-4711"), "password authentication failed"),
        (lambda s: s.url("nowhere"), 'database "nowhere" does not exist'),
        (lambda s: s.url("store").replace(str(s.port), "1"), "Connection refused"),
        (lambda s: s.url("store").replace("127.0.0.1", "no-such-host.invalid"), "no-such-host.invalid"),
    ],
    ids=["wrong password", "no such database", "server down", "no such host"],
)
def test_an_address_that_leads_nowhere_exits_with_3_and_the_way_out(postgres: Server, wrong: object, said: str) -> None:
    url = wrong(postgres)  # type: ignore[operator]
    ended = subprocess.run(
        [sys.executable, "-m", "data", "check"],
        env={**os.environ, "HEADROOM_DB": url},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 3
    assert said in ended.stderr
    assert "HEADROOM_DB" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert PASSWORD not in ended.stderr + ended.stdout
    assert "guess-4711" not in ended.stderr + ended.stdout


def test_an_address_nobody_can_read_is_not_repeated() -> None:
    with pytest.raises(StoreUnreachable, match="no PostgreSQL address") as raised:
        Store(f"postgresql://headroom:{PASSWORD}@[::1/x")
    words_of(raised.value)


def test_without_the_driver_the_way_to_it_is_said(postgres: Server) -> None:
    code = "import sys; sys.modules['psycopg'] = None; from data.__main__ import main; sys.exit(main(['check']))"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "HEADROOM_DB": postgres.url("x")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 3
    assert "requirements-postgresql.txt" in ended.stderr


def test_the_name_of_a_store_holds_no_password(maker: StoreMaker) -> None:
    store = maker.new("named")
    assert PASSWORD not in store.name
    assert store.name.startswith("postgresql://headroom@127.0.0.1:")


def test_a_store_of_a_newer_version_is_refused_untouched(postgres: Server, maker: StoreMaker) -> None:
    address = str(maker.address("newer"))
    name = address.rpartition("/")[2]
    postgres.sql("INSERT INTO schema_migrations (version, name) VALUES (9999, 'later')", name)
    with pytest.raises(StoreTooNew, match="9999"):
        Store(address)
    assert postgres.sql("SELECT max(version) FROM schema_migrations", name) == [(9999,)]


def test_somebody_elses_database_is_refused(postgres: Server) -> None:
    address = postgres.database()
    postgres.sql("CREATE TABLE orders (id INTEGER)", address.rpartition("/")[2])
    with pytest.raises(StoreUnreachable, match="orders"):
        Store(address)


def test_several_who_open_an_older_store_at_once_bring_it_up_to_date_once(postgres: Server) -> None:
    address = postgres.database()
    version, name, sql = available()[0]
    database = address.rpartition("/")[2]
    postgres.sql(
        "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT, applied_at TIMESTAMP)", database
    )
    postgres.sql(sql, database)
    postgres.sql(f"INSERT INTO schema_migrations VALUES ({version}, '{name}', now())", database)
    postgres.sql("INSERT INTO networks VALUES ('kept', 'Kept', 'UTC', NULL)", database)
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: Store(address), range(4)))
    assert [count_networks(store) for store in stores] == [1] * 4
    for store in stores:
        store.close()
    applied = postgres.sql("SELECT version FROM schema_migrations ORDER BY 1", database)
    assert applied == [(known,) for known, _, _ in available()]


def test_a_server_that_stops_is_told_and_found_again_when_it_is_back(own_server: Server, tmp_path: Path) -> None:
    maker = StoreMaker(tmp_path, own_server)
    store = maker.new("stopping")
    store.write(add_network)
    own_server.stop()
    try:
        with pytest.raises(StoreUnreachable, match="nothing could be read") as reading:
            count_networks(store)
        with pytest.raises(StoreUnreachable, match="nothing of this change was stored") as writing:
            store.write(lambda cursor: add_network(cursor, "bolt"))
        words_of(reading.value), words_of(writing.value)
    finally:
        own_server.start()
    store.write(lambda cursor: add_network(cursor, "cargo"))
    assert count_networks(store) == 2
    maker.close()


def test_a_connection_killed_in_a_transaction_leaves_nothing_and_no_lock(postgres: Server, maker: StoreMaker) -> None:
    store = maker.new("killed")
    with pytest.raises(StoreUnreachable, match="nothing of this change was stored") as raised, store.transaction() as c:
        add_network(c)
        kill_connections(postgres, store)
        add_network(c, "bolt")
    words_of(raised.value)
    assert count_networks(store) == 0
    store.write(add_network)
    assert (count_networks(store), store.data_version()) == (1, 1)


def test_a_connection_killed_before_the_commit_leaves_the_outcome_open(postgres: Server, maker: StoreMaker) -> None:
    store = maker.new("unsure")
    kept.begin()
    with pytest.raises(StoreUnreachable) as raised, store.transaction() as cursor:
        add_network(cursor)
        cursor.script("CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
                      "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$")  # fmt: skip
        cursor.script("CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON networks DEFERRABLE INITIALLY DEFERRED "
                      "FOR EACH ROW EXECUTE FUNCTION die()")  # fmt: skip
        add_network(cursor, "bolt")
    assert "is not known" in words_of(raised.value)
    assert kept.outcome() == "not known"
    assert count_networks(store) == 0


def test_a_connection_killed_after_the_commit_is_no_error_of_what_was_stored(
    postgres: Server, maker: StoreMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = maker.new("done")
    commit = postgresql.PostgreSQL._commit

    def committed_and_lost(engine: postgresql.PostgreSQL, connection: object) -> None:
        commit(engine, connection)  # type: ignore[arg-type]
        kill_connections(postgres, store)

    kept.begin()
    with monkeypatch.context() as patched:
        patched.setattr(postgresql.PostgreSQL, "_commit", committed_and_lost)
        store.write(add_network)
    assert (kept.outcome(), count_networks(store)) == ("stored", 1)
    store.write(lambda cursor: add_network(cursor, "bolt"))
    assert count_networks(store) == 2, "the turn was given back"


def test_a_read_that_fails_after_a_commit_does_not_say_that_nothing_was_changed(
    postgres: Server, maker: StoreMaker, capsys: pytest.CaptureFixture[str]
) -> None:
    store = maker.new("after")

    def work() -> int:
        store.write(add_network)
        with store.reading() as cursor:
            kill_connections(postgres, store)
            cursor.rows("SELECT 1")
        return 0

    assert enter("do", work, debug=False) == 3
    said = capsys.readouterr().err
    assert "nothing could be read" in said
    assert "What was stored before this stands" in said
    assert count_networks(store) == 1


def test_who_waits_too_long_for_a_turn_is_told_so(maker: StoreMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "PATIENCE_SECONDS", 1)
    store = maker.new("busy")
    impatient = maker.open(store.address)
    with store.transaction() as cursor:
        add_network(cursor)
        with pytest.raises(StoreLocked, match="Nothing was changed"):
            impatient.write(lambda c: add_network(c, "bolt"))
    assert count_networks(impatient) == 1


def test_a_write_past_the_lock_is_not_lost(postgres: Server, maker: StoreMaker) -> None:
    store = maker.new("past")
    database = store.name.rpartition("/")[2]
    store.write(add_network)
    attempts = []

    def rename(cursor: Cursor) -> None:
        name = cursor.value("SELECT name FROM networks")
        if not attempts:
            postgres.sql("UPDATE networks SET name = name || ' by hand'", database)
        attempts.append(name)
        cursor.execute("UPDATE networks SET name = $1", f"{name} by us")

    store.write(rename)
    with store.reading() as cursor:
        assert cursor.value("SELECT name FROM networks") == "Acme by hand by us"
    assert attempts == ["Acme", "Acme by hand"]


def test_a_full_disk_is_told_and_nothing_is_half_stored(postgres: Server, maker: StoreMaker) -> None:
    store = maker.new("full")
    database = store.name.rpartition("/")[2]
    with small_disk(megabytes=4) as disk:
        try:
            place = disk / "space"
            place.mkdir(mode=0o700)
            subprocess.run(["chown", "postgres", str(place)], check=True)
            postgres.sql(f"CREATE TABLESPACE small LOCATION '{place}'")
            for table in ("networks", "usage"):
                postgres.sql(f"ALTER TABLE {table} SET TABLESPACE small", database)
            with pytest.raises(StoreUnreachable, match=r"No space left.*nothing of this change was stored") as raised:
                store.write(_much)
            words_of(raised.value)
            assert count_networks(store) == 0
            store.write(add_network)
            assert count_networks(store) == 1
        finally:
            store.close()
            postgres.sql(f"DROP DATABASE {database} WITH (FORCE)")
            postgres.sql("DROP TABLESPACE IF EXISTS small")


def _much(cursor: Cursor) -> None:
    add_network(cursor)
    cursor.execute(
        "INSERT INTO usage SELECT 'acme', '+1800' || CAST(n AS TEXT), DATE '2026-10-01', 1 "
        "FROM generate_series(1000000, 1200000) AS g(n)"
    )


def test_no_driver_error_escapes_from_a_lost_connection(postgres: Server, maker: StoreMaker) -> None:
    store = maker.new("idle")
    count_networks(store)
    kill_connections(postgres, store)
    assert count_networks(store) == 0, "a connection that died while nobody used it is replaced unseen"
    with pytest.raises(StoreUnreachable), store.reading() as cursor:
        kill_connections(postgres, store)
        cursor.rows("SELECT 1")
