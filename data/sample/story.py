"""What a story is made of: the causes a network's history is simulated from, and nothing that follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Season = Literal["flat", "retail", "summer", "heating", "tax", "spring"]
Week = Literal["office", "shop", "home"]
Kind = Literal["campaign", "network", "dynamic"]


@dataclass(frozen=True)
class Visitors:
    """Website visitors; the level is today's, before season, and the past follows from growth and steps."""

    sessions_a_month: float
    yearly_growth: float = 0.08
    season: Season = "flat"
    season_strength: float = 1.0
    week: Week = "home"
    day_noise: float = 0.10
    peakedness: float = 1.0
    steps: tuple[tuple[int, float], ...] = ()  # (months ago, traffic is multiplied by)


@dataclass(frozen=True)
class Pool:
    """A RingPool and how it scales itself: a growth ratio a step, capped in numbers."""

    ring_pool_id: str
    name: str
    share: float = 1.0
    hold_seconds: float = 600.0  # mean; never less than lifetime_seconds
    lifetime_seconds: int = 300
    max_pool_size: int = 1000
    growth: float = 0.10
    step_cap_numbers: int = 20
    allow_overflow: bool = True
    fill_immediately: bool = False


@dataclass(frozen=True)
class LimitPlan:
    """How a limit came to be what it is.

    attended    room for the demand of its time, raised when usage comes near, mostly after a request
    full_since  held where demand has exceeded it in each of the last ``months`` closed months
    ample       ``ratio`` times the highest demand ever seen
    lowered     ample until last month, then set to ``ratio`` times that month's usage
    fixed       set to ``numbers`` and left there
    """

    how: Literal["attended", "full_since", "ample", "lowered", "fixed"] = "attended"
    ratio: float = 1.3
    months: int = 0
    numbers: int = 0


ATTENDED = LimitPlan()
AMPLE = LimitPlan("ample", 1.5)


@dataclass(frozen=True)
class Campaign:
    """A campaign's wish for static numbers: a first stock, additions and releases, a season, or short bursts."""

    campaign_id: str
    name: str
    numbers: int
    added_a_month: float = 0.0
    released_a_month: float = 0.0
    from_months_ago: int | None = None
    to_months_ago: int | None = None
    only_in_months: tuple[int, ...] = ()  # calendar months, 1 to 12
    burst_probability: float | None = None  # of a month to see a short burst; else it runs on
    limit: LimitPlan = ATTENDED


@dataclass(frozen=True)
class Contract:
    """The current partnership, seen from the running month; earlier ones of a year each fill the history before it."""

    began_months_ago: int = 6
    months: int = 12
    period_months: int = 12
    start_day: int = 1
    plenty: float = 1.15  # allotment / what the current period will use at the rate of today
    of_used: float | None = None  # instead: allotment / what was used so far
    number_months: int | None = None  # instead: this many, where nothing was used yet
    ramp: tuple[float, ...] = ()  # relative size of the periods
    earlier: bool = True
    overage_rate: float | None = 4.0
    currency: str = "USD"


@dataclass(frozen=True)
class OpenRequest:
    """A request that waits for its decision today."""

    kind: Kind
    more_numbers: int
    days_ago: int
    status: Literal["filed", "in review"]
    reason: str
    campaign_id: str = ""
    sessions: int | None = None


@dataclass(frozen=True)
class Story:
    """One network and why it is in the portfolio."""

    network_id: str
    name: str
    sentence: str
    time_zone: str
    csm_email: str | None
    months: int = 30  # closed months of history
    visitors: Visitors | None = None
    pools: tuple[Pool, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    contract: Contract = field(default_factory=Contract)
    network_limit: LimitPlan = ATTENDED
    dynamic_limit: LimitPlan = ATTENDED
    open_requests: tuple[OpenRequest, ...] = ()
    idle_share: float = 0.03  # of static numbers that nobody calls any more
    calls_a_month: float = 9.0
    stale_days: int = 0
    totals_only: bool = False
    traffic_grains: tuple[Literal["month", "day", "hour"], ...] = ("month",)
    course: Literal["daily", "weekly"] = "daily"
    users: tuple[Literal["viewer", "super_user"], ...] = ("super_user", "viewer")
