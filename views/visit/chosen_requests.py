"""Which waiting requests somebody has chosen, to decide them together."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from limits.requests import Waiting
from views.visit import session

CHOSEN = "requests.chosen"


def can_be_chosen(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Those that this person may decide: who filed a request may not."""
    who = session.person()
    return [w for w in waiting if who.may("decide requests", w.network) and w.request.filed_by != who.email]


def chosen(waiting: Iterable[Waiting]) -> list[Waiting]:
    """In the order in which they wait; what is decided meanwhile is chosen no more."""
    marked = st.session_state.get(CHOSEN, frozenset())
    return [w for w in can_be_chosen(waiting) if w.request.request_id in marked]


def toggle(request_id: str) -> None:
    session.put(CHOSEN, frozenset(st.session_state.get(CHOSEN, frozenset())) ^ {request_id})


def choose(request_ids: Iterable[str]) -> None:
    session.put(CHOSEN, frozenset(request_ids))
