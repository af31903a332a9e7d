"""Headroom: can I add numbers, how many, and who can help when I cannot?"""

from __future__ import annotations

import streamlit as st

from views.forms import ask, change_form, room_form
from views.forms.choose_network import choose
from views.panels import audit, cards, idle, planned, request_thread, tables, usage_section
from views.text import words
from views.visit import session

MORE = "section"
SECTIONS = ("Usage ahead", "Raise a campaign limit", "Requests", "Changes")


def _show() -> None:
    st.title("Headroom")
    chosen = choose("headroom")
    if chosen is None:
        return
    standing = session.standing(chosen)
    if old := words.age(standing.as_of, session.today(), stale_days=standing.assumptions.stale_days):
        st.warning(old)
    st.caption(
        f"{words.plain(standing.network.name)}. "
        + (
            f"Usage as of the end of {words.day(standing.as_of)}, for the billing month {words.month(standing.as_of)}."
            if standing.as_of
            else "No usage has arrived yet."
        )
    )
    cards.headroom(standing)
    room_form.show(standing)
    section = st.segmented_control(
        "More", SECTIONS, default=SECTIONS[0], key=MORE, label_visibility="collapsed", bind="query-params"
    )
    if section == SECTIONS[1]:
        change_form.show(standing)
    elif section == SECTIONS[2]:
        ask.show(standing)
        request_thread.open_requests(standing)
        audit.requests(standing)
    elif section == SECTIONS[3]:
        audit.changes(standing)
    else:
        usage_section.show(standing)
        st.subheader("Every limit")
        tables.limits(standing)
        planned.show(standing)
        idle.show(standing)


_show()
