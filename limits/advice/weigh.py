"""Weighing a request without filing it: the answer it would get now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.errors import BadInput, Unknown
from data.store import Store
from data.tables import requests as request_store
from limits.actors import Actor
from limits.advice.standing import NetworkStanding, network_standing
from limits.answers import (
    Answer,
    AnswerContext,
    Ask,
    added_sessions,
    asked_by,
    cannot_be_assessed,
    granted_ahead,
    next_answer,
    sessions_numbers,
    sessions_today,
)
from limits.assumptions import Assumptions
from limits.kinds import NETWORK, Kind, LimitKey
from limits.months import month_of

MORE_MAX = 1_000_000


@dataclass(frozen=True)
class Asked:
    """What somebody wants: ``more`` numbers of a limit from a month on, or what so many website sessions need.

    sessions        website sessions a month there will be, today's included
    more_sessions   those that come on top of today's
    """

    network_id: str
    kind: Kind
    more: int
    from_month: dt.date
    campaign_id: str = ""
    until_month: dt.date | None = None
    sessions: int | None = None
    more_sessions: int | None = None

    @property
    def key(self) -> LimitKey:
        return LimitKey(self.kind, self.campaign_id)


def weigh(
    store: Store, person: Actor, asked: Asked, *, assumptions: Assumptions | None = None, now: dt.datetime | None = None
) -> Answer:
    """The answer to what is asked, after what is promised and the open requests filed before it."""
    return answer_to(network_standing(store, person, asked.network_id, assumptions=assumptions, now=now), asked)


def answer_to(standing: NetworkStanding, asked: Asked) -> Answer:
    """What the product answers to it, for a standing that is known already."""
    key = asked.key
    if all(limit.key != key for limit in standing.limits):
        raise Unknown(f"{standing.network.name} has no {key.words()}: there is no campaign '{key.campaign_id}'.")
    check_more(asked.more)
    check_sessions(asked)
    outlook = standing.outlook
    own = outlook.caveats_of(key) if outlook and key.of_campaign else ()
    context = AnswerContext(
        standing.assumptions, (*own, *(outlook.caveats if outlook else ())), standing.idle.get(key, 0)
    )
    if standing.advice is None or standing.past is None:
        ask = Ask(key, asked.more, month_of(asked.from_month), asked.until_month)
        limit, network = standing.limit(key), standing.limit(NETWORK)
        return cannot_be_assessed(standing.contract, limit, network, context, ask, as_of=standing.as_of)
    ahead = standing.advice.ahead
    first = ahead.months[0]
    if month_of(asked.from_month) < first:
        raise BadInput(
            f"{asked.from_month:%Y-%m} is over: the first month a limit can still be raised for is {first:%Y-%m}."
        )
    if asked.until_month is not None and asked.until_month < asked.from_month:
        raise BadInput(
            f"The request would end in {asked.until_month:%Y-%m}, before it begins in {asked.from_month:%Y-%m}: give a "
            "later last month, or leave it out."
        )
    after = ahead
    for request in sorted(standing.requests, key=lambda r: (r.filed_at, r.request_id)):
        answer = standing.request_answers.get(request.request_id)
        if answer is not None and request.status in request_store.OPEN:
            earlier = asked_by(request, ahead, standing.past, context)
            after = granted_ahead(after, earlier, answer, standing.assumptions)
    added = added_sessions(asked.sessions, asked.more_sessions, standing.past)
    numbers = None if added is None else sessions_numbers(ahead, standing.past, added, standing.assumptions)
    ask = Ask(key, asked.more, month_of(asked.from_month), asked.until_month, numbers)
    return next_answer(ahead, after, ask, context)[0]


def check_more(more: int) -> None:
    """Refuses what is no number of numbers."""
    if isinstance(more, bool) or not isinstance(more, int) or not 1 <= more <= MORE_MAX:
        said = f"{more:,}" if isinstance(more, int) else str(more)
        raise BadInput(f"{said} more numbers cannot be asked for: give a whole number from 1 to {MORE_MAX:,}.")


def check_sessions(asked: Asked) -> None:
    """Refuses sessions where they mean nothing."""
    if asked.sessions is None and asked.more_sessions is None:
        return
    if not asked.key.is_lent:
        whose = "a campaign's" if asked.key.of_campaign else "the whole network's"
        raise BadInput(f"Website sessions concern dynamic numbers, not {whose}: leave them out.")
    if asked.sessions is not None and asked.more_sessions is not None:
        raise BadInput(
            "Give the sessions there will be (--sessions) or those that come on top of today's (--more-sessions), not "
            "both."
        )
    stated = asked.sessions if asked.sessions is not None else asked.more_sessions or 0
    if stated <= 0:
        raise BadInput(f"{stated:,} sessions a month are no traffic: give what is expected, or leave it out.")


def both_sessions(standing: NetworkStanding, asked: Asked) -> tuple[int | None, int | None]:
    """(sessions there will be, those on top of today's): whichever was stated, the other worked out."""
    if standing.past is None:
        return asked.sessions, asked.more_sessions
    today = sessions_today(standing.past)
    if asked.more_sessions is not None:
        return (None if today is None else today + asked.more_sessions), asked.more_sessions
    if asked.sessions is None:
        return None, None
    return asked.sessions, (None if today is None else max(0, asked.sessions - today))
