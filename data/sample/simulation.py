"""One network's history, from visitors and campaigns to usage under limits; and the demand the limits cut off."""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass

import numpy as np

from data.sample import account as accounts
from data.sample.account import Account, LimitsByDay
from data.sample.campaign_plans import first_day, wished_by_day
from data.sample.changes import Change, Request
from data.sample.contracts import Allotment, Partnership, contracts_of
from data.sample.days import Days, Ints, days_until
from data.sample.limit_history import LimitHistory, Subject, in_order
from data.sample.people import People, people_of
from data.sample.ring_pools import numbers_needed_by_day
from data.sample.story import Kind, LimitPlan, OpenRequest, Story
from data.sample.visitors import sessions_by_hour

NONE = LimitPlan("fixed", numbers=0)  # of dynamic numbers, without a RingPool


@dataclass(frozen=True)
class History:
    """Everything that happened to a network up to its as-of date; ``demand`` is the account without limits."""

    story: Story
    days: Days
    people: People
    sessions: Ints | None  # (days, 24)
    used: Account
    demand: Account
    limits: LimitsByDay
    changes: list[Change]
    requests: list[Request]
    partnerships: list[Partnership]
    allotments: list[Allotment]

    def used_by_month(self) -> Ints:
        """Distinct numbers of the whole network, by month; the last month may be partial."""
        return self.days.last_of_months(self.used.used)

    def demand_by_month(self) -> Ints:
        """What the months would have been without limits; the store never sees it.

        A pool that a limit stopped between two growth steps may later overshoot by a few numbers more than a free one.
        """
        return np.maximum(self.days.last_of_months(self.demand.used), self.used_by_month())

    def usage_of(self, kind: Kind, campaign_id: str, day: int) -> int:
        """What the limit of that kind counts, from the 1st to the end of that day."""
        if kind == "network":
            return int(self.used.used[day])
        if kind == "dynamic":
            return int(self.used.dynamic_used[day].sum())
        places = [campaign.campaign_id for campaign in self.story.campaigns]
        return int(self.used.static_used[day, places.index(campaign_id)])


def streams(seed: int, network_id: str) -> dict[str, np.random.Generator]:
    """Chance for each cause of a network, so that a change of one story or cause leaves the others as they are."""
    causes = ("visitors", "pools", "campaigns", "limits", "numbers", "calls")
    root = np.random.SeedSequence([seed, zlib.crc32(network_id.encode())])
    return dict(zip(causes, map(np.random.default_rng, root.spawn(len(causes))), strict=True))


def simulate(story: Story, *, seed: int, as_of: dt.date) -> History:
    """Runs the causes twice: without limits for the demand, from which the limits follow, then under them."""
    days = days_until(as_of - dt.timedelta(days=story.stale_days), story.months)
    chance, people = streams(seed, story.network_id), people_of(story)
    sessions = None if story.visitors is None else sessions_by_hour(story.visitors, days, chance["visitors"])
    needed = _needed(story, days, sessions, chance["pools"])
    wished = _wished(story, days, chance["campaigns"])
    demand = accounts.run(days, wished, story.pools, needed, accounts.unlimited(days, len(story.campaigns)))
    histories = _limit_histories(story, days, people, demand, chance["limits"])
    by_day = [history.by_day() for history in histories]
    campaigns = np.array(by_day[2:], dtype=np.int64).reshape(len(story.campaigns), -1).T
    limits = LimitsByDay(by_day[0], by_day[1], campaigns.reshape(len(days.dates), -1))
    used = accounts.run(days, wished, story.pools, needed, limits)
    partnerships, allotments = contracts_of(story.contract, days, days.last_of_months(used.used))
    requests = [request for history in histories for request in history.requests]
    requests += [_opened(story, days, people, asked, index) for index, asked in enumerate(story.open_requests)]
    return History(
        story=story,
        days=days,
        people=people,
        sessions=sessions,
        used=used,
        demand=demand,
        limits=limits,
        changes=list(in_order(histories)),
        requests=requests,
        partnerships=partnerships,
        allotments=allotments,
    )


def _needed(story: Story, days: Days, sessions: Ints | None, chance: np.random.Generator) -> Ints:
    if sessions is None or story.visitors is None or not story.pools:
        return np.zeros((len(days.dates), len(story.pools)), dtype=np.int64)
    needed = [numbers_needed_by_day(pool, sessions, story.visitors.peakedness, chance) for pool in story.pools]
    return np.stack(needed, axis=1) * _under_contract(story, days)[:, None]


def _wished(story: Story, days: Days, chance: np.random.Generator) -> Ints:
    running = _under_contract(story, days)
    wished = [wished_by_day(campaign, days, chance) * running for campaign in story.campaigns]
    return np.stack(wished, axis=1) if wished else np.zeros((len(days.dates), 0), dtype=np.int64)


def _under_contract(story: Story, days: Days) -> Ints:
    """1 until the partnership ends, 0 afterwards and before a first one begins."""
    contract = story.contract
    running = np.ones(len(days.dates), dtype=np.int64)
    running[days.first_day_of(contract.began_months_ago - contract.months) :] = 0
    if not contract.earlier:
        running[: days.first_day_of(contract.began_months_ago)] = 0
    return running


def _limit_histories(
    story: Story, days: Days, people: People, demand: Account, chance: np.random.Generator
) -> list[LimitHistory]:
    sessions = None if story.visitors is None else round(story.visitors.sessions_a_month, -2)
    asked = None if sessions is None else int(1.2 * sessions)
    own, dynamic = story.network_id, demand.dynamic_used.sum(axis=1)
    subjects = [
        Subject(own, "network", "", story.network_limit, demand.used, 0, asked),
        Subject(own, "dynamic", "", story.dynamic_limit if story.pools else NONE, dynamic, 0, asked),
    ]
    for place, campaign in enumerate(story.campaigns):
        static, start = demand.static_used[:, place], first_day(campaign, days)
        subjects.append(Subject(own, "campaign", campaign.campaign_id, campaign.limit, static, start, None))
    spawned = zip(subjects, chance.spawn(len(subjects)), strict=True)
    return [LimitHistory(subject, days, people, limit_chance) for subject, limit_chance in spawned]


def _opened(story: Story, days: Days, people: People, asked: OpenRequest, index: int) -> Request:
    filed = days.as_of - dt.timedelta(days=asked.days_ago)
    return Request(
        request_id=f"{story.network_id}-open-{index + 1}",
        kind=asked.kind,
        campaign_id=asked.campaign_id,
        more_numbers=asked.more_numbers,
        from_month=days.month_of(-1),
        reason=asked.reason,
        sessions=asked.sessions,
        status=asked.status,
        filed_by=people.customers[-1],
        filed_at=dt.datetime.combine(filed, dt.time(14, 30)),
    )
