"""The command-line door: ``python -m limits status|explain|triage|change|history|request|decide|alerts``."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, get_args

from data.door import enter, say
from data.errors import BadInput
from data.store import Store, open_store
from limits import as_json, as_text, contract_commands, pack_commands, scenario_commands, team_commands
from limits.actors import OPERATOR, actor
from limits.change import ChangeLimit, change_limit
from limits.decide import DecideRequest, Outcome, decide_request
from limits.explain import explain
from limits.history import history
from limits.kinds import KINDS
from limits.portfolio import portfolio
from limits.requests import FileRequest, file_request, request_outlook
from limits.schedule import apply_due, day_for, schedule_change
from limits.standing import network_standing


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code of its outcome."""
    options = _parser().parse_args(arguments)
    run: Callable[[Store, argparse.Namespace], int] = options.run

    def work() -> int:
        store = open_store()
        try:
            if options.command != "alerts":  # which does so itself, and reports it
                apply_due(store)
            return run(store, options)
        finally:
            store.close()

    return enter(options.command, work, debug=options.debug)


def _status(store: Store, options: argparse.Namespace) -> int:
    standing = network_standing(store, OPERATOR, options.network)
    if options.paths:
        options.json = True
    return _say(options, as_json.status(standing, with_paths=options.paths), as_text.status(standing))


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
        until=options.until,
        **given,
    )
    person = actor(store, options.email)
    if options.on is not None and options.on > day_for(store, person, options.network):
        planned = schedule_change(store, person, command, options.on)
        return _say(options, as_json.change(planned), as_text.planned([planned]))
    if options.on is not None and options.on < day_for(store, person, options.network):
        raise BadInput(f"{options.on} lies in the past: leave --on out to change the limit now.")
    done = change_limit(store, person, command)
    return _say(options, as_json.change(done), as_text.history([done]))


def _request(store: Store, options: argparse.Namespace) -> int:
    command = FileRequest(
        network_id=options.network,
        kind=options.kind,
        campaign_id=options.campaign,
        more=options.more,
        from_month=options.from_month,
        until_month=options.until_month,
        reason=options.reason,
        sessions=options.sessions,
    )
    person = actor(store, options.email)
    answer = request_outlook(store, person, command.network_id, command.key, command.more)
    filed = file_request(store, person, command)
    return _say(options, as_json.request(filed), as_text.filed(filed, answer))


def _decide(store: Store, options: argparse.Namespace) -> int:
    command = DecideRequest(
        request_id=options.request,
        outcome=options.outcome,
        to=options.to,
        note=options.note,
        answer=options.answer,
        on=options.on,
        expected_version=options.expect,
    )
    decision = decide_request(store, actor(store, options.email), command)
    return _say(options, as_json.decision(decision), as_text.decision(decision))


def _say(options: argparse.Namespace, as_data: Any, lines: Iterable[str]) -> int:
    say(as_data, lines, as_json=options.json)
    return 0


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day: write it as 2026-12-01") from None


def _month(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(f"{text}-01" if len(text) == 7 else text).replace(day=1)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no month: write it as 2026-12") from None


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
    status.add_argument("--paths", action="store_true", help="data, with the simulated demand behind every figure")
    room = command("explain", _explain, "Can N more numbers be added, and what is in the way?")
    room.add_argument("network", metavar="NETWORK")
    room.add_argument("--kind", choices=("static", "dynamic"), required=True)
    room.add_argument("--campaign", default="", metavar="ID")
    room.add_argument("--count", type=int, required=True, metavar="N")
    command("triage", _triage, "All networks by risk.")
    change = command("change", _change, "Changes a limit now or on a day; the same rules as the pages.")
    _names_a_limit(change)
    change.add_argument("--to", type=int, required=True, metavar="N")
    change.add_argument("--on", type=_day, metavar="DATE", help="from this day on (default: now)")
    change.add_argument("--until", type=_day, metavar="DATE", help="the last day it holds; then it goes back by itself")
    change.add_argument("--expect", type=int, metavar="VERSION", help="refuse if the limit has another version by now")
    change.add_argument("--change-id", metavar="ID", help="the same id twice changes once")
    change.add_argument("--below-usage", action="store_true", help="allow a limit below this month's usage")
    past = command("history", _history, "Every change: when, who, kind, from, to and why.")
    past.add_argument("network", metavar="NETWORK")
    ask = command("request", _request, "Files a request for more numbers.")
    _names_a_limit(ask)
    ask.add_argument("--more", type=int, required=True, metavar="N", help="how many more numbers a month")
    ask.add_argument("--from", dest="from_month", type=_month, required=True, metavar="MONTH", help="such as 2026-12")
    ask.add_argument("--until", dest="until_month", type=_month, metavar="MONTH", help="the last month they are needed")
    ask.add_argument("--sessions", type=int, metavar="N", help="expected website sessions a month, for dynamic numbers")
    decide = command("decide", _decide, "Decides a request, and applies what it grants.")
    decide.add_argument("request", metavar="REQUEST")
    decide.add_argument("outcome", choices=get_args(Outcome))
    decide.add_argument("--to", type=int, metavar="N", help="the limit a part comes to")
    decide.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="who decides")
    decide.add_argument("--note", required=True, metavar="TEXT", help="why, for the vendor's people")
    decide.add_argument("--answer", default="", metavar="TEXT", help="what the customer reads")
    decide.add_argument("--on", type=_day, metavar="DATE", help="grant it from this day on (default: now)")
    decide.add_argument("--expect", type=int, metavar="VERSION", help="refuse if the limit has another version by now")
    team_commands.add(command)
    scenario_commands.add(command)
    pack_commands.add(command)
    contract_commands.add(command)
    return parser


def _names_a_limit(command: argparse.ArgumentParser) -> None:
    command.add_argument("network", metavar="NETWORK")
    command.add_argument("--kind", choices=KINDS, required=True)
    command.add_argument("--campaign", default="", metavar="ID")
    command.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="who acts")
    command.add_argument("--reason", required=True, metavar="TEXT")


if __name__ == "__main__":
    sys.exit(main())
