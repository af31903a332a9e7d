"""`python -m limits promises`: what is promised to a network and not used yet, and ending a promise."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from data.door import say
from data.errors import BadInput
from data.store import Store
from limits.commands.persons import acting, reader
from limits.kinds import LimitKey, as_kind
from limits.months import day_words

if TYPE_CHECKING:
    from data.tables.promises import Promise

Run = Callable[[Store, argparse.Namespace], int]
NewCommand = Callable[[str, Run, str], argparse.ArgumentParser]


def add(command: NewCommand) -> None:
    """Adds the command to the door's."""
    parser = command("promises", _promises, "What is promised to a network; ends a promise that will not be used.")
    parser.add_argument("network", metavar="NETWORK")
    parser.add_argument("--end", metavar="ID", help="the promise that is no longer counted on")
    parser.add_argument("--as", dest="email", metavar="EMAIL", help="who ends it: a CSM of the network")
    parser.add_argument("--reason", metavar="TEXT", help="why it is ended")


def _promises(store: Store, options: argparse.Namespace) -> int:
    from limits.changes import end_promise, running_promises

    if options.end is None:
        if options.email is not None or options.reason is not None:
            raise BadInput("Listing promises needs no --as and no --reason: say which one to end with --end ID.")
        promises = running_promises(store, reader(store), options.network)
        say([as_data(promise) for promise in promises], as_lines(promises), as_json=options.json)
        return 0
    if not options.email or not options.reason:
        raise BadInput("Ending a promise needs who does it and why: --as EMAIL --reason TEXT.")
    ended = end_promise(store, acting(store, options.email), options.end, options.reason, network_id=options.network)
    say(as_data(ended), (f"Ended: {_line(ended)}",), as_json=options.json)
    return 0


def as_data(promise: Promise) -> dict[str, Any]:
    """The promise as ``--json`` prints it."""
    return {
        "promise_id": promise.promise_id,
        "network_id": promise.network_id,
        "kind": promise.kind,
        "campaign_id": promise.campaign_id or None,
        "numbers": promise.numbers,
        "first_month": f"{promise.first_month:%Y-%m}",
        "until_month": None if promise.until_month is None else f"{promise.until_month:%Y-%m}",
        "used_then": promise.used_then,
        "as_of": promise.as_of.isoformat(),
        "limit_before": promise.limit_before,
        "by_sessions": promise.by_sessions,
        "promised_at": promise.promised_at.isoformat(),
        "ended_at": None if promise.ended_at is None else promise.ended_at.isoformat(),
        "ended_by": promise.ended_by,
        "ended_why": promise.ended_why,
    }


def as_lines(promises: Sequence[Promise]) -> Iterator[str]:
    """A line for each promise; one that says so where there is none."""
    if not promises:
        yield "Nothing is promised."
    yield from map(_line, promises)


def _line(promise: Promise) -> str:
    limit = LimitKey(as_kind(promise.kind), promise.campaign_id).words()
    numbers = "1 number" if promise.numbers == 1 else f"{promise.numbers:,} numbers"
    until = "" if promise.until_month is None else f" until {_month(promise.until_month)}"
    return (
        f"{promise.promise_id}: {numbers} more in the {limit} from {_month(promise.first_month)}{until}, on top of "
        f"the {promise.used_then:,} used as of {day_words(promise.as_of)}, promised on "
        f"{day_words(promise.promised_at.date())}"
    )


def _month(month: dt.date) -> str:
    return f"{month:%b %Y}"
