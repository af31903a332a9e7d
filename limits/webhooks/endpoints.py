"""The endpoints of webhooks: made, rotated, enabled and removed by admins, for the vendor or for one network."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from data.errors import BadInput, NotAllowed, Unknown
from data.store import Cursor, Store
from data.tables import networks as network_reads
from data.tables import webhook_events as event_store
from data.tables import webhooks as hook_store
from data.tables.webhook_events import EVENT_TYPES
from data.tables.webhooks import Endpoint, HookDelivery, HookTry, SecretSource
from data.webhook_key import webhook_key
from limits.actors import MAY, Actor, refreshed
from limits.clock import present, utc
from limits.text_checks import check_text
from limits.webhooks import signing
from limits.webhooks.addressing import own_hosts, target_of
from limits.webhooks.sending import Post, send_one
from limits.webhooks.telling import mark_as_of, mark_imports

if TYPE_CHECKING:
    from pydantic import BaseModel

MOST_ENDPOINTS: Final = 100
PURPOSE_MAX: Final = 200
OLD_SECRET_HOURS: Final = 24
OLD_SECRET_HOURS_AT_MOST: Final = 24 * 14


@dataclass(frozen=True)
class AddEndpoint:
    """A command; an empty network makes an endpoint of the vendor's, no event types one that hears of all."""

    url: str
    purpose: str
    network_id: str = ""
    event_types: tuple[str, ...] = ()


def hook_endpoints(store: Store, person: Actor) -> list[Endpoint]:
    """All there are, the oldest first."""
    with store.reading() as cursor:
        _admin(cursor, person)
        return hook_store.endpoints(cursor)


def add_endpoint(
    store: Store, person: Actor, command: AddEndpoint, *, now: dt.datetime | None = None
) -> tuple[Endpoint, str]:
    """An endpoint and its secret, which is told this once."""
    moment = utc(now or present())
    with store.reading() as cursor:
        _admin(cursor, person)
    check_text(command.purpose, "Say what the endpoint is for: people know it by that.")
    if len(command.purpose.strip()) > PURPOSE_MAX:
        raise BadInput(f"The purpose has {len(command.purpose):,} characters; at most {PURPOSE_MAX} are kept.")
    target_of(command.url.strip(), allowed=own_hosts())
    types = _event_types(command.event_types)
    key = webhook_key(store)
    made = Endpoint(
        f"we-{secrets.token_hex(6)}",
        command.network_id,
        command.url.strip(),
        command.purpose.strip(),
        types,
        moment,
        person.email,
    )

    def work(cursor: Cursor) -> str:
        _admin(cursor, person)
        network = network_reads.network(cursor, command.network_id) if command.network_id else None
        if command.network_id and network is None:
            raise Unknown(f"There is no network '{command.network_id}'. `python -m limits triage` lists all there are.")
        if len(hook_store.endpoints(cursor)) >= MOST_ENDPOINTS:
            raise BadInput(f"There are {MOST_ENDPOINTS} endpoints, which is as many as may be. Remove one first.")
        if not event_store.are_heard(cursor):
            mark_imports(cursor)
        if network is not None:
            mark_as_of(cursor, network)
        hook_store.add_endpoint(cursor, made)
        return _new_secret(cursor, key, made.endpoint_id, person.email, moment)

    return made, store.write(work, changes_figures=False)


def rotate_secret(
    store: Store,
    person: Actor,
    endpoint_id: str,
    *,
    keep_old_hours: int = OLD_SECRET_HOURS,
    now: dt.datetime | None = None,
) -> str:
    """A new secret, told this once; what is sent has both signatures until the old one ends."""
    moment = utc(now or present())
    if not 0 <= keep_old_hours <= OLD_SECRET_HOURS_AT_MOST:
        raise BadInput(
            f"The old secret goes on for 0 to {OLD_SECRET_HOURS_AT_MOST} hours; {keep_old_hours} is not that."
        )
    with store.reading() as cursor:
        _known(cursor, person, endpoint_id)
    key = webhook_key(store)

    def work(cursor: Cursor) -> str:
        endpoint = _known(cursor, person, endpoint_id)
        hook_store.end_secrets(cursor, endpoint.endpoint_id, moment + dt.timedelta(hours=keep_old_hours))
        return _new_secret(cursor, key, endpoint.endpoint_id, person.email, moment)

    return store.write(work, changes_figures=False)


def enable_endpoint(store: Store, person: Actor, endpoint_id: str) -> Endpoint:
    """Has a disabled endpoint told again; what waits is sent, what was given up can be replayed."""

    def work(cursor: Cursor) -> Endpoint:
        endpoint = _known(cursor, person, endpoint_id)
        if not event_store.are_heard(cursor):
            mark_imports(cursor)
        hook_store.enable_endpoint(cursor, endpoint.endpoint_id)
        return hook_store.endpoint(cursor, endpoint.endpoint_id) or endpoint

    return store.write(work, changes_figures=False)


