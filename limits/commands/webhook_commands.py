"""`python -m limits webhooks ...`: where other systems are told, what they were told, and sending it again."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from data.addresses import normalised
from data.door import say
from data.errors import BadInput
from data.store import Store
from data.tables.webhook_events import EVENT_TYPES
from limits.actors import Actor
from limits.commands.persons import acting

if TYPE_CHECKING:
    from data.tables.webhooks import Endpoint, HookDelivery

Run = Callable[[Store, argparse.Namespace], int]
NewCommand = Callable[[str, Run, str], argparse.ArgumentParser]
SHOWN = 50


def add(command: NewCommand) -> None:
    """Adds the command to the door's."""
    parser = command("webhooks", _webhooks, "Where other systems are told what happens; for admins.")
    parser.add_argument("action", choices=tuple(_ACTIONS))
    parser.add_argument("endpoint", nargs="?", metavar="ENDPOINT", help="its id, which the list shows")
    parser.add_argument("--url", metavar="URL", help="of the one to add; https")
    parser.add_argument("--purpose", default="", metavar="TEXT", help="what it is for")
    parser.add_argument(
        "--network", default="", metavar="NETWORK", help="it hears of this one alone; left out: the vendor's"
    )
    parser.add_argument(
        "--event", action="append", default=[], choices=EVENT_TYPES, help="may be repeated; default: all"
    )
    parser.add_argument(
        "--delivery", default="", metavar="ID", help="the one to replay; left out: all that were given up"
    )
    parser.add_argument("--keep-old", type=int, metavar="HOURS", help="how long a rotated secret goes on (default: 24)")
    parser.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="who acts: an admin")


def _webhooks(store: Store, options: argparse.Namespace) -> int:
    person = acting(store, normalised(options.email), "import")
    if options.action not in ("list", "add", "deliveries") and not options.endpoint:
        raise BadInput(
            f"Which webhook? Name it: limits webhooks {options.action} ENDPOINT. The list shows what there is."
        )
    return _ACTIONS[options.action](store, person, options)


def _list(store: Store, person: Actor, options: argparse.Namespace) -> int:
    from limits.webhooks import hook_endpoints

    endpoints = hook_endpoints(store, person)
    say(
        [_data(endpoint) for endpoint in endpoints],
        [endpoint_line(endpoint) for endpoint in endpoints] or ["No webhooks yet."],
        as_json=options.json,
    )
    return 0


def _add(store: Store, person: Actor, options: argparse.Namespace) -> int:
    from limits.webhooks import AddEndpoint, add_endpoint

    if not options.url:
        raise BadInput("Where is it told? Give the address: --url https://hooks.example.com/headroom")
    command = AddEndpoint(options.url, options.purpose, options.network, tuple(options.event))
    made, secret = add_endpoint(store, person, command)
    lines = [endpoint_line(made), f"Secret, shown this once: {secret}"]
    say(_data(made) | {"secret": secret}, lines, as_json=options.json)
    return 0


def _rotate(store: Store, person: Actor, options: argparse.Namespace) -> int:
    from limits.webhooks import OLD_SECRET_HOURS, rotate_secret

    hours = OLD_SECRET_HOURS if options.keep_old is None else options.keep_old
    secret = rotate_secret(store, person, options.endpoint, keep_old_hours=hours)
    lines = [f"New secret, shown this once: {secret}", f"The old one goes on for {hours} hours beside it."]
    say({"endpoint_id": options.endpoint, "secret": secret, "keep_old_hours": hours}, lines, as_json=options.json)
    return 0


def _remove(store: Store, person: Actor, options: argparse.Namespace) -> int:
    from limits.webhooks import remove_endpoint

    removed = remove_endpoint(store, person, options.endpoint)
    say(_data(removed), [f"Removed: {endpoint_line(removed)}"], as_json=options.json)
    return 0


def _enable(store: Store, person: Actor, options: argparse.Namespace) -> int:
    from limits.webhooks import enable_endpoint

    enabled = enable_endpoint(store, person, options.endpoint)
    say(_data(enabled), [endpoint_line(enabled)], as_json=options.json)
    return 0


def _test(store: Store, person: Actor, options: argparse.Namespace) -> int:
    from limits.webhooks import try_endpoint

    tried = try_endpoint(store, person, options.endpoint)
    say(_data(tried), [delivery_line(tried)], as_json=options.json)
    return 0 if tried.status == "sent" else 1


def _deliveries(store: Store, person: Actor, options: argparse.Namespace) -> int:
    from limits.webhooks import hook_deliveries

    deliveries = hook_deliveries(store, person, endpoint_id=options.endpoint or "", most=SHOWN)
    lines = [delivery_line(delivery) for delivery in deliveries] or ["Nothing was sent yet."]
    say([_data(delivery) for delivery in deliveries], lines, as_json=options.json)
    return 0


def _replay(store: Store, person: Actor, options: argparse.Namespace) -> int:
    from limits.webhooks import replay_deliveries, send_webhooks

    count = replay_deliveries(store, person, options.endpoint, event_id=options.delivery)
    done = send_webhooks(store)
    line = f"{count:,} to be sent again; {done.sent:,} sent now, {done.failed:,} will be tried later."
    say({"replayed": count, "sent": done.sent, "failed": done.failed}, [line], as_json=options.json)
    return 0


_ACTIONS: dict[str, Callable[[Store, Actor, argparse.Namespace], int]] = {
    "list": _list,
    "add": _add,
    "rotate": _rotate,
    "enable": _enable,
    "remove": _remove,
    "test": _test,
    "deliveries": _deliveries,
    "replay": _replay,
}


def endpoint_line(endpoint: Endpoint) -> str:
    """'we-1f.. ERP: https://erp.., the vendor's, all events'."""
    whose = f"network {endpoint.network_id}" if endpoint.network_id else "the vendor's"
    heard = ", ".join(endpoint.event_types) or "all events"
    state = f"; disabled: {endpoint.disabled_words}" if endpoint.disabled_at else ""
    return f"{endpoint.endpoint_id} {endpoint.purpose}: {endpoint.url}, {whose}, {heard}{state}"


def delivery_line(delivery: HookDelivery) -> str:
    """'2026-11-21 12:00 limit.changed acme evt_..: sent (200)'."""
    answer = f" ({delivery.last_answer})" if delivery.last_answer else ""
    again = (
        f", next try {delivery.next_try_at:%Y-%m-%d %H:%M} UTC"
        if delivery.status == "waiting" and delivery.attempts
        else ""
    )
    of = f" {delivery.network_id}" if delivery.network_id else ""
    event = f"{delivery.happened_at:%Y-%m-%d %H:%M} {delivery.event_type}{of} {delivery.event_id}"
    return f"{event}: {delivery.status}{answer}{again}"


def _data(record: Endpoint | HookDelivery) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in vars(record).items()
    }
