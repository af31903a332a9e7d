"""Asking for more numbers: the form, and while it is filled in the answer that can be given at once."""

from __future__ import annotations

import datetime as dt

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.errors import HeadroomError
from limits.advice import MORE_MAX, Asked, NetworkStanding
from limits.kinds import LimitKey
from limits.months import month_of, months_between, plus_months
from limits.requests import FileRequest, file_request, request_outlook
from limits.traffic import dynamic_need, sessions_of_today
from views.charts.theme import main_button
from views.panels import answers
from views.text import traffic_words, words
from views.visit import session

LIMIT, MORE, FROM, UNTIL, SESSIONS, MORE_SESSIONS, REASON = (
    f"ask.{name}" for name in ("limit", "more", "from", "until", "sessions", "more_sessions", "reason")
)
KEYS = (LIMIT, MORE, FROM, UNTIL, SESSIONS, MORE_SESSIONS, REASON)
FOR_GOOD = "for good"
MONTHS_SHOWN = 24


def show(standing: NetworkStanding) -> None:
    """The form, for who may file; for others a word that they may not."""
    if not session.person().may("file request", standing.network):
        st.caption("Your role can view requests but not file them.")
        return
    st.subheader("Ask for more numbers")
    months = _months(standing)
    if not months:
        st.info(
            f"{words.plain(standing.term.sentence)} There is no month left to ask for: talk to your CSM about a new "
            "contract."
        )
        return
    _form(standing, months)


@st.fragment
def _form(standing: NetworkStanding, months: list[dt.date]) -> None:
    limits = {s.key: s for s in standing.limits}
    first, second = st.columns([2, 1], vertical_alignment="bottom")
    key = first.selectbox("Which limit", list(limits), format_func=lambda k: words.sentence(limits[k].words), key=LIMIT)
    more = second.number_input("How many numbers are to be added", min_value=1, max_value=MORE_MAX, value=5, key=MORE)
    cells = st.columns(3, vertical_alignment="bottom")
    start = cells[0].selectbox("From which month", months, format_func=words.month, key=FROM)
    ends = [FOR_GOOD, *(words.month(m) for m in months if m >= start)]
    end = cells[1].selectbox("Until", ends, key=UNTIL)
    sessions = None
    if key.kind != "campaign":
        sessions = _sessions(standing, cells[2])
    until = next((m for m in months if words.month(m) == end), None)
    _answer(
        standing,
        Asked(
            standing.network.network_id,
            key.kind,
            int(more),
            start,
            key.campaign_id,
            until,
            int(sessions) if sessions else None,
        ),
    )
    reason = st.text_area("Why", key=REASON, max_chars=2000, placeholder="What the numbers are for; your CSM weighs it")
    if st.button("File the request", type=main_button(), key="ask.file"):
        _file(FileRequest(
            network_id=standing.network.network_id,
            kind=key.kind,
            campaign_id=key.campaign_id,
            more=int(more),
            from_month=start,
            until_month=until,
            sessions=int(sessions) if sessions else None,
            reason=reason,
        ))  # fmt: skip


def _sessions(standing: NetworkStanding, cell: DeltaGenerator) -> int | None:
    """Website sessions in all, or on top of today's: either can be given, the other follows."""
    sessions = cell.number_input(
        "Website sessions a month, in all", min_value=1, value=None, key=SESSIONS, placeholder="if you know them"
    )
    today = sessions_of_today(standing)
    if today is None:
        return sessions
    session.put(MORE_SESSIONS, None if sessions is None else max(0, int(sessions) - today))

    def follow() -> None:
        more = st.session_state[MORE_SESSIONS]
        session.put(SESSIONS, None if more is None else today + int(more))

    cell.number_input(
        f"On top of today's {today:,}",
        min_value=0,
        key=MORE_SESSIONS,
        on_change=follow,
        placeholder="or how many more",
    )
    return sessions


def _answer(standing: NetworkStanding, asked: Asked) -> None:
    """What is recommended, the three ways, and whether it would be granted at once."""
    try:
        found = request_outlook(session.store(), session.person(), asked)
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    answers.banner(found.answer)
    answers.ways(found.answer, with_money=standing.sees_vendor_facts)
    need = dynamic_need(standing, from_month=asked.from_month, until_month=asked.until_month, sessions=asked.sessions)
    if need is not None and asked.kind == "dynamic":
        st.caption(traffic_words.need(need))
    if found.at_once:
        st.success("It would be granted at once: it lies within what your CSM's policy grants by itself.")
    elif found.not_at_once:
        st.caption("Not at once: " + " ".join(words.plain(why) for why in found.not_at_once))
    if asked.kind == "campaign" and session.person().may("raise campaign limit", standing.network):
        st.caption("You may raise a campaign limit yourself, at once, without a request.")


def _file(command: FileRequest) -> None:
    try:
        filed = file_request(session.store(), session.person(), command)
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    granted = f" It was granted at once: the limit is {filed.granted_limit:,} now." if filed.granted_limit else ""
    session.forget(KEYS)
    session.say_after_reload(f"Request {filed.request_id} is filed; your CSM has been told.{granted}")
    st.rerun()


def _months(standing: NetworkStanding) -> list[dt.date]:
    """The months that can be asked for: from the running one to the end of the partnership."""
    if standing.term.state == "ended":
        return []
    first = standing.running_month or month_of(session.today())
    last = plus_months(first, MONTHS_SHOWN - 1)
    if standing.term.partnership is not None:
        last = min(last, month_of(standing.term.partnership.ends_on))
    return months_between(first, last)


def fill(key: LimitKey, more: int, *, sessions: int | None, from_month: dt.date | None, reason: str) -> None:
    """What the form is to show when it is opened next: an answer of the traffic calculator, carried over."""
    session.put(LIMIT, key)
    session.put(MORE, more)
    session.put(SESSIONS, sessions)
    session.put(REASON, reason)
    if from_month is not None:
        session.put(FROM, from_month)
