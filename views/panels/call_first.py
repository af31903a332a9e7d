"""Whom to call today: ranked by what overage is expected to cost and by what waits, with the person and the step."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from limits.advice import URGENT, PortfolioRow, cost_of, due_words
from limits.people import Contact
from limits.requests import Waiting
from views.panels.answer_card import answer_card
from views.text import words
from views.visit import links, session

MOST = 4


@dataclass(frozen=True)
class Call:
    """One network to look at today, why, and whom to speak to; ``request`` is the one that waits longest there."""

    row: PortfolioRow
    request: Waiting | None
    contact: Contact | None
    is_new: bool

    @property
    def waits_since(self) -> str:
        """'' where nothing waits."""
        return self.request.request.filed_at.isoformat() if self.request else ""


def show(calls: Sequence[Call]) -> None:
    """The card; where nothing is due it says so."""
    with answer_card("bad" if any(c.row.state in URGENT for c in calls) else "info" if calls else "good"):
        st.header(_headline(calls), anchor=False)
        if not calls:
            st.markdown("All of these networks have room for what is expected, and no request waits.")
        for place, call in enumerate(calls[:MOST]):
            _row(place, call)
        if len(calls) > MOST:
            st.caption(f"And {words.count(len(calls) - MOST)} more in the table.")


def _headline(calls: Sequence[Call]) -> str:
    return words.plain(due_words([call.row for call in calls]))


def _row(place: int, call: Call) -> None:
    name, who, act = st.columns([4.3, 1.9, 1.7], vertical_alignment="center", gap="small")
    row, mark = call.row, '<i class="new" role="img" aria-label="new">● </i>' if call.is_new else ""
    money = cost_of(row)
    risk = "" if row.overage_risk is None else f"{words.percent(row.overage_risk)} risk"
    name.html(
        f'<div class="two"><div>{mark}<b>{html.escape(row.network.name)}</b>'
        f'<div class="m">{html.escape(_why(call))}</div></div>'
        f'<div class="money"><b>{html.escape(money)}</b><div class="m">{risk}</div></div></div>'
    )
    who.html(_contact(call.contact))
    if call.request is not None:
        label = f"Answer: {call.request.request.more_numbers:,} more"
        page, named = "requests", {links.REQUEST: call.request.request.request_id}
    else:
        label, page, named = "Look at it", "network", {links.NETWORK: row.network.network_id}
    kind = "primary" if place == 0 else "secondary"
    if act.button(label, key=f"portfolio.call.{row.network.network_id}", type=kind, width="stretch"):  # type: ignore[arg-type]
        st.switch_page(f"views/pages/{page}.py", query_params=links.carried() | named)


def _why(call: Call) -> str:
    if call.request is None:
        return call.row.reason
    days = max(0, (session.today() - call.request.request.filed_at.date()).days)
    since = f"for {words.count(days, 'days')}"
    waits = f"Waits {since} for an answer." if days else "Asked today."
    return f"{call.row.reason.removesuffix('.')}. {waits}"


def _contact(contact: Contact | None) -> str:
    if contact is None:
        return '<div class="m">no contact on record</div>'
    if not contact.phone:
        return html.escape(contact.name)
    dialled = "".join(c for c in contact.phone if c.isdigit() or c == "+")
    call = f'<a class="m" href="tel:{dialled}">{html.escape(contact.phone)}</a>'
    return f'{html.escape(contact.name)}<br class="wide"> {call}'
