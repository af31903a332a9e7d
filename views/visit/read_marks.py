"""Which requests a person has opened: unread ones are marked."""

from __future__ import annotations

import streamlit as st

from limits.people import look_at, seen_by
from views.visit.session import person, store

MARKS = "session.marks"


def read_marks() -> set[str]:
    """The requests that this person has opened, by id; of this visit at once, of earlier ones from the store."""
    if MARKS not in st.session_state:
        st.session_state[MARKS] = {what.removeprefix("request:") for what in seen_by(store(), person())}
    return set(st.session_state[MARKS])


def mark_read(request_id: str) -> None:
    if request_id not in read_marks():
        st.session_state[MARKS].add(request_id)
        look_at(store(), person(), f"request:{request_id}")
