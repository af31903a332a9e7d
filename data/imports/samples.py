"""Files to begin with: an empty one of every table, and a small customer's that can be imported as they are."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence

from data.imports.checking.tables import TABLES

_NETWORK, _CAMPAIGN, _POOL = "birch-dental", "truck-signs", "website"
_CSM = "nora.feld@example.com"
_ZIPPED_AT = (2026, 1, 1, 0, 0, 0)  # the same files are the same bytes


def templates() -> dict[str, str]:
    """By file name the heading of each table, the columns that must be there first."""
    return {
        f"{table.name}.csv": _text([[c.name for c in sorted(table.columns, key=lambda c: not c.required)]])
        for table in TABLES
    }


def sample_files(today: dt.date) -> dict[str, str]:
    """By file name a small customer in the middle of its contract, ten closed months of usage and the running one."""
    running = today.replace(day=1)
    start, end = _months_on(running, -10), _months_on(running, 14) - dt.timedelta(days=1)
    period_end = _months_on(start, 12) - dt.timedelta(days=1)
    closed = [_months_on(running, -back) for back in range(10, 0, -1)]
    rows: dict[str, list[dict[str, object]]] = {
        "networks": [
            {"network_id": _NETWORK, "name": "Birch Dental", "time_zone": "America/New_York", "csm_email": _CSM}
        ],
        "partnerships": [{"network_id": _NETWORK, "starts_on": start, "ends_on": end}],
        "allotments": [
            {"network_id": _NETWORK, "starts_on": first, "ends_on": last, "number_months": 480, "overage_rate": "3.50",
             "currency": "USD", "unit_price": "3.00"}
            for first, last in ((start, period_end), (period_end + dt.timedelta(days=1), end))
        ],
        "amendments": [
            {"network_id": _NETWORK, "signed_on": closed[4], "effective_on": closed[5], "added_number_months": 60,
             "reason": "a second practice"}
        ],
        "campaigns": [
            {"network_id": _NETWORK, "campaign_id": _CAMPAIGN, "name": "Truck signs", "campaign_limit": 20}
        ],
        "ring_pools": [
            {"network_id": _NETWORK, "ring_pool_id": _POOL, "name": "Website", "max_pool_size": 30,
             "lifetime_seconds": 300, "allow_overflow": "true"}
        ],
        "limits": [{"network_id": _NETWORK, "network_limit": 55, "dynamic_limit": 35}],
        "monthly_usage": [
            {"network_id": _NETWORK, "billing_month": f"{month:%Y-%m}", "campaign_id": campaign,
             "static_used": static, "dynamic_used": dynamic}
            for place, month in enumerate([*closed, running])
            for campaign, static, dynamic in ((_CAMPAIGN, 12 + place // 2, 0), ("", 0, 18 + place))
        ],
        "traffic": [
            {"network_id": _NETWORK, "starts_at": f"{month:%Y-%m}", "sessions": 9_000 + 400 * place}
            for place, month in enumerate(closed)
        ],
        "users": [
            {"email": _CSM, "role": "csm", "name": "Nora Feld", "phone": "+1 202 555 0120"},
            {"email": "kim.arden@example.com", "role": "admin", "name": "Kim Arden", "phone": "+1 202 555 0121"},
            {"email": "ada.quist@birch.example.org", "role": "super_user", "network_id": _NETWORK,
             "name": "Ada Quist", "phone": "+1 202 555 0122"},
        ],
    }  # fmt: skip
    return {f"{name}.csv": _table(name, rows_of_file) for name, rows_of_file in rows.items()}


def zipped(files: Mapping[str, str]) -> bytes:
    """One file to download; the same files are the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIPPED_AT), text)
    return out.getvalue()


def _table(name: str, rows: Sequence[Mapping[str, object]]) -> str:
    columns = [column.name for table in TABLES if table.name == name for column in table.columns]
    return _text([columns, *([row.get(column, "") for column in columns] for row in rows)])


def _text(rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _months_on(month: dt.date, count: int) -> dt.date:
    """The first day of the month so many months later, or earlier."""
    years, place = divmod(month.year * 12 + month.month - 1 + count, 12)
    return dt.date(years, place + 1, 1)
