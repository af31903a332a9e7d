"""Can I add N numbers? The answer names every limit in the way and who can raise it."""

from __future__ import annotations

import streamlit as st

from limits.advice import NetworkStanding
from limits.kinds import NumberType
from limits.network import Explanation, explain
from views.text import words
from views.visit import session

KIND, CAMPAIGN, COUNT = "room.kind", "room.campaign", "room.count"
_TYPES: dict[str, NumberType] = {"Static numbers": "static", "Dynamic numbers": "dynamic"}


def show(standing: NetworkStanding) -> None:
    st.subheader("Can I add numbers?")
    campaigns = {s.key.campaign_id: s.name for s in standing.limits if s.key.of_campaign}
    cells = st.columns([1, 2, 1], vertical_alignment="bottom")
    types = list(_TYPES) if campaigns else ["Dynamic numbers"]
    kind = _TYPES[cells[0].selectbox("Kind of number", types, key=KIND)]
    campaign = ""
    if kind == "static":
        campaign = cells[1].selectbox("Campaign", list(campaigns), format_func=campaigns.__getitem__, key=CAMPAIGN)
    count = cells[2].number_input("How many more", min_value=1, max_value=1_000_000, value=5, step=1, key=COUNT)
    answer = explain(
        session.store(),
        session.person(),
        standing.network.network_id,
        number_type=kind,
        count=int(count),
        campaign_id=campaign,
    )
    _answer(answer)
    st.caption(f"Usage as of the end of {words.day(standing.as_of)}.")


def _answer(answer: Explanation) -> None:
    first, *rest = answer.sentences
    if answer.allowed:
        st.success(words.plain(first))
    else:
        st.error(words.plain(first))
    for sentence in rest:
        st.markdown(f"- {words.plain(sentence)}")
