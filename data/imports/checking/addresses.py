"""Addresses in files: refused where they could be taken for others, before anything makes small letters of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import pyarrow as pa

from data.addresses import normalised, normalised_list
from data.errors import BadInput
from data.imports.checking.tables import ImportTable
from data.imports.sheets.sheet import ROW_NUMBER

_ADDRESSES: Final[dict[str, Callable[[str], object]]] = {"email": normalised, "email list": normalised_list}


def refused_addresses(table: ImportTable, batch: pa.Table) -> Iterator[tuple[int, str, str, str]]:
    """(row, column, value, reason) of every address with letters beyond ASCII that could be taken for others."""
    for column in table.columns:
        if column.kind not in _ADDRESSES or column.name not in batch.column_names:
            continue
        rows = batch.column(ROW_NUMBER).to_pylist()
        for row, value in zip(rows, batch.column(column.name).to_pylist(), strict=True):
            if value and not value.isascii() and "@" in value:
                try:
                    _ADDRESSES[column.kind](value)
                except BadInput:
                    yield row, column.name, value, "has letters in it that can be taken for others; type it anew"
