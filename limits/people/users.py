"""Who works with Headroom: users added, changed and disabled by an admin, every step of it on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from data.addresses import normalised
from data.errors import BadInput, NotAllowed, Unknown
from data.store import Cursor, Store
from data.tables import networks as network_reads
from data.tables import users as user_store
from data.tables.users import Person, UserChange
from limits.actors import CUSTOMER_ROLES, MAY, OPERATOR, ROLE_WORDS, VENDOR_ROLES, Actor, refreshed
from limits.clock import present, utc
from limits.text_checks import check_text

NAME_MAX: Final = 200
NO_REASON: Final = "A change of users needs a reason: people will ask for it later."


@dataclass(frozen=True)
class Role:
    """A role, in one network where it is a customer's."""

    role: str
    network_id: str = ""

    def words(self) -> str:
        return ROLE_WORDS[self.role] + (f" of {self.network_id}" if self.network_id else "")


def as_role(text: str) -> Role:
    """'csm', or 'super_user:acme' for a role in a network."""
    role, _, network_id = text.strip().partition(":")
    role = role.strip().lower().replace(" ", "_").replace("-", "_")
    if role in VENDOR_ROLES and not network_id.strip():
        return Role(role)
    if role in CUSTOMER_ROLES and network_id.strip():
        return Role(role, network_id.strip())
    raise BadInput(
        f"'{text}' is not a role: give {', '.join(VENDOR_ROLES)}, or a role in a network such as viewer:NETWORK or "
        "super_user:NETWORK."
    )


def all_users(store: Store, person: Actor) -> list[Person]:
    """Everybody, disabled people too; for admins."""
    with store.reading() as cursor:
        require_admin(cursor, person)
        return user_store.people(cursor)


def user_history(store: Store, person: Actor, email: str | None = None, *, most: int = 200) -> list[UserChange]:
    """Who changed whom, when and why, newest first; for admins."""
    with store.reading() as cursor:
        require_admin(cursor, person)
        return user_store.changes(cursor, email=None if email is None else normalised(email), most=most)


def add_user(
    store: Store,
    person: Actor,
    email: str,
    roles: Iterable[Role],
    reason: str,
    *,
    name: str | None = None,
    phone: str | None = None,
    now: dt.datetime | None = None,
) -> Person:
    """Adds somebody who is not there yet."""
    address, given = normalised(email), tuple(dict.fromkeys(roles))
    check_text(reason, NO_REASON)
    if not given:
        raise BadInput(f"{address} needs at least one role: without one they may do nothing.")

    def work(cursor: Cursor) -> Person:
        by = require_admin(cursor, person, first_admin=given)
        if user_store.person(cursor, address) is not None:
            raise BadInput(f"{address} is there already. Change them instead, or let them in again if disabled.")
        step = _Step(cursor, by, address, reason.strip(), now)
        step.record("added", words=_described(name, phone))
        _give(cursor, step, given)
        if name or phone:
            user_store.describe(cursor, address, name=_text(name, "name"), phone=_text(phone, "phone"))
        return _known(cursor, address)

    return store.write(work)


def change_user(
    store: Store,
    person: Actor,
    email: str,
    reason: str,
    *,
    give: Iterable[Role] = (),
    take: Iterable[Role] = (),
    name: str | None = None,
    phone: str | None = None,
    now: dt.datetime | None = None,
) -> Person:
    """Gives and takes roles, and sets name and phone where they are given; '' clears one."""
    address, given, taken = normalised(email), tuple(dict.fromkeys(give)), tuple(dict.fromkeys(take))
    check_text(reason, NO_REASON)
    if not given and not taken and name is None and phone is None:
        raise BadInput(f"Nothing was said that is to change for {address}: a role, a name or a phone number.")

    def work(cursor: Cursor) -> Person:
        by = require_admin(cursor, person, first_admin=given)
        before = _known(cursor, address)
        step = _Step(cursor, by, address, reason.strip(), now)
        for role in taken:
            if (role.role, role.network_id) not in before.roles:
                raise BadInput(f"{address} is not {role.words()}, so that role cannot be taken away.")
            user_store.take_role(cursor, address, role.role, role.network_id)
            step.record("role taken", role)
        _give(cursor, step, given)
        if name is not None or phone is not None:
            new_name = before.name if name is None else _text(name, "name")
            new_phone = before.phone if phone is None else _text(phone, "phone")
            user_store.describe(cursor, address, name=new_name, phone=new_phone)
            step.record("described", words=_described(new_name, new_phone))
        _require_an_admin(cursor)
        return _known(cursor, address)

    return store.write(work)


