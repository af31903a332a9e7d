"""Figures in boxes: what is left of each limit and of the contract, the same for vendor and customer."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from limits.advice import NetworkStanding
from limits.kinds import DYNAMIC, NETWORK, who_may_raise
from limits.network import LimitHeadroom
from views.panels import answers
from views.text import words
from views.visit import reads


def card(cell: DeltaGenerator, title: str, figure: str, *explained: str, share: float | None = None) -> None:
    """A title, one figure with its unit, a bar where the figure is a share of something, and what it means."""
    with cell.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(f"**{words.plain(title)}**")
        st.markdown(f"### {figure}")
        if share is not None:
            st.progress(min(max(share, 0.0), 1.0))
        for words_below in explained:
            st.caption(words.plain(words_below))


def headroom(standing: NetworkStanding) -> None:
    """The network, dynamic and fullest campaign's limit, and the contract."""
    campaigns = [s for s in standing.limits if s.key.of_campaign]
    cells = st.container(key="cards.limits").columns(4)
    _limit(cells[0], standing.limit(NETWORK), "Whole network", standing)
    _limit(cells[1], standing.limit(DYNAMIC), "Dynamic numbers", standing)
    if campaigns:
        fullest = max(campaigns, key=lambda s: (s.utilization, s.usage))
        title = f"Fullest campaign: {fullest.name}" if len(campaigns) > 1 else f"Campaign: {fullest.name}"
        _limit(cells[2], fullest, title, standing)
    else:
        card(cells[2], "Campaigns", "None", "This network has no campaigns, so no static numbers.")
    _contract(cells[3], standing)


def _limit(cell: DeltaGenerator, limit: LimitHeadroom, title: str, standing: NetworkStanding) -> None:
    used = f"{limit.usage:,} of {limit.limit:,} used this month, {words.LIMIT_MARKS[limit.state]}"
    left = f"{words.count(max(limit.headroom, 0), 'numbers')} left"
    roles = reads.settings().in_contract(standing.network.network_id).may_raise_campaign
    who = () if standing.sees_vendor_facts else (f"Raised by {who_may_raise(limit.key.kind, roles)}.",)
    card(cell, title, left, f"{used}.", *who, share=limit.utilization)


def _contract(cell: DeltaGenerator, standing: NetworkStanding) -> None:
    current = standing.contract.current
    if current is None:
        card(cell, "Contract", "No allotment now", standing.contract.sentence)
        return
    bought = current.number_months
    if current.left is None:
        card(cell, "Contract", "Not known", standing.contract.sentence)
        return
    left = f"{words.count(max(current.left, 0), 'number-months')} left"
    card(cell, "Contract", left, standing.contract.sentence, share=(bought - current.left) / bought if bought else 1.0)


def outlook(standing: NetworkStanding) -> None:
    """Risk, answer and when it is full, for the network limit."""
    limit = standing.limit(NETWORK)
    answer = standing.answers[limit.key]
    cells = st.container(key="cards.outlook").columns(3)
    risk = standing.overage_risk
    meaning = (
        f"Probability that an allotment period left runs over with today's network limit of {limit.limit:,} numbers."
        if risk is not None
        else standing.contract.sentence
    )
    card(cells[0], "Overage risk", words.risk(risk), meaning)
    card(cells[1], "Network limit", answers.mark(answer), answer.sentence, "The arithmetic is under Limits.")
    full = standing.outlook.likely_full(limit.key, limit.limit) if standing.outlook else None
    card(cells[2], "Network limit likely full", *words.when_full(limit, full))
