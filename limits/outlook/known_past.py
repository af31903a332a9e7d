"""What is known of a network's usage: month by month, with the limits of the time and where one cut demand off."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from data.records import LimitChange, MonthUsage, RingPool
from limits.assumptions import Assumptions
from limits.kinds import DYNAMIC, NETWORK, campaign_limit
from limits.months import months_between, running_month
from limits.network import changes_by_limit, limits_in_force
from limits.outlook.traffic_demand import ExpectedSessions, TrafficPast


@dataclass(frozen=True)
class HistoryMonth:
    """One billing month as it was: usage, the limits then, and whether one cut demand off."""

    billing_month: dt.date
    static_used: int | None  # None where nothing was reported
    dynamic_used: int | None
    network_limit: int | None
    dynamic_limit: int | None
    is_running: bool
    is_reported: bool = True  # a closed month that is not is known as "at least this" only

    @property
    def used(self) -> int | None:
        if self.static_used is None or self.dynamic_used is None:
            return None
        return self.static_used + self.dynamic_used

    @property
    def at_network_limit(self) -> bool:
        """Whether demand was more than the usage says: the limit was full, or not all of the usage is known."""
        if self.used is None:
            return False
        return not self.is_reported or (self.network_limit is not None and self.used >= self.network_limit)

    @property
    def at_dynamic_limit(self) -> bool:
        used, limit = self.dynamic_used, self.dynamic_limit
        return self.at_network_limit or (used is not None and limit is not None and used >= limit > 0)


@dataclass(frozen=True)
class Past:
    """What is known of a network's usage: its months, and those of its campaigns."""

    as_of: dt.date
    months: tuple[HistoryMonth, ...]
    # Static usage by campaign, one value a month of ``months``; under '' what is known as a network's total only.
    campaigns: Mapping[str, tuple[int | None, ...]]
    campaign_limits: Mapping[str, tuple[int | None, ...]]
    by_this_day: Mapping[dt.date, MonthUsage]  # what past months had come to when as much of them was gone
    traffic: TrafficPast | None = None
    expected: ExpectedSessions | None = None
    ring_pools: tuple[RingPool, ...] = ()
    assumed: Assumptions = field(default_factory=Assumptions)  # where the RingPools do not say

    @property
    def running(self) -> dt.date:
        """The first month not closed as of the date."""
        return running_month(self.as_of)

    @property
    def closed(self) -> tuple[HistoryMonth, ...]:
        return tuple(m for m in self.months if not m.is_running)

    @cached_property
    def full_campaigns(self) -> Mapping[str, tuple[bool, ...]]:
        """The campaigns that were ever at their own limit, with whether they were in each month of ``months``."""
        by_campaign = {}
        for campaign_id, used in self.campaigns.items():
            limits = zip(used, self.campaign_limits[campaign_id], strict=True)
            full = tuple(u is not None and limit is not None and u >= limit > 0 for u, limit in limits)
            if any(full):
                by_campaign[campaign_id] = full
        return by_campaign

    @property
    def used_by_others(self) -> tuple[int | None, ...]:
        """Static numbers of all but the ``full_campaigns``, one value a month of ``months``."""
        full = [self.campaigns[i] for i in self.full_campaigns]
        return tuple(
            None if month.static_used is None else max(month.static_used - sum(u[at] or 0 for u in full), 0)
            for at, month in enumerate(self.months)
        )


def past(
    as_of: dt.date,
    totals: Sequence[MonthUsage],
    by_campaign: Sequence[MonthUsage],
    changes: Sequence[LimitChange],
    by_this_day: Sequence[MonthUsage],
    traffic: TrafficPast | None = None,
    assumed: Assumptions | None = None,
) -> Past:
    """Lays usage and the limits of the time side by side, month by month; unreported months stay unknown.

    A limit changed after the as-of date says nothing of the months before: what held then cut the running one off.
    """
    running = running_month(as_of)
    known = {m.billing_month: m for m in totals if m.billing_month <= running}
    months = months_between(min(known, default=running), running)
    limits = changes_by_limit(change for change in changes if change.effective_from <= as_of or change.version == 1)
    network_limits = limits_in_force(limits[NETWORK], months)
    dynamic_limits = limits_in_force(limits[DYNAMIC], months)
    rows = tuple(
        HistoryMonth(
            billing_month=month,
            static_used=known[month].static_used if month in known else None,
            dynamic_used=known[month].dynamic_used if month in known else None,
            network_limit=network_limits[i],
            dynamic_limit=dynamic_limits[i],
            is_running=month == running,
            is_reported=month == running or month not in known or known[month].is_reported,
        )
        for i, month in enumerate(months)
    )
    used: dict[str, dict[dt.date, int]] = defaultdict(dict)
    for row in by_campaign:
        if row.campaign_id or row.static_used:
            used[row.campaign_id][row.billing_month] = row.static_used
    return Past(
        as_of=as_of,
        months=rows,
        campaigns={c: _by_month(u, months, known) for c, u in used.items()},
        campaign_limits={
            c: tuple(limits_in_force(limits[campaign_limit(c)], months)) if c else (None,) * len(months) for c in used
        },
        by_this_day={m.billing_month: m for m in by_this_day},
        traffic=traffic,
        assumed=assumed or Assumptions(),
    )


def _by_month(
    used: Mapping[dt.date, int], months: Sequence[dt.date], known: Mapping[dt.date, MonthUsage]
) -> tuple[int | None, ...]:
    """A campaign's usage month by month: unknown before its first number, 0 in a known month without one."""
    first = min((m for m, numbers in used.items() if numbers), default=None)
    return tuple(used.get(m, 0) if m in known and first is not None and m >= first else None for m in months)
