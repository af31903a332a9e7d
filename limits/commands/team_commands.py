"""The commands of the vendor's team beside those of a single limit: what each prints and its exit code."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

from data.caller import file_to_read
from data.door import say
from data.errors import BadInput, BulkRefused
from data.store import Store
from limits import as_json
from limits.commands import change_text
from limits.commands.persons import acting, reader

Run = Callable[[Store, argparse.Namespace], int]
NewCommand = Callable[[str, Run, str], argparse.ArgumentParser]


def add(command: NewCommand) -> None:
    """Adds the commands to the door's."""
    command("alerts", _alerts, "What crossed a threshold since the last run; makes planned changes, tells people.")
    many = command("bulk", _bulk, "Makes the changes of a reviewed CSV list, all of them or none.")
    many.add_argument("file", metavar="FILE.csv", type=file_to_read)
    many.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="who acts")
    many.add_argument("--dry-run", action="store_true", help="only say what would be changed")
    back = command("undo", _undo, "Takes a change back by a new one, if the limit was not changed since.")
    back.add_argument("change", metavar="CHANGE_ID")
    back.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="who acts")
    back.add_argument("--reason", required=True, metavar="TEXT")
    back.add_argument("--below-usage", action="store_true", help="allow a limit below this month's usage")
    past = command("journal", _journal, "What became of every decision, and how long they took.")
    past.add_argument("--network", metavar="NETWORK", help="of this network only")
    rules = command("policy", _policy, "Shows or sets what the fast lane grants as it is filed; an admin sets it.")
    rules.add_argument("--fast-lane", choices=("on", "off"))
    rules.add_argument("--most-percent", type=float, metavar="X", help="of the limit")
    rules.add_argument("--most-numbers", type=int, metavar="N")
    rules.add_argument("--risk-below", type=float, metavar="PERCENT", help="overage risk with what was asked for")
    rules.add_argument("--expect", type=int, metavar="VERSION", help="refuse if the policy has another version by now")
    rules.add_argument("--as", dest="email", metavar="EMAIL", help="who sets it; shows it where left out")


def _alerts(store: Store, options: argparse.Namespace) -> int:
    from limits.commands import team_json, team_text
    from limits.notices import channels, make_round

    done = make_round(store, channels())
    say(team_json.round_made(done), team_text.round_made(done), as_json=options.json)
    return 1 if done.alerts.unchecked or done.outbox.given_up else 0


def _policy(store: Store, options: argparse.Namespace) -> int:
    from limits.commands import team_json, team_text
    from limits.requests import policy, set_policy

    reader(store)  # with a token to read, or not at all
    current = policy(store)
    values = {
        "is_on": None if options.fast_lane is None else options.fast_lane == "on",
        "most_share": None if options.most_percent is None else options.most_percent / 100,
        "most_numbers": options.most_numbers,
        "most_risk": None if options.risk_below is None else options.risk_below / 100,
    }
    changed = {name: value for name, value in values.items() if value is not None}
    if changed and not options.email:
        raise BadInput("Who sets the policy? Name an admin: --as EMAIL.")
    if changed:
        current = set_policy(
            store,
            acting(store, options.email),
            replace(current.fast_lane, **changed),
            expected_version=current.version if options.expect is None else options.expect,
        )
    say(team_json.policy(current), team_text.policy(current), as_json=options.json)
    return 0


def _journal(store: Store, options: argparse.Namespace) -> int:
    from limits.commands import team_json, team_text
    from limits.requests import journal, summaries

    entries = journal(store, reader(store), options.network)
    by_person = summaries(entries)
    say(team_json.journal(entries, by_person), team_text.journal(entries, by_person), as_json=options.json)
    return 0


def _bulk(store: Store, options: argparse.Namespace) -> int:
    from limits.changes import change_by_list
    from limits.commands import team_json, team_text

    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise BadInput(f"{options.file} cannot be read: {error.strerror}.") from None
    try:
        done = change_by_list(store, acting(store, options.email), options.file.name, content, dry_run=options.dry_run)
    except BulkRefused as refused:
        say(team_json.refused(refused), team_text.refused(refused), as_json=options.json)
        raise
    say(team_json.bulk(done), team_text.bulk(done), as_json=options.json)
    return 0


def _undo(store: Store, options: argparse.Namespace) -> int:
    from limits.changes import undo_change

    done = undo_change(
        store,
        acting(store, options.email),
        options.change,
        options.reason,
        accept_below_usage=options.below_usage,
    )
    say(as_json.change(done), change_text.history([done]), as_json=options.json)
    return 0
