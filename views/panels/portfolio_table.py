"""The portfolio as a table that fits a desk's screen, as cards on a phone, and as a file."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import hashlib
import html
import io
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from limits.advice import STATES, PortfolioRow, expected_cost
from limits.answers import amount_words
from limits.network import LimitHeadroom
from limits.people import Contact
from limits.planning import harmless
from views.charts.theme import palette
from views.panels.limit_state import WEIGHTS, gauge
from views.panels.width import MOST_CARDS, phone, wide
from views.text import words
from views.visit import links, reads, session

ROW_HEIGHT, MOST_ROWS = 36, 15
TABLE = "portfolio.table"
COLOURS = {"Over": "#D55E00", "At risk": "#D55E00", "Watch": "#0072B2", "Surplus": "#7A5195"}
BADGES = {"Over": "red", "At risk": "red", "Watch": "blue", "Surplus": "violet"}
ALWAYS = (
    "State", "Network", "Why", "Overage risk", "Cost", "Fullest limit", "Allotment left", "Ends", "Usage", "Contact",
)  # fmt: skip


def fullest(row: PortfolioRow) -> LimitHeadroom | None:
    return max(row.limits, key=lambda s: (s.utilization if s.limit or s.usage else 0.0, s.usage), default=None)


def frame(rows: Sequence[PortfolioRow], contacts: Mapping[str, Contact], new: set[str]) -> pd.DataFrame:
    """Every figure of the portfolio, a row a network."""
    tops = [fullest(r) for r in rows]
    return pd.DataFrame(
        {
            "State": [[r.state] for r in rows],
            "Network": [("● " if r.network.network_id in new else "") + r.network.name for r in rows],
            "Why": [r.reason for r in rows],
            "Overage risk": [None if r.overage_risk is None else r.overage_risk * 100 for r in rows],
            "Cost": [_cost(r) for r in rows],
            "Fullest limit": [gauge_image(s.utilization) if s else None for s in tops],
            "Allotment left": [r.contract.current.left if r.contract.current else None for r in rows],
            "Ends": [r.contract.partnership.ends_on if r.contract.partnership else None for r in rows],
            "Usage": [[u for u in r.recent_usage if u is not None] for r in rows],  # a month not reported is no zero
            "Contact": [c.name if (c := contacts.get(r.network.network_id)) else "" for r in rows],
            "Phone": [(c.phone or "") if (c := contacts.get(r.network.network_id)) else "" for r in rows],
            "Answer": [r.answer.sentence if r.answer else "" for r in rows],
            "Network left": [r.network_limit and r.network_limit.headroom for r in rows],
            "Limit full": [full_month(r) for r in rows],
            "Months left": [r.contract.months_left or None for r in rows],
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


def table(listed: pd.DataFrame, ids: Sequence[str], *, everything: bool) -> tuple[list[int], int | None]:
    """Draws it; the rows that are marked, and the one that was clicked, to be opened."""
    with wide("portfolio"):
        event = st.dataframe(
            listed,
            hide_index=True,
            placeholder="—",
            column_config=_COLUMNS,
            column_order=None if everything else ALWAYS,
            on_select="rerun",
            selection_mode=["multi-row", "single-cell"],
            key=f"{TABLE}.{hashlib.sha256(' '.join(ids).encode()).hexdigest()[:12]}",  # marks are places: of these rows
            row_height=ROW_HEIGHT,
            height="content" if len(listed) <= MOST_ROWS else MOST_ROWS * ROW_HEIGHT + 40,
            alt="Networks of the portfolio, ranked by expected cost and by what waits for an answer",
        )
    cells = event["selection"].get("cells") or []
    return list(event["selection"]["rows"]), int(cells[0][0]) if cells else None


def cards(rows: Sequence[PortfolioRow], new: set[str]) -> None:
    """The first networks as cards, for a phone."""
    with phone("portfolio"):
        for row in rows[:MOST_CARDS]:
            top = fullest(row)
            with st.container(border=True, gap="xsmall"):
                with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                    mark = ":blue[●] " if row.network.network_id in new else ""
                    st.page_link(
                        "views/pages/network.py",
                        label=f"{mark}**{words.plain(row.network.name)}**",
                        query_params=links.carried() | {links.NETWORK: row.network.network_id},
                    )
                    st.badge(row.state, color=BADGES.get(row.state, "gray"))  # type: ignore[arg-type]
                bar = gauge(top.usage, top.limit, WEIGHTS[top.state]) if top else ""
                share = f"fullest limit {words.percent(top.utilization)}" if top else ""
                risk = "" if row.overage_risk is None else f"{words.percent(row.overage_risk)} risk"
                cost = _cost(row)
                money = f" · <b>{html.escape(cost)}</b>" if cost else ""
                st.html(
                    f'<div class="m">{html.escape(row.reason)}</div><div style="height:.4rem"></div>{bar}'
                    f'<div class="two m" style="margin-top:.35rem"><span>{share}</span><span>{risk}{money}</span></div>'
                )
        if len(rows) > MOST_CARDS:
            st.caption(f"The first {MOST_CARDS} of {len(rows):,}: search, or choose a state, for the others.")


def as_csv(listed: pd.DataFrame) -> str:
    """All columns as a file; a text that a spreadsheet would take for a formula has an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    shown = listed.drop(columns=["Fullest limit", "Usage"])
    writer.writerow(shown.columns)
    for row in shown.itertuples(index=False):
        writer.writerow(["" if _is_empty(v) else harmless(v[0] if isinstance(v, list) else str(v)) for v in row])
    return out.getvalue()


