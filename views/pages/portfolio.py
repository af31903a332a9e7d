"""Portfolio: whom must I look at today?"""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from limits.advice import STATES, PortfolioRow
from limits.assumptions import Assumptions
from views.charts import charts, desk_chart
from views.charts.theme import Palette, main_button, palette
from views.text import words
from views.visit import session

ROW_HEIGHT = 38
STATE, SEARCH, CSM = "state", "search", "csm"  # in the address
STATES_SHOWN = "desk.states"
TABLE, OPEN, PICTURE = "desk.table", "desk.open", "desk.picture"
NOBODY = "no CSM"
FIRST = 5  # networks named beside the picture


def _table(rows: list[PortfolioRow]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Network": [r.network.name for r in rows],
            "State": [words.STATE_MARKS[r.state] for r in rows],
            "Why": [r.reason for r in rows],
            "Answer": [r.answer.sentence if r.answer else "" for r in rows],
            "Overage risk": [None if r.overage_risk is None else r.overage_risk * 100 for r in rows],
            "Usage": [[u or 0 for u in r.recent_usage] for r in rows],
            "Network left": [r.network_limit and r.network_limit.headroom for r in rows],
            "Limit full": [_full(r) for r in rows],
            "Months left": [r.contract.months_left or None for r in rows],
            "Allotment left": [r.contract.current.left if r.contract.current else None for r in rows],
            "Expiring": [r.expiring for r in rows],
            "Requests": [r.open_requests or None for r in rows],
            "Dynamic left": [r.dynamic_limit and r.dynamic_limit.headroom for r in rows],
            "Campaign left": [r.campaign_limit and r.campaign_limit.headroom for r in rows],
            "Used": [r.network_limit and r.network_limit.usage for r in rows],
            "Limit": [r.network_limit and r.network_limit.limit for r in rows],
            "Demand ahead": [words.demand(r.demand_ahead) for r in rows],
            "As of": [r.network.as_of for r in rows],
            "Age": [_age(r) for r in rows],
        }
    )


def _number(width: int, explained: str) -> ColumnConfig:
    return st.column_config.NumberColumn(format="localized", width=width, help=explained)


_COLUMNS = {
    "Network": st.column_config.TextColumn(pinned=True, width=170),
    "State": st.column_config.TextColumn(width=88),
    "Why": st.column_config.TextColumn(width=292),
    "Overage risk": st.column_config.NumberColumn(
        format="%.0f %%", width=92, help="Probability that an allotment period left runs over at today's network limit"
    ),
    "Usage": st.column_config.LineChartColumn(y_min=0, width=90, help="Numbers used a month, the last 13 months"),
    "Network left": _number(86, "Headroom of the network limit, numbers"),
    "Limit full": st.column_config.DateColumn(
        format="MMM YYYY",
        width=78,
        help="Full now, or the first month in which demand probably exceeds the network limit",
    ),
    "Months left": _number(82, "Months left in the allotment period, with the running one"),
    "Allotment left": _number(98, "Number-months left in the period"),
    "Expiring": _number(70, "Number-months of the period that median demand leaves unused: they expire with it"),
    "Requests": _number(72, "Open requests"),
    "Dynamic left": _number(86, "Headroom of the dynamic limit, numbers"),
    "Campaign left": _number(94, "Headroom of the fullest campaign's limit, numbers"),
    "Answer": st.column_config.TextColumn(width=300, help="What is recommended for the network limit"),
    "Used": _number(60, "Numbers used in the running billing month"),
    "Limit": _number(60, "Network limit, numbers a month"),
    "Demand ahead": st.column_config.TextColumn(
        width=124,
        help="Forecast demand three months ahead, numbers: the median, and the band that covers 80 % of outcomes",
    ),
    "As of": st.column_config.DateColumn(format="D MMM YYYY", width=92, help="The date the network's usage describes"),
    "Age": st.column_config.TextColumn(width=95, help="▲ where usage is said to be old"),
}


def _full(row: PortfolioRow) -> dt.date | None:
    """The month in which the network limit is full: this one where it is so already."""
    limit = row.network_limit
    if limit is not None and row.network.as_of is not None and limit.state in ("full", "exceeded"):
        return row.network.as_of.replace(day=1)
    return row.likely_full


def _age(row: PortfolioRow) -> str:
    stale_days = session.settings().assumptions.stale_days
    if row.network.as_of is None:
        return "▲ no usage"
    days = words.count((session.today() - row.network.as_of).days, "days")
    return f"▲ {days}" if words.age(row.network.as_of, session.today(), stale_days=stale_days) else days


def _csm(row: PortfolioRow) -> str:
    return row.network.csm_email or NOBODY


def _filtered(rows: list[PortfolioRow]) -> list[PortfolioRow]:
    counts = Counter(r.state for r in rows)
    csms = sorted({_csm(r) for r in rows})
    cells = st.columns([4, 2, 2] if len(csms) > 1 else [2, 1])
    there = [s for s in STATES if counts[s]]
    session.follow_links(STATE, STATES_SHOWN, there)
    states = cells[0].pills(
        "State",
        there,
        selection_mode="multi",
        format_func=lambda s: f"{words.STATE_MARKS[s]} {counts[s]}",
        key=STATES_SHOWN,
    )
    session.keep_links(STATE, STATES_SHOWN, states)
    sought = cells[1].text_input("Search networks", key=SEARCH, placeholder="name or id", bind="query-params")
    whose = (
        cells[2].selectbox("CSM", csms, index=None, key=CSM, placeholder="everybody", bind="query-params")
        if len(csms) > 1
        else None
    )
    found = [r for r in rows if (not states or r.state in states) and (whose is None or _csm(r) == whose)]
    words_sought = sought.strip().casefold()
    return [r for r in found if words_sought in f"{r.network.name} {r.network.network_id}".casefold()]


