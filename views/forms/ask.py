"""Asking for more numbers: the form, and while it is filled in the answer that can be given at once."""

from __future__ import annotations

import datetime as dt

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.errors import HeadroomError
from data.records import Request
from limits.advice import MORE_MAX, Asked, NetworkStanding
from limits.kinds import DYNAMIC, LimitKey
from limits.months import month_of, months_between, plus_months
from limits.requests import FileRequest, RequestOutlook, file_request, request_outlook
from limits.traffic import dynamic_need, sessions_of_today
from views.charts.theme import main_button
from views.panels import answers
from views.panels.done_line import told_here
from views.text import traffic_words, words
from views.visit import drafts, people, reads, session

LIMIT, BY, MORE, FROM, UNTIL, SESSIONS, MORE_SESSIONS, REASON = (
    f"ask.{name}" for name in ("limit", "by", "more", "from", "until", "sessions", "more_sessions", "reason")
)
KEYS = (LIMIT, BY, MORE, FROM, UNTIL, SESSIONS, MORE_SESSIONS, REASON)
PLACE = "ask"
FOR_GOOD = "for good"
NUMBERS, BY_SESSIONS = "Numbers", "Website sessions"
MONTHS_SHOWN = 24


def show(standing: NetworkStanding) -> None:
    """The form, for who may file; for others a word that they may not."""
    if not session.person().may("file request", standing.network):
        st.caption("Your role can view requests but not file them.")
        return
    st.subheader("Ask for more numbers")
    months = months_ahead(standing)
    if not months:
        st.info(
            f"{words.plain(standing.contract.sentence)} There is no month left to ask for: talk to your CSM about "
            "a new contract."
        )
        return
    told_here(PLACE)
    _form(standing, months)


@st.fragment
def _form(standing: NetworkStanding, months: list[dt.date]) -> None:
    limits = {s.key: s for s in standing.limits}
    if st.session_state.get(LIMIT) not in limits:
        session.forget([LIMIT])
    with drafts.kept(PLACE, KEYS):
        first, second = st.columns([2, 1], vertical_alignment="bottom")
        key = first.selectbox(
            "Which limit", list(limits), format_func=lambda k: words.sentence(limits[k].words), key=LIMIT
        )
        by_sessions = _by_sessions(standing, key, second)
        cells = st.columns(4, vertical_alignment="bottom")
        start = cells[0].selectbox("From which month", months, format_func=words.month, key=FROM)
        ends = [FOR_GOOD, *(words.month(m) for m in months if m >= start)]
        end = cells[1].selectbox("Until", ends, key=UNTIL)
        until = next((m for m in months if words.month(m) == end), None)
        sessions = None if key.of_campaign else _sessions(standing, cells[2], cells[3])
        more = (
            _needed(standing, start, until, sessions)
            if by_sessions
            else st.number_input(
                "How many numbers are to be added", min_value=1, max_value=MORE_MAX, value=5, key=MORE, width=280
            )
        )
        if more:
            _answer(
                standing,
                Asked(standing.network.network_id, key.kind, int(more), start, key.campaign_id, until, sessions),
            )
        reason = st.text_area(
            "Why", key=REASON, max_chars=2000, placeholder="What the numbers are for; your CSM weighs it"
        )
        if st.button("Send the request", type=main_button(), key="ask.file"):
            _file(
                standing,
                FileRequest(
                    network_id=standing.network.network_id,
                    kind=key.kind,
                    campaign_id=key.campaign_id,
                    more=int(more or 0),
                    from_month=start,
                    until_month=until,
                    sessions=sessions,
                    reason=reason,
                ),
            )


def _by_sessions(standing: NetworkStanding, key: LimitKey, cell: DeltaGenerator) -> bool:
    """Dynamic numbers are asked for as such, or as the website sessions they serve."""
    if not key.is_lent or sessions_of_today(standing) is None:
        return False
    by = cell.segmented_control("Ask by", (NUMBERS, BY_SESSIONS), default=NUMBERS, key=BY, required=True)
    return bool(by == BY_SESSIONS)