def _is_empty(value: object) -> bool:
    return not isinstance(value, list) and bool(pd.isna(value))  # type: ignore[call-overload]


def gauge_image(share: float) -> str:
    """A gauge in a table's cell: a progress column has one colour for all rows, so full would look like half full."""
    c, percent = palette(), min(100.0, share * 100)
    is_high = share >= reads.settings().assumptions.watch_utilization
    fill, height = (c.alarm, 10) if is_high else (c.calm, 6)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="252" height="60" viewBox="0 0 126 30">'
        f'<rect x="9" y="{15 - height / 2}" width="58" height="{height}" rx="{height / 2}" fill="{c.track}"/>'
        f'<rect x="9" y="{15 - height / 2}" width="{58 * percent / 100:.0f}" height="{height}" rx="{height / 2}" '
        f'fill="{fill}"/><text x="119" y="19.5" text-anchor="end" font-family="Helvetica,Arial,sans-serif" '
        f'font-size="12" font-weight="{700 if is_high else 400}" fill="{c.text}">{words.percent(share)}</text></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def full_month(row: PortfolioRow) -> dt.date | None:
    """The month in which the network limit is full: this one where it is so already."""
    limit = row.network_limit
    if limit is not None and row.network.as_of is not None and limit.state in ("full", "exceeded"):
        return row.network.as_of.replace(day=1)
    return row.likely_full


def _cost(row: PortfolioRow) -> str:
    known = row.answer is not None and row.answer.as_history.cost is not None
    return amount_words(expected_cost(row), row.answer.currency) if known and row.answer else ""


def _age(row: PortfolioRow) -> str:
    if row.network.as_of is None:
        return "▲ no usage"
    stale_days = reads.settings().assumptions.stale_days
    days = words.count((session.today() - row.network.as_of).days, "days")
    return f"▲ {days}" if words.age(row.network.as_of, session.today(), stale_days=stale_days) else days


def _number(width: int, explained: str) -> ColumnConfig:
    return st.column_config.NumberColumn(format="localized", width=width, help=explained)


_TEXT = st.column_config.TextColumn
_COLUMNS = {
    "State": st.column_config.MultiselectColumn(
        width=84, options=list(STATES), color=[COLOURS.get(s, "#7C8CA3") for s in STATES]
    ),
    "Network": _TEXT(width=178),
    "Why": _TEXT(width=286),
    "Overage risk": st.column_config.NumberColumn(
        "Risk", format="%.0f %%", width=56, help="Probability that an allotment period left runs over"
    ),
    "Cost": _TEXT(width=70, alignment="right", help="Expected overage until the contract's end"),
    "Fullest limit": st.column_config.ImageColumn("Fullest limit", width=118),
    "Allotment left": _number(64, "Number-months left in the period").copy() | {"label": "Left"},
    "Ends": st.column_config.DateColumn(format="D MMM YY", width=84, help="The contract's last day"),
    "Usage": st.column_config.LineChartColumn("13 months", y_min=0, width=70, help="Numbers used a month"),
    "Contact": _TEXT(width=100),
    "Phone": _TEXT(width=120),
    "Network left": _number(86, "Headroom of the network limit, numbers"),
    "Limit full": st.column_config.DateColumn(
        format="MMM YYYY", width=78, help="Full now, or the first month in which demand probably exceeds the limit"
    ),
    "Months left": _number(82, "Months left in the allotment period, with the running one"),
    "Expiring": _number(70, "Number-months of the period that median demand leaves unused: they expire with it"),
    "Requests": _number(72, "Open requests"),
    "Dynamic left": _number(86, "Headroom of the dynamic limit, numbers"),
    "Campaign left": _number(94, "Headroom of the fullest campaign's limit, numbers"),
    "Answer": _TEXT(width=300, help="What is recommended for the network limit"),
    "Used": _number(60, "Numbers used in the running billing month"),
    "Limit": _number(60, "Network limit, numbers a month"),
    "Demand ahead": _TEXT(
        width=124, help="Forecast demand three months ahead, numbers: the median, and a band for 80 % of outcomes"
    ),
    "As of": st.column_config.DateColumn(format="D MMM YYYY", width=92, help="The date the network's usage describes"),
    "Age": _TEXT(width=95, help="▲ where usage is said to be old"),
}
