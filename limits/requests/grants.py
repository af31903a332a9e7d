"""What a decision grants: the changes of the limits that hold it, and the numbers it promises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.errors import BadInput
from data.records import Limit, Network, Request
from data.store import Cursor
from limits.advice import NetworkStanding
from limits.answers import (
    NETWORK,
    Ahead,
    AnswerContext,
    Ask,
    RaisedLimits,
    Step,
    asked_by,
    pair_steps,
    raised_limits,
    steps_of,
)
from limits.changes import (
    ChangeLimit,
    DatedChange,
    first_day_granted,
    granted_at,
    last_day_asked,
    one_step,
    steps_by_period,
)
from limits.kinds import LimitKey
from limits.months import day_words, month_of, plus_months

Granted = tuple[dt.date, dt.date | None, int]  # first month, last month, numbers


@dataclass(frozen=True)
class WantedGrant:
    """What a decision says of its grant, as its command has it."""

    outcome: str
    to: int | None
    on: dt.date | None
    as_asked: bool
    steps: tuple[tuple[dt.date, int], ...]
    note: str


@dataclass(frozen=True)
class Grant:
    """Changes with their days, and what is promised; ``limit`` is what the limit comes to."""

    changes: tuple[DatedChange, ...]
    limit: int
    limit_before: int
    promised: tuple[Granted, ...] = ()
    by_sessions: bool = False


def grant_of(
    cursor: Cursor,
    network: Network,
    limit: Limit,
    request: Request,
    wanted: WantedGrant,
    standing: NetworkStanding,
    change_id: str,
    today: dt.date,
) -> Grant:
    """All of the request, the part that ``to`` or ``steps`` say, or nothing; the network limit rises where it binds."""
    if wanted.outcome == "decline":
        return Grant((), limit.limit_numbers, limit.limit_numbers)
    first = first_day_granted(network, request, wanted.on, as_asked=wanted.as_asked, today=today)
    before = granted_at(cursor, limit, first, today)
    advice, known = standing.advice, standing.past
    if advice is None or known is None:
        change = one_step(cursor, limit, request, change_id, wanted.note, wanted.to, first, today)
        return Grant((change,), change[1].to, before)
    ask = asked_by(request, advice.ahead, known, AnswerContext(standing.assumptions))
    ask = replace(ask, from_month=max(advice.ahead.months[0], month_of(first)))
    confidence = standing.assumptions.need_confidence
    all_of_it = raised_limits(advice.ahead, ask, confidence)
    if wanted.steps:
        return _by_period(cursor, limit, request, wanted, standing, ask, all_of_it, change_id, before, today)
    numbers = ask.more
    if wanted.to is not None:
        numbers = _part(advice.ahead, ask, all_of_it, wanted.to, before, first, today)
    raised = all_of_it if numbers == ask.more else raised_limits(advice.ahead, replace(ask, more=numbers), confidence)
    own = steps_of(advice.ahead, raised, ask.key)
    changes = _dated(request, ask.key, own, first, wanted.note, change_id)
    changes += _dated(request, NETWORK, pair_steps(advice.ahead, raised), first, wanted.note, f"{change_id}-network")
    return Grant(
        tuple(changes),
        own[-1].limit if own else before,
        before,
        ((month_of(first), request.until_month, _promised(ask, numbers)),),
        ask.numbers is not None,
    )


def _part(ahead: Ahead, ask: Ask, raised: RaisedLimits, to: int, before: int, first: dt.date, today: dt.date) -> int:
    """The numbers that a limit of ``to`` holds: what it adds, and what is free without it."""
    place = ahead.months.index(ask.from_month)
    most = int(raised.limits.of(ahead.place(ask.key))[place])
    if isinstance(to, bool) or not before < to < most:
        when = f" on {day_words(first)}" if first > today else ""
        if before >= most - 1:
            raise BadInput(f"{to} is no part of what was asked: a limit of {most:,} holds all of it. Use approve.")
        raise BadInput(
            f"{to} is no part of what was asked: the limit is {before:,}{when} and {most:,} holds all that was asked "
            f"for, so a part lies between {before + 1:,} and {most - 1:,}. Use approve for all of it."
        )
    return min(ask.more, to - before + raised.free[place])


def _by_period(
    cursor: Cursor,
    limit: Limit,
    request: Request,
    wanted: WantedGrant,
    standing: NetworkStanding,
    ask: Ask,
    raised: RaisedLimits,
    change_id: str,
    before: int,
    today: dt.date,
) -> Grant:
    changes = list(steps_by_period(cursor, limit, request, change_id, wanted.note, wanted.steps, today))
    advice = standing.advice
    if advice is None:
        return Grant(tuple(changes), changes[-1][1].to, before)
    ahead = advice.ahead
    own = ahead.limits.of(ahead.place(ask.key))
    months = sorted(month_of(month) for month, _ in wanted.steps)
    promised: list[Granted] = []
    network = raised.limits.network * 0 + ahead.limits.network
    confidence = standing.assumptions.need_confidence
    for place, (month, to) in enumerate(sorted(wanted.steps)):
        last = plus_months(months[place + 1], -1) if place + 1 < len(months) else request.until_month
        at = ahead.months.index(month_of(month))
        numbers = min(ask.more, max(0, int(to - own[at]) + raised.free[at])) if to > own[at] else 0
        promised.append((month_of(month), last, _promised(ask, numbers)))
        if numbers and ask.key != NETWORK:
            part = raised_limits(
                ahead, replace(ask, more=numbers, from_month=month_of(month), until_month=last), confidence
            )
            network = np.maximum(network, part.limits.network)
    if ask.key != NETWORK:
        raised = replace(raised, limits=ahead.limits.with_limit("network", network))
        pair = steps_of(ahead, raised, NETWORK)
        changes += _dated(request, NETWORK, pair, today, wanted.note, f"{change_id}-network")
    return Grant(tuple(changes), changes[-1][1].to, before, tuple(promised), ask.numbers is not None)


def _promised(ask: Ask, numbers: int) -> int:
    """With sessions the lesser of what they need and the grant."""
    if ask.numbers is None:
        return numbers
    return min(numbers, int(np.ceil(float(np.median(ask.numbers.max(axis=1))))))


def _dated(
    request: Request, key: LimitKey, steps: Sequence[Step], first: dt.date, note: str, change_id: str
) -> list[DatedChange]:
    """Each step as a change on its day, the first one not before ``first``; none for good where the request ends."""
    until = last_day_asked(request)
    dated_changes = []
    for place, step in enumerate(steps):
        following = steps[place + 1].month - dt.timedelta(days=1) if place + 1 < len(steps) else until
        command = ChangeLimit(
            request.network_id,
            key.kind,
            step.limit,
            note,
            campaign_id=key.campaign_id,
            change_id=change_id if not place else f"{change_id}-{place + 1}",
            until=following if until is not None else None,
        )
        dated_changes.append((max(step.month, first), command))
    return dated_changes
