"""The tables that are mutated, as rows of plain values, and the portfolio they belong to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

Value = str | int | float | dt.date | dt.datetime | None
Kind = Literal["id", "text", "count", "month", "moment", "phone"]

PORTFOLIO = {
    "networks": "network_id,name,time_zone\nacme,Acme Café,America/New_York\nbolt,Bolt,UTC\n",
    "limits": "network_id,network_limit,dynamic_limit\nacme,500,200\nbolt,50,20\n",
    "campaigns": "network_id,campaign_id,name,campaign_limit\nacme,c1,Search,100\nacme,c2,Print,20\nbolt,c1,Radio,10\n",
    "numbers": (
        "network_id,promo_number,number_type,campaign_id,first_used_on\n"
        "acme,+18001234567,static,c1,2026-01-31\nacme,+18883906665,static,c1,2026-01-15\n"
        "bolt,+18002223333,static,c1,2026-01-01\n"
    ),
}
KINDS: dict[str, Kind] = {
    "network_id": "id",
    "campaign_id": "id",
    "name": "text",
    "promo_number": "phone",
    "billing_month": "month",
    "starts_at": "moment",
}
# The columns that tell a table's rows apart, and those that are compared with the store.
KEYS = {
    "limits": ("network_id",),
    "campaigns": ("network_id", "campaign_id"),
    "monthly_usage": ("network_id", "billing_month"),
    "usage": ("network_id", "promo_number", "billing_month"),
    "traffic": ("network_id", "starts_at"),
}


@dataclass(frozen=True)
class Table:
    """``rows`` hold one value a heading, unless somebody broke them."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def with_rows(self, rows: list[tuple[Value, ...]]) -> Table:
        return replace(self, rows=tuple(rows))


def kind_of(heading: str) -> Kind:
    return KINDS.get(heading, "count")


def sound(random: Random) -> Table:
    """A good file, every row of it new or differing from what is stored."""
    name = random.choice(list(KEYS))
    count = random.randint
    rows: list[tuple[Value, ...]]
    if name == "limits":
        return Table(
            name,
            ("network_id", "network_limit", "dynamic_limit"),
            tuple((network, count(100, 5000), count(10, 999)) for network in ("acme", "bolt")),
        )
    if name == "campaigns":
        rows = [("acme", f"k{number}", f"Campaign {number}", count(0, 9000)) for number in range(count(1, 9))]
        return Table(name, ("network_id", "campaign_id", "name", "campaign_limit"), tuple(rows))
    if name == "monthly_usage":
        rows = [("bolt", dt.date(2024, month, 1), count(0, 3000), count(0, 90)) for month in range(1, count(2, 12))]
        return Table(name, ("network_id", "billing_month", "static_used", "dynamic_used"), tuple(rows))
    if name == "usage":
        phones = (("acme", "+18001234567"), ("acme", "+18883906665"), ("bolt", "+18002223333"))
        rows = [(*phone, dt.date(2026, month, 1), count(0, 4000)) for phone in phones for month in range(8, 10)]
        return Table(name, ("network_id", "promo_number", "billing_month", "calls"), tuple(rows))
    first = dt.datetime.fromisoformat("2026-10-01T00:00") + dt.timedelta(days=count(0, 20))
    rows = [("acme", first + dt.timedelta(hours=hour), count(0, 5000)) for hour in range(count(2, 30))]
    return Table(name, ("network_id", "starts_at", "sessions"), tuple(rows))
