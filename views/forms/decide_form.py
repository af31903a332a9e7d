"""The decision on a request: all of it, a part, or none, with a note, from now on or from the month it asks for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.errors import HeadroomError, StaleLimit
from data.records import Request
from limits.advice import NetworkStanding, effect_of, preview
from limits.answers import Answer
from limits.changes import LIMIT_MAX
from limits.commands.step_text import EXAMPLE, steps_from
from limits.kinds import LimitKey
from limits.network import LimitHeadroom
from limits.requests import DecideRequest, Outcome, decide_request, take_up_request
from views.charts.theme import main_button
from views.panels import answers
from views.text import words
from views.visit import session

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
    limit, answer = standing.limit(key), standing.request_answers.get(request.request_id)
    names = list(CHOICES) if request.more_numbers > 1 else [n for n in CHOICES if CHOICES[n] != "part"]
    choice = CHOICES[str(st.radio("Decision", names, index=_fitting(names, answer), key=_key("choice", request)))]
    as_asked = choice != "decline" and _as_asked(standing, request)
    grant = preview(standing, request, as_asked=as_asked)
    before = grant.before if grant else limit.limit
    whole = grant.limit if grant else before + request.more_numbers
    to, steps = _part(answer, request, before, whole) if choice == "part" else (None, "")
    wanted = whole if choice == "approve" else to
    st.caption(_outcome(limit.limit, wanted, steps, request, as_asked=as_asked))
    if grant and grant.pair and choice != "decline":
        st.caption(f"The network limit goes to {grant.pair[-1].limit:,} with it, where all of it is granted.")
    safe = choice == "decline" or wanted is None or _effect(standing, answer, request, wanted, as_asked=as_asked)
    note, said = _texts(choice, request)
    seen = _seen(limit, request)
    meant = safe or st.checkbox(
        f"Grant a limit of {wanted:,}, beyond what is safe, all the same", key=f"{_key('meant', request)}.{wanted}"
    )
    label = next(name for name, outcome in CHOICES.items() if outcome == choice)
    if st.button(label, type=main_button(), key=f"decide.{request.request_id}", disabled=not meant):
        _run(
            lambda: decide_request(
                session.store(),
                session.person(),
                DecideRequest(
                    request_id=request.request_id,
                    outcome=choice,
                    note=note,
                    answer=said,
                    to=to,
                    steps=steps_from(steps),
                    as_asked=as_asked,
                    expected_version=seen,
                ),
            ),
            f"Request {request.request_id} of {words.plain(standing.network.name)} is decided: {label.lower()}.",
            typed_for=(request, limit.version),
        )


def _texts(choice: Outcome, request: Request) -> tuple[str, str]:
    """The vendor's note and the customer's answer, the one that is required first and marked."""
    keys = {"note": _key("note", request), "answer": _key("answer", request)}
    if choice == "decline":
        said = st.text_area(
            "Answer, for the customer (required)",
            key=keys["answer"],
            max_chars=2000,
            placeholder="Why not now, and what would help",
        )
        note = st.text_area("Note, for the vendor's people (optional)", key=keys["note"], max_chars=2000)
        return note, said
    note = st.text_area("Note, for the vendor's people (required)", key=keys["note"], max_chars=2000)
    said = st.text_area("Answer, for the customer (optional)", key=keys["answer"], max_chars=2000)
    return note, said


def _fitting(names: list[str], answer: Answer | None) -> int:
    """The choice that the answer speaks for."""
    wanted: Outcome = "approve"
    if answer is not None and answer.verdict == "grant N of M":
        wanted = "part"
    elif answer is not None and answer.verdict == "needs a contract conversation":
        wanted = "decline"
    return next((i for i, name in enumerate(names) if CHOICES[name] == wanted), 0)


def _effect(standing: NetworkStanding, answer: Answer | None, request: Request, limit: int, *, as_asked: bool) -> bool:
    """What the figure leads to with the request's numbers, and whether that is safe: beyond it a second yes is due."""
    if answer is None:
        return True
    way = effect_of(standing, request, limit, as_asked=as_asked)
    used = "as asked" if as_asked else "from now on"
    said = answers.effect(way, answer, with_money=standing.sees_vendor_facts, used=used)
    if way.risk is not None and way.risk <= answer.risk_level:
        st.success(words.plain(said))
        return True
    st.error(f"**Beyond what is safe.** {words.plain(said)}")
    return False


def _as_asked(standing: NetworkStanding, request: Request) -> bool:
    """Whether it is granted from the month asked for; a month that has begun is granted now."""
    if not standing.as_of or request.from_month <= max(standing.as_of, session.today()):
        return False
    when = st.radio(
        "From", ["the month asked for", "now"], key=_key("on", request), horizontal=True,
        format_func=lambda w: f"{words.day(request.from_month)}, as asked" if w != "now" else "now",
    )  # fmt: skip
    return when != "now"


def _part(answer: Answer | None, request: Request, before: int, whole: int) -> tuple[int | None, str]:
    by_period = answer is not None and len(set(answer.granted or ())) > 1
    if st.toggle("A limit of its own for each period", value=by_period, key=_key("by_period", request)):
        steps = st.text_input(
            "First month and limit of each period",
            value=_steps_of(answer) if by_period and answer else "",
            key=_key("steps", request),
            placeholder=EXAMPLE,
            max_chars=400,
        )
        return None, str(steps)
    wanted = answer.limit if answer is not None and answer.limit is not None else whole - 1
    # No bounds that move with the limit: what was typed stays when somebody changes it meanwhile.
    to = st.number_input(
        "Limit to grant, numbers a month",
        min_value=0,
        max_value=LIMIT_MAX,
        value=min(max(wanted, before + 1), max(whole - 1, before)),
        key=_key("to", request),
        help=f"A part lies between {before + 1:,} and {whole - 1:,}.",
    )
    return int(to), ""


def _steps_of(answer: Answer) -> str:
    """What the answer grants by period, as it is typed."""
    return ", ".join(f"{step.month:%Y-%m}={step.limit}" for step in answer.schedule or ())


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


def _seen(limit: LimitHeadroom, request: Request) -> int:
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
