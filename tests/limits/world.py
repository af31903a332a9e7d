"""A small world for the rules: two networks, their people, two years of usage, known limits."""

from __future__ import annotations

import datetime as dt

from data.store import Cursor, Store
from data.tables import summary
from limits.months import months_between

AS_OF = dt.date(2026, 11, 20)
RUNNING = dt.date(2026, 11, 1)
TODAY = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)  # when the data of AS_OF is there
CSM, OTHER_CSM = "dana@vendor.example", "omar@vendor.example"
SUPER_USER, VIEWER, STRANGER = "sam@acme.example", "vic@acme.example", "eve@bolt.example"
PLANNER, ADMIN = "pat@vendor.example", "ada@vendor.example"


def filled(store: Store) -> dict[str, str]:
    """The same as a template that stores are copied from."""
    store.write(fill)
    return {}


def fill(cursor: Cursor) -> None:
    """Acme: campaign 'spring' is full (40 of 40), 'autumn' has room (10 of 30), dynamic 45 of 50, network 95 of 120."""
    cursor.execute(
        f"INSERT INTO networks VALUES ('acme', 'Acme', 'America/New_York', '{CSM}'),"
        f" ('bolt', 'Bolt', 'UTC', '{OTHER_CSM}')"
    )
    cursor.execute(
        f"INSERT INTO users VALUES ('{CSM}', 'csm', ''), ('{OTHER_CSM}', 'csm', ''), ('{PLANNER}', 'planner', ''),"
        f" ('{ADMIN}', 'admin', ''), ('{SUPER_USER}', 'super_user', 'acme'), ('{VIEWER}', 'viewer', 'acme'),"
        f" ('{STRANGER}', 'super_user', 'bolt'), ('{STRANGER}', 'viewer', 'bolt')"
    )
    cursor.execute("INSERT INTO campaigns VALUES ('acme', 'spring', 'Spring'), ('acme', 'autumn', 'Autumn')")
    cursor.execute(
        "INSERT INTO partnerships VALUES ('acme', '2026-01-01', '2026-12-31'), ('bolt', '2026-01-01', '2026-12-31')"
    )
    cursor.execute(
        "INSERT INTO allotments (network_id, starts_on, ends_on, number_months, overage_rate, currency)"
        " VALUES ('acme', '2026-01-01', '2026-12-31', 1200, 4.5, 'USD'),"
        " ('bolt', '2026-01-01', '2026-12-31', 1000, NULL, NULL)"
    )
    for network_id, kind, campaign_id, limit in (
        ("acme", "network", "", 120),
        ("acme", "dynamic", "", 50),
        ("acme", "campaign", "spring", 40),
        ("acme", "campaign", "autumn", 30),
        ("bolt", "network", "", 10),
        ("bolt", "dynamic", "", 5),
    ):
        set_limit(cursor, network_id, kind, campaign_id, limit)
    for i, month in enumerate(months_between(dt.date(2024, 11, 1), RUNNING)):
        cursor.execute(
            "INSERT INTO usage_totals VALUES ('acme', $1, 'spring', 40, 0), ('acme', $1, 'autumn', 10, 0),"
            " ('acme', $1, '', 0, $2), ('bolt', $1, '', 3, 1)",
            month,
            45 if month == RUNNING else 40 + i % 5,
        )
    summary.describe_as_of(cursor, ["acme", "bolt"], AS_OF)
    summary.refresh(cursor, ["acme", "bolt"])


def tell_anew(cursor: Cursor, *network_ids: str) -> None:
    """What a test wrote into the facts of months long closed, as if it had been reported so in the first place."""
    for network_id in network_ids:
        for table in ("closed_months", "month_reports"):
            cursor.execute(f"DELETE FROM {table} WHERE network_id = $1", network_id)
        if as_of := cursor.row("SELECT as_of FROM usage_as_of WHERE network_id = $1", network_id):
            summary.describe_as_of(cursor, [network_id], as_of[0])
    summary.refresh(cursor, network_ids)


def set_limit(cursor: Cursor, network_id: str, kind: str, campaign_id: str, limit: int) -> None:
    cursor.execute("INSERT INTO limits VALUES ($1, $2, $3, $4, 1)", network_id, kind, campaign_id, limit)
    cursor.execute(
        "INSERT INTO limit_changes (change_id, network_id, kind, campaign_id, version, new_limit, changed_at,"
        " changed_by, reason, effective_from)"
        " VALUES ($1, $2, $3, $4, 1, $5, '2024-10-01 00:00:00', 'import', 'first import', '2024-10-01')",
        f"first-{network_id}-{kind}-{campaign_id}",
        network_id,
        kind,
        campaign_id,
        limit,
    )


def nothing_to_frown_at(cursor: Cursor) -> None:
    """Acme with plenty of an allotment and a 'spring' that never was full: what the fast lane may grant."""
    cursor.execute("UPDATE allotments SET number_months = 5000 WHERE network_id = 'acme'")
    for assignment in ("limits SET limit_numbers = 60", "limit_changes SET new_limit = 60"):
        cursor.execute(f"UPDATE {assignment} WHERE network_id = 'acme' AND campaign_id = 'spring'")
