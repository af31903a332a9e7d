"""Network: where it stands, what lies ahead, and the change of a limit."""

from __future__ import annotations

import streamlit as st

from limits.kinds import LimitKey
from limits.standing import NetworkStanding
from views import change_form, charts, room_form, session, tables, words
from views.choose_network import choose
from views.theme import palette

SECTION = "section"
SECTIONS = ("Overview", "Limits", "Room", "Requests", "History")


def _figures(standing: NetworkStanding) -> None:
    network, dynamic = standing.limit(LimitKey("network")), standing.limit(LimitKey("dynamic"))
    advice = standing.suggestions.get(network.key)
    current = standing.term.current
    cells = st.columns(5)
    for cell, limit, name in (
        (cells[0], network, "Network headroom"),
        (cells[1], dynamic, "Dynamic headroom"),
    ):
        cell.metric(name, words.count(limit.headroom), border=True)
        cell.caption(f"numbers; {limit.usage:,} of {limit.limit:,} used, {words.LIMIT_MARKS[limit.state]}")
    cells[2].metric("Allotment left", words.count(current.left if current else None), border=True)
    cells[2].caption(standing.term.sentence)
    cells[3].metric("Overage risk", words.percent(standing.overage_risk), border=True)
    cells[3].caption("with today's network limit, in the allotment periods left")
    cells[4].metric("Suggested network limit", words.count(advice.limit if advice else None), border=True)
    cells[4].caption(f"numbers a month; {words.advice(advice)[:1].lower()}{words.advice(advice)[1:]}")


def _overview(standing: NetworkStanding) -> None:
    if standing.outlook is None:
        st.info("No usage was imported for this network yet, so there is nothing to draw or to forecast.")
        return
    st.subheader("Usage and forecast demand")
    limit = standing.limit(LimitKey("network")).limit
    st.plotly_chart(
        charts.usage_and_demand(standing.history, standing.outlook, limit, palette()),
        key="network.usage",
        config={"displayModeBar": False},
        alt=f"Usage of {standing.network.name} by month with its network limit, and forecast demand with an 80 % band",
    )
    st.caption(
        f"Numbers a billing month, as of the end of {words.day(standing.as_of)}; the hatched month is still running. "
        "Forecast demand is what there would be without limits; 8 of 10 times it lies within the band."
    )
    for caveat in standing.outlook.caveats:
        st.caption(f"◌ {caveat}")
    if standing.term.current is not None:
        st.subheader("What is left of the contract")
        st.plotly_chart(
            charts.burn_down(standing.term.current, standing.history, standing.outlook, palette()),
            key="network.burn_down",
            config={"displayModeBar": False},
            alt="Number-months left of the allotment by month, against an even pace, with the forecast's 80 % band",
        )
        st.caption(f"Number-months, as of the end of {words.day(standing.as_of)}. {standing.term.sentence}")
    with st.expander("How is this computed?"):
        tables.inputs(standing)


def _limits(standing: NetworkStanding) -> None:
    st.subheader("Limits and suggestions")
    tables.limits(standing)
    change_form.show(standing)
    st.subheader("Why this suggestion")
    tables.arithmetic(standing)


def _mail(address: str | None) -> str:
    """An address as text: a link to it would be the palest thing on the page."""
    return f"`{address}`" if address else "not assigned"


def _show() -> None:
    title = st.empty()
    title.title("Network")
    chosen = choose("network")
    if chosen is None:
        return
    standing = session.standing(chosen)
    if old := words.age(standing.as_of, session.today(), stale_days=standing.assumptions.stale_days):
        st.warning(old)
    title.title(standing.network.name)
    if standing.as_of:
        st.caption(
            f"{standing.network.network_id} · usage as of the end of {words.day(standing.as_of)} · time zone "
            f"{standing.network.time_zone} · CSM {_mail(standing.network.csm_email)}"
        )
    _figures(standing)
    section = st.segmented_control(
        "Section", SECTIONS, default=SECTIONS[0], key=SECTION, label_visibility="collapsed", bind="query-params"
    )
    if section == "Limits":
        _limits(standing)
    elif section == "Room":
        room_form.show(standing)
    elif section == "Requests":
        tables.requests(standing)
    elif section == "History":
        tables.changes(chosen)
    else:
        _overview(standing)


_show()
