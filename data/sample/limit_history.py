"""How each limit came to be what it is: first set, then changed by people who looked at the demand of their time."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from data.sample.changes import Change, Request
from data.sample.days import Days, Ints
from data.sample.people import People
from data.sample.story import Kind, LimitPlan

NEAR = 0.9  # utilization at which somebody files a request
QUIET_DAYS = 75  # between a decision and the next request for the same limit
REQUESTS_DAYS = 365  # how far back requests are on file; older changes were made by the CSM directly
_REASONS: dict[Kind, tuple[str, ...]] = {
    "network": (
        "We open two locations and need numbers for both.",
        "Our limit blocks us from adding numbers.",
        "New partners start next month.",
    ),
    "dynamic": (
        "The website gets more visitors than last year.",
        "Visitors see the overflow number at noon.",
        "We advertise more from next month.",
    ),
    "campaign": (
        "More partners want numbers of their own.",
        "A second round of mailings needs numbers.",
        "New radio spots start soon.",
    ),
}


@dataclass(frozen=True)
class Subject:
    """A limit to be set: whose demand it watches, from which day on."""

    network_id: str
    kind: Kind
    campaign_id: str
    plan: LimitPlan
    demand: Ints  # (days,) used since the 1st, were there no limits
    first_day: int
    sessions_a_month: int | None


class LimitHistory:
    """Collects the changes and requests of one limit, version by version."""

    def __init__(self, subject: Subject, days: Days, people: People, chance: np.random.Generator) -> None:
        self.subject, self.days, self.people, self.chance = subject, days, people, chance
        self.changes: list[Change] = []
        self.requests: list[Request] = []
        self._made()

    @property
    def limit(self) -> int:
        return self.changes[-1].new_limit

    def by_day(self) -> Ints:
        """The limit in force on each day, 0 before there was one."""
        in_force = np.zeros(len(self.days.dates), dtype=np.int64)
        for change in self.changes:
            in_force[change.day :] = change.new_limit
        return in_force

    def _made(self) -> None:
        match self.subject.plan.how:
            case "attended":
                self._attended()
            case "full_since":
                self._full_since()
            case "ample":
                self._first(_whole(max(self.subject.plan.ratio * int(self.subject.demand.max(initial=0)), 5)))
            case "lowered":
                self._lowered()
            case "fixed":
                self._first(self.subject.plan.numbers)

    def _attended(self) -> None:
        subject, last = self.subject, len(self.days.dates) - 1
        self._first(_whole(subject.plan.ratio * self._first_demand()))
        day = subject.first_day
        while True:
            near = np.nonzero(subject.demand[day:] > NEAR * self.limit)[0]
            filed = day + int(near[0]) + 1 if near.size else last + 1
            if filed > last:
                return
            decided = filed + int(self.chance.integers(2, 10))
            self._ask(filed, decided, _whole(max(float(self.chance.uniform(0.15, 0.35)) * self.limit, 2)))
            day = decided + QUIET_DAYS

    def _full_since(self) -> None:
        closed = self.days.last_of_months(self.subject.demand)[: self.days.running]
        self._first(max(1, math.floor(self.subject.plan.ratio * closed[-self.subject.plan.months :].min())))
        last = len(self.days.dates) - 1
        for days_ago in (240, 120):
            if last - days_ago > self.days.first_day_of(self.subject.plan.months - 1):
                asked = _whole(max(0.2 * self.limit, 2))
                self._file(last - days_ago, last - days_ago + 6, asked, "declined", None)

    def _lowered(self) -> None:
        self._first(_whole(1.25 * int(self.subject.demand.max())))
        closed = self.days.last_of_months(self.subject.demand)[self.days.running - 1]
        day = self.days.first_day_of(1) + 20
        reason = "Agreed with the customer: the second brand leaves, its numbers are released over the next months."
        self._change(day, math.floor(self.subject.plan.ratio * int(closed)), self.people.csm, reason, None)

    def _first_demand(self) -> int:
        """Of the first weeks with any demand: a seasonal campaign's limit is agreed for its season."""
        start = self.subject.first_day + int(np.argmax(self.subject.demand[self.subject.first_day :] > 0))
        return max(2, int(self.subject.demand[start : start + 45].max(initial=0)))

    def _first(self, limit: int) -> None:
        day = self.subject.first_day
        at = dt.datetime.combine(self.days.date(day), dt.time(5, 0))
        kind, campaign_id, reason = self.subject.kind, self.subject.campaign_id, "As agreed in the contract."
        self.changes.append(Change(kind, campaign_id, 1, None, limit, day, at, "import", reason))

    def _change(self, day: int, limit: int, by: str, reason: str, request_id: str | None) -> None:
        version = len(self.changes) + 1
        kind, campaign_id, at = self.subject.kind, self.subject.campaign_id, self._at(day)
        self.changes.append(Change(kind, campaign_id, version, self.limit, limit, day, at, by, reason, request_id))

    def _at(self, day: int) -> dt.datetime:
        minutes = int(self.chance.integers(13 * 60, 21 * 60))
        return dt.datetime.combine(self.days.date(day), dt.time(minutes // 60, minutes % 60))

    def _ask(self, filed: int, decided: int, more: int) -> None:
        """Somebody wants more: before requests were on file the CSM raised it, later most ask and some are declined."""
        last = len(self.days.dates) - 1
        fate = float(self.chance.random())
        if last - filed > REQUESTS_DAYS:
            if decided <= last:
                self._change(decided, self.limit + more, self.people.csm, "Usage came near the limit.", None)
        elif self.subject.kind == "campaign" and self.people.super_user and fate < 0.5:
            self._change(filed, self.limit + more, self.people.super_user, "More numbers for this campaign.", None)
        elif not self.people.customers:
            if decided <= last:
                self._change(decided, self.limit + more, self.people.csm, "Asked for on the phone.", None)
        elif decided > last:
            self._file(filed, None, more, "in review" if fate < 0.4 else "filed", None)
        elif fate < 0.65:
            self._file(filed, decided, more, "approved", self.limit + more)
        elif fate < 0.82:
            self._file(filed, decided, more, "part", self.limit + max(1, more // 2))
        elif fate < 0.94:
            self._file(filed, decided, more, "declined", None)
        else:
            self._file(filed, None, more, "withdrawn", None)

    def _file(self, filed: int, decided: int | None, more: int, status: str, granted: int | None) -> None:
        subject = self.subject
        place = f"{subject.kind}-{subject.campaign_id}" if subject.campaign_id else subject.kind
        request = Request(
            request_id=f"{subject.network_id}-{place}-{len(self.requests) + 1}",
            kind=subject.kind,
            campaign_id=subject.campaign_id,
            more_numbers=more,
            from_month=(self.days.dates[filed].astype("datetime64[M]") + 1).astype("datetime64[D]").item(),
            reason=str(self.chance.choice(_REASONS[subject.kind])),
            sessions=subject.sessions_a_month if subject.kind == "dynamic" else None,
            status=status,
            filed_by=str(self.chance.choice(self.people.customers)),
            filed_at=self._at(filed),
            decided_by=None if decided is None else self.people.csm,
            decided_at=None if decided is None else self._at(decided),
            granted_limit=granted,
            decision_note=_note(status, self.limit, granted, more),
        )
        self.requests.append(request)
        if granted is not None and decided is not None and request.decided_at is not None:
            self._change(decided, granted, self.people.csm, request.decision_note or "", request.request_id)
            self.changes[-1] = replace(self.changes[-1], at=request.decided_at)  # one transaction decides and changes


def _note(status: str, limit: int, granted: int | None, more: int) -> str | None:
    if status == "approved":
        return f"Raised from {limit} to {granted} as asked."
    if status == "part":
        return (
            f"Raised from {limit} to {granted} of the {limit + more} asked for; usage will show whether more is needed."
        )
    if status == "declined":
        return f"The limit stays at {limit}: first let us look at the numbers that nobody calls, and at the contract."
    return None


def _whole(numbers: float) -> int:
    """Limits that people set are round: to 5 above 30, to 10 above 200."""
    step = 1 if numbers < 30 else 5 if numbers < 200 else 10
    return math.ceil(numbers / step) * step


def in_order(histories: list[LimitHistory]) -> Iterator[Change]:
    """All changes of a network as they happened."""
    every = [change for history in histories for change in history.changes]
    return iter(sorted(every, key=lambda change: (change.at, change.kind, change.campaign_id, change.version)))
