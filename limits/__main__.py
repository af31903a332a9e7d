"""The command-line door: ``python -m limits status|explain|triage|change|history``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from data.door import enter
from data.store import Store, open_store
from limits import as_json, as_text
from limits.actors import OPERATOR, actor
from limits.change import ChangeLimit, change_limit
from limits.explain import explain
from limits.history import history
from limits.kinds import KINDS
from limits.portfolio import portfolio
from limits.standing import network_standing


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code of its outcome."""
    options = _parser().parse_args(arguments)
    run: Callable[[Store, argparse.Namespace], int] = options.run

    def work() -> int:
        store = open_store()
        try:
            return run(store, options)
        finally:
            store.close()

    return enter(options.command, work, debug=options.debug)


def _status(store: Store, options: argparse.Namespace) -> int:
    standing = network_standing(store, OPERATOR, options.network)
    return _say(options, as_json.status(standing), as_text.status(standing))


def _explain(store: Store, options: argparse.Namespace) -> int:
    answer = explain(
        store,
        OPERATOR,
        options.network,
        number_type=options.kind,
        count=options.count,
        campaign_id=options.campaign,
    )
    _say(options, as_json.explanation(answer), answer.sentences)
    return 0 if answer.allowed else 1


def _triage(store: Store, options: argparse.Namespace) -> int:
    rows = portfolio(store, OPERATOR)
    return _say(options, [as_json.portfolio_row(r) for r in rows], as_text.triage(rows))


def _history(store: Store, options: argparse.Namespace) -> int:
    changes = history(store, OPERATOR, options.network)
    return _say(options, [as_json.change(c) for c in changes], as_text.history(changes))


def _change(store: Store, options: argparse.Namespace) -> int:
    given = {"change_id": options.change_id} if options.change_id else {}
    command = ChangeLimit(
        network_id=options.network,
        kind=options.kind,
        campaign_id=options.campaign,
        to=options.to,
        reason=options.reason,
        expected_version=options.expect,
        accept_below_usage=options.below_usage,
        **given,
    )
    done = change_limit(store, actor(store, options.email), command)
    return _say(options, as_json.change(done), as_text.history([done]))


def _say(options: argparse.Namespace, as_data: Any, lines: Iterable[str]) -> int:
    if options.json:
        print(json.dumps(as_data, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        print("\n".join(lines))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m limits", description="Limits, headroom and changes.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[Store, argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=words, description=words)
        one.add_argument("--json", action="store_true", help="print data instead of words")
        one.add_argument("--debug", action="store_true", help="show the traceback of an error")
        one.set_defaults(run=run)
        return one

    status = command("status", _status, "The limits, usage, headroom, risk and suggestion of a network.")
    status.add_argument("network", metavar="NETWORK")
    room = command("explain", _explain, "Can N more numbers be added, and what is in the way?")
    room.add_argument("network", metavar="NETWORK")
    room.add_argument("--kind", choices=("static", "dynamic"), required=True)
    room.add_argument("--campaign", default="", metavar="ID")
    room.add_argument("--count", type=int, required=True, metavar="N")
    command("triage", _triage, "All networks by risk.")
    change = command("change", _change, "Changes a limit now; the same rules as the pages.")
    change.add_argument("network", metavar="NETWORK")
    change.add_argument("--kind", choices=KINDS, required=True)
    change.add_argument("--campaign", default="", metavar="ID")
    change.add_argument("--to", type=int, required=True, metavar="N")
    change.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="who makes the change")
    change.add_argument("--reason", required=True, metavar="TEXT")
    change.add_argument("--expect", type=int, metavar="VERSION", help="refuse if the limit has another version by now")
    change.add_argument("--change-id", metavar="ID", help="the same id twice changes once")
    change.add_argument("--below-usage", action="store_true", help="allow a limit below this month's usage")
    past = command("history", _history, "Every change: when, who, kind, from, to and why.")
    past.add_argument("network", metavar="NETWORK")
    return parser


if __name__ == "__main__":
    sys.exit(main())