def _open(network_id: str) -> None:
    st.switch_page("views/pages/network.py", query_params={session.NETWORK: network_id})


def _caption(rows: list[PortfolioRow], found: list[PortfolioRow]) -> str:
    dates = sorted({r.network.as_of for r in rows if r.network.as_of})
    networks = words.count(len(rows), "networks")
    return (
        (networks if len(found) == len(rows) else f"{len(found):,} of {networks}")
        + ", the most urgent first. Usage as of the end of "
        + (words.day(dates[-1]) if dates else "no date yet")
        + (f"; the oldest is of {words.day(dates[0])}." if len(dates) > 1 else ".")
    )


@st.cache_resource(max_entries=64, show_spinner=False)  # making a figure costs more than the rest of the page
def _picture(
    of: tuple[str, int], ids: tuple[str, ...], colours: Palette, assumed: Assumptions, _found: list[PortfolioRow]
) -> go.Figure:
    """The same for everybody who sees these networks; nothing changes a figure once it is made."""
    del of, ids  # the key
    return desk_chart.risk_and_room(_found, colours, assumed)


def _at_a_glance(found: list[PortfolioRow]) -> None:
    """Everybody in one picture, and the most urgent as links beside it."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _drawn(found)
    with right:
        _first(found)


def _drawn(found: list[PortfolioRow]) -> None:
    shown = desk_chart.drawable(found)
    if not shown:
        st.info("None of these networks has both a limit in use and a contract to run over: there is nothing to draw.")
        return
    event = st.plotly_chart(
        _picture(
            session.place_and_version(),
            tuple(r.network.network_id for r in found),
            palette(),
            session.settings().assumptions,
            found,
        ),
        key=PICTURE,
        config=charts.CONFIG,
        on_select="rerun",
        selection_mode="points",
        alt=(
            f"{len(shown)} networks by the share of their network limit used this month and their overage risk; "
            "the table below has every figure"
        ),
    )
    if points := event["selection"]["points"]:
        _open(str(points[0]["customdata"][0]))
    missing = len(found) - len(shown)
    st.caption(
        "Further right: closer to the limit. Higher: overage more likely. Dotted: nearly full, and the most risk that "
        "is still safe." + (f" {words.count(missing, 'networks')} without one of the two not drawn." if missing else "")
    )


def _first(found: list[PortfolioRow]) -> None:
    """The most urgent with their reasons, and what waits for an answer."""
    urgent = desk_chart.urgent(found)
    waiting = sum(r.open_requests for r in found)
    st.markdown("**Look at first**" if urgent or waiting else "**Nothing needs your attention today**")
    for place, row in enumerate(urgent[:FIRST], start=1):
        with st.container(gap="xxsmall", key=f"desk.first.{place}"):
            st.page_link(
                "views/pages/network.py",
                label=f"{place}. {words.STATE_MARKS[row.state].split()[0]} {words.plain(row.network.name)}",
                query_params=session.links() | {session.NETWORK: row.network.network_id},
            )
            st.caption(words.plain(row.reason))
    if len(urgent) > FIRST:
        st.caption(f"And {words.count(len(urgent) - FIRST)} more in the table.")
    if waiting:
        asks = "request waits" if waiting == 1 else "requests wait"
        st.page_link(
            "views/pages/requests.py", label=f"○ {waiting:,} {asks} for an answer", query_params=session.links()
        )
    if not urgent and not waiting:
        st.caption("All of these networks have room in every limit, and overage is unlikely.")


def _show() -> None:
    st.title("Portfolio")
    rows = session.portfolio_rows()
    if not rows:
        st.info(
            "No networks are assigned to you. An admin assigns them by importing networks with your e-mail address."
        )
        return
    said, glance = st.empty(), st.container()
    found = _filtered(rows)
    said.caption(_caption(rows, found))
    if not found:
        st.info("No network fits these filters. Clear the search or choose other states.")
        return
    with glance:
        _at_a_glance(found)
    _list(found)


def _list(found: list[PortfolioRow]) -> None:
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
    with st.form(OPEN, border=False):
        box, button = st.columns([3, 1], vertical_alignment="bottom")
        names = {r.network.network_id: r.network.name for r in found}
        chosen = box.selectbox("Network", list(names), format_func=names.__getitem__, key=f"{OPEN}.network")
        if button.form_submit_button("Open network", type=main_button(), width="stretch"):
            _open(chosen)
    assumed = session.settings().assumptions
    with st.expander("How is this computed?"):
        st.markdown(
            "Usage is the distinct numbers on the account in the running billing month. **Overage risk** is the share "
            "of simulated paths of demand that, cut off at today's network limit, spend more than an allotment period "
            "has left. **Limit full** is the first month in which demand is more likely than not to exceed the network "
            "limit. **Expiring** is what the allotment period in force has left beyond median demand. A state is the "
            "first that holds: **Over** (allotment or a limit exceeded already), **At risk** (risk above "
            f"{words.percent(assumed.risk)}), **Watch** (a limit at {words.percent(assumed.watch_utilization)} or "
            "full, or no running contract), **Check data**, **Learning** (fewer than "
            f"{assumed.short_history_months} closed months), **Surplus** ({words.percent(assumed.surplus_share)} of "
            "the allotment will expire unused), **Healthy**. How good such forecasts were, and every assumption "
            "behind them, is on the page Forecast quality."
        )


_show()
