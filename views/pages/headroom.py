"""Headroom: can I add numbers, how many, and who can help when I cannot?"""

from __future__ import annotations

import streamlit as st

from views.forms import add_numbers, ask, change_form
from views.forms.choose_network import choose
from views.panels import audit, idle, limit_cards, platform_list, promised, request_thread, tables, usage_section
from views.panels.page_head import head
from views.panels.width import wide
from views.text import words
from views.visit import reads, session

MORE = "section"
SECTIONS = ("Usage ahead", "Raise a campaign limit", "Requests", "Changes")


def _show() -> None:
    place = st.container()
    chosen = choose("headroom")
    if chosen is None:
        with place:
            head("Headroom")
        return
    standing = reads.standing(chosen)
    as_of = f"usage as of the end of {words.day(standing.as_of)}" if standing.as_of else "no usage has arrived yet"
    with place:
        head("Headroom", f"{standing.network.name} · {as_of}")
    if old := words.age(standing.as_of, session.today(), stale_days=standing.assumptions.stale_days):
        st.warning(old)
    shown = add_numbers.show(standing)
    limit_cards.show(standing, shown.key, shown.stopping)
    promised.show(standing)
    platform_list.show(standing.network.network_id)
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
        usage_section.show(standing, first=shown.key)
        with wide("limits"):
            st.subheader("Every limit")
            tables.limits(standing)
        idle.show(standing)


_show()
