"""One request with its course: what was asked, who said what, and what can still be done with it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.errors import HeadroomError
from data.records import Request, RequestEvent
from data.tables.requests import OPEN
from limits.advice import NetworkStanding
from limits.kinds import LimitKey, as_kind
from limits.requests import answer_due, comment_on_request, request_thread, withdraw_request
from views.text import words
from views.visit import people, reads, session

EVENT_WORDS = {
    "filed": "asked",
    "comment": "wrote",
    "in review": "took it up",
    "approved": "approved it",
    "part": "granted a part",
    "declined": "declined it",
    "withdrawn": "withdrew it",
    "expired": "let it expire",
}


def open_requests(standing: NetworkStanding) -> None:
    """The open requests of a network, each with its thread."""
    waiting = [r for r in standing.requests if r.status in OPEN]
    if waiting:
        st.subheader("Open")
    for request in waiting:
        with st.container(border=True, key=f"request.{request.request_id}"):
            headline(standing, request)
            thread(request)
            _actions(standing, request)


def headline(standing: NetworkStanding, request: Request) -> None:
    """What is asked, in one line, and where it stands."""
    key = LimitKey(as_kind(request.kind), request.campaign_id)
    names = {s.key: s.words for s in standing.limits}
    until = f" until {words.month(request.until_month)}" if request.until_month else ""
    sessions = f", {request.sessions:,} website sessions a month" if request.sessions else ""
    if request.more_sessions:
        sessions += f"{' (' if sessions else ', '}{request.more_sessions:,} more than today{')' if sessions else ''}"
    st.markdown(
        f"**{words.plain(request.request_id)} · {words.count(request.more_numbers, 'more numbers')}, "
        f"{words.plain(names.get(key, key.words()))}**, from {words.month(request.from_month)}{until}{sessions} · "
        f"{words.REQUEST_MARKS[request.status]}{_due(standing, request)}"
    )


def _due(standing: NetworkStanding, request: Request) -> str:
    """By when an open request is answered, for whoever waits for it."""
    if request.status not in OPEN:
        return ""
    due = answer_due(request, standing.network, reads.settings())
    return (
        f" · answer overdue since {words.day(due)}" if due < session.today() else f" · answer due by {words.day(due)}"
    )


def thread(request: Request) -> None:
    """Its course, oldest first, as far as this person may read it."""
    _, events = reads.own(request_thread, request.request_id)
    for event in events or [_first(request)]:
        mark = " · note of the vendor, the customer does not see it" if event.vendor_only else ""
        st.caption(
            f"{words.moment(event.happened_at)} · {people.written(event.by_email)} {EVENT_WORDS[event.event]}"
            f"{_token(event)}{mark}"
        )
        if event.words:
            st.markdown(words.plain(event.words))


def _token(event: RequestEvent) -> str:
    """A program acts as a person, and both are named."""
    return f", by the token {words.plain(event.token)}" if event.token else ""


def comment_form(request: Request, *, may_be_internal: bool) -> None:
    with (
        st.expander("Add a comment"),
        st.form(f"comment.{request.request_id}", clear_on_submit=True, border=False),
    ):
        text = st.text_input("Comment", key=f"comment.text.{request.request_id}", max_chars=2000)
        internal = may_be_internal and st.checkbox(
            "Only for the vendor's people", key=f"comment.internal.{request.request_id}"
        )
        if st.form_submit_button("Add comment"):
            _do(
                lambda: comment_on_request(
                    session.store(), session.person(), request.request_id, text, vendor_only=bool(internal)
                ),
                "Your comment is with the request.",
            )


def _actions(standing: NetworkStanding, request: Request) -> None:
    if not session.person().may("file request", standing.network):
        return
    comment_form(request, may_be_internal=standing.sees_vendor_facts)
    if st.button("Withdraw the request", key=f"withdraw.{request.request_id}"):
        _do(
            lambda: withdraw_request(session.store(), session.person(), request.request_id),
            f"Request {request.request_id} is withdrawn.",
        )


def _do(act: Callable[[], object], said: str) -> None:
    try:
        act()
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    session.say_after_reload(said)
    st.rerun()


def _first(request: Request) -> RequestEvent:
    """Requests that came with an import have no course on record but that they were filed."""
    return RequestEvent(request.request_id, request.filed_at, request.filed_by, "filed", request.reason, False)
