"""The one answer for a limit or a request: what every page, command, notice and slide renders."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np

from forecasting.risk import FloatArray, MonthLimits, way_of
from forecasting.risk import Way as Measured
from limits.answers import steps_by_month, verdicts, words
from limits.answers.ahead import Ahead
from limits.answers.ask import Ask
from limits.answers.contract import contract_figures
from limits.answers.model import UNKNOWN, Answer, Way
from limits.answers.raising import raised_limits
from limits.answers.reasons import reasons_for
from limits.answers.weighing import Weighed, beside_of, lift_of, need_of, safe_increase, weighed
from limits.assumptions import Assumptions
from limits.kinds import NETWORK, LimitKey
from limits.network import Contract, LimitHeadroom

MOST_CAVEATS = 3


@dataclass(frozen=True)
class AnswerContext:
    """What an answer is given with, besides the paths: what makes the forecast less than sure, and what is idle."""

    assumptions: Assumptions
    caveats: tuple[str, ...] = ()
    idle: int = 0


def answer_for(ahead: Ahead, key: LimitKey, context: AnswerContext, ask: Ask | None = None) -> Answer:
    """The answer to a request, or for the limit as it stands where nothing is asked."""
    need = need_of(ahead, key, context.assumptions)
    if ahead.contract.can_be_assessed or _later_period_decides(ahead, ask):
        first = ahead.months[ahead.periods[0].first] if ahead.periods else ahead.months[0]
        wanted = ask or Ask(key, max(0, need - ahead.headrooms[key].limit), first)
        asked = weighed(ahead, wanted, context.assumptions, is_request=ask is not None)
        if asked.periods:
            return _answered(ahead, asked, context, need=need, is_request=ask is not None)
    return cannot_be_assessed(
        ahead.contract, ahead.headrooms[key], ahead.headrooms[NETWORK], context, ask, as_of=ahead.as_of, need=need
    )


def cannot_be_assessed(
    contract: Contract,
    headroom: LimitHeadroom,
    network: LimitHeadroom,
    context: AnswerContext,
    ask: Ask | None = None,
    *,
    as_of: dt.date | None,
    need: int | None = None,
) -> Answer:
    """Why nothing can be said, and the way out; what is known at least decides where that runs over by itself."""
    over = contract.current.overage if contract.current and contract.state == "months unreported" else 0
    rate = contract.current.overage_rate if contract.current else None
    return Answer(
        key=headroom.key,
        verdict="needs a contract conversation" if over else "cannot be assessed",
        sentence=words.over_at_least(contract, over) if over else words.unknown(contract, ask),
        limit_now=headroom.limit,
        usage=headroom.usage,
        asked=ask.more if ask else 0,
        limit=headroom.limit if over else None,
        increase=0 if over else None,
        granted=(0,) if over else None,
        schedule=() if over else None,
        pair=None,
        contract=contract_figures(contract, network, unknown=True),
        as_history=UNKNOWN,
        as_asked=UNKNOWN,
        if_filled=UNKNOWN,
        safe_increase=None,
        need=need,
        missing=over or None,
        missing_cost=float(over * rate) if over and rate is not None else None,
        missing_is_least=bool(over),
        currency=contract.currency,
        binds=(headroom.key,) if headroom.usage >= headroom.limit > 0 else (),
        caveats=context.caveats[:MOST_CAVEATS],
        reasons=(),
        as_of=as_of,
        risk_level=context.assumptions.risk,
        confidence=context.assumptions.need_confidence,
        is_request=ask is not None,
        from_month=ask.from_month if ask else None,
        until_month=ask.until_month if ask else None,
    )


def _later_period_decides(ahead: Ahead, ask: Ask | None) -> bool:
    """Months asked for inside a contract that begins later are weighed by it."""
    if ask is None or ahead.contract.state != "month not covered":
        return False
    asked = ahead.wanted_months(ask.from_month, ask.until_month)
    return any(ahead.within(asked, period).any() for period in ahead.periods)


def _answered(ahead: Ahead, asked: Weighed, context: AnswerContext, *, need: int, is_request: bool) -> Answer:
    ask, place, assumptions = asked.ask, asked.beside.place, context.assumptions
    headroom = ahead.headrooms[ask.key]
    shown = asked.limits_with(ahead, (ask.more,) * len(asked.periods)) if is_request else ahead.limits
    own, network = shown.of(place), shown.network
    history = way_of(asked.beside.use(own, network), ahead.periods)
    as_asked = way_of(asked.beside.use(own, network, [asked.lift]), ahead.periods) if is_request else history
    filled = way_of(asked.beside.use(own, network, fill=True), ahead.periods)
    verdict, granted = verdicts.verdict_of(ahead, asked, history, assumptions, is_request=is_request, need=need)
    talk = verdict == "needs a contract conversation"
    lacking = (
        verdicts.missing(ahead, asked, with_more=is_request or verdicts.is_safe(history, assumptions))
        if talk
        else (None, None)
    )
    raises = verdict in ("grant", "grant N of M")
    limits = asked.limits_with(ahead, granted) if raises else ahead.limits
    last = steps_by_month.last_asked(asked)
    answer = Answer(
        key=ask.key,
        verdict=verdict,
        sentence="",
        limit_now=headroom.limit,
        usage=headroom.usage,
        asked=ask.more,
        limit=int(limits.of(place)[last]) if raises else headroom.limit,
        increase=int(limits.of(place)[last] - ahead.limits.of(place)[last]),
        granted=granted,
        schedule=steps_by_month.steps(ahead, asked, limits.of(place), headroom.limit) if raises else (),
        pair=steps_by_month.pair_of(ahead, asked, limits) if raises else None,
        contract=contract_figures(ahead.contract, ahead.headrooms[NETWORK]),
        as_history=_way(ahead, history),
        as_asked=_way(ahead, as_asked),
        if_filled=_way(ahead, filled),
        safe_increase=safe_increase(ahead, ask.key, assumptions),
        need=need,
        missing=lacking[0],
        missing_cost=lacking[1],
        missing_is_least=False,
        currency=ahead.contract.currency,
        binds=verdicts.binds(ahead, asked, verdict, is_request=is_request),
        caveats=(),
        reasons=(),
        as_of=ahead.as_of,
        risk_level=assumptions.risk,
        confidence=assumptions.need_confidence,
        holding_limit=(
            None
            if verdicts.is_safe(history, assumptions)
            else verdicts.holding_limit(ahead, asked, headroom, assumptions)
        ),
        outside=steps_by_month.outside(ahead, asked) if is_request else (),
        is_request=is_request,
        from_month=ask.from_month,
        until_month=ask.until_month,
    )
    all_of_it = answer.as_asked if is_request else _way(ahead, _all_that_is_needed(ahead, asked))
    answer = replace(answer, sentence=words.sentence(answer, ahead, asked, all_of_it))
    caveats = (*words.caveats(answer, ahead), *context.caveats)
    return replace(answer, caveats=caveats[:MOST_CAVEATS], reasons=reasons_for(answer, ahead, context.idle))


def _all_that_is_needed(ahead: Ahead, asked: Weighed) -> Measured:
    """The use if a limit rose by all that it lacks."""
    raised = asked.limits_with(ahead, (asked.ask.more,) * len(asked.periods))
    use = asked.beside.use(raised.of(asked.beside.place), raised.network, [asked.lift])
    return way_of(use, ahead.periods)


def typed(ahead: Ahead, key: LimitKey, limit: int) -> Way:
    """A limit that anybody types, weighed as a request for its increase from the running month on.

    The increase x comes on top as x numbers, cut at the typed limit; a limit below today's is used as history would.
    """
    return _way(ahead, way_of(use_of_typed(ahead, key, limit), ahead.periods))


def use_of_typed(ahead: Ahead, key: LimitKey, limit: int) -> FloatArray:
    """Numbers used by the network with the typed limit, float (paths, months)."""
    limit_beside = beside_of(ahead, key)
    increase = limit - ahead.headrooms[key].limit
    own = ahead.limits.of(limit_beside.place) + float(increase)
    network = own if key == NETWORK else ahead.limits.network
    if increase <= 0:
        return limit_beside.use(own, network)
    every_month = ahead.wanted_months(ahead.months[0], None)
    return limit_beside.use(own, network, [lift_of(ahead, Ask(key, increase, ahead.months[0]), every_month)])


def decided(ahead: Ahead, ask: Ask, limit: int, assumptions: Assumptions) -> Way:
    """A figure typed while deciding a request: its numbers on top, cut at that figure in the months asked for."""
    raised = raised_limits(ahead, ask, assumptions.need_confidence)
    limit_beside = beside_of(ahead, ask.key)
    months = ahead.wanted_months(ask.from_month, ask.until_month)
    own = np.where(
        months, np.maximum(ahead.limits.of(limit_beside.place), float(limit)), ahead.limits.of(limit_beside.place)
    )
    network = own if ask.key == NETWORK else raised.limits.network
    return _way(ahead, way_of(limit_beside.use(own, network, [lift_of(ahead, ask, months)]), ahead.periods))


def as_raised(ahead: Ahead, ask: Ask, limits: MonthLimits) -> Way:
    """A request's numbers on top, cut at these limits of each month: what a grant by period comes to."""
    limit_beside = beside_of(ahead, ask.key)
    months = ahead.wanted_months(ask.from_month, ask.until_month)
    use = limit_beside.use(limits.of(limit_beside.place), limits.network, [lift_of(ahead, ask, months)])
    return _way(ahead, way_of(use, ahead.periods))


def _way(ahead: Ahead, way: Measured) -> Way:
    first = None if way.first_over is None else ahead.months[way.first_over]
    current = ahead.contract.current
    if current is not None and (current.left_for_months_ahead or 0) < 0 and current.first_over is not None:
        first = current.first_over
    return Way(way.used, way.overage, way.cost, way.risk, first, way.overage_by_period, way.risk_by_period)
