"""The decision on a request: all of it, a part, or none, with a note, from now on or from the month it asks for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.errors import HeadroomError, StaleLimit
from data.records import Request
from limits.change import LIMIT_MAX
from limits.decide import DecideRequest, Outcome, decide_request
from limits.headroom import LimitStanding
from limits.kinds import LimitKey
from limits.planned_limits import builds_on, of_limit
from limits.request_course import take_up_request
from limits.schedule import scheduled_changes
from limits.standing import NetworkStanding
from limits.step_text import EXAMPLE, steps_from
from views import session, words
from views.theme import main_button

CHOICES: dict[str, Outcome] = {"Approve as asked": "approve", "Grant a part": "part", "Decline": "decline"}


def show(standing: NetworkStanding, key: LimitKey, request: Request) -> None:
    """The form for who may decide; for others, and for who filed, a word that they may not."""
    person = session.person()
    if not person.may("decide requests", standing.network):
        st.caption("Your role can view requests but not decide them.")
        return
    if person.email == request.filed_by:
        st.info("You filed this request, and who files may not approve. Withdraw it and change the limit directly.")
        return
    with st.container(border=True):
        st.subheader("Decide")
        if request.status == "filed" and st.button("I am on it", key=f"take.{request.request_id}"):
            _run(lambda: take_up_request(session.store(), person, request.request_id).status, "It is in review.")
        _form(standing, key, request)


def _form(standing: NetworkStanding, key: LimitKey, request: Request) -> None:
    limit = standing.limit(key)
    names = list(CHOICES) if request.more_numbers > 1 else [n for n in CHOICES if CHOICES[n] != "part"]
    choice = CHOICES[str(st.radio("Decision", names, key=_key("choice", request)))]
    as_asked = choice != "decline" and _as_asked(standing, request)
    before = _limit_before(standing, key, request, as_asked=as_asked)
    to, steps = _part(standing, key, request, before) if choice == "part" else (None, "")
    note = st.text_area("Note, for the vendor's people", key=_key("note", request), max_chars=2000)
    answer = st.text_area("Answer, for the customer", key=_key("answer", request), max_chars=2000)
    asked = before + request.more_numbers
    st.caption(_outcome(limit.limit, asked if choice == "approve" else to, steps, request, as_asked=as_asked))
    seen = _seen(limit, request)
    label = next(name for name, outcome in CHOICES.items() if outcome == choice)
    if st.button(label, type=main_button(), key=f"decide.{request.request_id}"):
        _run(
            lambda: decide_request(
                session.store(),
                session.person(),
                DecideRequest(
                    request_id=request.request_id,
                    outcome=choice,
                    note=note,
                    answer=answer,
                    to=to,
                    steps=steps_from(steps),
                    as_asked=as_asked,
                    expected_version=seen,
                ),
            ),
            f"Request {request.request_id} of {words.plain(standing.network.name)} is decided: {label.lower()}.",
            typed_for=(request, limit.version),
        )


def _as_asked(standing: NetworkStanding, request: Request) -> bool:
    """Whether it is granted from the month asked for; a month that has begun is granted now."""
    if not standing.as_of or request.from_month <= max(standing.as_of, session.today()):
        return False
    when = st.radio(
        "From", ["the month asked for", "now"], key=_key("on", request), horizontal=True,
        format_func=lambda w: f"{words.day(request.from_month)}, as asked" if w != "now" else "now",
    )  # fmt: skip
    return when != "now"


def _limit_before(standing: NetworkStanding, key: LimitKey, request: Request, *, as_asked: bool) -> int:
    """The limit that the grant adds to: by then, with what is planned."""
    today = standing.limit(key).limit
    if not as_asked:
        return today
    planned = scheduled_changes(session.store(), session.person(), standing.network.network_id)
    return builds_on(today, of_limit(planned, key), request.from_month)


def _part(standing: NetworkStanding, key: LimitKey, request: Request, before: int) -> tuple[int | None, str]:
    advice, asked = standing.suggestions.get(key), before + request.more_numbers
    if st.toggle("A limit of its own for each period", key=_key("by_period", request)):
        steps = st.text_input(
            "First month and limit of each period", key=_key("steps", request), placeholder=EXAMPLE, max_chars=400
        )
        return None, str(steps)
    fitting = min(max(advice.limit if advice else asked - 1, before + 1), asked - 1)
    # No bounds that move with the limit: what was typed stays when somebody changes it meanwhile.
    to = st.number_input(
        "Limit to grant, numbers a month",
        min_value=0,
        max_value=LIMIT_MAX,
        value=fitting,
        key=_key("to", request),
        help=f"A part lies between {before + 1:,} and {asked - 1:,}.",
    )
    return int(to), ""


def _outcome(limit: int, to: int | None, steps: str, request: Request, *, as_asked: bool) -> str:
    until = f", until {words.month(request.until_month)}, then back by itself" if request.until_month else ""
    if steps:
        try:
            said = ", ".join(f"{step:,} from {words.day(day)}" for day, step in steps_from(steps))
        except HeadroomError as error:
            return words.plain(str(error))
        return f"The limit is {limit:,}, then {said}{until}."
    if to is None:
        return f"The limit stays at {limit:,}."
    when = f"on {words.day(request.from_month)}" if as_asked else "at once"
    return f"The limit goes from {limit:,} to {to:,} {when}{until}."


def _key(name: str, request: Request) -> str:
    return f"decide.{name}.{request.request_id}"


def _seen(limit: LimitStanding, request: Request) -> int:
    """The version of the limit that was there when this person began to decide."""
    return int(st.session_state.setdefault(_key("seen", request), limit.version))


def _run(act: Callable[[], object], said: str, typed_for: tuple[Request, int] | None = None) -> None:
    try:
        act()
    except StaleLimit as error:  # what was typed stays, and the next click is made knowing what is said here
        st.error(f"{words.plain(str(error))} What you typed is still here.")
        if typed_for is not None:
            request, version = typed_for
            session.put(_key("seen", request), version)
        return
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    session.forget(["request"])
    session.say_after_reload(said)
    st.rerun()
