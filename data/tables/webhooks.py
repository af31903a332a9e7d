"""Endpoints of webhooks, what their secrets are made from, and every delivery with its tries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from data.rows import insert_rows, record, records
from data.store import Cursor

Status = Literal["waiting", "sending", "sent", "given up"]
_ENDPOINT = """
endpoint_id, network_id, url, purpose, event_types, made_at, made_by, failing_since, disabled_at, disabled_words,
removed_at, removed_by
"""
_SECRET = "endpoint_id, salt, secret_sha256, made_at, made_by, ends_at"
_DELIVERY = """
event_id, endpoint_id, event_type, network_id, happened_at, place, body, status, attempts, next_try_at, settled_at,
last_answer
"""


@dataclass(frozen=True)
class Endpoint:
    """Where another system is told; ``network_id`` is '' for one of the vendor's."""

    endpoint_id: str
    network_id: str
    url: str
    purpose: str
    event_types: tuple[str, ...]  # none: all there are
    made_at: dt.datetime
    made_by: str
    failing_since: dt.datetime | None = None  # the first failure since something was last accepted
    disabled_at: dt.datetime | None = None
    disabled_words: str | None = None
    removed_at: dt.datetime | None = None
    removed_by: str | None = None

    @property
    def is_live(self) -> bool:
        return self.disabled_at is None and self.removed_at is None


@dataclass(frozen=True)
class SecretSource:
    """What a secret is made from, beside the key; and how to tell that the key is another one."""

    endpoint_id: str
    salt: str
    secret_sha256: str
    made_at: dt.datetime
    made_by: str
    ends_at: dt.datetime | None  # None: until it is rotated


@dataclass(frozen=True)
class HookDelivery:
    """One event for one endpoint; the body stays the same however often it is sent."""

    event_id: str
    endpoint_id: str
    event_type: str
    network_id: str
    happened_at: dt.datetime
    place: int  # among those of its event's time
    body: str
    status: Status
    attempts: int
    next_try_at: dt.datetime
    settled_at: dt.datetime | None
    last_answer: str | None


@dataclass(frozen=True)
class HookTry:
    event_id: str
    endpoint_id: str
    tried_at: dt.datetime
    answer: str
    took_ms: int


def add_endpoint(cursor: Cursor, new: Endpoint) -> None:
    insert_rows(
        cursor,
        "webhook_endpoints",
        ("endpoint_id", "network_id", "url", "purpose", "event_types", "made_at", "made_by"),
        [(new.endpoint_id, new.network_id, new.url, new.purpose, " ".join(new.event_types), new.made_at, new.made_by)],
    )


def endpoints(cursor: Cursor) -> list[Endpoint]:
    """All that were not removed, the oldest first."""
    return _endpoints(
        cursor, f"SELECT {_ENDPOINT} FROM webhook_endpoints WHERE removed_at IS NULL ORDER BY made_at, endpoint_id"
    )


def endpoint(cursor: Cursor, endpoint_id: str) -> Endpoint | None:
    """One that was not removed."""
    sql = f"SELECT {_ENDPOINT} FROM webhook_endpoints WHERE removed_at IS NULL AND endpoint_id = $1"
    return next(iter(_endpoints(cursor, sql, endpoint_id)), None)


def remove_endpoint(cursor: Cursor, endpoint_id: str, by: str, at: dt.datetime) -> None:
    cursor.execute(
        "UPDATE webhook_endpoints SET removed_at = $2, removed_by = $3 WHERE endpoint_id = $1", endpoint_id, at, by
    )
    cursor.execute("DELETE FROM webhook_secrets WHERE endpoint_id = $1", endpoint_id)


def disable_endpoint(cursor: Cursor, endpoint_id: str, at: dt.datetime, words: str) -> bool:
    """Sends nothing to an endpoint any more; False where it was disabled before."""
    sql = """
        UPDATE webhook_endpoints SET disabled_at = $2, disabled_words = $3
        WHERE endpoint_id = $1 AND disabled_at IS NULL AND removed_at IS NULL
    """
    return bool(cursor.changed(sql, endpoint_id, at, words))


def enable_endpoint(cursor: Cursor, endpoint_id: str) -> None:
    cursor.execute(
        "UPDATE webhook_endpoints SET disabled_at = NULL, disabled_words = NULL, failing_since = NULL "
        "WHERE endpoint_id = $1",
        endpoint_id,
    )


def fails_since(cursor: Cursor, endpoint_id: str, at: dt.datetime | None) -> None:
    """Since when it fails; the first failure counts, and None is said once something was accepted."""
    if at is None:
        cursor.execute("UPDATE webhook_endpoints SET failing_since = NULL WHERE endpoint_id = $1", endpoint_id)
        return
    cursor.execute(
        "UPDATE webhook_endpoints SET failing_since = $2 WHERE endpoint_id = $1 AND failing_since IS NULL",
        endpoint_id,
        at,
    )


def add_secret(cursor: Cursor, source: SecretSource) -> None:
    insert_rows(
        cursor,
        "webhook_secrets",
        _SECRET.split(", "),
        [[getattr(source, name) for name in source.__dataclass_fields__]],
    )


def end_secrets(cursor: Cursor, endpoint_id: str, at: dt.datetime) -> None:
    """An endpoint's secrets count until then, where they do not end before."""
    cursor.execute(
        "UPDATE webhook_secrets SET ends_at = $2 WHERE endpoint_id = $1 AND (ends_at IS NULL OR ends_at > $2)",
        endpoint_id,
        at,
    )


