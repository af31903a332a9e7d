"""The counters that give out ids: an export must carry them on, or a restored store gives out an id twice."""

from __future__ import annotations

import re
from collections.abc import Mapping

from data.errors import BadInput
from data.store import Cursor

MOST = 100_000_000  # more ids than any store gave out; beyond it a counter is a mistake, and would take hours to move

# Ids that are words: the sequence behind them, where they stand and what stands before the number.
_WORDED = {
    "request_seq": ("requests", "request_id", "R-"),
    "scenario_seq": ("scenarios", "scenario_id", "S-"),
    "pack_seq": ("packs", "pack_id", "P-"),
}
_NUMBERED = """
    SELECT table_name, column_name, column_default FROM information_schema.columns
    WHERE table_schema = current_schema() AND column_default LIKE '%nextval%' ORDER BY 1, 2
"""


def carry_on(cursor: Cursor, last_ids: Mapping[str, int]) -> None:
    """Moves every sequence on to the last id it gave out where the rows come from; refuses what cannot be."""
    now = cursor.sequences()
    if unknown := sorted(last_ids.keys() - now.keys()):
        raise BadInput(f"The manifest names the sequence {unknown[0]!r}, which this store does not have.")
    if missing := sorted(now.keys() - last_ids.keys()):
        raise BadInput(f"The manifest lacks the sequence {missing[0]!r}, so ids would be given out twice.")
    highest = _highest(cursor)
    for name, last in last_ids.items():
        if not 0 <= last <= MOST:
            raise BadInput(f"The manifest has {last:,} as the last id of {name}; it can be 0 to {MOST:,}.")
        if last < highest.get(name, 0):
            raise BadInput(
                f"The manifest has {last:,} as the last id of {name}, and the rows go up to {highest[name]:,}: the "
                "next ids would be given out twice."
            )
        if last > now[name]:
            cursor.execute(f"SELECT max(nextval('{name}')) FROM generate_series(1, {last - now[name]}) AS g(n)")


def _highest(cursor: Cursor) -> dict[str, int]:
    """The highest id among the rows, by sequence."""
    highest: dict[str, int] = {}
    for table, column, default in cursor.rows(_NUMBERED):
        if match := re.search(r"nextval\('(\w+)'", default):
            last = int(cursor.value(f"SELECT coalesce(max({column}), 0) FROM {table}"))
            highest[match[1]] = max(last, highest.get(match[1], 0))
    for sequence, (table, column, prefix) in _WORDED.items():
        ids = (str(worded).removeprefix(prefix) for (worded,) in cursor.rows(f"SELECT {column} FROM {table}"))
        highest[sequence] = max((int(digits) for digits in ids if re.fullmatch(r"[0-9]{1,18}", digits)), default=0)
    return highest
