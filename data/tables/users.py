"""People: their roles, who stands in for whom, and the audit of every change of these."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from data.rows import records
from data.store import Cursor

_CHANGE_COLUMNS = "happened_at, by_email, email, event, role, network_id, words, reason"


@dataclass(frozen=True)
class Person:
    """Somebody with their roles as (role, network_id); vendor roles have no network."""

    email: str
    name: str | None
    phone: str | None
    disabled_at: dt.datetime | None
    disabled_by_list: bool
    roles: tuple[tuple[str, str], ...]

    @property
    def is_disabled(self) -> bool:
        return self.disabled_at is not None


@dataclass(frozen=True)
class Absence:
    """A CSM is away up to and with ``until_date``; ``stand_in`` has their networks, '' where their deputies do."""

    email: str
    until_date: dt.date
    stand_in: str
    said_by: str
    said_at: dt.datetime


@dataclass(frozen=True)
class UserChange:
    """One row of the append-only audit of people."""

    happened_at: dt.datetime
    by_email: str
    email: str
    event: str
    role: str
    network_id: str
    words: str
    reason: str


def people(cursor: Cursor, *, email: str | None = None) -> list[Person]:
    """Everybody, or one person, by address; disabled people too."""
    sql = """
        SELECT u.email, p.name, p.phone, p.disabled_at, coalesce(p.disabled_by_list, FALSE), u.role, u.network_id
        FROM (SELECT email, role, network_id FROM users
              UNION ALL
              SELECT q.email, NULL, NULL FROM people AS q
              WHERE NOT EXISTS (SELECT 1 FROM users AS v WHERE v.email = q.email)) AS u
        LEFT JOIN people AS p ON p.email = u.email
        WHERE (CAST($1 AS TEXT) IS NULL OR u.email = $1) ORDER BY u.email, u.role, u.network_id
    """
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in cursor.rows(sql, email):
        rows[row[0]].append(row)
    return [
        Person(address, name, phone, at, by_list, tuple((r[5], r[6]) for r in of_person if r[5] is not None))
        for of_person in rows.values()
        for address, name, phone, at, by_list in [of_person[0][:5]]
    ]


def person(cursor: Cursor, email: str) -> Person | None:
    matching = people(cursor, email=email)
    return matching[0] if matching else None


def give_role(cursor: Cursor, email: str, role: str, network_id: str) -> None:
    cursor.execute("INSERT INTO users (email, role, network_id) VALUES ($1, $2, $3)", email, role, network_id)


def take_role(cursor: Cursor, email: str, role: str, network_id: str) -> None:
    cursor.execute("DELETE FROM users WHERE email = $1 AND role = $2 AND network_id = $3", email, role, network_id)


def describe(cursor: Cursor, email: str, *, name: str | None, phone: str | None) -> None:
    _know(cursor, email)
    cursor.execute("UPDATE people SET name = $1, phone = $2 WHERE email = $3", name, phone, email)


def set_disabled(cursor: Cursor, email: str, at: dt.datetime | None) -> None:
    """Disables the person, or with None lets them in again."""
    _know(cursor, email)
    cursor.execute("UPDATE people SET disabled_at = $1, disabled_by_list = FALSE WHERE email = $2", at, email)


def _know(cursor: Cursor, email: str) -> None:
    cursor.execute(
        "INSERT INTO people (email, disabled_by_list) VALUES ($1, FALSE) ON CONFLICT (email) DO NOTHING", email
    )


def are_any(cursor: Cursor) -> bool:
    """Whether the store knows anybody at all, disabled people too."""
    return cursor.row("SELECT 1 FROM users LIMIT 1") is not None


def was_ever(cursor: Cursor, email: str) -> bool:
    """Whether somebody of that address is or was a user, whatever became of their roles."""
    sql = """
        SELECT 1 WHERE EXISTS (SELECT 1 FROM users WHERE email = $1) OR EXISTS (SELECT 1 FROM people WHERE email = $1)
          OR EXISTS (SELECT 1 FROM user_changes WHERE email = $1)
    """
    return cursor.row(sql, email) is not None


def disabled(cursor: Cursor) -> set[str]:
    """The addresses of whoever may do nothing any more."""
    return {email for (email,) in cursor.rows("SELECT email FROM people WHERE disabled_at IS NOT NULL")}


def admins(cursor: Cursor) -> list[str]:
    """Who may manage users now, by address; disabled people may not."""
    sql = """
        SELECT u.email FROM users AS u LEFT JOIN people AS p ON p.email = u.email
        WHERE u.role = 'admin' AND p.disabled_at IS NULL ORDER BY u.email
    """
    return [email for (email,) in cursor.rows(sql)]


def record(cursor: Cursor, change: UserChange) -> None:
    cursor.execute(
        f"INSERT INTO user_changes ({_CHANGE_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(getattr(change, field) for field in change.__dataclass_fields__),
    )


def changes(cursor: Cursor, *, email: str | None = None, most: int = 500) -> list[UserChange]:
    """Newest first."""
    sql = f"""
        SELECT {_CHANGE_COLUMNS} FROM user_changes WHERE (CAST($1 AS TEXT) IS NULL OR email = $1)
        ORDER BY user_change_id DESC LIMIT $2
    """
    return records(cursor, UserChange, sql, email, most)


def customers_ever(cursor: Cursor, network_id: str) -> set[str]:
    """Whoever has or had a role in the network and never one of the vendor's, disabled people too."""
    sql = """
        SELECT c.email FROM (
          SELECT email FROM users WHERE network_id = $1
          UNION SELECT email FROM user_changes WHERE network_id = $1 AND role IN ('viewer', 'super_user')) AS c
        WHERE NOT EXISTS (SELECT 1 FROM users AS u WHERE u.email = c.email AND u.network_id = '')
          AND NOT EXISTS (SELECT 1 FROM user_changes AS h
                          WHERE h.email = c.email AND h.role IN ('csm', 'planner', 'admin'))
    """
    return {email for (email,) in cursor.rows(sql, network_id)}


