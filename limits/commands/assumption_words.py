"""Every setting behind the figures: its value in words, what it does, and where it is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from limits.assumptions import Assumptions
from limits.percents import percent_as_set
from limits.requests import FastLane, Policy

IN_THE_CODE = "limits/assumptions.py, by whoever runs Headroom"


@dataclass(frozen=True)
class SettingInWords:
    name: str  # of the setting, as the code has it
    words: str
    value: str
    where: str


def settings_in_words(assumptions: Assumptions, policy: Policy) -> Iterator[SettingInWords]:
    """All of them, those of the figures first, then the fast lane's."""
    a = assumptions

    def one(name: str, words: str, value: str, where: str = IN_THE_CODE) -> SettingInWords:
        return SettingInWords(name, words, value, where)

    yield one("risk", "Overage risk that a safe limit may carry", percent_as_set(a.risk))
    yield one(
        "need_confidence", "How surely the need holds demand in the months left", percent_as_set(a.need_confidence)
    )
    yield one("idle_days", "A static number without a call for so long is idle", f"{a.idle_days} days")
    yield one(
        "watch_utilization", "From here on a limit is said to be nearly full", percent_as_set(a.watch_utilization)
    )
    yield one("stale_days", "Usage older than this is said to be old", f"{a.stale_days} days")
    yield one(
        "surplus_share",
        "Share of an allotment expected to expire that is called a surplus",
        percent_as_set(a.surplus_share),
    )
    yield one(
        "short_history_months",
        "Below so many closed months a forecast is still learning",
        f"{a.short_history_months} months",
    )
    yield one("forecast_seed", "Seed of the simulated paths: the same seed, the same figures", str(a.forecast_seed))
    yield one("turned_away_worth", "Worth of a number-month turned away, in overage rates", f"{a.turned_away_worth:g}")
    traffic = "on the page Traffic calculator, for one calculation; the default in limits/assumptions.py"
    yield one("visit_seconds", "Mean visit of a website nothing is known of", f"{a.visit_seconds:g} seconds", traffic)
    yield one(
        "lifetime_seconds",
        "Guaranteed hold of a RingPool that states none",
        f"{a.lifetime_seconds} seconds",
        "per RingPool by importing ring_pools (lifetime_seconds); the default in limits/assumptions.py",
    )
    yield one(
        "overflow_rate", "Share of visitors that may find the RingPool empty", percent_as_set(a.overflow_rate), traffic
    )
    yield from _fast_lane(policy.fast_lane)


def _fast_lane(lane: FastLane) -> Iterator[SettingInWords]:
    where = "by an Admin, below"
    yield SettingInWords(
        "is_on", "The fast lane grants small requests as they are filed", "on" if lane.is_on else "off", where
    )
    yield SettingInWords(
        "most_share", "The most it grants, as a share of the limit", percent_as_set(lane.most_share), where
    )
    yield SettingInWords("most_numbers", "The most it grants, numbers", f"{lane.most_numbers:,}", where)
    yield SettingInWords("most_risk", "The overage risk it stays below", percent_as_set(lane.most_risk), where)
