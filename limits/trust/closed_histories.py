"""The closed months of many networks at once, for whoever looks back on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from data.records import LimitChange, MonthUsage, Network
from data.store import Cursor
from data.tables import limits as limit_reads
from data.tables import usage as usage_reads
from limits.outlook import HistoryMonth, past


def closed_histories(cursor: Cursor, networks: Sequence[Network]) -> dict[str, tuple[HistoryMonth, ...]]:
    """By network, from the first month that was reported to the last; networks without one are left out.

    What is known as "at least this" only is unknown here: nobody can be judged by it, and nothing learnt from it.
    """
    ids = [n.network_id for n in networks]
    totals: dict[str, list[MonthUsage]] = defaultdict(list)
    changes: dict[str, list[LimitChange]] = defaultdict(list)
    for month in usage_reads.network_months(cursor, ids):
        totals[month.network_id].append(month)
    for change in limit_reads.limit_changes(cursor, ids):
        changes[change.network_id].append(change)
    histories = {
        n.network_id: _reported(past(n.as_of, totals[n.network_id], [], changes[n.network_id], []).closed)
        for n in networks
        if n.as_of is not None and totals[n.network_id]
    }
    return {network_id: months for network_id, months in histories.items() if months}


def _reported(closed: Sequence[HistoryMonth]) -> tuple[HistoryMonth, ...]:
    known = [month.is_reported and month.used is not None for month in closed]
    if not any(known):
        return ()
    span = slice(known.index(True), len(known) - known[::-1].index(True))
    return tuple(
        month if is_known else replace(month, static_used=None, dynamic_used=None)
        for month, is_known in zip(closed[span], known[span], strict=True)
    )
