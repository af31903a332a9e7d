"""What happened becomes deliveries: to whom, with the body that each may see; what imports bring is found on record."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from data.records import Network
from data.store import Cursor
from data.tables import networks as network_reads
from data.tables import notices as notice_store
from data.tables import webhook_events as event_store
from data.tables import webhooks as hook_store
from data.tables.import_log import ImportedFile
from data.tables.webhook_events import AS_OF, IMPORTED_LIMITS, IMPORTS, Event
from data.tables.webhooks import Endpoint, HookDelivery

MOST: Final = 500  # events at once


def is_news(cursor: Cursor) -> bool:
    """Whether anything happened that nobody addressed yet."""
    return bool(event_store.events(cursor, most=1)) or event_store.last_import(cursor) > _told(cursor, IMPORTS)


def address(cursor: Cursor, moment: dt.datetime) -> None:
    """Turns events into deliveries, each with the body that its endpoint may see."""
    from limits.webhooks.bodies import body_for  # noqa: PLC0415 - the models only where something happened

    notice_store.lock(cursor)
    endpoints = [endpoint for endpoint in hook_store.endpoints(cursor) if endpoint.is_live]
    networks = {n.network_id: n for n in network_reads.networks(cursor)}
    told = event_store.events(cursor, most=MOST)
    events = [*told, *_imported(cursor, networks, {e.network_id for e in endpoints if e.network_id})]
    made = []
    for place, event in enumerate(events):
        network = networks.get(event.network_id)
        for endpoint in endpoints:
            if not _hears(endpoint, event):
                continue
            body = body_for(cursor, event, "customer" if endpoint.network_id else "vendor", network)
            if body is not None:
                made.append(_delivery(event, endpoint.endpoint_id, place, body, moment))
    hook_store.address(cursor, made)
    event_store.forget_events(cursor, [event.event_id for event in told])


def _hears(endpoint: Endpoint, event: Event) -> bool:
    """A network's endpoint hears its own network alone; the vendor's all, but of an import once."""
    if endpoint.event_types and event.event_type not in endpoint.event_types:
        return False
    if endpoint.network_id:
        return event.network_id == endpoint.network_id
    return not (event.event_type == "import.done" and event.network_id)


def _delivery(event: Event, endpoint_id: str, place: int, body: str, moment: dt.datetime) -> HookDelivery:
    return HookDelivery(
        event.event_id,
        endpoint_id,
        event.event_type,
        event.network_id,
        event.happened_at,
        place,
        body,
        status="waiting",
        attempts=0,
        next_try_at=moment,
        settled_at=None,
        last_answer=None,
    )


def _told(cursor: Cursor, name: str) -> int:
    return int(event_store.mark(cursor, name) or 0)


def _imported(cursor: Cursor, networks: Mapping[str, Network], own: set[str]) -> Iterator[Event]:
    """What imports left on record since: changed limits, the files, and of networks with an endpoint their new day."""
    last = _told(cursor, IMPORTS)
    files = event_store.imports_after(cursor, last)
    if not files:
        return
    changes = event_store.limits_imported_after(cursor, _told(cursor, IMPORTED_LIMITS))
    mark_imports(cursor)
    for change in changes:
        content = json.dumps(vars(change), default=lambda value: value.isoformat())
        yield Event(_event_id(change.change_id), "limit.changed", change.network_id, change.changed_at, content)
    runs: dict[tuple[dt.datetime, str], list[ImportedFile]] = defaultdict(list)
    for file in files:
        runs[file.imported_at, file.imported_by].append(file)
    for place, ((at, by), theirs) in enumerate(runs.items()):
        as_of = max(imported.as_of for imported in theirs).isoformat()
        content = json.dumps({"as_of": as_of, "imported_by": by, "files": [_file(imported) for imported in theirs]})
        yield Event(_event_id(f"import {last} {place}"), "import.done", "", at, content)
    for network_id in sorted(own & networks.keys()):
        day = networks[network_id].as_of
        if day is not None and event_store.mark(cursor, AS_OF + network_id) != day.isoformat():
            event_store.set_mark(cursor, AS_OF + network_id, day.isoformat())
            yield Event(
                _event_id(f"import {last} of {network_id}"), "import.done", network_id, files[-1].imported_at, "{}"
            )


def mark_imports(cursor: Cursor) -> None:
    """What was imported up to now is told, or is no news to an endpoint that is made now."""
    event_store.set_mark(cursor, IMPORTS, str(event_store.last_import(cursor)))
    event_store.set_mark(cursor, IMPORTED_LIMITS, str(event_store.last_imported_limit(cursor)))


def mark_as_of(cursor: Cursor, network: Network) -> None:
    if network.as_of is not None:
        event_store.set_mark(cursor, AS_OF + network.network_id, network.as_of.isoformat())


def _file(file: ImportedFile) -> dict[str, object]:
    counts = {name: value for name, value in vars(file).items() if name in ("row_count", "changed_count")}
    return counts | {"file": file.file_name, "table": file.table_name, "as_of": file.as_of.isoformat()}


def _event_id(text: str) -> str:
    """One id for one thing, however often it is told, in letters that a header may have."""
    return f"evt_{hashlib.sha256(text.encode()).hexdigest()[:24]}"
