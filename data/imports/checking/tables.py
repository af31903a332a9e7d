"""What may be imported: the tables, their columns, and what each column must hold.

A column begins here. What is stored of it needs a migration (`data/migrations/`), its place in what is loaded
(`data/imports/loading/`) and in the records that are read (`data/records.py`, `data/tables/`), and a word in
docs/imports.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "text",
    "email",
    "email list",
    "date",
    "month",
    "moment",
    "count",
    "positive",
    "big count",
    "rate",
    "share",
    "currency",
    "boolean",
    "phone",
    "number type",
    "role",
]


@dataclass(frozen=True)
class Column:
    """One column; ``empty`` stands for an empty value where the store keeps no NULL."""

    name: str
    kind: Kind = "text"
    required: bool = False
    empty: str | None = None


@dataclass(frozen=True)
class ImportTable:
    """One table; ``key`` names what identifies a row, ``needs_one_of`` columns of which at least one must be there."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    needs_one_of: tuple[str, ...] = ()
    column_names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "column_names", frozenset(column.name for column in self.columns))

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _required(name: str, kind: Kind = "text") -> Column:
    return Column(name, kind, required=True)


_NETWORK = _required("network_id")
_PERIOD = (_required("starts_on", "date"), _required("ends_on", "date"))

# In the order they are loaded: what is referred to comes before what refers to it.
TABLES = (
    ImportTable(
        "networks",
        (
            _NETWORK,
            _required("name"),
            _required("time_zone"),
            Column("csm_email", "email"),
            Column("deputy_email", "email list"),
        ),
        key=("network_id",),
    ),
    ImportTable("partnerships", (_NETWORK, *_PERIOD), key=("network_id", "starts_on")),
    ImportTable(
        "allotments",
        (
            _NETWORK,
            *_PERIOD,
            _required("number_months", "count"),
            Column("overage_rate", "rate"),
            Column("currency", "currency"),
            Column("unit_price", "rate"),
            Column("opening_used", "count"),
            Column("opening_through", "date"),
        ),
        key=("network_id", "starts_on"),
    ),
    ImportTable(
        "amendments",
        (
            _NETWORK,
            _required("signed_on", "date"),
            _required("effective_on", "date"),
            Column("added_number_months", "positive"),
            Column("ends_on", "date"),
            Column("overage_rate", "rate"),
            _required("reason"),
        ),
        key=("network_id", "effective_on", "added_number_months", "ends_on", "overage_rate"),
        needs_one_of=("added_number_months", "ends_on", "overage_rate"),
    ),
    ImportTable(
        "campaigns",
        (_NETWORK, _required("campaign_id"), _required("name"), _required("campaign_limit", "count")),
        key=("network_id", "campaign_id"),
    ),
    ImportTable(
        "ring_pools",
        (
            _NETWORK,
            _required("ring_pool_id"),
            Column("name"),
            Column("max_pool_size", "count"),
            Column("lifetime_seconds", "positive"),
            Column("allow_overflow", "boolean"),
            Column("visit_seconds", "positive"),
            Column("busy_hour_share", "share"),
        ),
        key=("network_id", "ring_pool_id"),
    ),
    ImportTable(
        "limits",
        (_NETWORK, _required("network_limit", "count"), _required("dynamic_limit", "count")),
        key=("network_id",),
    ),
    ImportTable(
        "numbers",
        (
            _NETWORK,
            _required("promo_number", "phone"),
            _required("number_type", "number type"),
            Column("campaign_id", empty=""),
            Column("ring_pool_id", empty=""),
            _required("first_used_on", "date"),
            Column("released_on", "date"),
            Column("last_call_on", "date"),
        ),
        key=("network_id", "promo_number", "first_used_on"),
        needs_one_of=("campaign_id", "ring_pool_id"),
    ),
    ImportTable(
        "usage",
        (_NETWORK, _required("promo_number", "phone"), _required("billing_month", "month"), Column("calls", "count")),
        key=("network_id", "promo_number", "billing_month"),
    ),
    ImportTable(
        "monthly_usage",
        (
            _NETWORK,
            _required("billing_month", "month"),
            Column("campaign_id", empty=""),
            Column("static_used", "count", empty="0"),
            Column("dynamic_used", "count", empty="0"),
        ),
        key=("network_id", "billing_month", "campaign_id"),
        needs_one_of=("static_used", "dynamic_used"),
    ),
    ImportTable(
        "traffic",
        (_NETWORK, _required("starts_at", "moment"), _required("sessions", "big count")),
        key=("network_id", "starts_at"),
    ),
    ImportTable(  # one row a call, or one with a count; several rows may say the same, so there is no key
        "calls",
        (
            _NETWORK,
            _required("called_on", "date"),
            Column("promo_number", "phone"),
            Column("campaign_id", empty=""),
            Column("ring_pool_id", empty=""),
            Column("calls", "count", empty="1"),
            Column("call_id"),
        ),
        key=(),
        needs_one_of=("promo_number", "campaign_id", "ring_pool_id"),
    ),
    ImportTable(
        "users",
        (
            _required("email", "email"),
            _required("role", "role"),
            Column("network_id", empty=""),
            Column("name"),
            Column("phone"),
        ),
        key=("email", "role", "network_id"),
    ),
)
BY_NAME = {table.name: table for table in TABLES}
