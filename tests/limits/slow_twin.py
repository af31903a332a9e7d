"""A deliberately slow reading of ``limits status --json``: one path, one month, one limit at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Json = dict[str, Any]
Limits = list[float]  # of every month of the forecast


@dataclass(frozen=True)
class OnTop:
    """Numbers on top of what one limit counts, in some months; ``floor`` is a promise older than the usage."""

    key: str
    numbers: int
    months: frozenset[int]
    before: Limits
    used: int
    floor: bool = False


@dataclass
class Twin:
    """What the JSON says, and what is not in it: planned changes and promises.

    planned    new limits by limit and by month of the forecast, from that month on
    """

    status: Json
    planned: dict[str, dict[int, int]] = field(default_factory=dict)
    promised: list[OnTop] = field(default_factory=list)
    full: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.months = [day[:7] for day in self.status["forecast"]["months"]]
        self.used = {own_key(one): one["usage"] for one in self.status["limits"]}
        self.limits = {own_key(one): self._by_month(own_key(one), one["limit"]) for one in self.status["limits"]}
        paths = self.status["paths"]
        self.parts: dict[str, Any] = {**(paths["campaigns"] or {"": paths["static"]}), "dynamic": paths["dynamic"]}
        self.count = len(self.parts["dynamic"])
        for key in self.limits:  # a campaign that never had a number
            if key not in self.parts and key != "network":
                self.parts[key] = [[0.0] * len(self.months)] * self.count
        named = sum(used for key, used in self.used.items() if key != "network")
        self.used.setdefault("", self.used["network"] - named)
        self.limits.setdefault("", [math.inf] * len(self.months))
        self.periods = self._periods()
        last = max((first + months for first, months, _, _ in self.periods), default=0)
        self.of_interest = range(last)

    def _by_month(self, key: str, today: int) -> Limits:
        limits, limit = [], float(today)
        for month in range(len(self.months)):
            limit = max(limit, self.planned.get(key, {}).get(month, 0))
            limits.append(limit)
        return limits

    def _periods(self) -> list[tuple[int, int, float, float | None]]:
        """(first month, months, number-months left for them, rate) within the forecast."""
        periods = []
        for period in self.status["contract"]["periods"]:
            inside = [self.months.index(m[:7]) for m in period["months_ahead"] if m[:7] in self.months]
            left = period["number_months"] - period["used_in_closed_months"]
            if inside:
                share = len(inside) / len(period["months_ahead"])
                periods.append((inside[0], len(inside), left * share, period["overage_rate"]))
        return periods

    def use(
        self, path: int, month: int, limits: dict[str, Limits], on_top: Sequence[OnTop] = (), filled: str | None = None
    ) -> float:
        """Numbers the whole network uses on a path in a month."""
        together = sum(self.part(path, month, key, limits, on_top, filled) for key in self.parts)
        wanted = self._with(together, "network", month, on_top)
        cut = limits["network"][month] if filled == "network" else min(wanted, limits["network"][month])
        return max(cut, self.used["network"]) if month == 0 else cut

    def part(
        self,
        path: int,
        month: int,
        key: str,
        limits: dict[str, Limits],
        on_top: Sequence[OnTop] = (),
        filled: str | None = None,
    ) -> float:
        """Numbers that a campaign's or the dynamic limit lets through."""
        wanted = self._with(self.parts[key][path][month], key, month, on_top)
        cut = limits[key][month] if filled == key else min(wanted, limits[key][month])
        return max(cut, self.used.get(key, 0)) if month == 0 else cut

    def _with(self, demand: float, key: str, month: int, on_top: Sequence[OnTop]) -> float:
        """max(D, min(D, L) + x) for what is asked, max(D, usage then + x) for what was promised earlier."""
        for one in on_top:
            if one.key == key and month in one.months:
                base = one.used if one.floor else min(demand, one.before[month])
                demand = max(demand, base + one.numbers)
        return demand

    def ends(self, limits: dict[str, Limits], on_top: Sequence[OnTop] = (), filled: str | None = None) -> Ends:
        """What a way to use the limits comes to, summed path by path."""
        used, over = 0.0, [0.0] * len(self.periods)
        runs_over = [[0] * months for _, months, _, _ in self.periods]
        for path in range(self.count):
            for place, (first, months, left, _) in enumerate(self.periods):
                so_far = 0.0
                for month in range(months):
                    so_far += self.use(path, first + month, limits, on_top, filled)
                    runs_over[place][month] += so_far > left + 1e-9
                used += so_far
                over[place] += max(so_far - left, 0.0)
        return Ends(
            used=used / self.count,
            overage=[o / self.count for o in over],
            cost=sum(o / self.count * (rate or 0) for o, (_, _, _, rate) in zip(over, self.periods, strict=True)),
            risk_by_month=[[n / self.count for n in period] for period in runs_over],
        )

    def free(self, key: str, months: Sequence[int], confidence: float) -> int:
        """The largest f with P(D <= L - f in every one of the months) at least the confidence."""
        if key in self.full:
            return 0
        margins = sorted(min(self.limits[key][m] - self._wanted(p, m, key) for m in months) for p in range(self.count))
        sure = math.ceil(confidence * self.count - 1e-9)
        free = 0
        while sum(margin >= free + 1 - 1e-9 for margin in margins) >= sure:
            free += 1
        return free

    def _wanted(self, path: int, month: int, key: str) -> float:
        """Demand for what the limit counts, cut at the other limits."""
        if key == "network":
            return self.use(path, month, {**self.limits, "network": [math.inf] * len(self.months)}, self.promised)
        others = sum(self.part(path, month, k, self.limits, self.promised) for k in self.parts if k != key)
        own = self._with(self.parts[key][path][month], key, month, self.promised)
        return min(own, max(self.limits["network"][month] - others, self.used[key]))

    def need(self, key: str, months: Sequence[int], confidence: float) -> int:
        """The smallest L with P(demand without limits <= L in every month) at least the confidence."""
        endless = {k: [math.inf] * len(self.months) for k in self.limits}

        def read(path: int, month: int) -> float:
            if key == "network":
                return self.use(path, month, endless, self.promised)
            return self.part(path, month, key, endless, self.promised)

        highest = sorted(max(read(path, month) for month in months) for path in range(self.count))
        return math.ceil(highest[math.ceil(confidence * self.count - 1e-9) - 1] - 1e-9)

    def fits(self, key: str, limits: Limits, months: Sequence[int], confidence: float) -> bool:
        """Whether demand without limits fits the limit of its month, in every month, as surely as the confidence."""
        endless = {k: [math.inf] * len(self.months) for k in self.limits}

        def read(path: int, month: int) -> float:
            if key == "network":
                return self.use(path, month, endless, self.promised)
            return self.part(path, month, key, endless, self.promised)

        inside = sum(all(read(p, m) <= limits[m] + 1e-9 for m in months) for p in range(self.count))
        return inside >= confidence * self.count - 1e-9

    def asks(self, key: str, numbers: int, months: Sequence[int]) -> OnTop:
        return OnTop(key, numbers, frozenset(months), self.limits[key], self.used[key])

    def raised(self, key: str, months: Sequence[int], by: float, network_by: float = 0) -> dict[str, Limits]:
        limits = dict(self.limits)
        for raised, more in ((key, by), ("network", network_by)):
            limits[raised] = [x + (more if m in months else 0) for m, x in enumerate(limits[raised])]
        return limits

    def is_safe(self, limits: dict[str, Limits], asked: OnTop, risk: float, place: int | None = None) -> bool:
        """As asked, and as it is projected once it was granted and newer usage is in: each period, or one of them."""
        for one in (asked, replace(asked, floor=True)):
            risks = self.ends(limits, [*self.promised, one]).risk_by_period
            if any(r > risk for r in (risks if place is None else [risks[place]])):
                return False
        return True


@dataclass(frozen=True)
class Ends:
    """By period; money for all of them."""

    used: float
    overage: list[float]
    cost: float
    risk_by_month: list[list[float]]

    @property
    def risk_by_period(self) -> list[float]:
        return [months[-1] for months in self.risk_by_month]


def own_key(limit: Json) -> str:
    return str(limit["campaign_id"] or limit["kind"])