def remove_endpoint(store: Store, person: Actor, endpoint_id: str, *, now: dt.datetime | None = None) -> Endpoint:
    """Ends an endpoint and its secrets; what it was sent stays on record for a month."""
    moment = utc(now or present())

    def work(cursor: Cursor) -> Endpoint:
        endpoint = _known(cursor, person, endpoint_id)
        hook_store.remove_endpoint(cursor, endpoint.endpoint_id, person.email, moment)
        return endpoint

    return store.write(work, changes_figures=False)


def hook_deliveries(store: Store, person: Actor, *, endpoint_id: str = "", most: int = 200) -> list[HookDelivery]:
    """What was sent, or waits to be, the newest first."""
    with store.reading() as cursor:
        _admin(cursor, person)
        return hook_store.deliveries(cursor, endpoint_id=endpoint_id, most=most)


def hook_tries(store: Store, person: Actor, event_id: str, endpoint_id: str) -> list[HookTry]:
    """Every try of a delivery, the first one first."""
    with store.reading() as cursor:
        _admin(cursor, person)
        return hook_store.tries(cursor, event_id, endpoint_id)


def replay_deliveries(
    store: Store, person: Actor, endpoint_id: str, *, event_id: str = "", now: dt.datetime | None = None
) -> int:
    """Has one delivery sent again, or all that were given up; with the ids they had, so that nobody does it twice."""
    moment = utc(now or present())

    def work(cursor: Cursor) -> int:
        endpoint = _known(cursor, person, endpoint_id)
        if endpoint.disabled_at is not None:
            raise BadInput(f"'{endpoint.purpose}' is disabled. Enable it first.")
        count = hook_store.replay(cursor, endpoint.endpoint_id, moment, event_id=event_id)
        if event_id and not count:
            raise Unknown(f"'{endpoint.purpose}' has no delivery of {event_id} that could be sent again now.")
        return count

    return store.write(work, changes_figures=False)


def try_endpoint(
    store: Store, person: Actor, endpoint_id: str, *, now: dt.datetime | None = None, post: Post | None = None
) -> HookDelivery:
    """Sends a test at once, and tells what was answered."""
    from limits.webhooks.bodies import TEST, test_body  # noqa: PLC0415 - the models only where something is sent

    moment = utc(now or present())

    def work(cursor: Cursor) -> HookDelivery:
        endpoint = _known(cursor, person, endpoint_id)
        if endpoint.disabled_at is not None:
            raise BadInput(f"'{endpoint.purpose}' is disabled. Enable it first.")
        made = HookDelivery(
            f"evt_{secrets.token_hex(12)}",
            endpoint.endpoint_id,
            TEST,
            endpoint.network_id,
            moment,
            0,
            test_body(endpoint.endpoint_id, f"{moment:%Y-%m-%dT%H:%M:%SZ}"),
            status="waiting",
            attempts=0,
            next_try_at=moment,
            settled_at=None,
            last_answer=None,
        )
        hook_store.address(cursor, [made])
        return made

    made = store.write(work, changes_figures=False)
    send_one(store, made, now=now, post=post)
    with store.reading() as cursor:
        return hook_store.delivery(cursor, made.event_id, made.endpoint_id) or made


def event_models() -> dict[str, type[BaseModel]]:
    """The shape of every event's body, by its type: what the API's description shows."""
    from limits.webhooks.bodies import MODELS  # noqa: PLC0415 - the models only where something is described

    return dict(zip(EVENT_TYPES, MODELS, strict=True))


def _admin(cursor: Cursor, person: Actor) -> None:
    if not refreshed(cursor, person).vendor_roles & MAY["administer"]:
        raise NotAllowed(f"{person.email} may not see or change webhooks; an Admin may.")


def _known(cursor: Cursor, person: Actor, endpoint_id: str) -> Endpoint:
    _admin(cursor, person)
    endpoint = hook_store.endpoint(cursor, endpoint_id)
    if endpoint is None:
        raise Unknown(f"There is no webhook '{endpoint_id}'. `python -m limits webhooks list` names those there are.")
    return endpoint


def _event_types(asked: Iterable[str]) -> tuple[str, ...]:
    if unknown := set(asked) - set(EVENT_TYPES):
        raise BadInput(f"'{min(unknown)}' is not an event: give some of {', '.join(EVENT_TYPES)}, or none for all.")
    return tuple(event_type for event_type in EVENT_TYPES if event_type in set(asked))


def _new_secret(cursor: Cursor, key: bytes, endpoint_id: str, by: str, at: dt.datetime) -> str:
    salt = signing.new_salt()
    secret = signing.secret_of(key, endpoint_id, salt)
    hook_store.add_secret(cursor, SecretSource(endpoint_id, salt, signing.digest(secret), at, by, None))
    return secret
