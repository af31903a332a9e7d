"""The windows in which a request is decided: what a figure comes to, and the letter that the customer gets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from limits.advice import preview
from limits.kinds import LimitKey, as_kind
from tests.views.figures.checking import Page
from tests.views.figures.facts import Facts
from tests.views.figures.reading import Said, read
from tests.views.figures.visits import Visit, decision

WINDOWS = ("recommended", "all", "part", "decline")


def of_windows(visit: Visit, known: dict[str, Facts]) -> Iterator[Page]:
    """Each window of each open request, as it opens."""
    asking = sorted((one for facts in known.values() for one in facts.open), key=lambda one: one.filed_at)
    waiting = [one.request_id for one in asking]
    for facts in known.values():
        for request in facts.open:
            for how in WINDOWS:
                visit.app.session_state["decide.open"] = (request.request_id, how)
                app = visit.open("requests", request=request.request_id)
                letters = [Said("letter", str(one.value)) for one in app.text_area if one.value]
                said = [one for one in read(app) if one.picture is None and one.table is None]
                own = {"waiting": len(waiting), "at": 1 + waiting.index(request.request_id)}
                window = _window(facts, request, how)
                yield Page(f"{how} {request.request_id}", [*said, *letters], known, own, [window])


def _window(facts: Facts, request: Any, how: str) -> dict[str, Any]:
    key = LimitKey(as_kind(request.kind), request.campaign_id)
    today = facts.today
    is_later = request.from_month > max(facts.standing.as_of or today, today)
    grant = preview(facts.standing, request, as_asked=is_later)
    own = {**decision(facts, request)}
    answer = facts.standing.request_answers.get(request.request_id)
    if grant is None or answer is None:
        return own
    part = answer.limit if answer.limit is not None else grant.limit - 1
    part = min(max(part, grant.before + 1), max(grant.limit - 1, grant.before + 1))
    to = part if how == "part" or (how == "recommended" and answer.verdict == "grant N of M") else grant.limit
    made = preview(facts.standing, request, as_asked=is_later, to=to)
    assert made
    way = answer.as_asked if to == grant.limit and is_later and not answer.before_others else made.way
    now = facts.standing.limit(key).limit
    free = request.more_numbers - (grant.limit - grant.before) if grant.limit > grant.before else 0
    return {
        **own,
        "window_to": to,
        "window_by": to - now,
        "window_from": now,
        "window_numbers": min(request.more_numbers, to - grant.before + free),
        "window_whole": grant.limit,
        "window_least": grant.before + 1,
        "window_most": grant.limit - 1,
        "window_risk": way.risk,
        "window_over": way.overage,
        "window_cost": way.cost,
        "window_pair": made.pair[-1].limit if made.pair else None,
        "window_later": {step.limit for step in made.own if step.month > made.first},
        "window_later_at": {step.month for step in made.own if step.month > made.first},
        "window_day": request.from_month if is_later else None,
    }
