"""The window in which a decision is confirmed: everything is filled in, and one key more makes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from data.errors import HeadroomError, StaleLimit
from data.records import Request
from limits.advice import GrantPreview, NetworkStanding, preview
from limits.answers import UNKNOWN, Answer
from limits.commands.step_text import steps_from
from limits.kinds import LimitKey
from limits.network import LimitHeadroom
from limits.requests import DecideRequest, comment_on_request, decide_request, recommended
from views.forms import decide_words, part_figure
from views.panels import answers
from views.text import words
from views.visit import people, session

How = Literal["recommended", "all", "part", "decline", "ask"]
OPEN = "decide.open"
TOGETHER = "together.open"  # the window of several, which is not open beside this one
CONFIRM = "Mod+Enter"


@dataclass(frozen=True)
class _Case:
    """One request with what its forms need; ``version`` is the limit's when this person began to decide."""

    standing: NetworkStanding
    limit: LimitHeadroom
    request: Request
    answer: Answer | None

    def key(self, name: str) -> str:
        """One for each field and way to decide, so that a draft of one is not taken for the other's."""
        return f"decide.{name}.{st.session_state[OPEN][1]}.{self.request.request_id}"

    @property
    def customer(self) -> str:
        return words.plain(people.name(self.request.filed_by))


def place(request_id: str) -> str:
    """Where on the page what was done with a request is told."""
    return f"request.{request_id}"


def open_for(request_id: str, how: How) -> None:
    session.forget([TOGETHER])
    session.put(OPEN, (request_id, how))
    session.forget([f"decide.seen.{how}.{request_id}"])


def show_if_open(standing: NetworkStanding, key: LimitKey, request: Request) -> None:
    """Draws the window that a button of this request opened."""
    opened, how = st.session_state.get(OPEN, ("", ""))
    if opened != request.request_id:
        return
    answer = standing.request_answers.get(request.request_id)
    case = _Case(standing, standing.limit(key), request, answer)
    titles = {
        "recommended": decide_words.recommended(answer) if answer else "Grant",
        "all": f"Grant all {request.more_numbers:,}",
        "part": "Grant another figure",
        "decline": "Decline",
        "ask": "Ask back",
    }
    _seen(case)
    title = f"{titles[how]}: {words.plain(standing.network.name)}"
    st.dialog(title, width="medium", on_dismiss=_close)(_FORMS[how])(case)


def _close() -> None:
    session.forget([OPEN])


def _grant(case: _Case) -> None:
    """What the answer recommends, or a figure of one's own; both filled in."""
    how = st.session_state[OPEN][1]
    day = _day(case)
    grant = preview(case.standing, case.request, as_asked=day is not None)
    before = grant.before if grant else case.limit.limit
    whole = grant.limit if grant else before + case.request.more_numbers
    to: int | None = whole
    steps = ""
    if how == "part":
        to, steps = part_figure.typed(case.request, case.answer, before, whole, case.key)
    elif how == "recommended" and case.answer:
        figure = recommended(case.answer, grant, case.limit.limit, case.request.more_numbers)
        to, steps = figure.to, ", ".join(f"{month:%Y-%m}={limit}" for month, limit in figure.steps)
    if how == "part" and to is None and not steps:
        return
    made = preview(case.standing, case.request, as_asked=day is not None, to=to)
    is_safe = _effect(case, to, steps, day, made)
    limit = to if to is not None else case.limit.limit
    letter = "" if steps else decide_words.letter(case.request, case.limit, limit, day, whole=whole, made=made)
    said = _letter(case, letter)
    note = st.text_input(
        "Note for colleagues (required)",
        case.answer.sentence if case.answer and how == "recommended" else "",
        key=case.key("note"),
        persist_state="session",
        max_chars=2000,
        placeholder="Why so? People will ask for it later",
    )
    yes = is_safe or st.checkbox(
        f"Grant {'it' if to is None else f'a limit of {to:,}'}, beyond what is safe, all the same",
        key=f"{case.key('meant')}.{to}",
    )
    is_whole = to == whole and not steps
    granted = f"Granted {_numbers(case, to, whole, is_whole=is_whole)}"
    _button(
        case,
        decide_words.recommended(case.answer) if how == "recommended" and case.answer else "Grant",
        "" if yes else "Tick the box to grant more than is safe.",
        lambda: decide_request(
            session.store(),
            session.person(),
            DecideRequest(
                request_id=case.request.request_id,
                outcome="approve" if is_whole else "part",
                note=note,
                answer=said,
                to=None if is_whole else to,
                steps=steps_from(steps),
                as_asked=day is not None,
                expected_version=_seen(case),
            ),
        ),
        f"{granted} to {words.plain(case.standing.network.name)}. {case.customer} was told.",
    )


