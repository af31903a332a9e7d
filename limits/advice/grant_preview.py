"""What a decision would set and lead to, before it is made: for whoever decides on a page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from data.records import Request
from limits.advice.standing import NetworkStanding
from limits.answers import (
    NETWORK,
    UNKNOWN,
    AnswerContext,
    Ask,
    Step,
    Way,
    as_raised,
    asked_by,
    decided,
    pair_steps,
    raised_limits,
    steps_of,
)


@dataclass(frozen=True)
class GrantPreview:
    """What a grant would make: ``limit`` holds all that is asked in its first month, ``before`` is what holds then.

    numbers     of those asked for that are granted, from the month ``first`` on
    own, pair   the steps of the limit, and of the network limit where that binds
    way         what the use as asked comes to with these steps
    """

    before: int
    limit: int
    own: tuple[Step, ...]
    pair: tuple[Step, ...]
    numbers: int
    way: Way
    first: dt.date

    @property
    def later(self) -> tuple[Step, ...]:
        """Steps of the limit after the first month: what is free differs by allotment period."""
        return tuple(step for step in self.own if step.month > self.first)


def preview(
    standing: NetworkStanding, request: Request, *, as_asked: bool, to: int | None = None
) -> GrantPreview | None:
    """Granting all of it, or the part that a limit of ``to`` holds in the first month; None without a forecast.

    From the month asked for or from the running one. What is free differs by allotment period, so a grant that goes on
    in the next one may raise the limit there again.
    """
    ask = _ask(standing, request, as_asked=as_asked)
    if ask is None or standing.advice is None:
        return None
    ahead, confidence = standing.advice.ahead, standing.assumptions.need_confidence
    raised = raised_limits(ahead, ask, confidence)
    place, at = ahead.place(ask.key), ahead.months.index(ask.from_month)
    before, limit, numbers = int(ahead.limits.of(place)[at]), int(raised.limits.of(place)[at]), ask.more
    if to is not None and before < to < limit:
        numbers = min(ask.more, to - before + raised.free[at])
        raised = raised_limits(ahead, replace(ask, more=numbers), confidence)
    return GrantPreview(
        before=before,
        limit=limit,
        own=steps_of(ahead, raised, ask.key),
        pair=() if ask.key == NETWORK else pair_steps(ahead, raised),
        numbers=numbers,
        way=as_raised(ahead, ask, raised.limits) if standing.contract.can_be_assessed else UNKNOWN,
        first=ask.from_month,
    )


def effect_of(standing: NetworkStanding, request: Request, limit: int, *, as_asked: bool) -> Way:
    """A figure typed while deciding: the request's numbers on top, cut at that figure."""
    ask = _ask(standing, request, as_asked=as_asked)
    if ask is None or standing.advice is None or not standing.contract.can_be_assessed:
        return UNKNOWN
    return decided(standing.advice.ahead, ask, limit, standing.assumptions)


def _ask(standing: NetworkStanding, request: Request, *, as_asked: bool) -> Ask | None:
    if standing.advice is None or standing.past is None:
        return None
    ahead = standing.advice.ahead
    ask = asked_by(request, ahead, standing.past, AnswerContext(standing.assumptions))
    return ask if as_asked else replace(ask, from_month=ahead.months[0])
