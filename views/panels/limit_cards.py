"""One message, three limits: each with what is left of it and who can raise it, and the contract beside them."""

from __future__ import annotations

import streamlit as st

from limits.advice import NetworkStanding
from limits.kinds import OF_THE_NETWORK, LimitKey
from limits.network import LimitHeadroom
from limits.people import NetworkPeople
from views.panels.limit_state import badge, gauge, limit_gauge
from views.text import words
from views.visit import people


def show(standing: NetworkStanding, shown: LimitKey, stopping: frozenset[LimitKey]) -> None:
    """The campaign asked about (or the fullest), the dynamic and the network limit, the contract."""
    st.markdown(
        "**One message, three limits.** A static number needs room in its campaign and in the network, a dynamic one "
        "in the dynamic limit and in the network."
    )
    who = people.of_network(standing.network.network_id)
    campaigns = [s for s in standing.limits if s.key.of_campaign]
    grid = st.grid(4, min_column_width=235, border=True)
    if campaigns:
        asked = next((s for s in campaigns if s.key == shown), max(campaigns, key=lambda s: (s.utilization, s.usage)))
        with grid.cell():
            _card(asked, asked.name, who, stops=asked.key in stopping)
    for key in reversed(OF_THE_NETWORK):
        limit = standing.limit(key)
        with grid.cell():
            _card(limit, key.about.title, who, stops=limit.key in stopping)
    with grid.cell():
        _contract(standing)


def raised_by(limit: LimitHeadroom, who: NetworkPeople) -> str:
    """'Eli Garnet can raise it, at once', by name where there is one."""
    if limit.key.about.customers_raise and who.customers_raise:
        named = " or ".join(p.name for p in who.super_users) or "A Super User"
        return f"{named} can raise it, at once"
    return f"{who.csm.name if who.csm else 'Your CSM'} raises it, on request"


def _card(limit: LimitHeadroom, title: str, who: NetworkPeople, *, stops: bool) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        st.markdown(f"**{words.plain(title)}**", width="content")
        if stops and limit.headroom >= 0:
            st.badge("Stops you", color="red", icon=":material/block:")
        else:
            badge(limit)
    full = " full" if limit.state in ("full", "exceeded") else ""
    left = f"{max(limit.headroom, 0):,} left"
    st.html(
        f'<div class="big{full}">{left} <small>of {limit.limit:,}</small></div><div style="height:.5rem"></div>'
        + limit_gauge(limit)
    )
    st.caption(f"{limit.usage:,} used · {limit.key.about.vendors_words}  \n{words.plain(raised_by(limit, who))}")


def _contract(standing: NetworkStanding) -> None:
    st.markdown("**Contract**")
    current = standing.contract.current
    if current is None or current.left is None:
        st.caption(words.plain(standing.contract.sentence))
        return
    used = current.number_months - current.left
    st.html(
        f'<div class="big">{max(current.left, 0):,} left <small>of {current.number_months:,}</small></div>'
        f'<div style="height:.5rem"></div>{gauge(used, current.number_months, "pot")}'
    )
    st.caption(words.plain(standing.contract.sentence))
