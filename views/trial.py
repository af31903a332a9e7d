"""Today, suggested and asked side by side, and any limit in between tried before it is decided."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.records import Request
from limits.kinds import LimitKey
from limits.standing import NetworkStanding
from limits.what_if import WhatIf, what_if
from views import session, words
from views.cards import card
from views.tables import RIGHT


def side_by_side(standing: NetworkStanding, key: LimitKey, request: Request) -> None:
    """The figures that matter, at the three limits in question."""
    limit, advice = standing.limit(key), standing.suggestions.get(key)
    tried = {"Today": limit.limit, "Asked": limit.limit + request.more_numbers}
    if advice is not None:
        tried["Suggested"] = advice.limit
    found = {name: what_if(standing, key, value) for name, value in tried.items()}
    known = {name: one for name, one in found.items() if one is not None}
    if not known:
        st.info("There is no forecast for what this limit counts, so nothing can be said of another one.")
        return
    st.dataframe(
        pd.DataFrame({"": _LABELS} | {name: _figures(standing, one) for name, one in known.items()}),
        hide_index=True,
        column_config=dict.fromkeys(known, RIGHT),
    )
    if advice is not None:
        st.markdown(f"**{words.advice(advice)}.**")
    if (
        request.sessions
        and key.kind != "campaign"
        and (stated := session.suggestion_as_the_request_states(request.request_id))
    ):
        st.caption(words.as_stated(request.sessions, request.from_month, stated))
    if idle := standing.reclaimable.get(key, 0):
        st.caption(
            f"{words.count(idle, 'numbers')} got no call for {standing.assumptions.idle_days} days and could be "
            "released first."
        )


@st.fragment
def slider(standing: NetworkStanding, key: LimitKey, request: Request) -> None:
    """Any limit tried: what it would risk, and whom it would turn away."""
    limit, advice = standing.limit(key), standing.suggestions.get(key)
    asked = limit.limit + request.more_numbers
    least = min(limit.usage, limit.limit)
    most = max(asked, advice.need if advice else 0, limit.limit) * 3 // 2 + 1
    chosen = st.slider("Try a limit, numbers a month", least, most, asked, key=f"trial.{request.request_id}")
    found = what_if(standing, key, chosen)
    if found is None:
        return
    cells = st.container(key="cards.trial").columns(3)
    over, away = found.expected_overage, found.turned_away
    card(cells[0], "Overage risk", words.percent(found.overage_risk), "that an allotment period runs over")
    card(cells[1], "Expected overage", words.count(over), "number-months beyond the allotment")
    card(cells[2], "Turned away", words.count(away), "number-months of demand that found no room")
    st.caption(
        f"With a limit of {chosen:,} and all others as they are, over the "
        f"{words.count(standing.term.months_left, 'months')} left. Demand is turned away in some month with "
        f"{words.percent(found.turned_away_chance)} probability."
    )


_LABELS = [
    "Limit, numbers a month",
    "Overage risk",
    "Expected overage, number-months",
    "Its cost",
    "Demand turned away",
]


def _figures(standing: NetworkStanding, one: WhatIf) -> list[str]:
    currency = standing.term.current.currency if standing.term.current else None
    return [
        words.count(one.limit),
        words.percent(one.overage_risk),
        words.count(one.expected_overage),
        words.money(one.expected_overage_cost, currency) if standing.sees_vendor_facts else "—",
        f"{words.percent(one.turned_away_chance)} in some month",
    ]
