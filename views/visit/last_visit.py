"""What customers did by themselves since this person last opened the portfolio."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from data.records import Notice
from limits.actors import Actor
from limits.notice_texts import feed
from limits.people import look_at
from views.visit import reads, session

WHAT, STATE = "portfolio", "visit.before"
HERE, HERE_STATE = "headroom", "visit.here"
OF_CUSTOMERS = ("raise", "request")
DAYS_AT_FIRST = 7  # how far back the first visit looks


def remember(who: Actor) -> None:
    """That this person is here, once a visit; admins see it beside their users."""
    if st.session_state.get(HERE_STATE) != who.email:
        st.session_state[HERE_STATE] = who.email
        look_at(session.store(), who, HERE)


def before() -> dt.datetime | None:
    """When this person was here before this visit; None on their first one. Coming here is remembered once a visit."""
    who = session.person()
    if st.session_state.get(STATE, ("", None))[0] != who.email:
        st.session_state[STATE] = (who.email, look_at(session.store(), who, WHAT))
    at = st.session_state[STATE][1]
    return at if isinstance(at, dt.datetime) else None


def news() -> list[Notice]:
    """Raises and requests since then, newest first."""
    first = dt.datetime.combine(session.today(), dt.time()) - dt.timedelta(days=DAYS_AT_FIRST)
    since = before() or first
    return [n for n in reads.own(feed) if n.topic in OF_CUSTOMERS and n.told_at > since]


def since_words() -> str:
    at = before()
    return f"since your last visit, {at.day} {at:%b, %H:%M} UTC" if at else f"in the last {DAYS_AT_FIRST} days"
