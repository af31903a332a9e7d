"""Small networks as files for the tests of what is known of each month: headers once, rows as they come."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data.imports import ImportReport, import_files
from data.records import MonthUsage
from data.store import Store
from data.tables.usage import campaign_months, network_months
from tests.store_maker import StoreMaker

HEADERS = {
    "networks": "network_id,name,time_zone",
    "limits": "network_id,network_limit,dynamic_limit",
    "campaigns": "network_id,campaign_id,name,campaign_limit",
    "ring_pools": "network_id,ring_pool_id",
    "partnerships": "network_id,starts_on,ends_on",
    "allotments": (
        "network_id,starts_on,ends_on,number_months,overage_rate,currency,unit_price,opening_used,opening_through"
    ),
    "amendments": "network_id,signed_on,effective_on,added_number_months,ends_on,overage_rate,reason",
    "numbers": ("network_id,promo_number,number_type,campaign_id,ring_pool_id,first_used_on,released_on,last_call_on"),
    "usage": "network_id,promo_number,billing_month,calls",
    "monthly_usage": "network_id,billing_month,campaign_id,static_used,dynamic_used",
}
NOW = dt.datetime.fromisoformat("2026-12-20T09:30")
D = dt.date


def day(text: str) -> dt.date:
    return D.fromisoformat(text)


def give(folder: Path, as_of: str | None, store: Store, /, **options: Any) -> ImportReport:
    """Imports tables given as rows by name, such as ``numbers=["n,+1855...,static,a,,2026-01-05,,"]``."""
    tables = {name: options.pop(name) for name in list(options) if name in HEADERS}
    files = []
    for name, rows in tables.items():
        path = folder / f"{name}.csv"
        path.write_text("\n".join([HEADERS[name], *rows]) + "\n", encoding="utf-8")
        files.append(path)
    return import_files(
        store, files, as_of=day(as_of) if as_of else None, imported_by="ada@vendor.example", now=NOW, **options
    )


def begin(store: Store, folder: Path, network_id: str, campaigns: Sequence[str] = ("a", "b")) -> None:
    """The network with its limits, campaigns and a RingPool ``pool``."""
    give(
        folder,
        "2026-12-01",
        store,
        networks=[f"{network_id},{network_id},America/New_York"],
        limits=[f"{network_id},1000,1000"],
        campaigns=[f"{network_id},{c},{c},1000" for c in campaigns],
        ring_pools=[f"{network_id},pool"],
    )


def begun_store(maker: StoreMaker) -> Store:
    """A store with the network ``n`` begun, made once a run and copied."""

    def fill(store: Store) -> dict[str, str]:
        with tempfile.TemporaryDirectory() as folder:
            begin(store, Path(folder), "n")
        return {}

    return maker.copy_of("begun_network", fill)


def number(network_id: str, last: int, at: str, start: str, through: str = "", last_call: str = "") -> str:
    """A row of a list of numbers; ``at`` is a campaign, or 'pool'."""
    where = "dynamic,,pool" if at == "pool" else f"static,{at},"
    return f"{network_id},+1855555{last:04d},{where},{start},{through},{last_call}"


def total_of(network_id: str, month: str, static: int, dynamic: int) -> str:
    """A row of totals without campaigns."""
    return f"{network_id},{month},,{static},{dynamic}"


def months(store: Store, network_id: str) -> dict[str, tuple[int, int, bool]]:
    """Static, dynamic and whether it is reported, by month."""
    with store.reading() as cursor:
        rows: list[MonthUsage] = network_months(cursor, [network_id])
    return {f"{m.billing_month:%Y-%m}": (m.static_used, m.dynamic_used, m.is_reported) for m in rows}


def campaign(store: Store, network_id: str, campaign_id: str) -> dict[str, int]:
    """Static usage of a campaign by month."""
    with store.reading() as cursor:
        rows = campaign_months(cursor, [network_id])
    return {f"{m.billing_month:%Y-%m}": m.static_used for m in rows if m.campaign_id == campaign_id}
