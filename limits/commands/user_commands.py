"""`python -m data users ...`: who works with Headroom, by the same rules as the page."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from data.addresses import normalised
from data.called import called
from data.door import OneLineParser, say
from data.store import Store
from data.tables import users as user_store
from data.tables.users import Absence, Person, UserChange
from limits.actors import OPERATOR, ROLE_WORDS, Actor
from limits.commands.persons import acting
from limits.people import (
    Role,
    Team,
    add_user,
    as_role,
    assign_network,
    change_user,
    come_back,
    disable_user,
    enable_user,
    go_away,
)

Run = Callable[[Store, argparse.Namespace], int]


def run_users(arguments: Sequence[str], with_store: Callable[[Callable[[Store], int]], int]) -> int:
    """Runs one of the commands; ``with_store`` opens the store for its time."""
    options = _parser().parse_args(arguments)
    run: Run = options.run
    return with_store(lambda store: run(store, options))


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(prog=called("data users"), description="Users and roles, CSMs and deputies.")
    commands = parser.add_subparsers(dest="what", required=True, metavar="COMMAND")

    def command(name: str, run: Run, words: str, *, acts: bool = True, reason: bool = True) -> argparse.ArgumentParser:
        subcommand = commands.add_parser(name, help=words, description=words)
        subcommand.add_argument("--json", action="store_true", help="print data instead of words")
        subcommand.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
        if acts:
            subcommand.add_argument("--as", dest="by", required=True, metavar="EMAIL", help="who acts")
        if acts and reason:
            subcommand.add_argument("--reason", required=True, metavar="TEXT", help="why; people will ask for it later")
        subcommand.set_defaults(run=run)
        return subcommand

    command("list", _list, "Everybody with their roles.", acts=False)
    past = command("history", _history, "Who changed whom, when and why.", acts=False)
    past.add_argument("email", nargs="?", metavar="EMAIL", help="of one person")
    added = command("add", _add, "Adds somebody.")
    added.add_argument("email", metavar="EMAIL")
    added.add_argument("--role", action="append", required=True, type=as_role, metavar="ROLE", help=_ROLE)
    changed = command("change", _change, "Gives and takes roles, sets name and phone.")
    changed.add_argument("email", metavar="EMAIL")
    changed.add_argument("--give", action="append", default=[], type=as_role, metavar="ROLE", help=_ROLE)
    changed.add_argument("--take", action="append", default=[], type=as_role, metavar="ROLE", help=_ROLE)
    for subcommand in (added, changed):
        subcommand.add_argument("--name", metavar="TEXT")
        subcommand.add_argument("--phone", metavar="TEXT")
    command("disable", _disable, "From now on they may do nothing; their roles stay on record.").add_argument(
        "email", metavar="EMAIL"
    )
    command("enable", _enable, "Lets somebody in again.").add_argument("email", metavar="EMAIL")
    team = command("assign", _assign, "Sets the CSM of a network, its deputies, or both.")
    team.add_argument("network", metavar="NETWORK")
    team.add_argument("--csm", metavar="EMAIL")
    team.add_argument("--deputies", metavar="EMAIL,EMAIL", help="'' for none")
    away = command(
        "away", _away, "Hands a CSM's networks to their deputies, or to one person, until a day.", reason=False
    )
    away.add_argument("--until", type=dt.date.fromisoformat, required=True, metavar="DATE", help="the last day away")
    away.add_argument("--stand-in", default="", metavar="EMAIL", help="who has all their networks; default: deputies")
    back = command("back", _back, "Ends an absence before its day.", reason=False)
    for subcommand in (away, back):
        subcommand.add_argument("--of", metavar="EMAIL", help="an Admin may say so of another CSM")
    return parser


_ROLE = "csm, planner, admin, or viewer:NETWORK, super_user:NETWORK; again for more"


def _list(store: Store, options: argparse.Namespace) -> int:
    with store.reading() as cursor:  # whoever holds the store may read it
        people = user_store.people(cursor)
    return _say(options, [_person(p) for p in people], [_line(p) for p in people] or ["There are no users yet."])


def _history(store: Store, options: argparse.Namespace) -> int:
    with store.reading() as cursor:
        changes = user_store.changes(cursor, email=normalised(options.email) if options.email else None)
    return _say(options, [_step(c) for c in changes], [change_line(c) for c in changes] or ["Nothing was changed yet."])


def _add(store: Store, options: argparse.Namespace) -> int:
    by = _who(store, options, first_admin=Role("admin") in options.role)
    done = add_user(store, by, options.email, options.role, options.reason, name=options.name, phone=options.phone)
    return _say_person(options, done)


def _change(store: Store, options: argparse.Namespace) -> int:
    done = change_user(
        store,
        _who(store, options, first_admin=Role("admin") in options.give),
        options.email,
        options.reason,
        give=options.give,
        take=options.take,
        name=options.name,
        phone=options.phone,
    )
    return _say_person(options, done)


def _disable(store: Store, options: argparse.Namespace) -> int:
    return _say_person(options, disable_user(store, _who(store, options), options.email, options.reason))


def _enable(store: Store, options: argparse.Namespace) -> int:
    return _say_person(options, enable_user(store, _who(store, options), options.email, options.reason))


def _assign(store: Store, options: argparse.Namespace) -> int:
    done = assign_network(
        store, _who(store, options), options.network, options.reason, csm=options.csm, deputies=options.deputies
    )
    return _say(options, _team(done), [f"{options.network}: {team_line(done)}"])


def _away(store: Store, options: argparse.Namespace) -> int:
    done = go_away(store, _who(store, options), options.until, stand_in=options.stand_in, email=options.of)
    return _say(options, _absence(done), [absence_line(done)])


def _back(store: Store, options: argparse.Namespace) -> int:
    ended = come_back(store, _who(store, options), email=options.of)
    whose = options.of or options.by
    return _say(options, {"ended": ended}, [f"{whose} is back." if ended else f"{whose} was not away."])


def _who(store: Store, options: argparse.Namespace, *, first_admin: bool = False) -> Actor:
    """Who acts. A store that has no admin takes its first one from whoever holds its file."""
    if first_admin:
        with store.reading() as cursor:
            if not user_store.admins(cursor):
                return OPERATOR
    return acting(store, normalised(options.by), "import")


def _say(options: argparse.Namespace, as_data: Any, lines: Sequence[str]) -> int:
    say(as_data, lines, as_json=options.json)
    return 0


def _say_person(options: argparse.Namespace, done: Person) -> int:
    return _say(options, _person(done), [_line(done)])


def _line(person: Person) -> str:
    roles = ", ".join(
        f"{ROLE_WORDS[role]}{f' of {network_id}' if network_id else ''}" for role, network_id in person.roles
    )
    name = f" ({person.name})" if person.name else ""
    return f"{person.email}{name}: {roles or 'no role'}{', disabled' if person.is_disabled else ''}"


def change_line(change: UserChange) -> str:
    """'2026-11-24 09:30, ada@..: role taken from dana@.. (CSM): she left'."""
    role = ROLE_WORDS.get(change.role, "") + (f" of {change.network_id}" if change.network_id else "")
    what = ", ".join(part for part in (role.strip(), change.words) if part)
    return (
        f"{change.happened_at:%Y-%m-%d %H:%M}, {change.by_email}: {change.email}, {change.event}"
        f"{f' ({what})' if what else ''}. {change.reason}"
    )


def team_line(team: Team) -> str:
    parts = [f"CSM {team.csm or 'nobody'}", f"deputies {', '.join(team.deputies) or 'none'}"]
    if team.away_until is not None:
        parts.append(f"away until {team.away_until}" + (f", {team.stand_in} stands in" if team.stand_in else ""))
    return "; ".join(parts)


def absence_line(absence: Absence) -> str:
    who = absence.stand_in or "their deputies"
    return f"{absence.email} is away until {absence.until_date}; {who} may decide meanwhile."


def _person(person: Person) -> dict[str, Any]:
    return {
        "email": person.email,
        "name": person.name,
        "phone": person.phone,
        "disabled": person.is_disabled,
        "roles": [{"role": role, "network_id": network_id or None} for role, network_id in person.roles],
    }


def _step(change: UserChange) -> dict[str, Any]:
    return {
        "happened_at": change.happened_at.isoformat(),
        "by": change.by_email,
        "email": change.email,
        "event": change.event,
        "role": change.role or None,
        "network_id": change.network_id or None,
        "words": change.words or None,
        "reason": change.reason,
    }


def _team(team: Team) -> dict[str, Any]:
    return {
        "csm_email": team.csm,
        "deputies": list(team.deputies),
        "away_until": team.away_until.isoformat() if team.away_until else None,
        "stand_in": team.stand_in,
        "may_decide": list(team.deciders),
    }


def _absence(absence: Absence) -> dict[str, Any]:
    return {
        "email": absence.email,
        "until": absence.until_date.isoformat(),
        "stand_in": absence.stand_in or None,
        "said_by": absence.said_by,
    }
