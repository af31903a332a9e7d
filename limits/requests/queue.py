"""The open requests of all networks that a person decides on or looks after, the longest waiting first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.records import Network, Request
from data.store import Cursor, Store
from data.tables import networks as network_reads
from data.tables import requests as request_store
from limits import visibility
from limits.actors import Actor, refreshed, visible_networks
from limits.clock import present, utc
from limits.notice_texts import limit_words, name_of, notify
from limits.people import Team, teams, who_decides

NOBODY_DECIDES = "nobody decides"  # the topic of notices about requests that are stuck


@dataclass(frozen=True)
class Waiting:
    """One open request and the network it is for; ``team`` is who may decide there today."""

    network: Network
    request: Request
    team: Team

    @property
    def is_stuck(self) -> bool:
        """Nobody but who filed it may decide it."""
        return not set(self.team.deciders) - {self.request.filed_by}

    @property
    def who_decides(self) -> str:
        return who_decides(self.team, filed_by=self.request.filed_by)


def waiting_requests(store: Store, person: Actor) -> list[Waiting]:
    """For the vendor's people: whatever is open in the networks they may see, as CSM, deputy or reader."""
    with store.reading() as cursor:
        actor = refreshed(cursor, person)
        networks = {n.network_id: n for n in visibility.seen_whole(actor, visible_networks(cursor, actor))}
        still_open = request_store.requests(cursor, list(networks), only_open=True)
        return _waiting(cursor, networks, still_open, present())


def stuck_requests(store: Store, person: Actor) -> list[Waiting]:
    """Open requests that only whoever filed them could decide."""
    return [waiting for waiting in waiting_requests(store, person) if waiting.is_stuck]


def notify_of_stuck_requests(store: Store, *, now: dt.datetime | None = None) -> list[Waiting]:
    """Tells the vendor, once for each, of open requests that nobody can decide; returns those told of by this call."""
    moment = now or present()

    def work(cursor: Cursor) -> list[Waiting]:
        networks = {n.network_id: n for n in network_reads.networks(cursor)}
        waiting = _waiting(cursor, networks, request_store.open_requests(cursor), moment)
        return [request for request in waiting if request.is_stuck and _told(cursor, request, moment)]

    return store.write(work, changes_figures=bool)


def _told(cursor: Cursor, waiting: Waiting, moment: dt.datetime) -> bool:
    asked = f"{waiting.request.more_numbers:,} more ({limit_words(cursor, waiting.request)})"
    return notify(
        cursor,
        waiting.network,
        "vendor",
        NOBODY_DECIDES,
        f"{waiting.network.name}: nobody can decide request {waiting.request.request_id} for {asked}",
        f"{name_of(cursor, waiting.request.filed_by)} filed it. {waiting.who_decides}",
        notice_id=f"stuck-{waiting.request.request_id}",
        at=moment,
    )


def _waiting(
    cursor: Cursor, networks: dict[str, Network], requests: list[Request], moment: dt.datetime
) -> list[Waiting]:
    concerned = {r.network_id for r in requests}
    teams_by_network = teams(cursor, [n for n in networks.values() if n.network_id in concerned], utc(moment).date())
    ordered = sorted(requests, key=lambda r: (r.filed_at, r.request_id))
    return [Waiting(networks[r.network_id], r, teams_by_network[r.network_id]) for r in ordered]