def _numbers(case: _Case, to: int | None, whole: int, *, is_whole: bool) -> str:
    asked = case.request.more_numbers
    if is_whole:
        return f"all {asked:,}" if asked > 1 else "1"
    return "a part by period" if to is None else f"{decide_words.granted(case.request, to, whole):,} of {asked:,}"


def _day(case: _Case) -> dt.date | None:
    """The month asked for, where it is still to come and nobody chose to grant it at once; None is now."""
    request, standing = case.request, case.standing
    if not standing.as_of or request.from_month <= max(standing.as_of, session.today()):
        return None
    asked, now = words.day(request.from_month), "Now"
    chosen = st.segmented_control("From", [asked, now], default=asked, key=case.key("on"), required=True)
    return request.from_month if chosen == asked else None


def _letter(case: _Case, proposed: str) -> str:
    """What the customer reads: proposed for the figure, until somebody writes something of their own."""
    key = case.key("answer")
    before = st.session_state.get(f"{key}.proposed")
    # Only for another figure: what is put anew takes the place of what somebody is typing just now.
    if proposed != before and st.session_state.get(key, "") in ("", before):
        session.put(key, proposed)
    session.put(f"{key}.proposed", proposed)
    label = f"Answer to {case.customer} (optional)"
    return str(st.text_area(label, key=key, max_chars=2000, height=90, persist_state="session"))


def _effect(case: _Case, to: int | None, steps: str, day: dt.date | None, made: GrantPreview | None) -> bool:
    """What the limit becomes and what that leads to; whether it is safe: beyond it a second yes is due."""
    if to is None:
        st.markdown(f"The limit is {case.limit.limit:,}, then " + ", ".join(
            f"**{step:,}** from {words.day(month)}" for month, step in steps_from(steps)
        ) + ".")  # fmt: skip
        return True
    st.markdown(decide_words.outcome(case.limit, to, day, case.request, made))
    if made and made.pair:
        st.caption(f"The network limit goes to {made.pair[-1].limit:,} with it.")
    if case.answer is None:
        return True
    way = made.way if made else UNKNOWN
    used = "as asked" if day else "from now on"
    said = words.plain(answers.effect(way, case.answer, with_money=case.standing.sees_vendor_facts, used=used))
    if way.risk is not None and way.risk <= case.answer.risk_level:
        st.markdown(f":green[:material/check_circle:] {said}")
        return True
    st.error(f"**Beyond what is safe.** {said}", icon=":material/warning:")
    return False


def _decline(case: _Case) -> None:
    st.markdown(
        f"{case.customer} asked for {case.request.more_numbers:,} more; the limit stays at {case.limit.limit:,}."
    )
    said = st.text_area(
        f"Answer to {case.customer} (required)",
        key=case.key("answer"),
        max_chars=2000,
        height=110,
        persist_state="session",
        placeholder="What they can do instead, and when to ask again",
    )
    note = st.text_input(
        "Note for colleagues (optional)", key=case.key("note"), max_chars=2000, persist_state="session"
    )
    _button(
        case,
        "Decline",
        "" if said.strip() else f"Tell {case.customer} why not, and what would help: this answer is what they read.",
        lambda: decide_request(
            session.store(),
            session.person(),
            DecideRequest(
                request_id=case.request.request_id,
                outcome="decline",
                note=note,
                answer=said,
                expected_version=_seen(case),
            ),
        ),
        f"Declined the request of {words.plain(case.standing.network.name)}. {case.customer} was told.",
    )


def _ask_back(case: _Case) -> None:
    said = st.text_area(f"Question to {case.customer}", key=case.key("question"), max_chars=2000, height=110)
    _button(
        case,
        "Send",
        "" if said.strip() else "Write what you want to know.",
        lambda: comment_on_request(session.store(), session.person(), case.request.request_id, said),
        f"Your question is with {case.customer}; the request stays open.",
    )


def _button(case: _Case, label: str, missing: str, act: Callable[[], object], said: str) -> None:
    """Never disabled: a text area hands over its text when it is left, so a disabled button would need two clicks."""
    if not st.button(label, type="primary", key=case.key("ok"), shortcut=CONFIRM):
        return
    if missing:
        st.markdown(f":red[:material/error: {missing}]")
        return
    try:
        act()
    except StaleLimit as error:  # what was typed stays, and the next click is made knowing what is said here
        st.error(f"{words.plain(str(error))} What you typed is still here.")
        session.put(case.key("seen"), case.limit.version)
    except HeadroomError as error:
        st.error(words.plain(str(error)))
    else:
        _close()
        session.say_after_reload(said, at=place(case.request.request_id))
        st.rerun()


def _seen(case: _Case) -> int:
    """The version of the limit that was there when this person began to decide."""
    return int(st.session_state.setdefault(case.key("seen"), case.limit.version))


_FORMS: dict[str, Callable[[_Case], None]] = {
    "recommended": _grant,
    "all": _grant,
    "part": _grant,
    "decline": _decline,
    "ask": _ask_back,
}
