"""`python -m data tokens ...`: tokens for programs, made, listed and revoked."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict

from data.addresses import normalised
from data.called import called
from data.door import OneLineParser, say
from data.store import Store
from data.tables.tokens import Token
from limits.actors import actor
from limits.people import SCOPE_WORDS, SCOPES, make_token, revoke_token, tokens_of

Run = Callable[[Store, argparse.Namespace], int]


def run_tokens(arguments: Sequence[str], with_store: Callable[[Callable[[Store], int]], int]) -> int:
    """Runs one of the commands; ``with_store`` opens the store for its time."""
    options = _parser().parse_args(arguments)
    run: Run = options.run
    return with_store(lambda store: run(store, options))


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(prog=called("data tokens"), description="Tokens that programs come in with.")
    commands = parser.add_subparsers(dest="what", required=True, metavar="COMMAND")

    def command(name: str, run: Run, words: str) -> argparse.ArgumentParser:
        subcommand = commands.add_parser(name, help=words, description=words)
        subcommand.add_argument("--json", action="store_true", help="print data instead of words")
        subcommand.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
        subcommand.add_argument("--as", dest="by", required=True, metavar="EMAIL", help="who acts")
        subcommand.set_defaults(run=run)
        return subcommand

    listed = command("list", _list, "One's tokens, or with --all everybody's.")
    listed.add_argument("--all", action="store_true", help="everybody's; for admins")
    made = command("add", _add, "Makes a token; its secret is printed this once.")
    made.add_argument("--purpose", required=True, metavar="TEXT", help="what it is for; the audit names it")
    scopes = "; ".join(f"{scope}: {words}" for scope, words in SCOPE_WORDS.items())
    made.add_argument("--scope", action="append", required=True, choices=SCOPES, help=f"repeat it. {scopes}")
    made.add_argument("--for", dest="whose", metavar="EMAIL", help="whose it is (default: who acts); for admins")
    made.add_argument("--until", type=_day, metavar="DATE", help="its last day, within a year (default: 90 days)")
    ended = command("revoke", _revoke, "Ends a token at once.")
    ended.add_argument("token", metavar="TOKEN", help="its id, which the list shows")
    return parser


def _list(store: Store, options: argparse.Namespace) -> int:
    tokens = tokens_of(store, actor(store, normalised(options.by)), everybody=options.all)
    say(
        [_data(token) for token in tokens],
        [token_line(token) for token in tokens] or ["No tokens yet."],
        as_json=options.json,
    )
    return 0


def _add(store: Store, options: argparse.Namespace) -> int:
    person = actor(store, normalised(options.by))
    made, secret = make_token(
        store, person, options.purpose, options.scope, email=options.whose, expires_on=options.until
    )
    lines = [token_line(made), f"Secret, shown this once: {secret}"]
    say(_data(made) | {"secret": secret}, lines, as_json=options.json)
    return 0


def _revoke(store: Store, options: argparse.Namespace) -> int:
    ended = revoke_token(store, actor(store, normalised(options.by)), options.token)
    say(_data(ended), [token_line(ended)], as_json=options.json)
    return 0


def token_line(token: Token) -> str:
    """'t-1f.. Nightly sync: nora@.., read change, until 2027-01-31'."""
    end = f"revoked by {token.revoked_by}" if token.revoked_at else f"until {token.expires_at:%Y-%m-%d %H:%M} UTC"
    return f"{token.token_id} {token.purpose}: {token.email}, {' '.join(token.scopes)}, {end}"


def _data(token: Token) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in asdict(token).items()
    }


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a valid date: write it as 2027-02-28") from None