def secret_sources(cursor: Cursor, endpoint_id: str, at: dt.datetime) -> list[SecretSource]:
    """What an endpoint's secrets that count now are made from, the newest first."""
    sql = f"""
        SELECT {_SECRET} FROM webhook_secrets
        WHERE endpoint_id = $1 AND (ends_at IS NULL OR ends_at > $2) ORDER BY made_at DESC, salt
    """
    return records(cursor, SecretSource, sql, endpoint_id, at)


def address(cursor: Cursor, deliveries: Sequence[HookDelivery]) -> None:
    insert_rows(
        cursor,
        "webhook_deliveries",
        [name.strip() for name in _DELIVERY.split(",")],
        [[getattr(addressed, name) for name in addressed.__dataclass_fields__] for addressed in deliveries],
    )


def due(cursor: Cursor, at: dt.datetime, *, most: int) -> list[HookDelivery]:
    """What should be tried now, in the order it happened; of endpoints that are live."""
    sql = f"""
        SELECT {_DELIVERY} FROM webhook_deliveries
        WHERE status IN ('waiting', 'sending') AND next_try_at <= $1
          AND endpoint_id IN (
            SELECT endpoint_id FROM webhook_endpoints WHERE disabled_at IS NULL AND removed_at IS NULL)
        ORDER BY happened_at, place, event_id LIMIT $2
    """
    return records(cursor, HookDelivery, sql, at, most)


def claim(cursor: Cursor, waiting: HookDelivery, *, until: dt.datetime) -> bool:
    """Takes the next try for oneself, until a time after which others may believe it lost; False if another has it."""
    touched = cursor.changed(
        """
        UPDATE webhook_deliveries SET status = 'sending', attempts = attempts + 1, next_try_at = $1
        WHERE event_id = $2 AND endpoint_id = $3 AND status = $4 AND attempts = $5
        """,
        until,
        waiting.event_id,
        waiting.endpoint_id,
        waiting.status,
        waiting.attempts,
    )
    return touched == 1


def settle(
    cursor: Cursor, claimed: HookDelivery, status: Status, tried: HookTry, *, next_try_at: dt.datetime | None = None
) -> None:
    """Says what came of the try of the ``claimed`` delivery."""
    insert_rows(
        cursor,
        "webhook_tries",
        tuple(tried.__dataclass_fields__),
        [[getattr(tried, name) for name in tried.__dataclass_fields__]],
    )
    cursor.execute(
        """
        UPDATE webhook_deliveries SET status = $1, settled_at = $2, next_try_at = $3, last_answer = $4
        WHERE event_id = $5 AND endpoint_id = $6 AND status = 'sending' AND attempts = $7
        """,
        status,
        None if status == "waiting" else tried.tried_at,
        next_try_at or tried.tried_at,
        tried.answer,
        claimed.event_id,
        claimed.endpoint_id,
        claimed.attempts + 1,
    )


def deliveries(cursor: Cursor, *, endpoint_id: str = "", most: int) -> list[HookDelivery]:
    """The newest first, of one endpoint or of all."""
    sql = f"""
        SELECT {_DELIVERY} FROM webhook_deliveries WHERE $1 = '' OR endpoint_id = $1
        ORDER BY happened_at DESC, place DESC, event_id LIMIT $2
    """
    return records(cursor, HookDelivery, sql, endpoint_id, most)


def delivery(cursor: Cursor, event_id: str, endpoint_id: str) -> HookDelivery | None:
    sql = f"SELECT {_DELIVERY} FROM webhook_deliveries WHERE event_id = $1 AND endpoint_id = $2"
    return record(cursor, HookDelivery, sql, event_id, endpoint_id)


def tries(cursor: Cursor, event_id: str, endpoint_id: str) -> list[HookTry]:
    sql = """
        SELECT event_id, endpoint_id, tried_at, answer, took_ms FROM webhook_tries
        WHERE event_id = $1 AND endpoint_id = $2 ORDER BY tried_at
    """
    return records(cursor, HookTry, sql, event_id, endpoint_id)


def replay(cursor: Cursor, endpoint_id: str, at: dt.datetime, *, event_id: str = "", since: Any = None) -> int:
    """Has deliveries sent again: one, or those that were given up since a moment; says how many."""
    sql = """
        UPDATE webhook_deliveries SET status = 'waiting', attempts = 0, next_try_at = $2, settled_at = NULL
        WHERE endpoint_id = $1 AND ((event_id = $3 AND status <> 'sending')
          OR ($3 = '' AND status = 'given up' AND happened_at >= $4))
    """
    return cursor.changed(sql, endpoint_id, at, event_id, since or dt.datetime(1970, 1, 1))  # noqa: DTZ001


def forget_deliveries(cursor: Cursor, settled_before: dt.datetime) -> None:
    """What was settled that long ago is of no use any more."""
    old = "SELECT event_id FROM webhook_deliveries WHERE settled_at < $1"
    cursor.execute(f"DELETE FROM webhook_tries WHERE tried_at < $1 AND event_id IN ({old})", settled_before)
    cursor.execute("DELETE FROM webhook_deliveries WHERE settled_at < $1", settled_before)


def _endpoints(cursor: Cursor, sql: str, *values: object) -> list[Endpoint]:
    columns, rows = cursor.named_rows(sql, *values)
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    return [Endpoint(**fields | {"event_types": tuple(fields["event_types"].split())}) for fields in named]
