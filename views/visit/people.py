"""People as pages name them: by their name where one is on record, with a phone number to call."""

from __future__ import annotations

import streamlit as st

from limits.actors import Actor
from limits.people import Contact, NetworkPeople, customer_contacts, names, network_people
from views.text import words
from views.visit import session


@st.cache_data(max_entries=64, show_spinner=False)
def _names(path: str, data_version: int, who: Actor) -> dict[str, str]:
    del path, data_version
    return names(session.store(), who)


@st.cache_data(max_entries=128, show_spinner=False)
def _of_network(path: str, data_version: int, who: Actor, network_id: str) -> NetworkPeople:
    del path, data_version
    return network_people(session.store(), who, network_id)


@st.cache_data(max_entries=64, show_spinner=False)
def _contacts(path: str, data_version: int, who: Actor) -> dict[str, Contact]:
    del path, data_version
    return customer_contacts(session.store(), who)


def contacts() -> dict[str, Contact]:
    """Whom to call, by network."""
    return _contacts(*session.place_and_version(), session.person())


def name(email: str | None) -> str:
    """'Nora Feld'; the address where no name is on record, and words where there is nobody."""
    if not email:
        return "not assigned"
    return _names(*session.place_and_version(), session.person()).get(email, email)


def names_by_address() -> dict[str, str]:
    """All that this person may know, for what is made of them elsewhere."""
    return _names(*session.place_and_version(), session.person())


def written(email: str | None) -> str:
    """The same for a page's text: an address that stands for a name is not made a link."""
    said = name(email)
    return words.address(said) if "@" in said else words.plain(said)


def of_network(network_id: str) -> NetworkPeople:
    """The CSM and the Super Users of a network."""
    return _of_network(*session.place_and_version(), session.person(), network_id)


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