def set_csm(cursor: Cursor, network_id: str, email: str | None) -> None:
    cursor.execute("UPDATE networks SET csm_email = $1 WHERE network_id = $2", email, network_id)


def deputies(cursor: Cursor, network_ids: list[str]) -> dict[str, tuple[str, ...]]:
    """The deputies of each network that has some."""
    by_network: dict[str, tuple[str, ...]] = {}
    sql = "SELECT network_id, email FROM deputies WHERE network_id = ANY($1) ORDER BY network_id, email"
    for network_id, email in cursor.rows(sql, network_ids):
        by_network[network_id] = (*by_network.get(network_id, ()), email)
    return by_network


def set_deputies(cursor: Cursor, network_id: str, emails: tuple[str, ...]) -> None:
    cursor.execute("DELETE FROM deputies WHERE network_id = $1 AND NOT email = ANY($2)", network_id, list(emails))
    for email in emails:
        cursor.execute(
            "INSERT INTO deputies (network_id, email) VALUES ($1, $2) ON CONFLICT (network_id, email) DO NOTHING",
            network_id,
            email,
        )


def stands_in(cursor: Cursor, email: str, day: dt.date) -> frozenset[str]:
    """The networks in which somebody may do what its CSM may: as deputy, or standing in for who is away on the day."""
    sql = """
        SELECT network_id FROM deputies WHERE email = $1
        UNION
        SELECT n.network_id FROM networks AS n JOIN absences AS a ON a.email = n.csm_email
        WHERE a.stand_in = $1 AND a.until_date >= $2
    """
    return frozenset(network_id for (network_id,) in cursor.rows(sql, email, day))


def absences(cursor: Cursor, day: dt.date) -> dict[str, Absence]:
    """Who is away on the day, by address."""
    sql = "SELECT email, until_date, stand_in, said_by, said_at FROM absences WHERE until_date >= $1 ORDER BY email"
    return {absence.email: absence for absence in records(cursor, Absence, sql, day)}


def set_absence(cursor: Cursor, absence: Absence) -> None:
    end_absence(cursor, absence.email)
    cursor.execute(
        "INSERT INTO absences (email, until_date, stand_in, said_by, said_at) VALUES ($1, $2, $3, $4, $5)",
        *(getattr(absence, field) for field in absence.__dataclass_fields__),
    )


def end_absence(cursor: Cursor, email: str) -> bool:
    """Somebody is back; False where they were not away."""
    return cursor.changed("DELETE FROM absences WHERE email = $1", email) == 1
