"""Tokens of programs, what was done with them, and the answers that are kept for who asks again."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, dataclass

from data.rows import record, records
from data.store import Cursor

_TOKEN = "token_id, email, purpose, scopes, made_at, made_by, expires_at, revoked_at, revoked_by"


@dataclass(frozen=True)
class Token:
    """A token without its secret, which nobody knows but who was given it."""

    token_id: str
    email: str
    purpose: str
    scopes: tuple[str, ...]
    made_at: dt.datetime
    made_by: str
    expires_at: dt.datetime
    revoked_at: dt.datetime | None = None
    revoked_by: str | None = None

    def is_good(self, now: dt.datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True)
class TokenAct:
    """One transaction that was done with a token."""

    token_id: str
    email: str
    acted_at: dt.datetime
    what: str
    reference: str


@dataclass(frozen=True)
class KeptAnswer:
    """What was answered to a request that names itself by a key."""

    body_sha256: str
    status: int
    headers: str
    answer: str


def add_token(cursor: Cursor, token: Token, secret_sha256: str) -> None:
    cursor.execute(
        "INSERT INTO api_tokens (token_id, email, purpose, scopes, secret_sha256, made_at, made_by, expires_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        token.token_id,
        token.email,
        token.purpose,
        " ".join(token.scopes),
        secret_sha256,
        token.made_at,
        token.made_by,
        token.expires_at,
    )


def tokens(cursor: Cursor, email: str | None = None) -> list[Token]:
    """Everybody's tokens or one person's, newest first."""
    sql = f"SELECT {_TOKEN} FROM api_tokens WHERE $1 = '' OR email = $1 ORDER BY made_at DESC, token_id"
    return _tokens(cursor, sql, email or "")


def token(cursor: Cursor, token_id: str) -> Token | None:
    return next(iter(_tokens(cursor, f"SELECT {_TOKEN} FROM api_tokens WHERE token_id = $1", token_id)), None)


def token_of_secret(cursor: Cursor, secret_sha256: str) -> Token | None:
    return next(iter(_tokens(cursor, f"SELECT {_TOKEN} FROM api_tokens WHERE secret_sha256 = $1", secret_sha256)), None)


def revoke(cursor: Cursor, token_id: str, by: str, at: dt.datetime) -> bool:
    """Whether there was one to revoke."""
    return bool(
        cursor.changed(
            "UPDATE api_tokens SET revoked_at = $2, revoked_by = $3 WHERE token_id = $1 AND revoked_at IS NULL",
            token_id,
            at,
            by,
        )
    )


def acts(cursor: Cursor, *, token_id: str = "", most: int = 200) -> list[TokenAct]:
    """What was done with tokens, newest first."""
    sql = """
        SELECT token_id, email, acted_at, what, reference FROM token_acts WHERE $1 = '' OR token_id = $1
        ORDER BY act_id DESC LIMIT $2
    """
    return records(cursor, TokenAct, sql, token_id, most)


def purposes_by_reference(cursor: Cursor, references: list[str]) -> dict[str, str]:
    """Of changes that were made with a token: its purpose."""
    rows = cursor.rows(
        "SELECT a.reference, t.purpose FROM token_acts AS a JOIN api_tokens AS t ON t.token_id = a.token_id "
        "WHERE a.reference = ANY($1) ORDER BY a.act_id",
        references,
    )
    return dict(rows)


def kept_answer(cursor: Cursor, token_id: str, key: str, *, since: dt.datetime) -> KeptAnswer | None:
    sql = """
        SELECT body_sha256, status, headers, answer FROM kept_answers
        WHERE token_id = $1 AND answer_key = $2 AND answered_at >= $3
    """
    return record(cursor, KeptAnswer, sql, token_id, key, since)


def keep_answer(
    cursor: Cursor, token_id: str, key: str, kept: KeptAnswer, *, now: dt.datetime, since: dt.datetime
) -> None:
    """Keeps an answer, and forgets those that are older than ``since``."""
    cursor.execute("DELETE FROM kept_answers WHERE answered_at < $1", since)
    cursor.execute(
        "INSERT INTO kept_answers (token_id, answer_key, body_sha256, status, headers, answer, answered_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        token_id,
        key,
        *astuple(kept),
        now,
    )


def _tokens(cursor: Cursor, sql: str, *values: object) -> list[Token]:
    columns, rows = cursor.named_rows(sql, *values)
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    return [Token(**fields | {"scopes": tuple(fields["scopes"].split())}) for fields in named]
