"""What holds the store: a DuckDB file of one process, or a PostgreSQL database that several share.

One SQL text speaks to both; whatever must differ stands in the one module of its engine.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:  # a command that reads a few rows begins without Arrow
    import pyarrow as pa

from data.config_file import ConfigFile


class Cursor(Protocol):
    """Statements with ``$1`` placeholders and plain Python values; rows come back as tuples or as Arrow."""

    config: ConfigFile  # what stands beside the store; whoever opened it puts it here
    references: list[str]  # what this transaction puts on record: ids of changes made or planned, steps of requests

    def script(self, sql: str) -> None:
        """Several statements at once, without values."""

    def execute(self, sql: str, *values: object) -> Self: ...

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]: ...

    def named_rows(self, sql: str, *values: object) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """The names of the columns, and the rows; see data.rows."""

    def row(self, sql: str, *values: object) -> tuple[Any, ...] | None: ...

    def value(self, sql: str, *values: object) -> Any:
        """The first column of the first row; the statement must give one."""

    def changed(self, sql: str, *values: object) -> int:
        """Runs an INSERT, UPDATE or DELETE and returns how many rows it touched."""

    def batches(self, sql: str) -> pa.RecordBatchReader:
        """The rows as a stream, for results that should not stand in memory whole."""

    def relation(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> AbstractContextManager[None]:
        """Makes Arrow rows readable as the relation ``name``; the way in for many rows at once."""

    def tables(self) -> set[str]:
        """The names of the tables that stay."""

    def has_table(self, name: str) -> bool:
        """Whether there is such a table; quicker than to list them all."""

    def sequences(self) -> dict[str, int]:
        """The last id each sequence gave out, 0 for none."""


class Engine(Protocol):
    """The database under a store."""

    @property
    def name(self) -> str:
        """What messages call the store; holds no password."""

    @property
    def was_begun(self) -> bool:
        """Whether there was no store before it was opened."""

    def reading(self) -> AbstractContextManager[Cursor]:
        """One consistent snapshot."""

    def writing(self) -> AbstractContextManager[Cursor]:
        """All of the block or none of it, one writer at a time."""

    def is_conflict(self, error: Exception) -> bool:
        """Whether another writer was in the way, so that the same work may succeed when it is done again."""

    def is_refused_row(self, error: Exception) -> bool:
        """Whether a table refused a row: a broken constraint, or a value that is none of its column."""

    def checkpoint(self) -> None:
        """Makes the next start quick."""

    def is_alone(self) -> bool:
        """Whether this process has the store for itself; it claims so against others that ask."""

    def abandon(self) -> None:
        """Rolls back what is being written and commits nothing any more: the process ends."""

    def close(self) -> None: ...
