"""Simulated histories as the store's tables, in an order that its references allow."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

import numpy as np
import pyarrow as pa

from data.sample.changes import Change
from data.sample.columns import COLUMNS, Row, table_of
from data.sample.people import ADMIN, ROBIN, ROBINS_ROLES, VENDOR_STAFF, name_and_phone
from data.sample.simulation import History
from data.sample.usage_tables import course_table, numbers_and_usage, totals_table, traffic_table


def tables_of(histories: list[History], *, seed: int, as_of: dt.date) -> dict[str, pa.Table]:
    """All rows of the portfolio by table."""
    rows: dict[str, list[Row]] = {name: [] for name in COLUMNS if name not in ("imports", "usage_totals")}
    for history in histories:
        _describe(history, rows)
    rows["users"] += [(email, role, "") for email, role in VENDOR_STAFF]
    rows["users"] += [(ROBIN, role, network_id) for network_id, role in ROBINS_ROLES]
    rows["people"] = [(email, *name_and_phone(email), False) for email in sorted({row[0] for row in rows["users"]})]
    rows["limit_changes"].sort(key=lambda row: (row[7], row[0]))
    tables = {name: table_of(name, of_table) for name, of_table in rows.items()}
    tables["numbers"], tables["usage"] = numbers_and_usage(histories, seed)
    tables["usage_totals"] = totals_table(histories)
    tables["month_course"] = course_table(histories)
    tables["traffic"] = traffic_table(histories)
    tables["imports"] = table_of("imports", _imports(tables, as_of))
    return tables


def _describe(history: History, rows: dict[str, list[Row]]) -> None:
    story = history.story
    own = story.network_id
    rows["networks"].append((own, story.name, story.time_zone, story.csm_email))
    rows["partnerships"] += [(own, p.starts_on, p.ends_on) for p in history.partnerships]
    rows["allotments"] += [
        (own, a.starts_on, a.ends_on, a.number_months, _rate(a.overage_rate), a.currency) for a in history.allotments
    ]
    rows["campaigns"] += [(own, c.campaign_id, c.name) for c in story.campaigns]
    rows["ring_pools"] += [
        (own, p.ring_pool_id, p.name, p.max_pool_size, p.lifetime_seconds, p.allow_overflow) for p in story.pools
    ]
    roles = (("super_user", history.people.super_user), ("viewer", history.people.viewer))
    rows["users"] += [(email, role, own) for role, email in roles if email]
    latest = {(change.kind, change.campaign_id): change for change in history.changes}
    rows["limits"] += [(own, c.kind, c.campaign_id, c.new_limit, c.version) for c in latest.values()]
    rows["limit_changes"] += [_change_row(history, change) for change in history.changes]
    rows["requests"] += [
        (
            r.request_id, own, r.kind, r.campaign_id, r.more_numbers, r.from_month, r.reason, r.sessions, r.status,
            r.filed_by, r.filed_at, r.decided_by, r.decided_at, r.granted_limit, r.decision_note,
            r.decision_note,
        )
        for r in history.requests
    ]  # fmt: skip


def _rate(overage_rate: float | None) -> Decimal | None:
    return None if overage_rate is None else Decimal(str(overage_rate)).quantize(Decimal("0.0001"))


def _change_row(history: History, change: Change) -> Row:
    usage_then, as_of = None, None
    if change.version > 1:
        day = change.day - 1  # what was known that morning
        usage_then, as_of = history.usage_of(change.kind, change.campaign_id, day), history.days.date(day)
    place = f"{change.kind}-{change.campaign_id}" if change.campaign_id else change.kind
    return (
        f"{history.story.network_id}-{place}-v{change.version}", history.story.network_id, change.kind,
        change.campaign_id, change.version, change.old_limit, change.new_limit, change.at, change.by, change.reason,
        change.request_id, history.days.date(change.day), usage_then, as_of,
    )  # fmt: skip


def _imports(tables: dict[str, pa.Table], as_of: dt.date) -> list[Row]:
    """The files the portfolio would have come in: usage by month for a year, everything else last night."""
    months = tables["usage"].column("billing_month").to_numpy()
    imports: list[Row] = []
    running = np.datetime64(as_of, "M")
    for month in np.arange(running - 12, running + 1):
        last = min(as_of, ((month + 1).astype("datetime64[D]") - 1).item())
        count = int(np.count_nonzero(months == month.astype("datetime64[D]")))
        imports.append(_import_row("usage", f"usage-{month}.csv", last, count))
    once = ("networks", "partnerships", "allotments", "campaigns", "ring_pools", "numbers", "traffic", "users")
    imports += [_import_row(name, f"{name.replace('_', '-')}.csv", as_of, tables[name].num_rows) for name in once]
    imports.append(_import_row("limits", "limits.csv", as_of, tables["networks"].num_rows))
    imports.append(_import_row("monthly_usage", "monthly-usage.csv", as_of, tables["usage_totals"].num_rows))
    return imports


def _import_row(table: str, file_name: str, as_of: dt.date, count: int) -> Row:
    night = dt.datetime.combine(as_of + dt.timedelta(days=1), dt.time(3, 10))
    digest = hashlib.sha256(f"sample/{file_name}/{as_of}/{count}".encode()).hexdigest()
    return (night, ADMIN, as_of, file_name, digest, table, count, count)
