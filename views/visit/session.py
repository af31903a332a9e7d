"""What a visit knows: the store, the person, and what the address names. State is touched here only."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from data import kept
from data.errors import HeadroomError, NotAllowed
from data.records import Request
from data.store import Store
from limits import requests
from limits.actors import Actor, actor, visible_networks
from limits.advice import NetworkStanding, PortfolioMemory, PortfolioRow, network_standing, portfolio
from limits.clock import present
from limits.personas import Persona, personas
from limits.planning import TermSheet
from limits.planning import term_sheet as term_sheet_of
from limits.requests import Waiting, request_thread
from limits.settings import Settings
from limits.settings_in_force import settings_of
from limits.traffic import NetworkTraffic, network_traffic
from views.server import identity, place
from views.server.downloads import OFFERS
from views.text.words import plain

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


def store() -> Store:
    """The one store of this process."""
    return place.store()


@contextmanager
def boundary() -> Iterator[None]:
    """Turns every error into words: what is known of it, or an apology with a number to find it by in the log."""
    try:
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


def version() -> int:
    return store().data_version()


def place_and_version() -> tuple[str, int]:
    """What a cached figure of the store is known by."""
    return store().name, version()


@st.cache_data(max_entries=8, show_spinner=False)
def _personas(path: str, data_version: int) -> list[Persona]:
    del path, data_version
    return personas(store())


def everybody() -> list[Persona]:
    return _personas(store().name, version())


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
        return identity.owner_of_store()
    email = st.session_state.get(PERSON)
    if not email:
        raise NotAllowed("Nobody is signed in. Open the start page and choose who you are.")
    return actor(store(), email)


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
    return settings_of(store())


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


@st.cache_data(max_entries=64, show_spinner=False)
def _names(path: str, data_version: int, who: Actor) -> dict[str, str]:
    del path, data_version
    with store().reading() as cursor:
        return {n.network_id: n.name for n in visible_networks(cursor, who)}


def network_names() -> dict[str, str]:
    """The networks this person may see, by id, in the order of their names."""
    names = _names(store().name, version(), person())
    return dict(sorted(names.items(), key=lambda item: item[1].casefold()))


@st.cache_resource(max_entries=1, show_spinner=False)
def _memory(path: str) -> PortfolioMemory:
    del path  # the key: another store is another portfolio
    return PortfolioMemory()


def portfolio_memory() -> PortfolioMemory:
    """What everybody's portfolio of this store was worked out from."""
    return _memory(store().name)


@st.cache_resource(max_entries=32, show_spinner="Forecasting the portfolio …")  # frozen rows: none needs a copy
def _portfolio(path: str, data_version: int, who: Actor) -> tuple[PortfolioRow, ...]:
    del data_version
    return tuple(portfolio(store(), who, memory=_memory(path)))


def portfolio_rows() -> list[PortfolioRow]:
    return list(_portfolio(store().name, version(), person()))


@st.cache_data(max_entries=128, show_spinner="Working out the forecast …")
def _standing(path: str, data_version: int, who: Actor, network_id: str) -> NetworkStanding:
    del path, data_version
    return network_standing(store(), who, network_id)


@st.cache_data(max_entries=64, show_spinner="Reading the traffic …")
def _traffic(path: str, data_version: int, who: Actor, network_id: str) -> NetworkTraffic:
    del path, data_version
    return network_traffic(store(), who, network_id)


def traffic(network_id: str) -> NetworkTraffic:
    return _traffic(store().name, version(), person(), network_id)


@st.cache_data(max_entries=32, show_spinner="Working out the term …")
def _term_sheet(path: str, data_version: int, who: Actor, network_id: str, since: dt.date | None) -> TermSheet | None:
    del path, data_version
    return term_sheet_of(store(), who, network_id, since=since)


def term_sheet(network_id: str, since: dt.date | None) -> TermSheet | None:
    return _term_sheet(store().name, version(), person(), network_id, since)


def standing(network_id: str) -> NetworkStanding:
    return _standing(store().name, version(), person(), network_id)


@st.cache_data(max_entries=64, show_spinner=False)
def _waiting_count(path: str, data_version: int, who: Actor, day: dt.date) -> int:
    del path, data_version, day
    return len(requests.waiting_requests(store(), who))


def waiting_count() -> int:
    """How many requests are open in this person's networks, for the side bar."""
    return _waiting_count(*place_and_version(), person(), today())


def waiting_requests() -> list[Waiting]:
    """What is open in this person's networks, the longest waiting first."""
    return requests.waiting_requests(store(), person())


def decided_lately() -> list[Request]:
    return requests.decided_lately(store(), person())


def request_with_thread(request_id: str) -> tuple[Request, NetworkStanding] | None:
    """A request by its id with its network; a word instead of it where it is none of this person's."""
    try:
        request, _ = request_thread(store(), person(), request_id)
    except HeadroomError as error:
        st.error(plain(str(error)))
        return None
    return request, standing(request.network_id)


def frozen_evidence(request_id: str) -> dict[str, Any] | None:
    return requests.frozen_evidence(store(), person(), request_id)
