"""The answer: one verdict, one figure and one sentence for a limit or a request, with all that it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from limits.kinds import LimitKey

Verdict = Literal["cannot be assessed", "there is room", "grant", "grant N of M", "needs a contract conversation"]
Figure = int | float | str | None


@dataclass(frozen=True)
class Step:
    """A limit from a month on."""

    month: dt.date
    limit: int


@dataclass(frozen=True)
class Pair:
    """The network limit that has to rise with a campaign or dynamic limit, and when."""

    key: LimitKey
    limit: int
    schedule: tuple[Step, ...]


@dataclass(frozen=True)
class Way:
    """One way to use the limits; number-months, money, ratios. None is not known, or not this person's to see."""

    used: float | None
    overage: float | None
    cost: float | None
    risk: float | None
    first_over: dt.date | None
    overage_by_period: tuple[float, ...] = ()
    risk_by_period: tuple[float, ...] = ()


UNKNOWN = Way(None, None, None, None, None)


@dataclass(frozen=True)
class ContractFigures:
    """The contract as the answer counts it; None where it is not known."""

    state: str
    used_closed: int | None
    left_at_month_start: int | None
    left_today: int | None
    months_ahead: int
    ceiling: int | None
    ceiling_increase: int | None
    unreported: tuple[dt.date, ...]
    period_ceilings: tuple[int | None, ...] = ()
    left_most: int | None = None  # at the month's start, while months are unreported
    left_least: int | None = None
    left_today_most: int | None = None
    left_today_least: int | None = None


@dataclass(frozen=True)
class Reason:
    """One fact the answer rests on; counts in numbers or number-months, risks as ratios, months as dates."""

    code: str
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What the product recommends.

    asked           numbers wanted: of the request, or what the need lacks; 0 where nothing is
    limit           of the last month asked for inside the contract; today's where nothing is granted; None unknown
    increase        that limit less the month's planned one
    granted         numbers, one for each allotment period with a month asked for
    schedule        each step of the limit in the months asked for, planned changes among them
    safe_increase   the largest increase from the running month on whose use as asked is safe
    need            the smallest limit that holds demand in every month left
    missing         number-months that the contract lacks, where it needs a conversation
    holding_limit   below today's: the limit that would hold, an option beside the conversation
    binds           the limits that stand in the way of what is wanted
    outside         months asked for that no contract covers
    before_others   the answer as if no other request had been filed before; None where none was
    """

    key: LimitKey
    verdict: Verdict
    sentence: str
    limit_now: int
    usage: int
    asked: int
    limit: int | None
    increase: int | None
    granted: tuple[int, ...] | None
    schedule: tuple[Step, ...] | None
    pair: Pair | None
    contract: ContractFigures
    as_history: Way
    as_asked: Way
    if_filled: Way
    safe_increase: int | None
    need: int | None
    missing: int | None
    missing_cost: float | None
    missing_is_least: bool
    currency: str | None
    binds: tuple[LimitKey, ...]
    caveats: tuple[str, ...]
    reasons: tuple[Reason, ...]
    as_of: dt.date | None
    risk_level: float
    confidence: float
    holding_limit: int | None = None
    outside: tuple[dt.date, ...] = ()
    is_request: bool = False
    from_month: dt.date | None = None
    until_month: dt.date | None = None
    before_others: Answer | None = None

    @property
    def risk(self) -> float | None:
        """Overage risk of the use as asked, the largest of the periods' risks."""
        return self.as_asked.risk

    @property
    def safe_limit(self) -> int | None:
        """The largest limit that is safe; None where not even today's is, or nothing is known."""
        if self.safe_increase is None or (self.as_history.risk or 0.0) > self.risk_level:
            return None
        return self.limit_now + self.safe_increase

    @property
    def safe_limit_beside(self) -> int | None:
        """The safe limit where it may be said beside the answer; None where that goes beyond it.

        An answer does so where the network limit rises with it, or where it is for later months: what is safe is
        weighed from now on and with the network limit as it is.
        """
        beyond = self.safe_limit is not None and self.limit is not None and self.limit > self.safe_limit
        return self.safe_limit if self.safe_increase and not beyond else None

    @property
    def is_known(self) -> bool:
        return self.verdict != "cannot be assessed"

    @property
    def raises(self) -> bool:
        """Whether the answer recommends to raise a limit."""
        return self.verdict in ("grant", "grant N of M")
