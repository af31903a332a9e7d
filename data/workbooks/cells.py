"""A cell as the text that a CSV export of it would hold."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from data.workbooks import LONGEST_TEXT

Cell = Any
_THREE_DECIMALS = re.compile(r"-?\d{1,3}\.\d{3}")


def columns_of_hours(rows: Iterable[Sequence[Cell]]) -> set[int]:
    """Columns that hold any time of a day: there midnight is an hour. Elsewhere a date is a day."""
    columns: set[int] = set()
    for row in rows:
        for place, cell in enumerate(row):
            if isinstance(cell, dt.datetime) and cell.time() != dt.time():
                columns.add(place)
    return columns


def text(cell: Cell, *, hour: bool = False) -> str:
    if isinstance(cell, str):
        return cell if len(cell) <= LONGEST_TEXT else cell[:LONGEST_TEXT]
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, dt.date):
        day = cell.date() if isinstance(cell, dt.datetime) else cell
        if not hour:
            return day.isoformat()
        return (cell if isinstance(cell, dt.datetime) else dt.datetime.combine(cell, dt.time())).isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, dt.time) else str(cell)


def _number(number: float) -> str:
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    shown = repr(number)
    # As text, 1.234 would be taken for a thousand with its separator.
    return shown + "0" if _THREE_DECIMALS.fullmatch(shown) else shown
