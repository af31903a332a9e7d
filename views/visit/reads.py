"""What pages read of the store for whoever is looking, worked out once for each version of its data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from data.errors import HeadroomError
from data.records import Network, Request
from data.store import Store
from limits import requests
from limits.actors import Actor, visible_networks
from limits.advice import NetworkStanding, PortfolioMemory, PortfolioRow, network_standing, portfolio
from limits.clock import day_for_network
from limits.demo_people import Persona, personas
from limits.planning import TermSheet
from limits.planning import term_sheet as term_sheet_of
from limits.requests import Waiting, request_thread
from limits.settings import Settings
from limits.settings_in_force import settings_of
from limits.traffic import NetworkTraffic, network_traffic
from limits.visibility import sees_vendor_facts
from views.text.words import plain
from views.visit import session
from views.visit.remembered import quarter, shared, store

P = ParamSpec("P")
T = TypeVar("T")


def own(work: Callable[Concatenate[Store, Actor, P], T], *args: P.args, **more: P.kwargs) -> T:
    """What a read of the store gives the person who is looking, worked out once for a version of its data.

    Nobody may change it. Not for what is kept without a new version of the data: visits, deliveries.
    """
    who = session.person()
    key = (work, who, quarter(), args, tuple(more.items()))
    return shared(key, lambda: work(store(), who, *args, **more))


def everybody() -> list[Persona]:
    return shared("everybody", lambda: personas(store()))


def settings() -> Settings:
    """What is in force, for all networks."""
    return shared("settings", lambda: settings_of(store()))


def networks() -> Mapping[str, Network]:
    """The networks this person may see, by id, in the order of their names."""
    return own(_networks)


def _networks(store: Store, who: Actor) -> dict[str, Network]:
    with store.reading() as cursor:
        visible = visible_networks(cursor, who)
    return {n.network_id: n for n in sorted(visible, key=lambda n: n.name.casefold())}


def network_names() -> dict[str, str]:
    """The names of the networks this person sees, by id, in their order."""
    return {network_id: network.name for network_id, network in networks().items()}


@st.cache_resource(max_entries=1, show_spinner=False)
def _memory(path: str) -> PortfolioMemory:
    del path  # the key: another store is another portfolio
    return PortfolioMemory()


def portfolio_memory() -> PortfolioMemory:
    """What everybody's portfolio of this store was worked out from."""
    return _memory(store().name)


def portfolio_rows() -> list[PortfolioRow]:
    who, memory = session.person(), portfolio_memory()
    return list(
        shared(
            ("portfolio", who, quarter()),
            lambda: portfolio(store(), who, memory=memory),
            waiting="Forecasting the portfolio …",
        )
    )


def traffic(network_id: str) -> NetworkTraffic:
    who = session.person()
    return shared(
        ("traffic", who, network_id),
        lambda: network_traffic(store(), who, network_id),
        waiting="Reading the traffic …",
        is_large=True,
    )


def term_sheet(network_id: str, since: dt.date | None) -> TermSheet | None:
    who = session.person()
    return shared(
        ("term", who, quarter(), network_id, since),
        lambda: term_sheet_of(store(), who, network_id, since=since),
        waiting="Working out the term …",
    )


def standing(network_id: str) -> NetworkStanding:
    """Where a network stands: one value for all vendor's people who may see it, one for all of its customer's."""
    who, network = session.person(), networks().get(network_id)
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
