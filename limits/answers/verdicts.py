"""Which verdict holds: there is room, all or a part can be granted, or the contract comes first."""

from __future__ import annotations

import numpy as np

from forecasting.risk import Way as Measured
from forecasting.risk import period_risk, way_of
from limits.answers.ahead import Ahead
from limits.answers.model import Verdict
from limits.answers.weighing import Weighed, largest, need_fits
from limits.assumptions import Assumptions
from limits.kinds import NETWORK, LimitKey
from limits.network import LimitHeadroom

USEFUL_SHARE = 0.1  # ratio: a part of what is asked that is worth granting, and at least one number


def is_safe(way: Measured, assumptions: Assumptions) -> bool:
    return all(risk <= assumptions.risk for risk in way.risk_by_period)


def verdict_of(
    ahead: Ahead, found: Weighed, history: Measured, assumptions: Assumptions, *, is_request: bool, need: int
) -> tuple[Verdict, tuple[int, ...]]:
    """The first that holds, and the numbers granted in each period asked for."""
    more, none = found.ask.more, (0,) * len(found.periods)
    if is_request and has_room(ahead, found):
        return "there is room", (more,) * len(found.periods)
    if not is_request and not is_safe(history, assumptions):
        return "needs a contract conversation", none
    fits = need <= ahead.headrooms[found.ask.key].limit or need_fits(ahead, found.ask.key, assumptions)
    if not is_request and fits:
        return "there is room", none
    if all(period.granted == more for period in found.periods):
        return "grant", found.granted
    if any(period.granted >= max(1, USEFUL_SHARE * more) for period in found.periods):
        return "grant N of M", found.granted
    if _fits(found):  # no limit has to rise for it, so no contract stands in the way either
        return "there is room", (more,) * len(found.periods)
    return "needs a contract conversation", none


def has_room(ahead: Ahead, found: Weighed) -> bool:
    """Whether what is asked fits every limit it passes, today and in the months asked for, and its use is safe.

    Today's headroom does not matter where the running month is not asked for and a planned raise makes the room.
    """
    more = found.ask.more
    if not _fits(found):
        return False
    rises_by_plan = not found.lift.months[0] and any(
        (ahead.limits.of(place)[found.lift.months] > ahead.limits.of(place)[0]).all()
        for place in (found.beside.place, "network")
    )
    return rises_by_plan or all(ahead.headrooms[key].headroom >= more for key in passed(found.ask.key))


def _fits(found: Weighed) -> bool:
    """Whether all that is asked is free in the months asked for, and safe."""
    return all(min(p.free, p.free_of_network) >= found.ask.more and p.is_safe for p in found.periods)


def passed(key: LimitKey) -> tuple[LimitKey, ...]:
    """The limits that a number counted by this one has to pass."""
    return (key,) if key == NETWORK else (key, NETWORK)


def binds(ahead: Ahead, found: Weighed, verdict: Verdict, *, is_request: bool) -> tuple[LimitKey, ...]:
    """The limits in the way of what is wanted; where nothing is, those that are full."""
    if verdict == "there is room":
        return (NETWORK,) if not is_request and found.ask.key != NETWORK and NETWORK in ahead.full else ()
    more = found.ask.more
    if not is_request and not more:
        return tuple(key for key in passed(found.ask.key) if key in ahead.full)
    free = {found.ask.key: min(p.free for p in found.periods), NETWORK: min(p.free_of_network for p in found.periods)}
    return tuple(
        key
        for key in passed(found.ask.key)
        if free[key] < more or (found.lift.months[0] and ahead.headrooms[key].headroom < more)
    )


def missing(ahead: Ahead, found: Weighed, *, with_more: bool) -> tuple[int, float | None]:
    """Number-months that the contract lacks with no limit in the way of the use, and their price; at least 1."""
    endless = np.full(len(ahead.months), np.inf)
    use = found.beside.use(endless, endless, [found.lift] if with_more else [])
    way = way_of(use, ahead.periods)
    return max(1, round(way.overage)), way.cost


def holding_limit(ahead: Ahead, found: Weighed, headroom: LimitHeadroom, assumptions: Assumptions) -> int | None:
    """The largest limit below today's with which the use as history is safe; None where none not below usage is."""
    span = max(0, headroom.limit - headroom.usage)

    def holds(more: int) -> bool:
        own = np.minimum(ahead.limits.of(found.beside.place), float(headroom.usage + more))
        network = own if headroom.key == NETWORK else ahead.limits.network
        use = found.beside.use(own, network)
        return all(period_risk(use, period) <= assumptions.risk for period in ahead.periods)

    return headroom.usage + largest(holds, span) if holds(0) else None
