"""People by name: whom a page means when the store says an address, and whom to call."""

from __future__ import annotations

from dataclasses import dataclass

from data.store import Store
from data.tables import users as user_store
from data.tables.users import Person
from limits import visibility
from limits.actors import ROLE_WORDS, Actor, refreshed, require, visible_networks


@dataclass(frozen=True)
class Contact:
    """Somebody a page names; ``phone`` is None where none is on record."""

    email: str
    name: str
    phone: str | None
    role: str  # in words: 'CSM', 'Super User'


@dataclass(frozen=True)
class NetworkPeople:
    """Who looks after a network, and who of the customer may raise its campaign limits."""

    csm: Contact | None
    super_users: tuple[Contact, ...]
    customers_raise: bool = True  # whether the settings leave campaign limits to anybody of the customer


def network_people(store: Store, person: Actor, network_id: str) -> NetworkPeople:
    """The CSM and the Super Users of a network, for whoever may see it; nobody who is disabled."""
    with store.reading() as cursor:
        person = refreshed(cursor, person)
        network = require(cursor, person, "see network", network_id)
        roles = person.settings.in_contract(network_id).may_raise_campaign
        enabled = {p.email: p for p in user_store.people(cursor) if not p.is_disabled}
        csm = enabled.get(network.csm_email or "")
        return NetworkPeople(
            csm=_contact(csm, "csm") if csm else None,
            super_users=tuple(
                _contact(p, "super_user")
                for p in enabled.values()
                if any((role, network_id) in p.roles for role in roles)
            ),
            customers_raise=bool(roles),
        )


def customer_contacts(store: Store, person: Actor) -> dict[str, Contact]:
    """Whom to call in each network this person may see: a Super User, one with a telephone number before others."""
    with store.reading() as cursor:
        mine = {n.network_id for n in visible_networks(cursor, refreshed(cursor, person))}
        contacts: dict[str, Contact] = {}
        for user in user_store.people(cursor):
            for role, network_id in user.roles:
                if role == "super_user" and network_id in mine and not user.is_disabled:
                    before = contacts.get(network_id)
                    if before is None or (user.phone and not before.phone):
                        contacts[network_id] = _contact(user, role)
        return contacts


def names(store: Store, person: Actor) -> dict[str, str]:
    """Names by address: of everybody for the vendor's people, of the vendor's and one's own networks' for customers.

    Who has no name on record is not in it: an address is then all there is to say.
    """
    with store.reading() as cursor:
        person = refreshed(cursor, person)
        everybody = user_store.people(cursor)
        own = {n.network_id for n in visible_networks(cursor, person)}
        return {p.email: p.name for p in everybody if p.name and visibility.knows(person, own, p.roles)}


def _contact(person: Person, role: str) -> Contact:
    return Contact(person.email, person.name or person.email, person.phone, ROLE_WORDS[role])
