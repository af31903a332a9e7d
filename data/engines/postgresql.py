"""PostgreSQL: one database that several processes share, each with its own few connections.

Writers take turns by an advisory lock of the database, held by the session, as the one process of a DuckDB file takes
turns by a lock of its own: whoever writes has read what the writer before committed. REPEATABLE READ stands behind it:
a write past the lock (an administrator's by hand) is refused, never lost. A process that dies leaves lock and
transaction to the server, which lets go of both.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any, Self

import psycopg
import psycopg_pool
import pyarrow as pa
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from data.config_file import NO_CONFIG
from data.engine import Cursor
from data.engines.postgresql_bulk import column_types, create_table, csv_of, read_csv
from data.errors import ShuttingDown, StoreLocked, StoreMissing, StoreUnreachable
from data.migrations import migrate
from data.missing import HOW_TO_BEGIN

TURN = 0x48656164  # the key of the advisory lock: "Head"
ALONE = 0x48656165  # the key of the lock that a process holds for as long as it serves the store by itself
PATIENCE_SECONDS = 60  # how long a writer waits for its turn before it says who is in the way
CONNECT_SECONDS = 5
CONNECTIONS = 16

_Connection = psycopg.Connection[tuple[Any, ...]]


class PostgreSQLCursor:
    """See data.engines.Cursor."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self.config = NO_CONFIG
        self.references: list[str] = []

    def script(self, sql: str) -> None:
        self._connection.execute(sql)

    def execute(self, sql: str, *values: object) -> Self:
        self._run(sql, values)
        return self

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._run(sql, values).fetchall()

    def named_rows(self, sql: str, *values: object) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        result = self._run(sql, values)
        return tuple(column.name for column in result.description or ()), result.fetchall()

    def row(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        return self._run(sql, values).fetchone()

    def value(self, sql: str, *values: object) -> Any:
        return self._run(sql, values).fetchall()[0][0]

    def changed(self, sql: str, *values: object) -> int:
        return self._run(sql, values).rowcount

    def batches(self, sql: str) -> pa.RecordBatchReader:
        described = self._run(f"SELECT * FROM ({sql}) AS described LIMIT 0", ()).description or []
        schema = column_types(described)
        return pa.RecordBatchReader.from_batches(schema, self._copied_out(sql, schema))

    @contextmanager
    def relation(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> Iterator[None]:
        self.script(create_table(name, rows.schema))
        with self._connection.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:
            for batch in rows.to_batches() if isinstance(rows, pa.Table) else rows:
                copy.write(csv_of(batch))
        self.script(f"ANALYZE {name}")
        yield
        self.script(f"DROP TABLE {name}")

    def tables(self) -> set[str]:
        sql = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        return {name for (name,) in self.rows(sql)}

    def has_table(self, name: str) -> bool:
        sql = "SELECT count(*) > 0 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1"
        return bool(self.value(sql, name))

    def sequences(self) -> dict[str, int]:
        sql = """
            SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences
            WHERE schemaname = current_schema() ORDER BY 1
        """
        return {name: int(last) for name, last in self.rows(sql)}

    def _run(self, sql: str, values: tuple[object, ...]) -> psycopg.Cursor[tuple[Any, ...]]:
        return self._connection.execute(sql, values)

    def _copied_out(self, sql: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        with self._connection.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)") as copy:
            yield from read_csv(copy, schema)


class PostgreSQL:
    """See data.engines.Engine."""

    def __init__(self, url: str, *, begin: bool = True) -> None:
        self._settings = _settings(url)
        self.name = _shown(self._settings)
        self._commits = threading.Lock()
        self._abandoned = False
        self._writers: set[_Connection] = set()
        self._alone: _Connection | None = None
        self.was_begun = self._prepare_schema(begin=begin)
        self._pool: psycopg_pool.ConnectionPool[_Connection] = psycopg_pool.ConnectionPool(
            make_conninfo(**self._settings),
            kwargs={"autocommit": True, "cursor_factory": psycopg.RawCursor},
            min_size=1,
            max_size=CONNECTIONS,
            timeout=CONNECT_SECONDS,
            reconnect_timeout=CONNECT_SECONDS,
            check=psycopg_pool.ConnectionPool.check_connection,
            open=True,
        )

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        with self._connection("nothing could be read") as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            try:
                yield PostgreSQLCursor(connection)
            finally:
                _roll_back(connection)

    @contextmanager
    def writing(self) -> Iterator[Cursor]:
        with self._connection("nothing of this change was stored") as connection, self._turn(connection):
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            self._writers.add(connection)
            try:
                yield PostgreSQLCursor(connection)
            except BaseException:
                _roll_back(connection)
                raise
            finally:
                self._writers.discard(connection)
            self._commit(connection)

    def is_conflict(self, error: Exception) -> bool:
        return isinstance(error, psycopg.errors.SerializationFailure | psycopg.errors.DeadlockDetected)

    def is_refused_row(self, error: Exception) -> bool:
        return isinstance(error, psycopg.IntegrityError | psycopg.DataError)

    def checkpoint(self) -> None:
        """The server does that by itself."""

    def abandon(self) -> None:
        with self._commits:
            self._abandoned = True
        for connection in list(self._writers):
            connection.cancel_safe()

    def is_alone(self) -> bool:
        """Whether no other process claimed to be the only one; claims it for this one, until it ends."""
        with self._commits:
            if self._alone is None or self._alone.closed:
                self._alone = psycopg.connect(
                    make_conninfo(**self._settings), autocommit=True, cursor_factory=psycopg.RawCursor
                )
            locks = self._alone.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objid = $1",
                [ALONE],
            ).fetchall()
            if locks[0][0]:
                return True
            return bool(self._alone.execute("SELECT pg_try_advisory_lock($1)", [ALONE]).fetchall()[0][0])

    def close(self) -> None:
        if self._alone is not None:
            self._alone.close()
        self._pool.close()

    def _prepare_schema(self, *, begin: bool) -> bool:
        """Brings the schema up to date, one process at a time; the others wait and find it done.

        Returns whether there was none.
        """
        try:
            with (
                psycopg.connect(
                    make_conninfo(**self._settings), autocommit=True, cursor_factory=psycopg.RawCursor
                ) as connection,
                self._turn(connection),
            ):
                cursor = PostgreSQLCursor(connection)
                is_new = not cursor.tables()
                if is_new and not begin:
                    raise StoreMissing(
                        f"The database {self.name} holds no store. Correct HEADROOM_DB, or {HOW_TO_BEGIN}."
                    )
                migrate(cursor, self.name)
                cursor.script(
                    resources.files(__name__.rpartition(".")[0]).joinpath("postgresql.sql").read_text("utf-8")
                )
                return is_new
        except psycopg.Error as error:
            raise self._unreachable(
                error, "the store was not opened, and the next start goes on where this one ended"
            ) from error

    @contextmanager
    def _connection(self, outcome: str) -> Iterator[_Connection]:
        """A connection of the pool; a server that is gone or full becomes words, with what it means for the work."""
        is_done = False
        try:
            with self._pool.connection() as connection:
                yield connection
                is_done = True
        except psycopg_pool.PoolTimeout as error:
            raise StoreUnreachable(
                f"{self.name} does not answer; {outcome}. Look whether the server runs and has connections left, "
                "then try again."
            ) from error
        except (psycopg.OperationalError, psycopg.errors.DiskFull) as error:
            if is_done:
                return  # lost after the work was done; the pool makes another
            if self.is_conflict(error):
                raise
            raise self._unreachable(error, outcome) from error

    @contextmanager
    def _turn(self, connection: _Connection) -> Iterator[None]:
        """Waits for the right to write, and gives it back; a lost connection gave it back already."""
        try:
            connection.execute("SELECT pg_advisory_lock($1)", [TURN])
        except psycopg.errors.LockNotAvailable as error:
            raise StoreLocked(
                f"Another process has been writing to {self.name} for {PATIENCE_SECONDS} seconds (a large import?). "
                "Nothing was changed; try again when it is done."
            ) from error
        try:
            yield
        finally:
            try:
                if not connection.closed:
                    connection.execute("SELECT pg_advisory_unlock($1)", [TURN])
            except psycopg.Error:
                connection.close()  # the server takes the turn back, and the work is as done as it was before

    def _commit(self, connection: _Connection) -> None:
        try:
            with self._commits:
                if self._abandoned:
                    _roll_back(connection)
                    raise ShuttingDown("Headroom was stopped before this was done; nothing of it was stored.")
                connection.execute("COMMIT")
        except psycopg.OperationalError as error:
            if self.is_conflict(error):
                raise
            raise self._unreachable(
                error, "whether the change was stored is not known: look at it before you repeat it"
            ) from error

    def _unreachable(self, error: psycopg.Error, outcome: str) -> StoreUnreachable:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
        said = next((line for line in lines if "FATAL" in line), lines[0]).rstrip(".")
        return StoreUnreachable(
            f"{self.name} cannot be used ({said}); {outcome}. Check that the server runs, and the address, user and "
            "password in HEADROOM_DB, then try again."
        )


def _settings(url: str) -> dict[str, Any]:
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise StoreUnreachable(
            "HEADROOM_DB is no PostgreSQL address that can be read. Write it as postgresql://user:password@host:5432/"
            "database, with special characters of the password percent-encoded."
        ) from None
    wanted = {"connect_timeout": CONNECT_SECONDS, "application_name": "headroom"}
    options = f"{given.get('options') or ''} -c timezone=UTC -c lock_timeout={PATIENCE_SECONDS}s".strip()
    return {**wanted, **given, "options": options}


def _shown(settings: dict[str, Any]) -> str:
    user = f"{settings['user']}@" if settings.get("user") else ""
    port = f":{settings['port']}" if settings.get("port") else ""
    return f"postgresql://{user}{settings.get('host') or 'localhost'}{port}/{settings.get('dbname') or ''}"


def _roll_back(connection: _Connection) -> None:
    if not connection.closed:
        connection.execute("ROLLBACK")
