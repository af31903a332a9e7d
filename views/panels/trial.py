"""Any limit tried before it is decided."""

from __future__ import annotations

import streamlit as st

from data.records import Request
from limits.advice import NetworkStanding, effect_of, preview, what_if
from limits.kinds import LimitKey
from views.panels.cards import card
from views.text import words


@st.fragment
def slider(standing: NetworkStanding, key: LimitKey, request: Request) -> None:
    """Any limit tried: what it would risk, and whom it would turn away."""
    limit, answer = standing.limit(key), standing.answers[key]
    grant = preview(standing, request, as_asked=True)
    asked = grant.limit if grant else limit.limit + request.more_numbers
    least = min(limit.usage, limit.limit)
    most = max(asked, answer.need or 0, limit.limit) * 3 // 2 + 1
    chosen = st.slider("Try a limit, numbers a month", least, most, asked, key=f"trial.{request.request_id}")
    tried = what_if(standing, key, chosen)
    if tried is None:
        return
    way = effect_of(standing, request, chosen, as_asked=True)
    cells = st.container(key="cards.trial").columns(3)
    over, away = way.overage, tried.turned_away
    card(cells[0], "Overage risk", words.risk(way.risk), "with the numbers asked for used from that month on")
    card(cells[1], "Expected overage", words.count(over), "number-months beyond the allotment")
    card(cells[2], "Turned away", words.count(away), "number-months of demand that found no room")
    st.caption(
        f"With a limit of {chosen:,} and all others as they are, {words.span(standing.months_weighed)}. "
        "Demand is turned away in some month with "
        f"{words.percent(tried.turned_away_chance)} probability."
    )
