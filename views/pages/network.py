"""Network: where it stands, what lies ahead, and the change of a limit."""

from __future__ import annotations

import streamlit as st

from limits.advice import NetworkStanding, cost_of_limits
from limits.network import LimitHeadroom
from limits.planning import contract_months
from views.charts import charts, cost_chart
from views.charts.theme import palette
from views.forms import ask, change_form, divide_form, limit_rows, room_form, scenario_form, undo_form
from views.forms.choose_network import choose
from views.panels import (
    answers,
    audit,
    cards,
    idle,
    planned,
    platform_list,
    raised,
    reasons,
    request_thread,
    tables,
    usage_section,
    what_binds,
)
from views.text import words
from views.visit import people, reads, session

SECTION = "section"
SECTIONS = ("Overview", "Limits", "Room", "Requests", "History")


def _overview(standing: NetworkStanding) -> None:
    st.subheader("Usage and forecast demand")
    usage_section.show(standing)
    if standing.contract.current is None or standing.outlook is None:
        return
    st.subheader("What is left of the contract")
    st.plotly_chart(
        charts.burn_down(
            session.derived(contract_months, standing), standing.contract.current.number_months, palette()
        ),
        key="network.burn_down",
        config=charts.CONFIG,
        alt="Number-months left of the allotment by month, against an even pace, with the forecast's 80 % band",
    )
    st.caption(
        f"Number-months, as of the end of {words.day(standing.as_of)}. {words.plain(standing.contract.sentence)} Where "
        "the forecast crosses zero, the allotment is spent and overage begins."
    )
    if session.opened("How is the risk computed?", f"network.risk.{standing.network.network_id}"):
        reasons.risk(standing)


def _limits(standing: NetworkStanding) -> None:
    st.subheader("Limits")
    tables.limits(standing)
    key = change_form.show(standing)
    planned.show(standing)
    st.subheader(f"Why: the {words.plain(standing.limit(key).words)}")
    answers.why(standing, standing.answers[key])
    cost_chart.show(standing, key, session.derived(cost_of_limits, standing, key))
    divide_form.show(standing)
    idle.show(standing)
    if standing.ring_pools:
        st.subheader("RingPools")
        tables.ring_pools(standing)


def _show() -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        title = st.container(horizontal=True, vertical_alignment="bottom", gap="small", width="content")
        switch = st.container(width=300)
    with title:
        name = st.empty()
        name.title("Network", anchor=False)
    with switch:
        chosen = choose("network")
    if chosen is None:
        return
    standing = reads.standing(chosen)
    name.title(words.plain(standing.network.name), anchor=False)
    if standing.as_of:
        title.caption(
            f"usage as of the end of {words.day(standing.as_of)} · time zone "
            f"{words.plain(standing.network.time_zone)} · CSM {people.written(standing.network.csm_email)}",
            width="content",
        )
    if old := words.age(standing.as_of, session.today(), stale_days=standing.assumptions.stale_days):
        st.markdown(f":orange[:material/warning: {old}]")
    may_edit = bool(change_form.changeable(standing))
    what_binds.show(standing, _edit if may_edit else None)
    raised.show(standing)
    platform_list.show(standing.network.network_id)
    section = st.segmented_control(
        "Section", SECTIONS, default=SECTIONS[0], key=SECTION, label_visibility="collapsed", bind="query-params"
    )
    if section == "Limits":
        _limits(standing)
    elif section == "Room":
        room_form.show(standing)
    elif section == "Requests":
        request_thread.open_requests(standing)
        audit.requests(standing)
        ask.show(standing)
    elif section == "History":
        audit.changes(standing)
        undo_form.show(standing)
    else:
        limit_rows.show(standing)
        cards.outlook(standing)
        _overview(standing)
        scenario_form.listed(standing)


def _edit(standing: NetworkStanding, limit: LimitHeadroom) -> None:
    session.put(SECTION, SECTIONS[0])
    limit_rows.edit(standing, limit)


_show()
