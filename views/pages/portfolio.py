"""Portfolio: whom must I call today, and how does everybody stand?"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from limits.advice import PortfolioRow, call_order, is_due, ranked
from limits.people import Contact
from views.charts import charts, desk_chart
from views.charts.theme import main_button, palette
from views.forms import portfolio_actions, portfolio_filter, saved_filters
from views.panels import book_files, call_first, platform_list, portfolio_table
from views.panels.call_first import Call
from views.panels.download_link import download_link
from views.panels.page_head import head
from views.text import words
from views.visit import last_visit, links, people, reads, session

OPEN, PICTURE = "desk.open", "desk.picture"


def _open(network_id: str) -> None:
    st.switch_page("views/pages/network.py", query_params={links.NETWORK: network_id})


def _caption(rows: list[PortfolioRow]) -> str:
    dates = sorted({r.network.as_of for r in rows if r.network.as_of})
    oldest = f", the oldest of {words.day(dates[0])}" if len(dates) > 1 else ""
    when = words.day(dates[-1]) if dates else "no date yet"
    return f"{words.count(len(rows), 'networks')} · usage as of the end of {when}{oldest}"


def _drawn(rows: list[PortfolioRow]) -> None:
    shown = desk_chart.drawable(rows)
    if not shown:
        st.info("None of these networks has both a limit in use and a contract to run over: there is nothing to draw.")
        return
    event = st.plotly_chart(
        desk_chart.risk_and_room(rows, palette(), reads.settings().assumptions),
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
    missing = len(rows) - len(shown)
    st.caption(
        "Further right: closer to the limit. Higher: overage more likely. Dotted: nearly full, and the most risk that "
        "is still safe." + (f" {words.count(missing, 'networks')} without one of the two not drawn." if missing else "")
    )


def _show() -> None:
    rows = ranked(reads.portfolio_rows())
    actions = head("Portfolio", _caption(rows) if rows else "")
    if not rows:
        st.info(
            "No networks are assigned to you. An admin assigns them by importing networks with your e-mail address."
        )
        return
    news = last_visit.news()
    new = {n.network_id for n in news}
    contacts = people.contacts()
    call_first.show(_calls(rows, new))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        changes = words.count(len(news), "changes") if news else "No changes"
        st.markdown(f"**{changes} by customers** :gray[{last_visit.since_words()}]", width="content")
        if news:
            with st.popover("Show", type="tertiary"):
                for notice in news:
                    st.markdown(f"{words.plain(notice.subject)}  \n:gray[:small[{words.moment(notice.told_at)}]]")
    platform_list.show()
    now = portfolio_filter.filtering(rows)
    in_view = portfolio_filter.in_view(rows, now.values)
    portfolio_filter.show(rows, now)
    with actions:
        whole = _table(in_view, contacts, new)
        book_files.show(in_view)
        download_link("Export", "portfolio.csv", "text/csv", lambda: portfolio_table.as_csv(whole))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if len(in_view) < len(rows):
            st.caption(f"{len(in_view):,} of {words.count(len(rows), 'networks')}", width="content")
        saved_filters.menu(now)
    if not in_view:
        st.info("No network fits these filters. Clear the search or choose other states.")
        return
    everything = bool(now.values.get(portfolio_filter.COLUMNS))
    above = st.container()
    ids = [r.network.network_id for r in in_view]
    marked, opened = portfolio_table.table(whole, ids, everything=everything)
    if opened is not None:
        _open(ids[opened])
    with above:
        portfolio_actions.bar([in_view[place] for place in marked], contacts)
    portfolio_table.cards(in_view, new)
    _below(in_view)


def _table(in_view: list[PortfolioRow], contacts: Mapping[str, Contact], new: set[str]) -> pd.DataFrame:
    """Every figure of what is in view, put together once for as long as nothing of it is different."""
    ids = tuple(row.network.network_id for row in in_view)
    key = ("portfolio table", session.person(), session.quarter(), ids, frozenset(new), palette())
    return session.shared(key, lambda: portfolio_table.frame(in_view, contacts, new))


def _calls(rows: list[PortfolioRow], new: set[str]) -> list[Call]:
    """Who is due, with the request that waits longest in each network."""
    longest = {w.network.network_id: w for w in reversed(reads.waiting_requests())}
    contacts = people.contacts()
    calls = [
        Call(r, longest.get(i), contacts.get(i), is_new=i in new)
        for r in rows
        for i in [r.network.network_id]
        if is_due(r)
    ]
    return sorted(calls, key=lambda c: call_order(c.row, c.waits_since))


def _below(in_view: list[PortfolioRow]) -> None:
    """The rest on demand: more columns, the picture, a network by name, how it is computed."""
    st.toggle("All columns", key=portfolio_filter.ALL_COLUMNS)
    if session.opened("Draw how full and how risky each network is", "portfolio.draw"):
        _drawn(in_view)
    with st.form(OPEN, border=False):
        box, button = st.columns([3, 1], vertical_alignment="bottom")
        names = {r.network.network_id: r.network.name for r in in_view}
        chosen = box.selectbox("Network", list(names), format_func=names.__getitem__, key=f"{OPEN}.network")
        if button.form_submit_button("Open network", type=main_button(), width="stretch"):
            _open(chosen)
    assumed = reads.settings().assumptions
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
