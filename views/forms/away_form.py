"""A CSM who is away hands their requests over, and takes them back."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from data.errors import HeadroomError
from limits.people import absence_of, come_back, csm_addresses, go_away
from views.text import words
from views.visit import people, reads, session

FORM = "away"
DEPUTIES = "the deputies of each network"


def show() -> None:
    """For CSMs: whether they are away, and the form that says so."""
    who = session.person()
    if "csm" not in who.vendor_roles:
        return
    absence = reads.own(absence_of)
    if absence is not None:
        st.info(
            f"You are away until {words.day(absence.until_date)}; "
            f"{people.written(absence.stand_in) if absence.stand_in else DEPUTIES} may decide your requests meanwhile."
        )
        if st.button("I am back", key=f"{FORM}.back"):
            come_back(session.store(), who)
            session.say_after_reload("Welcome back: your requests are yours again.")
            st.rerun()
        return
    with st.expander("Away? Hand your requests over"), st.form(FORM, border=False):
        until = st.date_input(
            "Last day away",
            value=session.today() + dt.timedelta(days=7),
            min_value=session.today(),
            key=f"{FORM}.until",
        )
        others = [email for email in reads.own(csm_addresses) if email != who.email]
        stand_in = st.selectbox(
            "Who decides meanwhile",
            ["", *others],
            format_func=lambda email: email or DEPUTIES,
            key=f"{FORM}.stand_in",
        )
        if st.form_submit_button("Hand over"):
            _hand_over(until, stand_in)


def _hand_over(until: dt.date, stand_in: str) -> None:
    try:
        go_away(session.store(), session.person(), until, stand_in=stand_in)
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    session.say_after_reload(f"Your requests are handed over until {words.day(until)}.")
    st.rerun()
