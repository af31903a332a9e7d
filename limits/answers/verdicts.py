"""Which verdict holds: there is room, all or a part can be granted, or the contract comes first."""

from __future__ import annotations

import numpy as np

from forecasting.risk import Way as Measured
from forecasting.risk import period_risk, way_of
from limits.answers.ahead import Ahead
from limits.answers.model import Verdict
from limits.answers.weighing import Weighed, beside_of, largest, need_fits
from limits.assumptions import Assumptions
from limits.kinds import NETWORK, LimitKey
from limits.network import LimitHeadroom

USEFUL_SHARE = 0.1  # ratio: a part of what is asked that is worth granting, and at least one number


def is_safe(way: Measured, assumptions: Assumptions) -> bool:
    return all(risk <= assumptions.risk for risk in way.risk_by_period)


def verdict_of(
    ahead: Ahead, asked: Weighed, history: Measured, assumptions: Assumptions, *, is_request: bool, need: int
) -> tuple[Verdict, tuple[int, ...]]:
    """The first that holds, and the numbers granted in each period asked for."""
    more, none = asked.ask.more, (0,) * len(asked.periods)
    if is_request and has_room(ahead, asked):
        return "there is room", (more,) * len(asked.periods)
    if not is_request and not is_safe(history, assumptions):
        return "needs a contract conversation", none
    fits = need <= ahead.headrooms[asked.ask.key].limit or need_fits(ahead, asked.ask.key, assumptions)
    if not is_request and fits:
        return "there is room", none
    if all(period.granted == more for period in asked.periods):
        return "grant", asked.granted
    if any(period.granted >= max(1, USEFUL_SHARE * more) for period in asked.periods):
        return "grant N of M", asked.granted
    if _fits(asked):  # no limit has to rise for it, so no contract stands in the way either
        return "there is room", (more,) * len(asked.periods)
    return "needs a contract conversation", none


def has_room(ahead: Ahead, asked: Weighed) -> bool:
    """Whether what is asked fits every limit it passes, today and in the months asked for, and its use is safe.

    Today's headroom does not matter where the running month is not asked for and a planned raise makes the room.
    """
    more = asked.ask.more
    if not _fits(asked):
        return False
    rises_by_plan = not asked.lift.months[0] and any(
        (ahead.limits.of(place)[asked.lift.months] > ahead.limits.of(place)[0]).all()
        for place in (asked.beside.place, "network")
    )
    return rises_by_plan or all(ahead.headrooms[key].headroom >= more for key in passed(asked.ask.key))


def _fits(asked: Weighed) -> bool:
    """Whether all that is asked is free in the months asked for, and safe."""
    return all(min(p.free, p.free_of_network) >= asked.ask.more and p.is_safe for p in asked.periods)


def passed(key: LimitKey) -> tuple[LimitKey, ...]:
    """The limits that a number counted by this one has to pass."""
    return (key,) if key == NETWORK else (key, NETWORK)


def binds(ahead: Ahead, asked: Weighed, verdict: Verdict, *, is_request: bool) -> tuple[LimitKey, ...]:
    """The limits in the way of what is wanted; where nothing is, those that are full."""
    if verdict == "there is room":
        return (NETWORK,) if not is_request and asked.ask.key != NETWORK and NETWORK in ahead.full else ()
    more = asked.ask.more
    if not is_request and not more:
        return tuple(key for key in passed(asked.ask.key) if key in ahead.full)
    free = {asked.ask.key: min(p.free for p in asked.periods), NETWORK: min(p.free_of_network for p in asked.periods)}
    return tuple(
        key
        for key in passed(asked.ask.key)
        if free[key] < more or (asked.lift.months[0] and ahead.headrooms[key].headroom < more)
    )


def missing(ahead: Ahead, asked: Weighed, *, with_more: bool) -> tuple[int, float | None]:
    """Number-months that the contract lacks with no limit in the way of the use, and their price; at least 1.

    With nothing on top of the use it is one figure for the network, whichever limit is asked about.
    """
    endless = np.full(len(ahead.months), np.inf)
    beside = asked.beside if with_more else beside_of(ahead, NETWORK)
    use = beside.use(endless, endless, [asked.lift] if with_more else [])
    way = way_of(use, ahead.periods)
    return max(1, round(way.overage)), way.cost


def holding_limit(ahead: Ahead, asked: Weighed, headroom: LimitHeadroom, assumptions: Assumptions) -> int | None:
    """The largest limit below today's with which the use as history is safe; None where none not below usage is."""
    span = max(0, headroom.limit - headroom.usage)

    def holds(more: int) -> bool:
        own = np.minimum(ahead.limits.of(asked.beside.place), float(headroom.usage + more))
        network = own if headroom.key == NETWORK else ahead.limits.network
        use = asked.beside.use(own, network)
        return all(period_risk(use, period) <= assumptions.risk for period in ahead.periods)

    return headroom.usage + largest(holds, span) if holds(0) else None