def disable_user(store: Store, person: Actor, email: str, reason: str, *, now: dt.datetime | None = None) -> Person:
    """From the next click on they may do nothing; their roles stay on record, for the day they come back."""
    return _let_in(store, person, email, reason, now, may_come_in=False)


def enable_user(store: Store, person: Actor, email: str, reason: str, *, now: dt.datetime | None = None) -> Person:
    """Lets somebody in again, with the roles they had."""
    return _let_in(store, person, email, reason, now, may_come_in=True)


def _let_in(
    store: Store, person: Actor, email: str, reason: str, now: dt.datetime | None, *, may_come_in: bool
) -> Person:
    address = normalised(email)
    check_text(reason, NO_REASON)

    def work(cursor: Cursor) -> Person:
        by = require_admin(cursor, person)
        before = _known(cursor, address)
        if before.is_disabled is not may_come_in:
            return before
        step = _Step(cursor, by, address, reason.strip(), now)
        user_store.set_disabled(cursor, address, None if may_come_in else step.at)
        step.record("enabled" if may_come_in else "disabled")
        _require_an_admin(cursor)
        return _known(cursor, address)

    return store.write(work)


def require_admin(cursor: Cursor, person: Actor, *, first_admin: tuple[Role, ...] = ()) -> str:
    """The address of who acts; a store without any admin takes its first one from whoever holds the store."""
    if person == OPERATOR and Role("admin") in first_admin and not user_store.admins(cursor):
        return person.email
    actor = refreshed(cursor, person)
    if not actor.vendor_roles & MAY["administer"]:
        allowed = " or ".join(ROLE_WORDS[role] for role in sorted(MAY["administer"]))
        raise NotAllowed(f"{person.email} may not manage users; an {allowed} may.")
    return actor.email


@dataclass(frozen=True)
class _Step:
    """One step of one person's record."""

    cursor: Cursor
    by: str
    email: str
    reason: str
    now: dt.datetime | None

    @property
    def at(self) -> dt.datetime:
        return utc(self.now or present())

    def record(self, event: str, role: Role | None = None, *, words: str = "") -> None:
        given = role or Role("")
        user_store.record(
            self.cursor,
            UserChange(self.at, self.by, self.email, event, given.role, given.network_id, words, self.reason),
        )


def _give(cursor: Cursor, step: _Step, roles: tuple[Role, ...]) -> None:
    there = user_store.person(cursor, step.email)
    has = set(there.roles) if there else set()
    for role in roles:
        if (role.role in CUSTOMER_ROLES) != bool(role.network_id) or role.role not in ROLE_WORDS:
            raise BadInput(
                f"'{role.role}' is not a role here: customers have theirs in a network, vendor staff in none."
            )
        if role.network_id and network_reads.network(cursor, role.network_id) is None:
            raise Unknown(f"There is no network '{role.network_id}'. `python -m limits triage` lists all there are.")
        if (role.role, role.network_id) not in has:
            user_store.give_role(cursor, step.email, role.role, role.network_id)
            step.record("role given", role)


def _known(cursor: Cursor, email: str) -> Person:
    somebody = user_store.person(cursor, email)
    if somebody is None:
        raise Unknown(f"{email} is not a user. Add them first.")
    return somebody


def _require_an_admin(cursor: Cursor) -> None:
    if not user_store.admins(cursor):
        raise BadInput("This would leave nobody who may manage users. Make somebody else an Admin first.")


def _text(text: str | None, what: str) -> str | None:
    value = (text or "").strip()
    if len(value) > NAME_MAX or not value.isprintable():
        raise BadInput(f"The {what} has more than {NAME_MAX} characters, or a line break in it.")
    return value or None


def _described(name: str | None, phone: str | None) -> str:
    return ", ".join(part for part in (name, phone) if part)