def _needed(standing: NetworkStanding, start: dt.date, until: dt.date | None, sessions: int | None) -> int:
    """How many more numbers those sessions need; 0 where none are, in words."""
    if sessions is None:
        st.info("Say how many website sessions a month there will be, in all or on top of today's.")
        return 0
    need = dynamic_need(standing, from_month=start, until_month=until, sessions=sessions)
    limit = standing.limit(DYNAMIC).limit
    if need is None:
        st.info("What sessions need cannot be worked out without usage on record: ask by numbers.")
        return 0
    more = max(0, need.numbers - limit)
    if not more:
        st.success(f"The dynamic limit of {limit:,} numbers holds what {sessions:,} sessions need: nothing to ask for.")
        return 0
    st.markdown(f"They need **{need.numbers:,} dynamic numbers: {more:,} more than the limit of {limit:,}.**")
    return more


def _sessions(standing: NetworkStanding, in_all: DeltaGenerator, on_top: DeltaGenerator) -> int | None:
    """Website sessions in all, or on top of today's: either can be given, the other follows."""
    typed = in_all.number_input(
        "Website sessions a month, in all", min_value=1, value=None, key=SESSIONS, placeholder="if you know them"
    )
    sessions = int(typed) if typed else None
    today = sessions_of_today(standing)
    if today is None:
        return sessions
    session.put(MORE_SESSIONS, None if sessions is None else max(0, sessions - today))

    def follow() -> None:
        more = st.session_state[MORE_SESSIONS]
        session.put(SESSIONS, None if more is None else today + int(more))

    on_top.number_input(
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
        outlook = _outlook(asked)
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    answers.banner(outlook.answer)
    answers.ways(outlook.answer, with_money=standing.sees_vendor_facts)
    need = dynamic_need(standing, from_month=asked.from_month, until_month=asked.until_month, sessions=asked.sessions)
    if need is not None and asked.key.is_lent:
        st.caption(traffic_words.need(need))
    if outlook.at_once:
        st.success("It would be granted at once: it lies within what your CSM's policy grants by itself.")
    elif outlook.not_at_once:
        st.caption("Not at once: " + " ".join(words.plain(why) for why in outlook.not_at_once))
    if asked.key.of_campaign and session.person().may("raise campaign limit", standing.network):
        st.caption("You may raise a campaign limit yourself, at once, without a request.")


def _outlook(asked: Asked) -> RequestOutlook:
    who = session.person()
    return session.shared(
        ("request outlook", who, session.quarter(), asked),
        lambda: request_outlook(session.store(), who, asked, standing=reads.standing(asked.network_id)),
    )


def _file(standing: NetworkStanding, command: FileRequest) -> None:
    if not command.more:
        st.error("There is nothing to ask for yet: see above how many numbers are needed.")
        return
    try:
        filed = file_request(session.store(), session.person(), command)
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    csm = people.of_network(standing.network.network_id).csm
    session.forget(KEYS)
    drafts.drop(PLACE)
    session.say_after_reload(filed_words(filed, csm.name if csm else "your CSM"), at=PLACE)
    st.rerun()


def filed_words(filed: Request, csm: str) -> str:
    """What became of a request that was sent just now."""
    granted = f" It was granted at once: the limit is {filed.granted_limit:,} now." if filed.granted_limit else ""
    return f"Request {filed.request_id} was sent; {csm} has been told.{granted}"


def months_ahead(standing: NetworkStanding) -> list[dt.date]:
    """The months that can be asked for: from the running one to the end of the partnership."""
    if standing.contract.state == "ended":
        return []
    first = standing.running_month or month_of(session.today())
    last = plus_months(first, MONTHS_SHOWN - 1)
    if standing.contract.partnership is not None:
        last = min(last, month_of(standing.contract.partnership.ends_on))
    return months_between(first, last)


def fill(key: LimitKey, more: int, *, sessions: int | None, from_month: dt.date | None, reason: str) -> None:
    """What the form is to show when it is opened next: an answer of the traffic calculator, carried over."""
    session.put(LIMIT, key)
    session.put(BY, NUMBERS)
    session.put(MORE, more)
    session.put(SESSIONS, sessions)
    session.put(REASON, reason)
    if from_month is not None:
        session.put(FROM, from_month)
