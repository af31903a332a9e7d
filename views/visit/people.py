"""People as pages name them: by their name where one is on record, with a phone number to call."""

from __future__ import annotations

from limits.people import Contact, NetworkPeople, customer_contacts, names, network_people
from views.text import words
from views.visit import reads


def contacts() -> dict[str, Contact]:
    """Whom to call, by network."""
    return reads.own(customer_contacts)


def name(email: str | None) -> str:
    """'Nora Feld'; the address where no name is on record, and words where there is nobody."""
    if not email:
        return "not assigned"
    return names_by_address().get(email, email)


def names_by_address() -> dict[str, str]:
    """All that this person may know, for what is made of them elsewhere."""
    return reads.own(names)


def written(email: str | None) -> str:
    """The name in a page's text: an address that stands for a name is not made a link."""
    said = name(email)
    return words.address(said) if "@" in said else words.plain(said)


def of_network(network_id: str) -> NetworkPeople:
    """The CSM and the Super Users of a network."""
    return reads.own(network_people, network_id)


def call(contact: Contact) -> str:
    """'Nora Feld ([+1 555 010 0120](tel:...))': a person and, on a phone, one tap to call them."""
    said = words.address(contact.name) if "@" in contact.name else words.plain(contact.name)
    if not contact.phone:
        return said
    dialled = "".join(c for c in contact.phone if c.isdigit() or c == "+")
    return f"{said} ([{words.plain(contact.phone)}](tel:{dialled}))"


def phone(email: str, network_id: str) -> str | None:
    """The number of a Super User of the network, where one is on record."""
    return next((c.phone for c in of_network(network_id).super_users if c.email == email), None)
