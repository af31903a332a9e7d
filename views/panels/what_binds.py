"""What a network's page answers first: which limit binds, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.records import Request
from data.tables.requests import OPEN
from limits.advice import NetworkStanding
from limits.kinds import NETWORK, LimitKey
from limits.network import LimitHeadroom
from views.panels.answer_card import answer_card
from views.text import words
from views.visit import links


def binding(standing: NetworkStanding) -> LimitHeadroom:
    """A full limit, the most comprehensive first; else one that wants raising; else the network limit."""
    full = [s for s in standing.limits if s.state in ("full", "exceeded")]
    short = [s for s in standing.limits if standing.answers[s.key].raises]
    return next(iter([*full, *short]), standing.limit(NETWORK))


def show(standing: NetworkStanding, edit: Callable[[NetworkStanding, LimitHeadroom], None] | None) -> None:
    """``edit`` opens the form of a limit; None for who may not change it, or where the form is open already."""
    limit = binding(standing)
    answer = standing.answers[limit.key]
    is_full = limit.state in ("full", "exceeded")
    talk = answer.verdict == "needs a contract conversation"
    with answer_card("bad" if is_full or talk else "info" if answer.raises else "good"):
        name = words.plain(words.sentence(limit.words))
        first, _, rest = answer.sentence.partition(". ")
        if is_full:
            st.header(f"{name} is full: {limit.usage:,} of {limit.limit:,} are used.", anchor=False)
            rest = answer.sentence
        else:
            st.header(f"{words.plain(first.removesuffix('.'))}.", anchor=False)
        said = [rest, standing.contract.sentence]
        if answer.safe_limit_beside is not None:
            said.insert(1, f"Up to {answer.safe_limit_beside:,} is safe.")
        st.markdown(words.plain(" ".join(part for part in said if part)))
        for caveat in answer.caveats[:1]:
            st.caption(f"◌ {words.plain(caveat)}")
        asked = _open_request(standing, limit.key)
        if asked is not None:
            if st.button(f"Answer the request for {asked.more_numbers:,} more", type="primary", key="network.answer"):
                to = links.carried() | {links.REQUEST: asked.request_id}
                st.switch_page("views/pages/requests.py", query_params=to)
        elif edit is not None and answer.raises and answer.limit is not None:
            label = f"Raise to {answer.limit:,}…"
            st.button(label, type="primary", key="network.raise", on_click=edit, args=(standing, limit))


def _open_request(standing: NetworkStanding, key: LimitKey) -> Request | None:
    """What somebody asks of this limit: answering it comes before a change that nobody asked for."""
    return next(
        (r for r in standing.requests if r.status in OPEN and (r.kind, r.campaign_id) == (key.kind, key.campaign_id)),
        None,
    )
