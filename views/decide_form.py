"""The decision on a request: all of it, a part, or none, with a note, from now on or from the month it asks for."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from data.errors import HeadroomError
from data.records import Request
from limits.decide import DecideRequest, Outcome, decide_request
from limits.kinds import LimitKey
from limits.request_course import take_up_request
from limits.standing import NetworkStanding
from views import session, words
from views.theme import main_button

CHOICES: dict[str, Outcome] = {"Approve as asked": "approve", "Grant a part": "part", "Decline": "decline"}


def show(standing: NetworkStanding, key: LimitKey, request: Request) -> None:
    """The form for who may decide; for others, and for who filed, a word that they may not."""
    person = session.person()
    if not person.may("decide requests", standing.network):
        st.caption("Your role may read requests, not decide them.")
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
    limit, advice = standing.limit(key), standing.suggestions.get(key)
    asked = limit.limit + request.more_numbers
    names = list(CHOICES) if request.more_numbers > 1 else [n for n in CHOICES if CHOICES[n] != "part"]
    choice = CHOICES[str(st.radio("Decision", names, key=f"decide.choice.{request.request_id}"))]
    to = None
    if choice == "part":
        fitting = min(max(advice.limit if advice else asked - 1, limit.limit + 1), asked - 1)
        to = st.number_input(
            "Limit to grant, numbers a month",
            min_value=limit.limit + 1,
            max_value=asked - 1,
            value=fitting,
            key=f"decide.to.{request.request_id}",
        )
    on = None
    if choice != "decline" and standing.as_of and request.from_month > max(standing.as_of, session.today()):
        when = st.radio(
            "From", ["the month asked for", "now"], key=f"decide.on.{request.request_id}", horizontal=True,
            format_func=lambda w: f"{words.day(request.from_month)}, as asked" if w != "now" else "now",
        )  # fmt: skip
        on = request.from_month if when != "now" else None
    note = st.text_area("Note, for the vendor's people", key=f"decide.note.{request.request_id}", max_chars=2000)
    answer = st.text_area("Answer, for the customer", key=f"decide.answer.{request.request_id}", max_chars=2000)
    st.caption(_outcome(limit.limit, asked if choice == "approve" else to, on, request))
    label = next(name for name, outcome in CHOICES.items() if outcome == choice)
    if st.button(label, type=main_button(), key=f"decide.{request.request_id}"):
        command = DecideRequest(
            request_id=request.request_id,
            outcome=choice,
            note=note,
            answer=answer,
            to=int(to) if to is not None else None,
            on=on,
            expected_version=limit.version,
        )
        _run(
            lambda: decide_request(session.store(), session.person(), command).request.status,
            f"Request {request.request_id} of {words.plain(standing.network.name)} is decided: {label.lower()}.",
        )


def _outcome(limit: int, to: int | None, on: dt.date | None, request: Request) -> str:
    if to is None:
        return f"The limit stays at {limit:,}."
    until = f", until {words.month(request.until_month)}, then back by itself" if request.until_month else ""
    return f"The limit goes from {limit:,} to {to:,} {f'on {words.day(on)}' if on else 'at once'}{until}."


def _run(act: object, said: str) -> None:
    assert callable(act)
    try:
        act()
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    session.forget(["request"])
    session.say_after_reload(said)
    st.rerun()
