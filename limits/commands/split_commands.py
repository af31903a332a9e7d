"""The command that divides a network limit, and applies the shares where somebody says so."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from data.door import say
from data.errors import BadInput
from data.store import Store
from limits import as_json
from limits.commands import change_text
from limits.commands.persons import acting, reader

if TYPE_CHECKING:
    from limits.changes import Division

Run = Callable[[Store, argparse.Namespace], int]
NewCommand = Callable[[str, Run, str], argparse.ArgumentParser]


def add(command: NewCommand) -> None:
    """Adds the command to the door's."""
    share = command("split", _split, "Divides the network limit fairly over campaigns and dynamic numbers, by need.")
    share.add_argument("network", metavar="NETWORK")
    share.add_argument("--limit", type=int, metavar="N", help="another network limit than today's")
    share.add_argument("--apply", action="store_true", help="sets every limit to its share, all or none")
    share.add_argument("--as", dest="email", metavar="EMAIL", help="who applies it: a CSM of the network")
    share.add_argument("--reason", metavar="TEXT", help="why it is applied")


def _split(store: Store, options: argparse.Namespace) -> int:
    from limits.advice import network_standing
    from limits.changes import ApplySplit, apply_split, divide

    if options.apply:
        if not options.email or not options.reason:
            raise BadInput("Applying a split needs who does it and why: --as EMAIL --reason TEXT.")
        command = ApplySplit(options.network, options.reason, options.limit)
        done = apply_split(store, acting(store, options.email), command)
        say([as_json.change(c) for c in done], change_text.history(list(done)), as_json=options.json)
        return 0
    division = divide(network_standing(store, reader(store), options.network), options.limit)
    say(_as_data(division), _lines(division), as_json=options.json)
    return 0


def _as_data(division: Division) -> dict[str, Any]:
    return {
        "network_limit": division.network_limit,
        "rule": division.rule,
        "unassigned": division.unassigned,
        "of_no_campaign": division.of_no_campaign,
        "shares": [
            {
                "kind": s.key.kind,
                "campaign_id": s.key.campaign_id or None,
                "name": s.name or None,
                "usage": s.usage,
                "need": s.need,
                "limit": s.limit,
                "share": s.share,
            }
            for s in division.shares
        ],
    }


def _lines(division: Division) -> Iterator[str]:
    yield f"{division.network_limit:,} numbers, {division.unassigned:,} of them unassigned ({division.rule})"
    if division.of_no_campaign:
        yield f"{division.of_no_campaign:,} of them are static numbers that are known of no campaign."
    yield f"{'campaign':<40}{'used':>8}{'need':>8}{'limit':>8}{'share':>8}"
    for share in division.shares:
        name = share.name or "dynamic numbers"
        yield f"{name[:39]:<40}{share.usage:>8,}{share.need:>8,}{share.limit:>8,}{share.share:>8,}"
