"""Networks with a known future: simulated from causes, seen up to a day, with the demand that came after it.

Three kinds: ``history`` was never at a limit; ``censored`` had its dynamic numbers cut off by a limit in its last
months; ``stepped`` saw its traffic step shortly before that day. In all of them traffic may step in the year that
follows, which nothing foretells. Seeds differ from those of the sample portfolio.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from data.records import LimitChange, MonthUsage
from data.sample.ordinary import PLACES, draw_story
from data.sample.simulation import History, simulate
from data.sample.story import Story
from limits.months import month_of, plus_months
from limits.outlook.known_past import Past, past

KINDS = ("history", "censored", "stepped")
AS_OF, END = dt.date(2025, 10, 18), dt.date(2026, 10, 31)
MONTHS_AHEAD = 12  # from the running month of AS_OF to the month before END's


@dataclass(frozen=True)
class World:
    """What is known of a network, and its demand from the running month on, numbers, (MONTHS_AHEAD,)."""

    known: Past
    demand: npt.NDArray[np.float64]
    recent: float  # mean usage of its last months, numbers


def worlds(kind: str, count: int, seed: int) -> list[World]:
    """The same seed gives the same networks."""
    chunks = [range(first, min(first + 25, count)) for first in range(0, count, 25)]
    with ProcessPoolExecutor(2) as pool:
        parts = pool.map(_some, [kind] * len(chunks), chunks, [seed] * len(chunks))
        return [world for part in parts for world in part]


def _some(kind: str, places: Sequence[int], seed: int) -> list[World]:
    return [_world(kind, place, seed) for place in places]


def _world(kind: str, place: int, seed: int) -> World:
    rng = np.random.default_rng([seed, place, KINDS.index(kind)])
    story = draw_story(seed, replace(PLACES[place % len(PLACES)], network_id=f"{kind}-{place:05d}"))
    story = replace(story, months=int(rng.integers(24, 37)) + MONTHS_AHEAD)
    if kind == "stepped" and story.visitors is not None:
        ago, factor = int(rng.integers(2, 6)) + MONTHS_AHEAD, float(np.exp(rng.choice([-1, 1]) * rng.uniform(0.2, 0.6)))
        to_come = tuple(step for step in story.visitors.steps if step[0] < MONTHS_AHEAD)
        story = replace(story, visitors=replace(story.visitors, steps=((ago, factor), *to_come)))
    return _seen(story, simulate(story, seed=seed, as_of=END), kind, rng)


def _seen(story: Story, history: History, kind: str, rng: np.random.Generator) -> World:
    days, demand = history.days, history.demand
    static, dynamic = demand.static_used, demand.dynamic_used.sum(axis=1)
    months = days.months.astype("datetime64[D]").astype(object)
    running = list(months).index(month_of(AS_OF))
    ends = days.last_of_months(np.arange(len(days.dates)))
    today = int(np.searchsorted(days.dates, np.datetime64(AS_OF)))
    gone = today - ends[running - 1]
    upto = [*ends[:running], today]
    by_then = [int(min(ends[m - 1] + gone, ends[m])) for m in range(max(1, running - 12), running)]
    caps = np.full(running + 1, np.inf)
    changes: list[LimitChange] = []
    if kind == "censored" and dynamic[ends[running - 1]]:
        since = running - int(rng.integers(3, 13))
        limit = int(np.quantile(dynamic[ends[since:running]], rng.uniform(0.1, 0.6)))
        caps[since:] = limit
        changes = [_first(story.network_id, months[0], 10**6), _then(story.network_id, months[since], limit)]
    totals, campaigns, so_far = [], [], []

    def total(m: int, day: int) -> MonthUsage:
        used = int(min(dynamic[day], caps[m]))
        return MonthUsage(story.network_id, months[m], "", int(static[day].sum()), used)

    for m, day in enumerate(upto):
        totals.append(total(m, day))
        for c, campaign in enumerate(story.campaigns):
            campaigns.append(MonthUsage(story.network_id, months[m], campaign.campaign_id, int(static[day, c]), 0))
    for m, day in zip(range(max(1, running - 12), running), by_then, strict=True):
        so_far.append(total(m, day))
    known = past(AS_OF, totals, campaigns, changes, so_far)
    ahead = history.demand_by_month()[running : running + MONTHS_AHEAD].astype(np.float64)
    recent = float(np.mean([t.static_used + t.dynamic_used for t in totals[-7:-1]]))
    return World(known, ahead, recent)


def _first(network_id: str, day: dt.date, limit: int) -> LimitChange:
    return LimitChange(
        change_id=f"{network_id}-1",
        network_id=network_id,
        kind="dynamic",
        campaign_id="",
        version=1,
        old_limit=None,
        new_limit=limit,
        changed_at=dt.datetime.combine(day, dt.time()),
        changed_by="import",
        reason="",
        request_id=None,
        effective_from=day,
        effective_until=None,
        usage_then=None,
        as_of=None,
        overage_risk=None,
        suggested_limit=None,
    )


def _then(network_id: str, day: dt.date, limit: int) -> LimitChange:
    first = _first(network_id, day, limit)
    return replace(first, change_id=f"{network_id}-2", version=2, old_limit=10**6)


def months_ahead() -> list[dt.date]:
    """The months of a world's demand."""
    return [plus_months(month_of(AS_OF), ahead) for ahead in range(MONTHS_AHEAD)]
