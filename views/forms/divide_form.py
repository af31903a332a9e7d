"""The network limit divided over campaigns and dynamic numbers, and the button that sets every limit so."""

from __future__ import annotations

import uuid

import streamlit as st

from data.errors import BadInput, HeadroomError, StaleLimit
from limits.advice import NetworkStanding
from limits.changes import ApplySplit, Division, apply_split, divide
from limits.kinds import NETWORK
from views.charts.theme import main_button
from views.panels import tables
from views.text import words
from views.visit import session

REASON, APPLY, SEEN, CHANGE_ID = "divide.reason", "divide.apply", "divide.seen", "divide.id"


def show(standing: NetworkStanding) -> None:
    """The division when somebody wants to see it, and the form that applies it for who may."""
    network_id = standing.network.network_id
    if not session.opened("Divide the network limit over the campaigns", f"network.divide.{network_id}"):
        return
    whole = standing.limit(NETWORK)
    numbers = st.number_input(
        "Network limit to divide",
        min_value=whole.usage,
        value=max(whole.limit, whole.usage),
        key=f"divide.{network_id}",
    )
    try:
        division = divide(standing, int(numbers))
    except BadInput as error:
        st.info(words.plain(str(error)))
        return
    tables.division(standing, division)
    if session.person().may("change limits", standing.network):
        _apply(standing, division)


def _apply(standing: NetworkStanding, division: Division) -> None:
    """Applies what was on the page before the click: where other shares come out by now, it says so."""
    network_id = standing.network.network_id
    seen_key = f"{SEEN}.{network_id}"
    seen = st.session_state.get(seen_key)
    with st.form(f"{APPLY}.form.{network_id}", border=False):
        reason = st.text_input("Reason", key=f"{REASON}.{network_id}", max_chars=2000)
        st.caption("Sets the network limit and every share above as limits, all of them or none.")
        clicked = st.form_submit_button("Set these limits", type=main_button())
    session.put(seen_key, division)
    if not clicked:
        return
    same_question = seen is not None and seen.network_limit == division.network_limit
    change_id = str(st.session_state.setdefault(f"{CHANGE_ID}.{network_id}", str(uuid.uuid4())))
    command = ApplySplit(network_id, reason, division.network_limit, seen if same_question else division, change_id)
    try:
        done = apply_split(session.store(), session.person(), command)
    except StaleLimit as error:
        st.error(f"{words.plain(str(error))} What you typed is still here.")
        return
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    session.forget([f"{name}.{network_id}" for name in (REASON, SEEN, CHANGE_ID)])
    session.say_after_reload(f"{words.count(len(done), 'limits')} set. The changes are in the history.")
    st.rerun()
