"""Tokens: how a program comes in as a person, for one purpose, with no more than that needs."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from typing import Final, Literal, get_args

from data.addresses import normalised
from data.errors import BadInput, NotAllowed, Unknown
from data.store import Cursor, Store
from data.tables import tokens as token_store
from data.tables.tokens import Token
from limits.actors import MAY, Actor, actor, refreshed
from limits.clock import present, utc
from limits.text_checks import check_text

Scope = Literal["read", "request", "decide", "change", "import"]

SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
SCOPE_WORDS: Final[dict[str, str]] = {
    "read": "read what the person may see",
    "request": "file and withdraw requests",
    "decide": "decide requests",
    "change": "change limits and plans",
    "import": "import data, check, export, back up and set up webhooks",
}
LONGEST: Final = dt.timedelta(days=366)
USUAL: Final = dt.timedelta(days=90)
MOST_GOOD: Final = 50  # of one person
PURPOSE_MAX: Final = 200
_PREFIX: Final = "headroom_"
_NOT_GOOD: Final = "This token is not known, has expired or was revoked. Make a new one: `python -m data tokens add`."


def make_token(
    store: Store,
    person: Actor,
    purpose: str,
    scopes: Iterable[str],
    *,
    email: str | None = None,
    expires_on: dt.date | None = None,
    now: dt.datetime | None = None,
) -> tuple[Token, str]:
    """A token and its secret, which is told this once; for oneself, or by an admin for somebody else."""
    moment = utc(now or present())
    check_text(purpose, "A token needs a purpose: the audit names it.")
    if len(purpose.strip()) > PURPOSE_MAX:
        raise BadInput(f"The purpose has {len(purpose):,} characters; at most {PURPOSE_MAX} are kept.")
    granted = tuple(scope for scope in SCOPES if scope in set(scopes))
    if unknown := set(scopes) - set(SCOPES):
        raise BadInput(f"'{min(unknown)}' is not a scope: give some of {', '.join(SCOPES)}.")
    if not granted:
        raise BadInput(f"A token needs at least one scope: {', '.join(SCOPES)}.")
    expires_at = dt.datetime.combine(expires_on, dt.time()) + dt.timedelta(days=1) if expires_on else moment + USUAL
    if not moment < expires_at <= moment + LONGEST + dt.timedelta(days=1):
        raise BadInput("A token expires at a later day, and within a year: give its last day (--until 2027-02-28).")
    secret = _PREFIX + secrets.token_urlsafe(32)

    def work(cursor: Cursor) -> Token:
        who = refreshed(cursor, person)
        whose = normalised(email) if email else who.email
        if whose != who.email:
            _require_admin(who, "make tokens for others")
        good = sum(held.is_good(moment) for held in token_store.tokens(cursor, whose))
        if good >= MOST_GOOD:
            raise BadInput(f"{whose} has {good} tokens that are good. Revoke one first.")
        token = Token(f"t-{secrets.token_hex(6)}", whose, purpose.strip(), granted, moment, who.email, expires_at)
        token_store.add_token(cursor, token, digest(secret))
        return token

    if email and normalised(email) != person.email:
        actor(store, normalised(email))  # who is no user, or disabled, gets none
    return store.write(work), secret


def tokens_of(store: Store, person: Actor, *, everybody: bool = False) -> list[Token]:
    """One's own tokens, newest first; an admin sees everybody's."""
    with store.reading() as cursor:
        who = refreshed(cursor, person)
        if everybody:
            _require_admin(who, "see the tokens of others")
        return token_store.tokens(cursor, None if everybody else who.email)


def revoke_token(store: Store, person: Actor, token_id: str, *, now: dt.datetime | None = None) -> Token:
    """Ends a token from this moment on: one's own, or by an admin anybody's."""
    moment = utc(now or present())

    def work(cursor: Cursor) -> Token:
        who = refreshed(cursor, person)
        token = token_store.token(cursor, token_id)
        if token is None or (token.email != who.email and not who.vendor_roles & MAY["administer"]):
            raise Unknown(f"There is no token '{token_id}' of {who.email}.")
        token_store.revoke(cursor, token_id, who.email, moment)
        return token_store.token(cursor, token_id) or token

    return store.write(work)


def holder(store: Store, secret: str, *, now: dt.datetime | None = None) -> tuple[Actor, Token]:
    """Whose token this is, with the roles they have now; NotAllowed for one that lets nobody in."""
    moment = utc(now or present())
    with store.reading() as cursor:
        token = token_store.token_of_secret(cursor, digest(secret))
    if token is None or not token.is_good(moment):
        raise NotAllowed(_NOT_GOOD)
    return actor(store, token.email), token


def digest(secret: str) -> str:
    """What is kept of a secret of 256 random bits, which no table of guesses holds."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _require_admin(who: Actor, what: str) -> None:
    if not who.vendor_roles & MAY["administer"]:
        raise NotAllowed(f"{who.email} may not {what}; an Admin may.")
