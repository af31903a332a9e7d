"""Desk: whom must I look at today?"""

from __future__ import annotations

from collections import Counter

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from limits.portfolio import STATES, PortfolioRow
from views import session, words
from views.theme import main_button

ROW_HEIGHT = 38
STATE, SEARCH, TABLE, OPEN = "state", "search", "desk.table", "desk.open"


def _table(rows: list[PortfolioRow]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Network": [r.network.name for r in rows],
            "State": [words.STATE_MARKS[r.state] for r in rows],
            "Why": [r.reason for r in rows],
            "Overage risk": [None if r.overage_risk is None else r.overage_risk * 100 for r in rows],
            "Usage": [[u or 0 for u in r.recent_usage] for r in rows],
            "Network left": [r.network_limit and r.network_limit.headroom for r in rows],
            "Dynamic left": [r.dynamic_limit and r.dynamic_limit.headroom for r in rows],
            "Campaign left": [r.campaign_limit and r.campaign_limit.headroom for r in rows],
            "Demand ahead": [words.demand(r.demand_ahead) for r in rows],
            "Used": [r.network_limit and r.network_limit.usage for r in rows],
            "Limit": [r.network_limit and r.network_limit.limit for r in rows],
            "Likely full": [words.month(r.likely_full) for r in rows],
            "Suggested": [r.suggestion and r.suggestion.limit for r in rows],
            "Months left": [r.term.months_left for r in rows],
            "Allotment left": [r.term.current.left if r.term.current else None for r in rows],
            "Requests": [r.open_requests for r in rows],
            "As of": [words.day(r.network.as_of) for r in rows],
        }
    )


def _number(width: int, explained: str) -> ColumnConfig:
    return st.column_config.NumberColumn(format="localized", width=width, help=explained)


_COLUMNS = {
    "Network": st.column_config.TextColumn(pinned=True, width=165),
    "State": st.column_config.TextColumn(width=85),
    "Why": st.column_config.TextColumn(width=292),
    "Overage risk": st.column_config.NumberColumn(
        format="%.0f %%", width=82, help="Probability that an allotment period left runs over at today's network limit"
    ),
    "Usage": st.column_config.LineChartColumn(y_min=0, width=90, help="Numbers used a month, the last 13 months"),
    "Used": _number(60, "Numbers used in the running billing month"),
    "Limit": _number(60, "Network limit, numbers a month"),
    "Network left": _number(84, "Headroom of the network limit, numbers"),
    "Dynamic left": _number(84, "Headroom of the dynamic limit, numbers"),
    "Campaign left": _number(92, "Headroom of the fullest campaign's limit, numbers"),
    "Demand ahead": st.column_config.TextColumn(
        width=124,
        help="Forecast demand three months ahead, numbers: the median, and the band that holds it 8 of 10 times",
    ),
    "Likely full": st.column_config.TextColumn(
        width=85, help="First month in which demand probably exceeds the network limit"
    ),
    "Suggested": _number(85, "Suggested network limit, numbers a month"),
    "Months left": _number(85, "Months left in the allotment period, with the running one"),
    "Allotment left": _number(100, "Number-months left in the period"),
    "Requests": _number(75, "Open requests"),
    "As of": st.column_config.TextColumn(width=95, help="The date the network's usage describes"),
}


def _filtered(rows: list[PortfolioRow]) -> list[PortfolioRow]:
    counts = Counter(r.state for r in rows)
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        chosen = st.pills(
            "State",
            [s for s in STATES if counts[s]],
            selection_mode="multi",
            format_func=lambda s: f"{words.STATE_MARKS[s]} {counts[s]}",
            key=STATE,
            bind="query-params",
        )
    with right:
        sought = st.text_input("Search networks", key=SEARCH, placeholder="name or id", bind="query-params")
        sought = sought.strip().casefold()
    found = [r for r in rows if not chosen or r.state in chosen]
    return [r for r in found if sought in f"{r.network.name} {r.network.network_id}".casefold()]


def _open(network_id: str) -> None:
    st.switch_page("views/network.py", query_params={session.NETWORK: network_id})


def _caption(rows: list[PortfolioRow], found: list[PortfolioRow]) -> str:
    dates = sorted({r.network.as_of for r in rows if r.network.as_of})
    networks = words.count(len(rows), "networks")
    return (
        (networks if len(found) == len(rows) else f"{len(found):,} of {networks}")
        + ", the most urgent first. Usage as of the end of "
        + (words.day(dates[-1]) if dates else "no date yet")
        + (f"; the oldest is of {words.day(dates[0])}." if len(dates) > 1 else ".")
    )


def _show() -> None:
    st.title("Desk")
    rows = session.portfolio_rows()
    if not rows:
        st.info(
            "No networks are assigned to you. An admin assigns them by importing networks with your e-mail address."
        )
        return
    said = st.empty()
    found = _filtered(rows)
    said.caption(_caption(rows, found))
    if not found:
        st.info("No network fits these filters. Clear the search or choose other states.")
        return
    with st.form(OPEN, border=False):
        box, button = st.columns([3, 1], vertical_alignment="bottom")
        names = {r.network.network_id: r.network.name for r in found}
        chosen = box.selectbox("Network", list(names), format_func=names.__getitem__, key=f"{OPEN}.network")
        if button.form_submit_button("Open network", type=main_button(), width="stretch"):
            _open(chosen)
    event = st.dataframe(
        _table(found),
        hide_index=True,
        placeholder="—",
        column_config=_COLUMNS,
        on_select="rerun",
        selection_mode="single-row",
        key=TABLE,
        row_height=ROW_HEIGHT,
        height="content" if len(found) <= 15 else 15 * ROW_HEIGHT + 40,
    )
    if picked := event["selection"]["rows"]:
        _open(found[picked[0]].network.network_id)
    with st.expander("How is this computed?"):
        st.markdown(
            "Usage is the distinct numbers on the account in the running billing month. **Overage risk** is the share "
            "of simulated paths of demand that, cut off at today's network limit, spend more than an allotment period "
            "has left. A state is the first that holds: **Over** (allotment or a limit exceeded already), **At risk** "
            "(risk above 10 %), **Watch** (a limit nearly full or full, or no running contract), **Check data**, "
            "**Learning** (fewer than 6 closed months), **Surplus** (a quarter of the allotment will expire unused), "
            "**Healthy**."
        )


_show()
