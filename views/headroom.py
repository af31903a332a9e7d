"""Headroom: can I add numbers, how many, and who can help when I cannot?"""

from __future__ import annotations

import streamlit as st

from limits.headroom import LimitStanding
from limits.kinds import WHO_MAY_RAISE, LimitKey
from limits.standing import NetworkStanding
from views import change_form, charts, room_form, session, tables, words
from views.choose_network import choose
from views.theme import palette

MORE = "section"
SECTIONS = ("Usage ahead", "Raise a campaign limit", "Requests", "Changes")


def _gauge(limit: LimitStanding, title: str) -> None:
    with st.container(border=True):
        st.markdown(f"**{title}**")
        left = words.count(max(limit.headroom, 0), "numbers")
        st.markdown(f"### {left} left")
        st.progress(min(limit.utilization, 1.0))
        st.caption(f"{limit.usage:,} of {limit.limit:,} used, {words.LIMIT_MARKS[limit.state]}.")
        st.caption(f"Raised by {WHO_MAY_RAISE[limit.key.kind]}.")


def _contract(standing: NetworkStanding) -> None:
    with st.container(border=True):
        st.markdown("**Contract**")
        current = standing.term.current
        if current is None:
            st.markdown("### No allotment now")
            st.caption(standing.term.sentence)
            return
        st.markdown(f"### {words.count(max(current.left, 0), 'number-months')} left")
        used = current.number_months - current.left
        st.progress(min(max(used / current.number_months, 0.0), 1.0) if current.number_months else 1.0)
        st.caption(standing.term.sentence)


def _gauges(standing: NetworkStanding) -> None:
    campaigns = [s for s in standing.limits if s.key.kind == "campaign"]
    cells = st.columns(4)
    with cells[0]:
        _gauge(standing.limit(LimitKey("network")), "Whole network")
    with cells[1]:
        _gauge(standing.limit(LimitKey("dynamic")), "Dynamic numbers")
    with cells[2]:
        if campaigns:
            fullest = max(campaigns, key=lambda s: (s.utilization, s.usage))
            _gauge(fullest, f"Fullest campaign: {fullest.name}")
        else:
            st.info("This network has no campaigns.")
    with cells[3]:
        _contract(standing)


def _ahead(standing: NetworkStanding) -> None:
    if standing.outlook is None:
        st.info("No usage has arrived yet; the picture appears with the first import.")
        return
    limit = standing.limit(LimitKey("network")).limit
    st.plotly_chart(
        charts.usage_and_demand(standing.history, standing.outlook, limit, palette()),
        key="headroom.usage",
        config={"displayModeBar": False},
        alt="Your usage by month with the network limit, and what is expected next with an 80 % band",
    )
    st.caption(
        f"Numbers a billing month, as of the end of {words.day(standing.as_of)}; the hatched month is still running. "
        "8 of 10 times, what comes lies within the band."
    )
    tables.limits(standing)
    with st.expander("How is this computed?"):
        tables.inputs(standing)


def _show() -> None:
    st.title("Headroom")
    chosen = choose("headroom")
    if chosen is None:
        return
    standing = session.standing(chosen)
    if old := words.age(standing.as_of, session.today(), stale_days=standing.assumptions.stale_days):
        st.warning(old)
    st.caption(
        f"{standing.network.name}. "
        + (
            f"Usage as of the end of {words.day(standing.as_of)}, for the billing month {words.month(standing.as_of)}."
            if standing.as_of
            else "No usage has arrived yet."
        )
    )
    _gauges(standing)
    room_form.show(standing)
    section = st.segmented_control(
        "More", SECTIONS, default=SECTIONS[0], key=MORE, label_visibility="collapsed", bind="query-params"
    )
    if section == SECTIONS[1]:
        change_form.show(standing)
    elif section == SECTIONS[2]:
        tables.requests(standing)
    elif section == SECTIONS[3]:
        tables.changes(chosen)
    else:
        _ahead(standing)


_show()
