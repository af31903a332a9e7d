"""Day by day: static numbers come and go, RingPools grow and are pruned, and the limits cut both off."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from data.sample.days import Days, Ints
from data.sample.story import Pool

UNLIMITED = 10**9
STEPS_A_DAY = 12 * 6  # one every five minutes of the busy hours
INITIAL_FILL = 0.10


@dataclass(frozen=True)
class LimitsByDay:
    """The limits in force on each day: network and dynamic as (days,), campaigns as (days, campaigns)."""

    network: Ints
    dynamic: Ints
    campaigns: Ints


@dataclass(frozen=True)
class Account:
    """What happened, by day. Used counts since the 1st, so it only rises within a month."""

    static_used: Ints  # (days, campaigns)
    static_added: Ints
    static_released: Ints  # at the end of the day
    dynamic_used: Ints  # (days, pools)
    dynamic_added: Ints
    dynamic_pruned: Ints  # at the end of a month's last day

    @property
    def used(self) -> Ints:
        """Of the whole network, by day."""
        total: Ints = self.static_used.sum(axis=1) + self.dynamic_used.sum(axis=1)
        return total


def unlimited(days: Days, campaigns: int) -> LimitsByDay:
    """No limit at all: the account run under these is the demand."""
    count = len(days.dates)
    return LimitsByDay(np.full(count, UNLIMITED), np.full(count, UNLIMITED), np.full((count, campaigns), UNLIMITED))


def run(days: Days, wished: Ints, pools: tuple[Pool, ...], needed: Ints, limits: LimitsByDay) -> Account:
    """Runs the account through all days. ``wished`` is (days, campaigns), ``needed`` (days, pools)."""
    statics = _Statics(wished.shape[1])
    rings = _Rings(pools)
    rows: list[tuple[list[int], ...]] = []
    wishes, needs, campaign_limits = wished.tolist(), needed.tolist(), limits.campaigns.tolist()
    for day, (wish, need) in enumerate(zip(wishes, needs, strict=True)):
        tomorrow = min(day + 1, len(wishes) - 1)
        if days.starts_month[day]:
            statics.used = list(statics.held)
        network, dynamic = int(limits.network[day]), int(limits.dynamic[day])
        added = statics.add(wish, campaign_limits[day], network - sum(rings.size))
        grown = rings.grow(need, dynamic, network - sum(statics.used))
        used, size = list(statics.used), list(rings.size)
        released = statics.release(wishes[tomorrow])
        pruned = rings.prune(need, needs[tomorrow]) if days.ends_month[day] else [0] * len(pools)
        rows.append((used, added, released, size, grown, pruned))
    columns = [np.array(column, dtype=np.int64).reshape(len(rows), -1) for column in zip(*rows, strict=True)]
    return Account(*columns)


class _Statics:
    """Static numbers held and used this month, by campaign."""

    def __init__(self, campaigns: int) -> None:
        self.held = [0] * campaigns
        self.used = [0] * campaigns

    def add(self, wish: list[int], limits: list[int], network_room: int) -> list[int]:
        added = [0] * len(wish)
        for index, wanted in enumerate(wish):
            # A released number counts until the month ends, so room is measured against what was used.
            room = min(limits[index] - self.used[index], network_room - sum(self.used))
            added[index] = max(0, min(wanted - self.held[index], room))
            self.held[index] += added[index]
            self.used[index] += added[index]
        return added

    def release(self, wish_of_tomorrow: list[int]) -> list[int]:
        """At the end of the day, so that what ends with a month does not count in the next."""
        released = [max(0, held - wanted) for held, wanted in zip(self.held, wish_of_tomorrow, strict=True)]
        self.held = [held - gone for held, gone in zip(self.held, released, strict=True)]
        return released


class _Rings:
    """The sizes of the RingPools, which only grow until the month ends."""

    def __init__(self, pools: tuple[Pool, ...]) -> None:
        self.pools = pools
        self.size = [0] * len(pools)

    def grow(self, need: list[int], dynamic_limit: int, network_room: int) -> list[int]:
        before = list(self.size)
        for index, pool in enumerate(self.pools):
            wanted = min(max(need[index], _initial_fill(pool) if need[index] else 0), pool.max_pool_size)
            for _ in range(STEPS_A_DAY):
                if self.size[index] >= wanted:
                    break
                room = min(dynamic_limit, network_room) - sum(self.size)
                step = min(self._step(index), pool.max_pool_size - self.size[index], room)
                if step <= 0:
                    break
                self.size[index] += step
        return [now - then for now, then in zip(self.size, before, strict=True)]

    def _step(self, index: int) -> int:
        pool, size = self.pools[index], self.size[index]
        if size == 0:
            return _initial_fill(pool)
        return min(max(1, math.ceil(size * pool.growth)), pool.step_cap_numbers)

    def prune(self, need: list[int], need_of_tomorrow: list[int]) -> list[int]:
        """Removes what the pool did not need at its end, down to its initial fill; all where it is used no more."""
        pruned = []
        for index, pool in enumerate(self.pools):
            keep = max(need[index], _initial_fill(pool)) if need_of_tomorrow[index] else 0
            pruned.append(max(0, self.size[index] - keep))
            self.size[index] -= pruned[index]
        return pruned


def _initial_fill(pool: Pool) -> int:
    return pool.max_pool_size if pool.fill_immediately else max(2, round(pool.max_pool_size * INITIAL_FILL))
