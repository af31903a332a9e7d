"""The closed months of many networks at once, for whoever looks back on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from data import limits as limit_reads
from data import usage as usage_reads
from data.records import LimitChange, MonthUsage, Network
from data.store import Cursor
from limits.past import HistoryMonth, past


def closed_histories(cursor: Cursor, networks: Sequence[Network]) -> dict[str, tuple[HistoryMonth, ...]]:
    """By network, oldest month first; networks without a closed month are left out."""
    ids = [n.network_id for n in networks]
    totals: dict[str, list[MonthUsage]] = defaultdict(list)
    changes: dict[str, list[LimitChange]] = defaultdict(list)
    for month in usage_reads.network_months(cursor, ids):
        totals[month.network_id].append(month)
    for change in limit_reads.limit_changes(cursor, ids):
        changes[change.network_id].append(change)
    found = {
        n.network_id: past(n.as_of, totals[n.network_id], [], changes[n.network_id], []).closed
        for n in networks
        if n.as_of is not None and totals[n.network_id]
    }
    return {network_id: months for network_id, months in found.items() if months}
