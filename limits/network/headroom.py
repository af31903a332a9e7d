"""Every limit of a network beside this month's usage: what is left of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from data.errors import LimitMissing
from data.records import Limit, MonthUsage, Network
from data.store import Cursor
from data.tables import limits as limit_reads
from data.tables import networks as network_reads
from data.tables import usage as usage_reads
from limits.kinds import DYNAMIC, NETWORK, OF_THE_NETWORK, LimitKey, as_kind, campaign_limit
from limits.months import running_month
from limits.settings_in_force import settings_in

State = Literal["none", "free", "nearly full", "full", "exceeded"]


@dataclass(frozen=True)
class LimitHeadroom:
    """One limit as of the network's as-of date."""

    key: LimitKey
    name: str  # the campaign's name; '' for network and dynamic
    limit: int
    version: int
    usage: int
    watch_utilization: float  # ratio: from here on it is nearly full

    @property
    def headroom(self) -> int:
        """limit - usage, numbers; negative only after a limit was lowered below its usage."""
        return self.limit - self.usage

    @property
    def utilization(self) -> float:
        """usage / limit, a ratio; a limit of 0 counts as full."""
        return self.usage / self.limit if self.limit else 1.0

    @property
    def state(self) -> State:
        if not self.limit and not self.usage:
            return "none"
        if self.usage > self.limit:
            return "exceeded"
        if self.usage == self.limit:
            return "full"
        return "nearly full" if self.utilization >= self.watch_utilization else "free"

    @property
    def words(self) -> str:
        return self.key.words(self.name)


def limit_headrooms(cursor: Cursor, network: Network) -> tuple[LimitHeadroom, ...]:
    """The network limit, the dynamic limit, then the campaigns' by name."""
    ids = [network.network_id]
    return headrooms_of(
        network,
        limit_reads.limits(cursor, ids),
        {campaign: name for (_, campaign), name in network_reads.campaign_names(cursor, ids).items()},
        usage_reads.campaign_months(cursor, ids),
        watch_utilization=settings_in(cursor).in_contract(network.network_id).assumptions.watch_utilization,
    )


def headrooms_of(
    network: Network,
    limits: Sequence[Limit],
    names: dict[str, str],
    months: Sequence[MonthUsage],
    *,
    watch_utilization: float,
) -> tuple[LimitHeadroom, ...]:
    """The headroom of each limit from rows already read; raises LimitMissing where a limit is not on record."""
    usage = _usage(network, months)
    by_key = {LimitKey(as_kind(row.kind), row.campaign_id): row for row in limits}
    keys = list(OF_THE_NETWORK)
    keys += [campaign_limit(c) for c in sorted(names, key=lambda c: (names[c].casefold(), c))]
    headrooms = []
    for key in keys:
        if key not in by_key:
            raise LimitMissing(
                f"{network.name} ({network.network_id}) has no {key.words(names.get(key.campaign_id))} on record, "
                "and a missing limit is never unlimited. An admin can add it by importing "
                f"{'campaigns' if key.of_campaign else 'limits'}."
            )
        row = by_key[key]
        name = names.get(key.campaign_id, "")
        headrooms.append(LimitHeadroom(key, name, row.limit_numbers, row.version, usage[key], watch_utilization))
    return tuple(headrooms)


def _usage(network: Network, months: Sequence[MonthUsage]) -> dict[LimitKey, int]:
    """This month's usage by limit; nothing where no usage was imported."""
    usage: dict[LimitKey, int] = defaultdict(int)
    if network.as_of is None:
        return usage
    running = running_month(network.as_of)
    for row in months:
        if row.billing_month == running:
            usage[NETWORK] += row.static_used + row.dynamic_used
            usage[DYNAMIC] += row.dynamic_used
            if row.campaign_id:
                usage[campaign_limit(row.campaign_id)] += row.static_used
    return usage
