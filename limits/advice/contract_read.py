"""A network's contract as it is read: as its committed scenario has it, and with prices for who may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from data.records import Allotment, Amendment, LimitChange, MonthUsage, Network, Partnership
from data.store import Cursor
from data.tables import networks as network_reads
from limits import visibility
from limits.kinds import about
from limits.months import plus_months, running_month
from limits.network import NO_USAGE, Contract, contract_as_of, limits_in_force
from limits.outlook import NONE_COMMITTED, CommittedScenario

LONGEST_CONTRACT_MONTHS = 60  # how far back the limits of unreported months are looked up


def read_contract(
    cursor: Cursor,
    network: Network,
    totals: list[MonthUsage],
    committed: CommittedScenario,
    today: dt.date | None,
    changes: Sequence[LimitChange],
    *,
    with_prices: bool,
) -> Contract:
    """The contract on record, without prices for who may not see them."""
    ids = [network.network_id]
    allotments = network_reads.allotments(cursor, ids).get(network.network_id, [])
    amendments = network_reads.amendments(cursor, ids).get(network.network_id, [])
    if not with_prices:
        allotments, amendments = visibility.allotments(allotments), visibility.amendments(amendments)
    partnerships = network_reads.partnerships(cursor, ids).get(network.network_id, [])
    return contract_of(
        network,
        partnerships,
        allotments,
        totals,
        committed,
        amendments=amendments,
        today=today,
        limits=network_limits(changes, network),
    )


def network_limits(changes: Sequence[LimitChange], network: Network) -> dict[dt.date, int | None]:
    """The network limit of every month of the last years, for what unreported ones used at most."""
    own = [c for c in changes if about(c.kind).is_whole]
    if network.as_of is None or not own:
        return {}
    running = running_month(network.as_of)
    months = [plus_months(running, -back) for back in range(LONGEST_CONTRACT_MONTHS)]
    return dict(zip(months, limits_in_force(own, months), strict=True))


def contract_of(
    network: Network,
    partnerships: list[Partnership],
    allotments: list[Allotment],
    totals: list[MonthUsage],
    committed: CommittedScenario = NONE_COMMITTED,
    *,
    amendments: Sequence[Amendment] = (),
    today: dt.date | None = None,
    limits: Mapping[dt.date, int | None] | None = None,
) -> Contract:
    """The network's contract as of its usage, as its plan has it; before any usage was imported nothing is known."""
    if network.as_of is None:
        return Contract("no usage", None, (), NO_USAGE)
    held, periods = committed.contract(partnerships, allotments, network.as_of)
    return contract_as_of(network.as_of, held, periods, totals, amendments=amendments, today=today, limits=limits)
