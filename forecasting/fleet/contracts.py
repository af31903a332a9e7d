"""Which months ahead spend which allotment, for many networks at once.

Months are counted as whole numbers since January 1970, so that a fleet's contracts are a few integer arrays. A billing
month belongs to the first of the allotment periods in force on any of its days, though that may begin or end in the
middle of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

LONGEST_HORIZON = 36


@dataclass(frozen=True)
class Contracts:
    """The allotment periods of a fleet, one row a period, ordered by network and start.

    network: int (periods,), the row of the network.
    first, last: int (periods,), the first and the last billing month of the period.
    number_months: float (periods,), what it bought.
    """

    network: IntArray
    first: IntArray
    last: IntArray
    number_months: FloatArray


def months_of(
    network: IntArray, starts_on: npt.NDArray[np.datetime64], ends_on: npt.NDArray[np.datetime64]
) -> tuple[IntArray, IntArray]:
    """The first and last billing month of periods that are ordered by network and start."""
    first, last = (days.astype("datetime64[M]").astype(np.int64) for days in (starts_on, ends_on))
    taken = np.zeros(len(network), dtype=bool)
    taken[1:] = (network[1:] == network[:-1]) & (last[:-1] >= first[1:])
    return first + taken, last


@dataclass(frozen=True)
class Ahead:
    """The periods that months ahead still spend, the same for all the networks of a group.

    networks: int (networks,), rows of the fleet.
    periods: for each period its first month ahead, counted from 0, and how many it has.
    left: float (networks, periods), number-months that those months may use.
    """

    networks: IntArray
    periods: tuple[tuple[int, int], ...]
    left: FloatArray

    @property
    def horizon(self) -> int:
        return max(first + count for first, count in self.periods)

    def of(self, chosen: npt.NDArray[np.bool_]) -> Ahead:
        """What lies ahead of those of the fleet's networks that are chosen, bool (all networks,)."""
        kept = chosen[self.networks]
        return Ahead(self.networks[kept], self.periods, self.left[kept])


def overlapping(
    network: IntArray, starts_on: npt.NDArray[np.datetime64], ends_on: npt.NDArray[np.datetime64], networks: int
) -> npt.NDArray[np.bool_]:
    """bool (networks,): whether two of a network's periods, ordered by network and start, claim the same day."""
    clash = (network[1:] == network[:-1]) & (starts_on[1:] <= ends_on[:-1])
    return np.asarray(np.bincount(network[1:][clash], minlength=networks) > 0)


def unreported(
    contracts: Contracts, is_reported: npt.NDArray[np.bool_], first_month: int, next_month: int
) -> dict[int, list[int]]:
    """By network the closed months without a row of the period that runs on, for networks that have any.

    Args:
        contracts: the fleet's periods.
        is_reported: bool (networks, months), whether there is a row.
        first_month: the month of its first column.
        next_month: the first month ahead, the one after its last column.
    """
    by_network = {}
    for period in np.flatnonzero((contracts.first < next_month) & (contracts.last >= next_month)):
        network = int(contracts.network[period])
        closed = np.arange(contracts.first[period], next_month)
        known = (closed >= first_month) & is_reported[network, np.maximum(closed - first_month, 0)]
        if not known.all():
            by_network[network] = closed[~known].tolist()
    return by_network


def between_periods(contracts: Contracts, next_month: int, networks: int) -> npt.NDArray[np.bool_]:
    """bool (networks,): whether a period ended and another begins later, so that none covers the first month ahead."""
    begun = np.bincount(contracts.network[contracts.first < next_month], minlength=networks) > 0
    running = (contracts.first <= next_month) & (contracts.last >= next_month)
    return np.asarray(begun & (np.bincount(contracts.network[running], minlength=networks) == 0))


def known_overage(contracts: Contracts, usage: FloatArray, first_month: int, next_month: int) -> FloatArray:
    """float (networks,): what the reported months of the period that runs on use beyond its allotment, at least 0."""
    over = np.zeros(len(usage))
    for period in np.flatnonzero((contracts.first < next_month) & (contracts.last >= next_month)):
        network = int(contracts.network[period])
        spent = np.nansum(usage[network, max(0, int(contracts.first[period]) - first_month) :])
        over[network] = max(over[network], spent - contracts.number_months[period])
    return over


def ahead(contracts: Contracts, usage: FloatArray, first_month: int, next_month: int) -> list[Ahead]:
    """Groups the networks whose contracts run on by the shape of what is left of them.

    Args:
        contracts: the fleet's periods.
        usage: float (networks, months), numbers used in all; NaN where nothing is known.
        first_month: the month of usage's first column.
        next_month: the first month ahead, the one after usage's last column.
    """
    totals = np.concatenate([np.zeros((len(usage), 1)), np.cumsum(np.nan_to_num(usage), axis=1)], axis=1)
    begun = np.clip(contracts.first - first_month, 0, usage.shape[1])
    used = totals[contracts.network, -1] - totals[contracts.network, begun]
    starts = np.maximum(contracts.first, next_month)
    whole = np.maximum(contracts.last - starts + 1, 0)
    count = np.minimum(whole, np.maximum(next_month + LONGEST_HORIZON - starts, 0))
    left = (contracts.number_months - used) * count / np.maximum(whole, 1)
    going = np.flatnonzero(count > 0)
    groups: dict[tuple[tuple[int, int], ...], tuple[list[int], list[list[float]]]] = {}
    for rows in np.split(going, np.flatnonzero(np.diff(contracts.network[going])) + 1) if going.size else []:
        shape = tuple(zip((starts[rows] - next_month).tolist(), count[rows].tolist(), strict=True))
        networks, lefts = groups.setdefault(shape, ([], []))
        networks.append(int(contracts.network[rows[0]]))
        lefts.append(left[rows].tolist())
    return [Ahead(np.array(n), shape, np.array(lefts)) for shape, (n, lefts) in sorted(groups.items())]
