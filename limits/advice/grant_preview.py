"""What a decision would set and lead to, before it is made: for whoever decides on a page."""

from __future__ import annotations

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
    asked_by,
    decided,
    pair_steps,
    raised_limits,
    steps_of,
)


@dataclass(frozen=True)
class GrantPreview:
    """``limit`` holds all that is asked in its first month; ``own`` and ``pair`` are the steps for it."""

    before: int
    limit: int
    own: tuple[Step, ...]
    pair: tuple[Step, ...]


def preview(standing: NetworkStanding, request: Request, *, as_asked: bool) -> GrantPreview | None:
    """Granting all of it, from the month asked for or from the running one; None without a forecast."""
    ask = _ask(standing, request, as_asked=as_asked)
    if ask is None or standing.advice is None:
        return None
    ahead = standing.advice.ahead
    raised = raised_limits(ahead, ask, standing.assumptions.need_confidence)
    place, at = ahead.place(ask.key), ahead.months.index(ask.from_month)
    return GrantPreview(
        before=int(ahead.limits.of(place)[at]),
        limit=int(raised.limits.of(place)[at]),
        own=steps_of(ahead, raised, ask.key),
        pair=() if ask.key == NETWORK else pair_steps(ahead, raised),
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
