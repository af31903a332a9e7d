"""What a visit knows: the store, the person, and what the address names. State is touched here only."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from data import kept
from data.errors import HeadroomError, NotAllowed
from data.records import Network, Request
from data.store import Store
from limits import requests
from limits.actors import Actor, actor, visible_networks
from limits.advice import NetworkStanding, PortfolioMemory, PortfolioRow, network_standing, portfolio
from limits.clock import day_for_network, present
from limits.demo_people import Persona, personas
from limits.planning import TermSheet
from limits.planning import term_sheet as term_sheet_of
from limits.requests import Waiting, request_thread
from limits.settings import Settings
from limits.settings_in_force import settings_of
from limits.traffic import NetworkTraffic, network_traffic
from limits.visibility import sees_vendor_facts
from views.server import identity
from views.server.downloads import OFFERS
from views.text.words import plain
from views.visit.remembered import derived, one_run, quarter, shared, store

__all__ = ["derived", "quarter", "shared", "store"]

P = ParamSpec("P")
T = TypeVar("T")
PERSON, NETWORK, REQUEST = "as", "network", "request"  # names in the address
OWNER = "session.owner"
SAID, TOLD, IN_LINK = "session.said", "session.told", "session.in_link"

_STANDS: dict[kept.Outcome, str] = {
    "nothing": "nothing was changed",
    "rolled back": "nothing was changed",
    "stored": "what you did just before was stored: look at it before you do it again",
    "not known": "whether what you did was stored is not known: look at it before you do it again",
}

log = logging.getLogger("headroom")


@contextmanager
def boundary() -> Iterator[None]:
    """Turns every error into words: what is known of it, or an apology with a number to find it by in the log."""
    try:
        with one_run():
            yield
        kept.begin()  # not where the page asks for another run: what was stored before that run is this visit's too
    except HeadroomError as error:
        st.error(plain(str(error)))
        kept.begin()
    except Exception:  # the last net: nobody is ever shown a traceback
        reference = uuid.uuid4().hex[:8]
        log.exception("page failed, reference %s", reference)
        st.error(
            f"Something went wrong on our side, and {_STANDS[kept.outcome()]}. Reference {reference}: whoever runs "
            "Headroom finds the cause under it in the log. Reload the page to try again.",
            icon="⚠️",
        )
        kept.begin()


def today() -> dt.date:
    """The clock of the page, for saying how old figures are; no figure depends on it."""
    return present().date()


def own(work: Callable[Concatenate[Store, Actor, P], T], *args: P.args, **more: P.kwargs) -> T:
    """What a read of the store gives the person who is looking, worked out once for a version of its data.

    Nobody may change it. Not for what is kept without a new version of the data: visits, deliveries.
    """
    who = person()
    key = (work, who, quarter(), args, tuple(more.items()))
    return shared(key, lambda: work(store(), who, *args, **more))


def everybody() -> list[Persona]:
    return shared("everybody", lambda: personas(store()))


def remember_person(email: str, *, in_link: bool) -> None:
    """For this visit; a demo's links carry on who is looking, where people sign in they must not."""
    st.session_state[PERSON] = email
    st.session_state[IN_LINK] = in_link
    if in_link:
        st.query_params[PERSON] = email
    else:
        st.query_params.pop(PERSON, None)


def let_owner_in(*, by_link: bool) -> None:
    """For this visit: whose store it is, and needs no user in it."""
    st.session_state[OWNER] = by_link


def download(name: str, mime: str, make: Callable[[], bytes | str]) -> str:
    """The address of a file for whoever is looking; it is made when it is fetched, and for nobody else."""
    return OFFERS.add(person().email, name, mime, make)


def person() -> Actor:
    """Who is looking, with the roles the store gives them at this moment."""
    if st.session_state.get(OWNER):
        return shared(("owner", quarter()), identity.owner_of_store)
    email = st.session_state.get(PERSON)
    if not email:
        raise NotAllowed("Nobody is signed in. Open the start page and choose who you are.")
    return shared(("person", email, quarter()), lambda: actor(store(), email))


def named_network() -> str | None:
    return st.query_params.get(NETWORK)


def named_request() -> str | None:
    return st.query_params.get(REQUEST)


def follow_link(name: str, key: str, options: Sequence[str]) -> None:
    """Before a field is drawn: it shows what the address names, when the address says something new."""
    named = st.query_params.get(name)
    if named in options and (key not in st.session_state or st.session_state.get(f"{key}.linked") != named):
        st.session_state[key] = named
    elif st.session_state.get(key) not in options:
        st.session_state.pop(key, None)
        if options:  # said outright: a browser goes on showing what the field had before
            st.session_state[key] = options[0]


def keep_link(name: str, key: str, value: str) -> None:
    """After it was drawn: the address names what it shows."""
    st.query_params[name] = value
    st.session_state[f"{key}.linked"] = value


