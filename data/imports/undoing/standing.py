"""What stands on the last import: whatever somebody decided, changed or took to a meeting since, by its figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from data.imports.checking.bench import KEYS
from data.store import Cursor

# What it is, as a sentence about the network; its own rows bear the import's moment. $1 networks, $2 that moment.
_SINCE: Final[tuple[tuple[str, str], ...]] = (
    ("a limit was changed", "SELECT network_id, changed_at AS at FROM limit_changes"),
    ("a request was filed", "SELECT network_id, filed_at AS at FROM requests"),
    ("a request was decided", "SELECT network_id, decided_at AS at FROM requests"),
    ("a change was planned", "SELECT network_id, scheduled_at AS at FROM scheduled_changes"),
    ("something was promised", "SELECT network_id, promised_at AS at FROM promises"),
    (
        "a scenario was made the plan",
        "SELECT network_id, happened_at AS at FROM scenario_events WHERE event = 'committed'",
    ),
    ("a pack was frozen", "SELECT network_id, frozen_at AS at FROM packs"),
    ("the contract was changed", "SELECT network_id, changed_at AS at FROM contract_changes"),
    ("a closed month was corrected", "SELECT network_id, corrected_at AS at FROM month_corrections"),
)


def what_stands_on_it(cursor: Cursor, network_ids: Sequence[str], imported_at: dt.datetime) -> str | None:
    """The first thing since then in these networks, in words; None where there is nothing."""
    parts = " UNION ALL ".join(f"SELECT '{said}' AS said, s.network_id, s.at FROM ({sql}) AS s" for said, sql in _SINCE)
    first = cursor.row(
        f"SELECT f.said, n.name, f.at FROM ({parts}) AS f JOIN networks AS n ON n.network_id = f.network_id "
        "WHERE f.network_id = ANY($1) AND f.at > $2 ORDER BY f.at, f.said LIMIT 1",
        list(network_ids),
        imported_at,
    )
    return None if first is None else f"in {first[1]} {first[0]} since, on {first[2]:%Y-%m-%d}"


def what_needs_it(
    cursor: Cursor,
    networks: Sequence[str],
    campaigns: Sequence[tuple[str, str]],
    limits: Sequence[tuple[str, str, str]],
) -> str | None:
    """What else the store has of a network, campaign or limit that only this import brought, in words."""
    for name in sorted(cursor.tables() - set(KEYS)):
        columns = set(cursor.named_rows(f"SELECT * FROM {name} WHERE 1 = 0")[0])
        if "network_id" not in columns:
            continue
        of_network = f"SELECT 1 FROM {name} WHERE network_id = $1"
        for network_id in networks:
            if cursor.row(f"{of_network} LIMIT 1", network_id) is not None:
                return f"it brought the network {network_id}, and the store has {_named(name)} of it"
        for network_id, campaign_id in campaigns if "campaign_id" in columns else ():
            if cursor.row(f"{of_network} AND campaign_id = $2 LIMIT 1", network_id, campaign_id) is not None:
                return f"it brought the campaign {campaign_id}, and the store has {_named(name)} of it"
        for key in limits if {"kind", "campaign_id"} <= columns else ():
            if cursor.row(f"{of_network} AND kind = $2 AND campaign_id = $3 LIMIT 1", *key) is not None:
                return f"it brought the {key[1]} limit of {key[0]}, and the store has {_named(name)} of it"
    return None


def _named(table: str) -> str:
    return {"alert_states": "alerts"}.get(table, table.replace("_", " "))
