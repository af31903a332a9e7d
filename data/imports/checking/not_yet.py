"""Terms of contracts that Headroom does not work with yet: their columns are refused by name, never left out."""

from __future__ import annotations

from collections.abc import Collection

from data.errors import Rejection

COLUMNS = frozenset(
    {
        *("account", "account_id", "buffer", "buffer_bills", "tiers", "tier", "settlement", "true_up", "true_forward"),
        *("rollover", "rollover_share", "rollover_cap", "co_term", "accepted_risk"),
    }
)
TABLES = frozenset({"networks", "partnerships", "allotments", "amendments"})


def refused_columns(file: str, table: str, names: Collection[str]) -> list[Rejection]:
    """One rejection a column that somebody would think was read."""
    return [
        Rejection(file, 1, name, "", "is not supported yet: leave the column out, and keep the term where it is now")
        for name in sorted(COLUMNS & set(names))
        if table in TABLES
    ]