def follow_links(name: str, key: str, options: Sequence[str]) -> None:
    """The same for a field of many values; what is no option counts as not said."""
    named = [value for value in st.query_params.get_all(name) if value in options]
    if named != st.session_state.get(f"{key}.linked", []):
        st.session_state[key] = named


def keep_links(name: str, key: str, values: Sequence[str]) -> None:
    if values:
        st.query_params[name] = list(values)
    else:
        st.query_params.pop(name, None)
    st.session_state[f"{key}.linked"] = list(values)


def settings() -> Settings:
    """What is in force, for all networks."""
    return shared("settings", lambda: settings_of(store()))


def links() -> dict[str, str]:
    """What a link to another page carries on: in a demo who is looking."""
    return {PERSON: str(st.session_state[PERSON])} if st.session_state.get(IN_LINK) else {}


def changed(name: str, value: object) -> bool:
    """Whether the visit knew another value under this name; the first one it meets is no change."""
    before = st.session_state.get(name, value)
    st.session_state[name] = value
    return bool(before != value)


def put(key: str, value: object) -> None:
    """What a field is to show, before it is drawn."""
    st.session_state[key] = value


def forget(keys: Sequence[str]) -> None:
    """Fields begin anew, in the link too."""
    for key in keys:
        st.session_state.pop(key, None)
        st.query_params.pop(key, None)


def say_after_reload(words: str, *, at: str | None = None) -> None:
    """Something to tell once the page is drawn anew: in a corner of it, and ``at`` the place where it was done."""
    st.session_state[SAID] = words
    st.session_state[TOLD] = (at, words)


def said() -> str | None:
    words = st.session_state.pop(SAID, None)
    return str(words) if words else None


def told(place: str) -> str | None:
    """What was last done at this place of a page, as long as nothing was done elsewhere."""
    at, words = st.session_state.get(TOLD, (None, None))
    return str(words) if at == place else None


def opened(label: str, key: str) -> bool:
    """A switch for what is worked out only when somebody wants to see it."""
    return st.toggle(label, key=key)


def networks() -> Mapping[str, Network]:
    """The networks this person may see, by id, in the order of their names."""
    return own(_networks)


def _networks(store: Store, who: Actor) -> dict[str, Network]:
    with store.reading() as cursor:
        found = visible_networks(cursor, who)
    return {n.network_id: n for n in sorted(found, key=lambda n: n.name.casefold())}


def network_names() -> dict[str, str]:
    """The same by their names only."""
    return {network_id: network.name for network_id, network in networks().items()}


@st.cache_resource(max_entries=1, show_spinner=False)
def _memory(path: str) -> PortfolioMemory:
    del path  # the key: another store is another portfolio
    return PortfolioMemory()


def portfolio_memory() -> PortfolioMemory:
    """What everybody's portfolio of this store was worked out from."""
    return _memory(store().name)


def portfolio_rows() -> list[PortfolioRow]:
    who, memory = person(), portfolio_memory()
    return list(
        shared(
            ("portfolio", who, quarter()),
            lambda: portfolio(store(), who, memory=memory),
            waiting="Forecasting the portfolio …",
        )
    )


def traffic(network_id: str) -> NetworkTraffic:
    who = person()
    return shared(
        ("traffic", who, network_id),
        lambda: network_traffic(store(), who, network_id),
        waiting="Reading the traffic …",
        is_large=True,
    )


def term_sheet(network_id: str, since: dt.date | None) -> TermSheet | None:
    who = person()
    return shared(
        ("term", who, quarter(), network_id, since),
        lambda: term_sheet_of(store(), who, network_id, since=since),
        waiting="Working out the term …",
    )


def standing(network_id: str) -> NetworkStanding:
    """The same for all of the vendor's people who may see the network, and for all of its customer's."""
    who, network = person(), networks().get(network_id)
    if network is None:
        return network_standing(store(), who, network_id)  # which refuses, in its own words
    return shared(
        ("standing", network_id, sees_vendor_facts(who, network), day_for_network(network)),
        lambda: network_standing(store(), who, network_id),
        waiting="Working out the forecast …",
        is_large=True,
    )


def waiting_count() -> int:
    """How many requests are open in this person's networks, for the side bar."""
    return len(waiting_requests())


def waiting_requests() -> list[Waiting]:
    """What is open in this person's networks, the longest waiting first."""
    return own(requests.waiting_requests)


def decided_lately() -> list[Request]:
    return own(requests.decided_lately)


def request_with_thread(request_id: str) -> tuple[Request, NetworkStanding] | None:
    """A request by its id with its network; a word instead of it where it is none of this person's."""
    try:
        request, _ = own(request_thread, request_id)
    except HeadroomError as error:
        st.error(plain(str(error)))
        return None
    return request, standing(request.network_id)


def frozen_evidence(request_id: str) -> dict[str, Any] | None:
    return own(requests.frozen_evidence, request_id)
