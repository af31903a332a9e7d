"""What is known of a network's website traffic, its RingPools and how both showed in its usage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Literal, cast

import numpy as np

from data.imports.traffic_file import read_traffic_file
from data.records import Network, RingPool, TrafficRow
from data.store import Cursor, Store
from data.tables import limits as limit_reads
from data.tables import networks as network_reads
from data.tables import traffic as traffic_reads
from data.tables import usage as usage_reads
from forecasting.traffic import (
    BusyHourProfile,
    Excerpt,
    Grain,
    Traffic,
    TrafficMonths,
    TrafficOutlook,
    excerpt,
    learn_shared_profile,
    traffic_by_month,
    traffic_from_history,
)
from limits.actors import Actor, refreshed, require
from limits.advice import contract_of
from limits.assumptions import Assumptions
from limits.kinds import DYNAMIC, NETWORK
from limits.months import months_between, plus_months, running_month
from limits.outlook import LONGEST_HORIZON, SHORTEST_HORIZON, HistoryMonth, assumed_profile, past

GRAINS: tuple[Grain, ...] = ("month", "day", "hour")
# Fewer would let a customer read another network's hours out of the shared profile.
FEWEST_WEBSITES_SHARED = 3
SHARED_PROFILE_DAYS = 100
ProfileSource = Literal["own hours", "other networks", "stated"]


@dataclass(frozen=True)
class NetworkTraffic:
    """One network as the traffic calculator sees it; ``months`` is None while no traffic is known."""

    network: Network
    history: tuple[HistoryMonth, ...]
    ring_pools: tuple[RingPool, ...]
    network_limit: int | None
    dynamic_limit: int | None
    months_ahead: tuple[dt.date, ...]
    partnership_ends_on: dt.date | None
    shared_profile: BusyHourProfile
    assumptions: Assumptions
    traffic: tuple[Traffic, ...] = field(repr=False, compare=False)
    months: TrafficMonths | None = field(repr=False, compare=False)
    outlook: TrafficOutlook | None = field(repr=False, compare=False)  # over months_ahead, from the history

    @property
    def profile(self) -> BusyHourProfile:
        return self.months.profile if self.months is not None else self.shared_profile

    @property
    def profile_source(self) -> ProfileSource:
        if any(part.grain == "hour" for part in self.traffic):
            return "own hours"
        return "other networks" if self.shared_profile.months_learnt else "stated"

    @property
    def dispersion(self) -> float:
        return self.months.mean_dispersion if self.months is not None else 1.0

    @property
    def latest_month(self) -> tuple[dt.date, float] | None:
        """The last whole month whose sessions are known."""
        if self.months is None:
            return None
        known = np.flatnonzero(np.isfinite(self.months.sessions))
        if not len(known):
            return None
        return self.months.months[known[-1]].astype(dt.date), float(self.months.sessions[known[-1]])

    @property
    def dynamic_used(self) -> int | None:
        """Dynamic numbers of the running month."""
        return self.history[-1].dynamic_used if self.history else None

    @property
    def ceilings(self) -> dict[str, int]:
        """What holds the RingPools' numbers down today, each by its name; the least of them binds."""
        by_name = {} if self.dynamic_limit is None else {"dynamic limit": self.dynamic_limit}
        static = self.history[-1].static_used if self.history else None
        if self.network_limit is not None:
            by_name["network limit less the static numbers"] = max(self.network_limit - (static or 0), 0)
        sizes = [p.max_pool_size for p in self.ring_pools]
        if sizes and all(size is not None for size in sizes):
            by_name["RingPools' maximum size"] = sum(size or 0 for size in sizes)
        return by_name


def network_traffic(
    store: Store, person: Actor, network_id: str, *, assumptions: Assumptions | None = None
) -> NetworkTraffic:
    """Traffic, RingPools, limits and usage of one network, for who may see it."""
    with store.reading() as cursor:
        person = refreshed(cursor, person)
        network = require(cursor, person, "see network", network_id)
        ids = [network.network_id]
        rows = traffic_reads.traffic(cursor, ids, list(GRAINS)).get(network.network_id, [])
        totals = usage_reads.network_months(cursor, ids)
        known = None
        if network.as_of is not None and totals:
            known = past(network.as_of, totals, [], limit_reads.limit_changes(cursor, ids), [])
        contract = contract_of(network, network_reads.partnerships(cursor, ids).get(network_id, []), [], totals)
        limits = {limit.kind: limit.limit_numbers for limit in limit_reads.limits(cursor, ids) if not limit.campaign_id}
        pools = tuple(network_reads.ring_pools(cursor, network.network_id))
        assumed = assumptions or person.settings.in_contract(network_id).assumptions
        shared = _shared_profile(cursor, network.network_id, assumed)
    ends_on = contract.partnership.ends_on if contract.partnership else None
    traffic = NetworkTraffic(
        network=network,
        history=known.months if known else (),
        ring_pools=pools,
        network_limit=limits.get(NETWORK.kind),
        dynamic_limit=limits.get(DYNAMIC.kind),
        months_ahead=(),
        partnership_ends_on=ends_on,
        shared_profile=shared,
        assumptions=assumed,
        traffic=(),
        months=None,
        outlook=None,
    )
    return with_traffic(traffic, traffic_of(rows))


