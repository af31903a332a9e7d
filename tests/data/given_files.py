"""A small portfolio as files, one good file a table, for the tests of imports and exports."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from pathlib import Path

from data.imports import ImportReport, import_files
from data.store import Store
from tests.store_maker import StoreMaker

NOW = dt.datetime.fromisoformat("2026-11-23T09:30")
AS_OF = dt.date(2026, 11, 22)

GOOD = {
    "networks": (
        "network_id,name,time_zone,csm_email\nacme,Acme Café,America/New_York,Ann@Vendor.example\nbolt,Bolt,UTC,\n"
    ),
    "partnerships": "network_id,starts_on,ends_on\nacme,2026-01-15,2026-12-31\nbolt,2025-07-01,2027-06-30\n",
    "allotments": (
        "network_id,starts_on,ends_on,number_months,overage_rate,currency\n"
        "acme,2026-01-15,2026-12-31,6000,1.25,usd\nbolt,2026-07-01,2027-06-30,240,,\n"
    ),
    "campaigns": "network_id,campaign_id,name,campaign_limit\nacme,c1,Search,100\nacme,c2,Print,20\nbolt,c1,Radio,10\n",
    "ring_pools": (
        "network_id,ring_pool_id,name,max_pool_size,lifetime_seconds,allow_overflow\n"
        "acme,p1,Main,50,300,true\nbolt,p1,,,,\n"
    ),
    "limits": "network_id,network_limit,dynamic_limit\nacme,500,200\nbolt,50,20\n",
    "numbers": (
        "network_id,promo_number,number_type,campaign_id,ring_pool_id,first_used_on,released_on\n"
        "acme,8001234567,static,c1,,2026-01-31,\n"
        "acme,888-390-6665,dynamic,,p1,2026-09-15,2026-10-02\n"
        "acme,+18555555555,dynamic,,p1,2026-10-15,\n"
        "bolt,(800) 222-3333,static,c1,,2026-10-01,\n"
    ),
    "usage": (
        "network_id,promo_number,billing_month,calls\n"
        "acme,(800) 123-4567,2026-10,5\nacme,8883906665,2026-10,0\n"
        "acme,1.855.555.5555,2026-10,\nbolt,8002223333,2026-11,7\n"
    ),
    "monthly_usage": (
        "network_id,billing_month,campaign_id,static_used,dynamic_used\n"
        "acme,2025-06,c1,40,\nacme,2025-06,,,12\nbolt,2025-06,,9,3\n"
    ),
    "traffic": (
        "network_id,starts_at,sessions\n"
        "acme,2026-09,120000\nacme,2026-10-05,4100\nacme,2026-10-05 13:00,350\nacme,2026-10-05T14,351\n"
    ),
    "users": (
        "email,role,network_id\n"
        "Ann@vendor.example,csm,\nsue@acme.example,super_user,acme\nplan@vendor.example,Planner,\n"
    ),
}


def networks_named(name: str) -> tuple[str, list[tuple[str | None, ...]]]:
    """The good file of networks with another name in it, and the rows that come of it."""
    zone, csm = "America/New_York", "ann@vendor.example"
    rows: list[tuple[str | None, ...]] = [("acme", f"Acme {name}", zone, csm), ("bolt", "Bolt", "UTC", None)]
    return GOOD["networks"].replace("Acme Café", f"Acme {name}"), rows


def write(folder: Path, **tables: str) -> list[Path]:
    """Writes each text to ``<table>.csv``; without any, the whole good portfolio."""
    paths = []
    for name, text in (tables or GOOD).items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def load(store: Store, *files: Path, as_of: dt.date | None = AS_OF, allow_decrease: bool = False) -> ImportReport:
    """An import by the tests' clock."""
    return import_files(
        store, list(files), as_of=as_of, imported_by="ann@vendor.example", allow_decrease=allow_decrease, now=NOW
    )


def holding(maker: StoreMaker, *tables: str) -> Store:
    """A store that holds the good files of these tables as one import left them, made once a run and copied."""

    def fill(store: Store) -> dict[str, str]:
        with tempfile.TemporaryDirectory() as folder:
            load(store, *write(Path(folder), **{table: GOOD[table] for table in tables}))
        return {}

    which = hashlib.sha256(" ".join(tables).encode()).hexdigest()[:12]  # a database's name has 63 letters at most
    return maker.copy_of(f"good_{which}", fill)
