"""Every answer of one network: for each limit, and for each open request in the order they were filed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from data.records import Request
from forecasting.risk import AllotmentLeft, JointLimits, JointOutlook, joint_outlook
from limits.answers.ahead import Ahead
from limits.answers.answer import AnswerContext, answer_for
from limits.answers.ask import Ask
from limits.answers.model import Answer
from limits.answers.sessions import numbers_for_sessions, sessions_today
from limits.answers.weighing import weighed
from limits.assumptions import Assumptions
from limits.kinds import DYNAMIC, NETWORK, LimitKey, as_kind, campaign_limit
from limits.outlook import FloatArray, Past


@dataclass(frozen=True)
class NetworkAnswers:
    """What is recommended for every limit of a network, and what its limits of today lead to together.

    answers         by limit; where a request for it is open, the answer to the request
    requests        the answer to each open request, by its id
    outlook         what today's limits lead to, month by month of the forecast
    full_by_month   P(the limit turns demand away), ratios (months,)
    spend           numbers that all limits let through, (paths, months)
    """

    ahead: Ahead
    answers: Mapping[LimitKey, Answer]
    requests: Mapping[str, Answer]
    outlook: JointOutlook
    full_by_month: Mapping[LimitKey, FloatArray]
    spend: FloatArray = field(repr=False, compare=False)


def network_answers(
    ahead: Ahead,
    known: Past,
    *,
    requests: Sequence[Request],
    assumptions: Assumptions,
    caveats: Sequence[str],
    idle: Mapping[LimitKey, int],
    only_network: bool = False,
) -> NetworkAnswers:
    """All answers of a network; or the network limit's and to ``requests`` alone: a list of many can afford that."""

    def context(key: LimitKey) -> AnswerContext:
        return AnswerContext(assumptions, tuple(caveats), idle.get(key, 0))

    by_request = open_answers(ahead, known, requests, context)
    asked = {answer.key: answer for answer in by_request.values()}
    keys = [NETWORK] if only_network else list(ahead.headrooms)
    answers = {key: asked.get(key) or answer_for(ahead, key, context(key)) for key in keys}
    use = ahead.promised
    outlook = joint_outlook(ahead.demand, _joint_limits(ahead), allotments_left(ahead), usage=use)
    full = {NETWORK: outlook.network_full, DYNAMIC: outlook.dynamic_full}
    full |= {campaign_limit(i): outlook.campaigns_full[at] for at, i in enumerate(ahead.ids) if i}
    return NetworkAnswers(ahead, answers, by_request, outlook, full, use.network)


def open_answers(
    ahead: Ahead, known: Past, requests: Sequence[Request], context: Callable[[LimitKey], AnswerContext]
) -> dict[str, Answer]:
    """The answer to each open request, what the earlier ones would be granted taken as granted."""
    answers: dict[str, Answer] = {}
    after = ahead
    for request in sorted(requests, key=lambda r: (r.filed_at, r.request_id)):
        key = LimitKey(as_kind(request.kind), request.campaign_id)
        if key not in ahead.headrooms or (request.until_month is not None and request.until_month < ahead.months[0]):
            continue
        answer, after = next_answer(ahead, after, asked_by(request, ahead, known, context(key)), context(key))
        answers[request.request_id] = answer
    return answers


def next_answer(first: Ahead, after: Ahead, ask: Ask, context: AnswerContext) -> tuple[Answer, Ahead]:
    """The answer to what is asked after all earlier requests, the one without them beside it, and what it leaves."""
    answer = answer_for(after, ask.key, context, ask)
    if after is not first:
        answer = replace(answer, before_others=answer_for(first, ask.key, context, ask))
    return answer, granted_ahead(after, ask, answer, context.assumptions)


def granted_ahead(ahead: Ahead, ask: Ask, answer: Answer, assumptions: Assumptions) -> Ahead:
    """The network with what the answer grants."""
    if answer.verdict not in ("grant", "grant N of M", "there is room") or not answer.granted:
        return ahead
    asked = weighed(ahead, ask, assumptions)
    by_month = np.zeros(len(ahead.months))
    for period, numbers in zip(asked.periods, answer.granted, strict=True):
        by_month[period.months] = numbers
    on_top = np.array(np.broadcast_to(by_month, ahead.demand.dynamic.shape))
    if ask.numbers is not None:
        on_top = np.minimum(ask.numbers, on_top)
    lift = replace(asked.lift, numbers=on_top, months=by_month > 0)
    limits = ahead.limits if answer.verdict == "there is room" else asked.limits_with(ahead, answer.granted)
    return ahead.granted(limits, lift)


def asked_by(request: Request, ahead: Ahead, known: Past, context: AnswerContext) -> Ask:
    """What a request asks for, from the running month on where its first month is over."""
    key = LimitKey(as_kind(request.kind), request.campaign_id)
    added = added_sessions(request.sessions, request.more_sessions, known)
    return Ask(
        key,
        request.more_numbers,
        max(request.from_month, ahead.months[0]),
        request.until_month,
        None if added is None else sessions_numbers(ahead, known, added, context.assumptions),
    )


def sessions_numbers(ahead: Ahead, known: Past, added: float, assumptions: Assumptions) -> FloatArray:
    paths, months = ahead.demand.dynamic.shape
    return numbers_for_sessions(known, added, months, paths, seed=assumptions.forecast_seed)


def added_sessions(total: int | None, more: int | None, known: Past) -> int | None:
    """Sessions a month that come on top of today's; None where none are stated."""
    if more is not None:
        return more
    if total is None:
        return None
    return max(0, total - (sessions_today(known) or 0))


def _joint_limits(ahead: Ahead) -> JointLimits:
    return JointLimits(ahead.limits.network, ahead.limits.dynamic, ahead.limits.campaigns)


def allotments_left(ahead: Ahead) -> list[AllotmentLeft]:
    """The allotments of the periods ahead, months that belong to none as periods that cannot run over."""
    allotments: list[AllotmentLeft] = []
    at = 0
    for period in ahead.periods:
        if period.first > at:
            allotments.append(AllotmentLeft(period.first - at, np.inf))
        allotments.append(AllotmentLeft(period.months, period.left, period.overage_rate))
        at = period.first + period.months
    return allotments
