"""How fresh and how whole the data of each network is, and what was imported."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from data.errors import NotAllowed
from data.records import Network
from data.store import Cursor, Store
from data.tables import import_log
from data.tables import limits as limit_reads
from data.tables import networks as network_reads
from data.tables import traffic as traffic_reads
from data.tables import usage as usage_reads
from data.tables.import_log import ImportedFile
from limits import visibility
from limits.actors import Actor, refreshed, visible_networks
from limits.months import month_of, months_between

SEES_ALL = frozenset({"planner", "admin"})


@dataclass(frozen=True)
class Freshness:
    """What is on record of one network."""

    network: Network
    months: int  # closed months that were reported
    missing_months: tuple[dt.date, ...]  # between the first and the running one, not reported or at least only
    traffic_until: dt.date | None  # the last month with sessions
    has_limits: bool
    has_contract: bool
    reported: frozenset[dt.date] = frozenset()  # every month that was, the running one among them

    def is_stale(self, today: dt.date, *, stale_days: int) -> bool:
        return self.network.as_of is None or (today - self.network.as_of).days > stale_days


def freshness(store: Store, person: Actor) -> list[Freshness]:
    """The networks this person sees as the vendor's, the oldest figures first."""
    with store.reading() as cursor:
        actor = refreshed(cursor, person)
        visibility.require_vendor(actor, "the state of the data")
        networks = visibility.seen_whole(actor, visible_networks(cursor, actor))
        ages = _of(cursor, networks)
    return sorted(ages, key=lambda f: (f.network.as_of or dt.date.min, f.network.name.casefold()))


def _of(cursor: Cursor, networks: list[Network]) -> list[Freshness]:
    ids = [n.network_id for n in networks]
    months: dict[str, set[dt.date]] = defaultdict(set)
    for row in usage_reads.network_months(cursor, ids):
        if row.is_reported:
            months[row.network_id].add(row.billing_month)
    kinds: dict[str, set[str]] = defaultdict(set)
    for limit in limit_reads.limits(cursor, ids):
        kinds[limit.network_id].add(limit.kind)
    traffic = traffic_reads.sessions_by_month(cursor, ids)
    partnerships = network_reads.partnerships(cursor, ids)
    return [
        Freshness(
            network=n,
            months=len(_closed(n, months[n.network_id])),
            missing_months=_missing(n, months[n.network_id]),
            traffic_until=max(traffic.get(n.network_id, {}), default=None),
            has_limits=kinds[n.network_id] >= {"network", "dynamic"},
            has_contract=bool(partnerships.get(n.network_id)),
            reported=frozenset(months[n.network_id]),
        )
        for n in networks
    ]


def _closed(network: Network, months: set[dt.date]) -> set[dt.date]:
    return {m for m in months if network.as_of is not None and m < _running(network.as_of)}


def _missing(network: Network, months: set[dt.date]) -> tuple[dt.date, ...]:
    if network.as_of is None or not months:
        return ()
    last_closed = _running(network.as_of) - dt.timedelta(days=1)
    return tuple(m for m in months_between(min(months), last_closed) if m not in months)


def _running(as_of: dt.date) -> dt.date:
    """The first month that is not closed: an as-of day is included to its end."""
    return month_of(as_of + dt.timedelta(days=1))


def imports_on_record(store: Store, person: Actor, *, most: int = 100) -> list[ImportedFile]:
    """The newest imports; a file may tell of any network, so they are for who sees them all."""
    with store.reading() as cursor:
        if not refreshed(cursor, person).vendor_roles & SEES_ALL:
            raise NotAllowed(f"{person.email} may not see what was imported; a Planner or an Admin may.")
        return import_log.imported_files(cursor, most=most)