def with_traffic(known: NetworkTraffic, more: Sequence[Traffic]) -> NetworkTraffic:
    """The network with more traffic known, such as that of a file nobody stores; a later part wins a month."""
    parts = (*known.traffic, *more)
    months = traffic_by_month(parts, known.shared_profile) if parts else None
    if months is not None and not np.isfinite(months.sessions).any():
        months = None
    ahead = _months_ahead(known, months)
    return replace(
        known,
        traffic=parts,
        months=months,
        months_ahead=ahead,
        outlook=_outlook(months, ahead, known.assumptions.forecast_seed) if ahead else None,
    )


def traffic_of(rows: Sequence[TrafficRow]) -> tuple[Traffic, ...]:
    """Stored rows as the engine takes them, one part a grain."""
    by_grain = []
    for grain in GRAINS:
        part = [row for row in rows if row.grain == grain]
        if part:
            starts = np.array([row.starts_at for row in part], dtype="datetime64[s]")
            by_grain.append(Traffic(grain, starts, np.array([float(row.sessions) for row in part])))
    return tuple(by_grain)


@dataclass(frozen=True)
class UploadedTraffic:
    """A GA4 file as the calculator uses it; nothing of it is stored."""

    file: str
    grain: Grain
    first_day: dt.date
    last_day: dt.date
    warnings: tuple[str, ...]
    excerpt: Excerpt
    traffic: tuple[Traffic, ...] = field(repr=False, compare=False)


def uploaded_traffic(file: BinaryIO) -> UploadedTraffic:
    """Reads a GA4 export; a file that is none is refused in words (ImportRejected)."""
    read = read_traffic_file(file)
    parts = traffic_of(read.rows)
    return UploadedTraffic(
        file=read.file,
        grain=cast(Grain, read.rows[0].grain),
        first_day=read.rows[0].starts_at.date(),
        last_day=read.rows[-1].starts_at.date(),
        warnings=read.warnings,
        excerpt=excerpt(parts[0]),
        traffic=parts,
    )


def _shared_profile(cursor: Cursor, network_id: str, assumed: Assumptions) -> BusyHourProfile:
    """The busy hours of the other networks that have hourly traffic, where enough of them do."""
    hours = traffic_reads.recent_hours(cursor, days=SHARED_PROFILE_DAYS)
    hours.pop(network_id, None)
    if len(hours) < FEWEST_WEBSITES_SHARED:
        return assumed_profile(assumed.busy_hour_share)
    return learn_shared_profile([traffic_of(rows) for rows in hours.values()])


def _months_ahead(known: NetworkTraffic, months: TrafficMonths | None) -> tuple[dt.date, ...]:
    """From the running month to the end of the partnership, a year where there is none to go by."""
    if known.network.as_of is not None:
        first = running_month(known.network.as_of)
    elif months is not None:
        first = plus_months(months.months[-1].astype(dt.date), 1)
    else:
        return ()
    left = months_between(first, known.partnership_ends_on) if known.partnership_ends_on else []
    count = min(len(left), LONGEST_HORIZON) or SHORTEST_HORIZON
    return tuple(plus_months(first, i) for i in range(count))


def _outlook(months: TrafficMonths | None, ahead: Sequence[dt.date], seed: int) -> TrafficOutlook | None:
    """The history's own forecast over the months ahead, whichever month the traffic ends in."""
    if months is None:
        return None
    first = np.datetime64(ahead[0], "M")
    sessions = months.sessions[months.months < first]
    if not np.isfinite(sessions).any():
        return None
    last = int(np.flatnonzero(np.isfinite(sessions))[-1])
    gap = int((first - months.months[last]).astype(np.int64)) - 1
    outlook = traffic_from_history(sessions[: last + 1], gap + len(ahead), seed=seed)
    return replace(outlook, sessions=outlook.sessions[:, gap:])
