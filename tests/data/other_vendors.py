"""Files of other vendors as they come, their mappings, and an import of one, for tests."""

from __future__ import annotations

from pathlib import Path

from data.imports import ImportReport, import_files
from data.imports.mapping import FileMapping
from data.store import Store
from tests.data.given_files import NOW

INVENTORY = """\
Name,Tracking Number,Type,Status,Destination Number,Created At,Disabled At
Google Ads,(202) 555-0101,Source Tracker,Active,(202) 555-0999,03/14/2026,
Site,202-555-0102,Session Tracker,Active,(202) 555-0999,10/02/2026,
Billboard,202-555-0103,Source Tracker,Disabled,(202) 555-0999,01/05/2026,06/30/2026
"""
TRACKERS = FileMapping(
    source="Trackers",
    table="numbers",
    columns={
        "Tracking Number": "promo_number",
        "Type": "number_type",
        "Created At": "first_used_on",
        "Disabled At": "released_on",
    },
    values={"number_type": {"Source Tracker": "static", "Session Tracker": "dynamic"}},
    fixed={"campaign_id": "Search", "ring_pool_id": "p1"},
    dates="month first",
)
CALL_LOG = """\
id,direction,tracking_phone_number,customer_phone_number,customer_name,duration,start_time
A1,inbound,+18001234567,+13035550111,Kim,33,2026-11-20T23:30:00.000-05:00
A2,inbound,(800) 123-4567,+13035550112,Ann,12,2026-11-21T10:00:00.000-05:00
A2,inbound,+18001234567,+13035550112,Ann,12,2026-11-21T10:00:00.000-05:00
A3,outbound,+18001234567,+13035550113,Ann,12,2026-11-22T10:00:00.000-05:00
A4,inbound,+18001234567,+13035550113,Ann,12,2026-11-22T03:30:00Z
"""
CALLS = FileMapping(
    source="Calls",
    table="calls",
    columns={"tracking_phone_number": "promo_number", "start_time": "called_on", "id": "call_id"},
    only={"direction": ("inbound",)},
)


def take(
    store: Store,
    folder: Path,
    text: str,
    mapping: FileMapping | None = None,
    *,
    network: str | None = "acme",
    **options: object,
) -> ImportReport:
    path = folder / "theirs.csv"
    path.write_text(text, encoding="utf-8")
    return import_files(
        store,
        [path],
        as_of=None,
        imported_by="ann@vendor.example",
        network_id=network,
        mapping=mapping,
        now=NOW,
        **options,  # type: ignore[arg-type]
    )
