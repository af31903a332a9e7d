"""The open requests of all networks that a person decides on or looks after, the longest waiting first."""

from __future__ import annotations

from dataclasses import dataclass

from data import requests as request_store
from data.records import Network, Request
from data.store import Store
from limits.actors import Actor, refreshed, visible_networks


@dataclass(frozen=True)
class Waiting:
    """One open request and the network it is for."""

    network: Network
    request: Request


def waiting_requests(store: Store, person: Actor) -> list[Waiting]:
    """For the vendor's people: whatever is open in the networks they may see."""
    with store.reading() as cursor:
        actor = refreshed(cursor, person)
        networks = {n.network_id: n for n in visible_networks(cursor, actor) if actor.may("see vendor facts", n)}
        found = request_store.requests(cursor, list(networks), only_open=True)
    return [Waiting(networks[r.network_id], r) for r in sorted(found, key=lambda r: (r.filed_at, r.request_id))]
