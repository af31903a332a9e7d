"""Who a visitor of the demo chooses to be, and who a link names."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from limits.demo_people import Persona
from views.visit.addresses import WELCOME, asked_path
from views.visit.session import PERSON

CHOSEN, UNKNOWN = "session.chosen", "session.unknown"


def choose_person(people: Sequence[Persona]) -> str | None:
    """The e-mail address the link names, else the one of this visit; None for who has not said who they are."""
    known = [p.email for p in people]
    named = st.query_params.get(PERSON) or st.session_state.get(PERSON)
    if named in known:
        return str(named)
    if named:
        st.session_state[UNKNOWN] = str(named)
    return None


def opened_at_the_start() -> bool:
    """Whether the address names no page, by which somebody would have said what they came for."""
    return asked_path() in ("", WELCOME)


def be(email: str) -> None:
    """Whoever a visitor of the demo chooses to be, from the next run on."""
    st.session_state[PERSON] = email
    st.query_params[PERSON] = email
    mark_as_chosen()


def first_csm(people: Sequence[Persona]) -> str:
    """Who looks at a page of the demo that was opened without saying who."""
    return next((p.email for p in people if "CSM" in p.label), people[0].email)


def unknown_person() -> str | None:
    """Whom the link named, where that is nobody here; told once."""
    named = st.session_state.pop(UNKNOWN, None)
    return str(named) if named else None


def mark_as_chosen() -> None:
    """Another person was chosen in the side bar, and may not have the page that is open."""
    st.session_state[CHOSEN] = True


def was_chosen_just_now() -> bool:
    return bool(st.session_state.pop(CHOSEN, False))
