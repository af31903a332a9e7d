"""The command-line door: ``python -m limits status|explain|triage|change|history|request|decide|alerts``."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from data.beside import run_beside
from data.called import called
from data.caller import naming, opened_store
from data.door import OneLineParser, enter, say
from data.store import Store
from data.tables import scheduled
from limits import as_json
from limits.clock import latest_day, present
from limits.commands import (
    change_commands,
    contract_commands,
    idle_commands,
    pack_commands,
    platform_commands,
    promise_commands,
    scenario_commands,
    setting_commands,
    split_commands,
    team_commands,
    triage_commands,
    webhook_commands,
)
from limits.commands.persons import acting, reader
from limits.kinds import KINDS


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code of its outcome."""
    command_line = list(sys.argv[1:] if arguments is None else arguments)
    with naming() as named:
        options = _parser().parse_args(command_line)
    run: Callable[[Store, argparse.Namespace], int] = options.run

    def work() -> int:
        code = run_beside("limits", command_line, named)
        if code is not None:
            return code
        with opened_store() as store:
            if options.command != "alerts":  # which does so itself, and reports it
                _make_what_is_due(store)
            return run(store, options)

    return enter(options.command, work, debug=options.debug)


def _make_what_is_due(store: Store) -> None:
    """Planned changes whose day has come; where none waits, nothing is loaded that could make one."""
    with store.reading() as cursor:
        waiting = scheduled.waiting_on(cursor, latest_day(present()))
    if waiting:
        from limits.changes import apply_due

        apply_due(store)


def _status(store: Store, options: argparse.Namespace) -> int:
    from limits.advice import network_standing
    from limits.commands import as_text

    standing = network_standing(store, reader(store), options.network)
    if options.paths:
        options.json = True
    return _say(options, as_json.status(standing, with_paths=options.paths), as_text.status(standing))


def _explain(store: Store, options: argparse.Namespace) -> int:
    from limits.network import explain

    answer = explain(
        store,
        reader(store),
        options.network,
        number_type=options.kind,
        count=options.count,
        campaign_id=options.campaign,
    )
    _say(options, as_json.explanation(answer), answer.sentences)
    return 0 if answer.allowed else 1


def _history(store: Store, options: argparse.Namespace) -> int:
    from limits.commands import change_text
    from limits.network import history, tokens_of_changes

    person = reader(store)
    changes = history(store, person, options.network)
    tokens = tokens_of_changes(store, person, options.network)
    as_data = [as_json.change(c) | {"token": tokens.get(c.change_id)} for c in changes]
    return _say(options, as_data, change_text.history(changes, tokens))


def _request(store: Store, options: argparse.Namespace) -> int:
    from limits.commands import as_text
    from limits.requests import FileRequest, file_request, request_outlook

    command = FileRequest(
        network_id=options.network,
        kind=options.kind,
        campaign_id=options.campaign,
        more=options.more,
        from_month=options.from_month,
        until_month=options.until_month,
        reason=options.reason,
        sessions=options.sessions,
        more_sessions=options.more_sessions,
    )
    person = acting(store, options.email, "request")
    answer = request_outlook(store, person, command.asked)
    filed = file_request(store, person, command)
    return _say(options, as_json.request(filed), as_text.filed(filed, answer))


def _weigh(store: Store, options: argparse.Namespace) -> int:
    from limits.advice import Asked, answer_to, network_standing
    from limits.answers import answer_data
    from limits.commands import as_text

    asked = Asked(
        options.network,
        options.kind,
        options.more,
        options.from_month,
        options.campaign,
        options.until_month,
        options.sessions,
        options.more_sessions,
    )
    standing = network_standing(store, reader(store), options.network)
    answer = answer_to(standing, asked)
    name = standing.limit(asked.key).words
    return _say(options, answer_data(answer, standing.contract), as_text.answer_lines(answer, name))


def _say(options: argparse.Namespace, as_data: Any, lines: Iterable[str]) -> int:
    say(as_data, lines, as_json=options.json)
    return 0


def _month(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(f"{text}-01" if len(text) == 7 else text).replace(day=1)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no month: write it as 2026-12") from None


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(prog=called("limits"), description="Limits, headroom and changes.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[Store, argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        subcommand = commands.add_parser(name, help=words, description=words)
        subcommand.add_argument("--json", action="store_true", help="print data instead of words")
        subcommand.add_argument("--debug", action="store_true", help="show the traceback of an error")
        subcommand.set_defaults(run=run)
        return subcommand

    status = command("status", _status, "The limits, usage, headroom, risk and answer of a network.")
    status.add_argument("network", metavar="NETWORK")
    status.add_argument("--paths", action="store_true", help="data, with the simulated demand behind every figure")
    room = command("explain", _explain, "Can N more numbers be added, and what is in the way?")
    room.add_argument("network", metavar="NETWORK")
    room.add_argument("--kind", choices=("static", "dynamic"), required=True)
    room.add_argument("--campaign", default="", metavar="ID")
    room.add_argument("--count", type=int, required=True, metavar="N")
    triage_commands.add(command)
    past = command("history", _history, "Every change: when, who, kind, from, to and why.")
    past.add_argument("network", metavar="NETWORK")
    ask = command("request", _request, "Files a request for more numbers.")
    _names_a_limit(ask)
    _is_asked(ask)
    weighed = command("weigh", _weigh, "Weighs a request without filing it.")
    weighed.add_argument("network", metavar="NETWORK")
    weighed.add_argument("--kind", choices=KINDS, required=True)
    weighed.add_argument("--campaign", default="", metavar="ID")
    _is_asked(weighed)
    change_commands.add(command)
    split_commands.add(command)
    team_commands.add(command)
    scenario_commands.add(command)
    pack_commands.add(command)
    contract_commands.add(command)
    platform_commands.add(command)
    promise_commands.add(command)
    idle_commands.add(command)
    setting_commands.add(command)
    webhook_commands.add(command)
    return parser


def _is_asked(command: argparse.ArgumentParser) -> None:
    command.add_argument("--more", type=int, required=True, metavar="N", help="how many numbers are to be added")
    command.add_argument(
        "--from", dest="from_month", type=_month, required=True, metavar="MONTH", help="such as 2026-12"
    )
    command.add_argument("--until", dest="until_month", type=_month, metavar="MONTH", help="the last month asked for")
    command.add_argument("--sessions", type=int, metavar="N", help="website sessions a month there will be")
    command.add_argument("--more-sessions", type=int, metavar="N", help="sessions a month on top of today's")


def _names_a_limit(command: argparse.ArgumentParser) -> None:
    command.add_argument("network", metavar="NETWORK")
    command.add_argument("--kind", choices=KINDS, required=True)
    command.add_argument("--campaign", default="", metavar="ID")
    command.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="who acts")
    command.add_argument("--reason", required=True, metavar="TEXT")


if __name__ == "__main__":
    sys.exit(main())
