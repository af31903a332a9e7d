"""Demand ahead: usage history and its limits in, forecast paths of static, dynamic and total numbers out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from forecasting import Lesson, RunningMonth, coherent, forecast, share_reached
from limits.kinds import LimitKey
from limits.months import months_between, plus_months, running_month, share_gone
from limits.outlook.fleet_lesson import FleetLesson
from limits.outlook.known_past import Past
from limits.outlook.traffic_demand import DynamicPast, DynamicSource, with_traffic

FloatArray = npt.NDArray[np.float64]

SHORTEST_HORIZON = 12
LONGEST_HORIZON = 36
COURSE_MONTHS = 12  # closed months whose course the running one is compared with
BAND = (0.1, 0.5, 0.9)
SAYS_NOTHING = 10.0  # how unsure the pace of a running month is that a limit cuts off, on the scale of forecasts


@dataclass(frozen=True)
class Outlook:
    """Forecast demand of one network from the running month on; the total is the sum of its parts on every path."""

    months: tuple[dt.date, ...]
    static: FloatArray = field(repr=False, compare=False)  # (paths, months), numbers
    dynamic: FloatArray = field(repr=False, compare=False)
    campaigns: Mapping[str, FloatArray] = field(repr=False, compare=False)
    caveats: tuple[str, ...] = ()
    dynamic_source: DynamicSource | None = None  # None for a network that never had a dynamic number
    campaign_caveats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by campaign_id

    def caveats_of(self, key: LimitKey) -> tuple[str, ...]:
        """What is to be said of the demand that one limit counts; of the network's limit all but campaigns' own."""
        if key.of_campaign:
            return self.campaign_caveats.get(key.campaign_id, ())
        return tuple(c for c in self.caveats if key.is_whole or c.lower().startswith(key.kind))

    @property
    def total(self) -> FloatArray:
        return self.static + self.dynamic

    def paths(self, key: LimitKey) -> FloatArray | None:
        """Demand for what that limit counts; None for a campaign that never had a number."""
        if key.of_campaign:
            return self.campaigns.get(key.campaign_id)
        return self.dynamic if key.is_lent else self.total

    def likely_full(self, key: LimitKey, limit: int) -> dt.date | None:
        """The first month in which demand is more likely than not to exceed ``limit``."""
        chances = self.full_chances(key, limit)
        return next((month for month, chance in zip(self.months, chances, strict=False) if chance >= 0.5), None)

    def full_chances(self, key: LimitKey, limit: int) -> tuple[float, ...]:
        """P(demand exceeds ``limit``), a ratio for each month; nothing for a campaign that never had a number."""
        paths = self.paths(key)
        return () if paths is None else tuple((paths > limit).mean(axis=0).tolist())

    def band(self, paths: FloatArray) -> FloatArray:
        """(months, 3): the 10, 50 and 90 % quantiles, numbers."""
        return np.quantile(paths, BAND, axis=0).T


def horizon_until(as_of: dt.date, last_day: dt.date | None) -> int:
    """Months from the running one to the end of the partnership, within what is worth forecasting."""
    ahead = len(months_between(running_month(as_of), last_day)) if last_day else SHORTEST_HORIZON
    return min(max(ahead, SHORTEST_HORIZON), LONGEST_HORIZON)


def outlooks(
    pasts: Mapping[str, Past], horizons: Mapping[str, int], *, seed: int, lesson: FleetLesson | None
) -> dict[str, Outlook]:
    """Forecasts many networks at once; a network's outlook does not depend on who else is asked for.

    lesson: what is in force of what all networks taught (`lesson_in_force`), of the same snapshot as the pasts.
    """
    by_network: dict[str, Outlook] = {}
    alike: dict[tuple[int, dt.date], list[str]] = defaultdict(list)
    for network_id, past in pasts.items():
        alike[horizons[network_id], running_month(past.as_of)].append(network_id)
    for (horizon, running), ids in alike.items():
        own = None if lesson is None else lesson.for_histories_before(running)
        by_network.update(_outlooks({i: pasts[i] for i in sorted(ids)}, horizon, seed, own))
    return by_network


@dataclass(frozen=True)
class _Series:
    """One row for the forecast: closed months, which of them were cut off, and the running month."""

    usage: list[float]
    at_limit: list[bool]
    used_so_far: float
    share_gone: float
    by_this_day: list[float]  # of the last months: what they had come to when as much of them was gone
    full_now: bool  # a limit cuts the running month off: its usage says only what demand is at least

    @property
    def was_ever_used(self) -> bool:
        """False for a kind of number the network does not have: nothing need be said of its forecast."""
        return self.used_so_far > 0 or any(u > 0 for u in self.usage)


def _outlooks(pasts: Mapping[str, Past], horizon: int, seed: int, lesson: Lesson | None) -> dict[str, Outlook]:
    rows: list[_Series] = []
    names: list[tuple[str, str]] = []
    for network_id, past in pasts.items():
        for name, series in _series(past):
            names.append((network_id, name))
            rows.append(series)
    length = max(1, *(len(r.usage) for r in rows))
    usage = np.full((len(rows), length), np.nan)
    at_limit = np.zeros((len(rows), length), dtype=bool)
    for i, row in enumerate(rows):
        if row.usage:
            usage[i, -len(row.usage) :] = row.usage
            at_limit[i, -len(row.usage) :] = row.at_limit
    running = _running(rows)
    result = forecast(usage, horizon, at_limit=at_limit, partial=running, seed=seed, lesson=lesson)
    # Static and dynamic demand move by different causes: the paths of one are paired with the other's at random.
    pairing = np.random.default_rng(seed).permutation(result.paths.shape[1])
    parts: dict[str, dict[str, FloatArray]] = defaultdict(dict)
    caveats: dict[str, list[str]] = defaultdict(list)
    of_campaigns: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for i, (network_id, name) in enumerate(names):
        paths = result.paths[i]
        parts[network_id][name] = paths[pairing] if name == "dynamic" else paths
        if name in ("static", "dynamic") and rows[i].was_ever_used:
            caveats[network_id] += [f"{name.capitalize()} numbers: {c.text}" for c in result.caveats[i]]
        elif name.startswith("campaign:") and rows[i].was_ever_used:
            texts = (c.text for c in result.caveats[i])
            of_campaigns[network_id][name.removeprefix("campaign:")] = tuple(t[:1].upper() + t[1:] for t in texts)
    dynamic = {i: _dynamic(past, parts[i]["dynamic"]) for i, past in pasts.items() if _may_be_dynamic(past)}
    sources: dict[str, DynamicSource] = {}
    for network_id, demand in with_traffic(dynamic, seed=seed).items():
        parts[network_id]["dynamic"] = demand.paths
        sources[network_id] = demand.source
    static = {i: _static(past, parts[i], seed) for i, past in pasts.items()}
    return {
        network_id: Outlook(
            months=tuple(plus_months(running_month(past.as_of), i) for i in range(horizon)),
            static=static[network_id][0],
            dynamic=parts[network_id]["dynamic"],
            campaigns=static[network_id][1],
            caveats=tuple(caveats[network_id]),
            dynamic_source=sources.get(network_id),
            campaign_caveats=of_campaigns.get(network_id, {}),
        )
        for network_id, past in pasts.items()
    }


def _may_be_dynamic(past: Past) -> bool:
    return past.expected is not None or any(m.dynamic_used for m in past.months)


def _dynamic(past: Past, paths: FloatArray) -> DynamicPast:
    return DynamicPast(
        months=[m.billing_month for m in past.closed],
        used=[np.nan if m.dynamic_used is None else float(m.dynamic_used) for m in past.closed],
        at_limit=[m.at_dynamic_limit for m in past.closed],
        used_so_far=float(past.months[-1].dynamic_used or 0),
        running=running_month(past.as_of),
        usage_paths=paths,
        traffic=past.traffic,
        expected=past.expected,
        assumed=past.assumed,
    )


def _static(past: Past, parts: Mapping[str, FloatArray], seed: int) -> tuple[FloatArray, dict[str, FloatArray]]:
    """Demand for static numbers, and that of each campaign; together they are it on every path.

    Of campaigns that their own limit cut off, the usage of all static numbers says no more than they do: their demand
    is forecast by itself, paired at random, and only the others are made to add up to what all others together are.
    """
    full = sorted(past.full_campaigns)
    own = {
        campaign_id: np.random.default_rng((seed, place)).permutation(parts[f"campaign:{campaign_id}"])
        for place, campaign_id in enumerate(full)
    }
    others = [i for i in past.campaigns if i not in own]
    rest = parts["others" if full else "static"]
    used = np.array([float(past.campaigns[i][-1] or 0) for i in others])
    if others:
        fitted = coherent(np.stack([parts[f"campaign:{i}"] for i in others]), rest, used)
        own |= dict(zip(others, fitted, strict=True))
    return sum((own[i] for i in full), start=rest), own


def _running(rows: list[_Series]) -> RunningMonth:
    """The running month of every series, with what its past months had come to by this day."""
    by_then = np.full((len(rows), COURSE_MONTHS), np.nan)
    totals = np.full((len(rows), COURSE_MONTHS), np.nan)
    for i, row in enumerate(rows):
        known = len(row.by_this_day)
        by_then[i, COURSE_MONTHS - known :] = row.by_this_day
        totals[i, COURSE_MONTHS - known :] = row.usage[len(row.usage) - known :]
    gone = np.array([r.share_gone for r in rows])
    reached, unsure = share_reached(by_then, totals, gone)
    unsure = np.where([r.full_now for r in rows], SAYS_NOTHING, unsure)
    return RunningMonth(np.array([r.used_so_far for r in rows]), gone, reached, unsure)


def _series(past: Past) -> list[tuple[str, _Series]]:
    closed = past.closed
    gone = share_gone(past.as_of)
    running = past.months[-1]
    recent = [past.by_this_day.get(m.billing_month) for m in closed[-COURSE_MONTHS:]]
    static_then = [np.nan if m is None else float(m.static_used) for m in recent]
    dynamic_then = [np.nan if m is None else float(m.dynamic_used) for m in recent]

    def row(
        values: Sequence[int | None], cut_off: Sequence[bool], so_far: int | None, by_this_day: list[float]
    ) -> _Series:
        """``cut_off`` is of the closed months and of the running one."""
        usage = [np.nan if v is None else float(v) for v in values]
        return _Series(usage, list(cut_off[:-1]), float(so_far or 0), gone, by_this_day, cut_off[-1])

    at_network_limit = [m.at_network_limit for m in past.months]
    at_any_limit = list(map(any, zip(at_network_limit, *past.full_campaigns.values(), strict=True)))
    static_used, dynamic_used = [m.static_used for m in closed], [m.dynamic_used for m in closed]
    static = row(static_used, at_any_limit, running.static_used, static_then)
    at_dynamic_limit = [m.at_dynamic_limit for m in past.months]
    series = [("static", static), ("dynamic", row(dynamic_used, at_dynamic_limit, running.dynamic_used, dynamic_then))]
    # Campaigns take the course of static numbers as a whole: imports keep it by number type only.
    whole = np.array(static.usage[len(static.usage) - len(static_then) :])
    shares = np.array(static_then) / np.where(whole > 0, whole, np.nan)

    def of_campaigns(used: Sequence[int | None], cut_off: Sequence[bool]) -> _Series:
        own = np.array([np.nan if u is None else float(u) for u in used[: len(closed)]][-COURSE_MONTHS:])
        return row(used[: len(closed)], cut_off, used[-1], (own * shares).tolist() if len(own) else [])

    for campaign_id, used in past.campaigns.items():
        at_own_limit = past.full_campaigns.get(campaign_id, (False,) * len(past.months))
        full = list(map(any, zip(at_network_limit, at_own_limit, strict=True)))
        series.append((f"campaign:{campaign_id}", of_campaigns(used, full)))
    if past.full_campaigns:
        series.append(("others", of_campaigns(past.used_by_others, at_network_limit)))
    return series
