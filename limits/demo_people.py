"""The people a demo may pretend to be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from data.records import User
from data.store import Store
from data.tables import networks as network_reads
from data.tables import users as user_store
from limits.actors import OPERATOR, ROLE_WORDS


@dataclass(frozen=True)
class Persona:
    email: str
    label: str  # 'Dana Fox, CSM', 'Sam Lee, Super User of Harbor Dental'


def personas(store: Store) -> list[Persona]:
    """Everybody in the store, vendor staff first; a store with networks and no users is read by the operator."""
    with store.reading() as cursor:
        people = network_reads.users(cursor)
        is_new = not user_store.are_any(cursor)
        names = {n.network_id: n.name for n in network_reads.networks(cursor)}
    if is_new and names:
        return [Persona(OPERATOR.email, "Operator, read only: no users were imported yet")]
    by_person: dict[str, list[User]] = defaultdict(list)
    for user in people:
        by_person[user.email].append(user)
    order = list(ROLE_WORDS)[::-1]
    ordered = sorted(by_person.items(), key=lambda p: (min(order.index(u.role) for u in p[1]), p[0]))
    return [Persona(email, _label(email, roles, names)) for email, roles in ordered]


def _label(email: str, roles: list[User], names: dict[str, str]) -> str:
    words = [
        ROLE_WORDS[u.role] + (f" of {names.get(u.network_id, u.network_id)}" if u.network_id else "") for u in roles
    ]
    name = email.split("@", maxsplit=1)[0].replace(".", " ").title()
    return f"{name}, {' and '.join(words)}"
