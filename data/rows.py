"""Many rows in few statements: one row a statement costs milliseconds each."""

from __future__ import annotations

from collections.abc import Sequence

from data.store import Cursor

ROWS_A_STATEMENT = 200


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
