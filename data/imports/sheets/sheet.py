"""A sheet: the one shape in which CSV, XLSX and Parquet reach the import, row by row as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Protocol

import pyarrow as pa

from data.errors import Rejection

BATCH_ROWS = 100_000
ROW_NUMBER = "row_number"

Reject = Callable[[Rejection], None]
Row = tuple[int, list[str]]


class Sheet(Protocol):
    """``headings`` as they stand in the file, in its row ``header_row``; ``reject`` takes the rows that are none;
    ``share_read`` (0..1) tells how far a reader of the batches is.
    """

    file: str
    headings: list[str]
    header_row: int
    preamble: list[str]
    warnings: list[str]
    reject: Reject

    @property
    def unended(self) -> str:
        """The last line of a text that ends without a line end."""
        ...

    def share_read(self) -> float: ...

    def batches(self, picked: Mapping[str, int]) -> Iterator[pa.Table]:
        """Text columns named by ``picked`` (name -> position among the headings), and the row's number."""
        ...

    def raw_rows(self) -> Iterator[Row]:
        """Every row below the headings as it stands, with its number, for reports that are small and irregular."""
        ...


def ignore(rejection: Rejection) -> None:
    """Takes rejections that nobody listens to yet."""


def batches_of_rows(rows: Iterable[Row], picked: Mapping[str, int]) -> Iterator[pa.Table]:
    """Rows of Python texts as Arrow tables."""
    rest = iter(rows)
    while block := list(islice(rest, BATCH_ROWS)):
        columns = {name: pa.array([row[place] for _, row in block], pa.string()) for name, place in picked.items()}
        columns[ROW_NUMBER] = pa.array([number for number, _ in block], pa.int64())
        yield pa.table(columns)
