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
    one = command("promises", _promises, "What is promised to a network; ends a promise that will not be used.")
    one.add_argument("network", metavar="NETWORK")
    one.add_argument("--end", metavar="ID", help="the promise that is no longer counted on")
    one.add_argument("--as", dest="email", metavar="EMAIL", help="who ends it: a CSM of the network")
    one.add_argument("--reason", metavar="TEXT", help="why it is ended")


def _promises(store: Store, options: argparse.Namespace) -> int:
    from limits.changes import end_promise, running_promises

    if options.end is None:
        if options.email is not None or options.reason is not None:
            raise BadInput("Listing promises needs no --as and no --reason: say which one to end with --end ID.")
        found = running_promises(store, reader(store), options.network)
        say([as_data(one) for one in found], as_lines(found), as_json=options.json)
        return 0
    if not options.email or not options.reason:
        raise BadInput("Ending a promise needs who does it and why: --as EMAIL --reason TEXT.")
    ended = end_promise(store, acting(store, options.email), options.end, options.reason, network_id=options.network)
    say(as_data(ended), (f"Ended: {_line(ended)}",), as_json=options.json)
    return 0


def as_data(one: Promise) -> dict[str, Any]:
    """The promise as ``--json`` prints it."""
    return {
        "promise_id": one.promise_id,
        "network_id": one.network_id,
        "kind": one.kind,
        "campaign_id": one.campaign_id or None,
        "numbers": one.numbers,
        "first_month": f"{one.first_month:%Y-%m}",
        "until_month": None if one.until_month is None else f"{one.until_month:%Y-%m}",
        "used_then": one.used_then,
        "as_of": one.as_of.isoformat(),
        "limit_before": one.limit_before,
        "by_sessions": one.by_sessions,
        "promised_at": one.promised_at.isoformat(),
        "ended_at": None if one.ended_at is None else one.ended_at.isoformat(),
        "ended_by": one.ended_by,
        "ended_why": one.ended_why,
    }


def as_lines(promises: Sequence[Promise]) -> Iterator[str]:
    """A line for each promise; one that says so where there is none."""
    if not promises:
        yield "Nothing is promised."
    yield from map(_line, promises)


def _line(one: Promise) -> str:
    limit = LimitKey(as_kind(one.kind), one.campaign_id).words()
    numbers = "1 number" if one.numbers == 1 else f"{one.numbers:,} numbers"
    until = "" if one.until_month is None else f" until {_month(one.until_month)}"
    return (
        f"{one.promise_id}: {numbers} more in the {limit} from {_month(one.first_month)}{until}, on top of the "
        f"{one.used_then:,} used as of {day_words(one.as_of)}, promised on {day_words(one.promised_at.date())}"
    )


def _month(month: dt.date) -> str:
    return f"{month:%b %Y}"
