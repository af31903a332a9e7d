"""What was just done, in the place of the button that did it, with the way back."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from views.visit import session

REFUSED = "done.refused"


def done_line(said: str, *, undo: Callable[[], None] | None = None, key: str = "done") -> None:
    """``said`` is Markdown; ``undo`` runs before the page is drawn anew, and without it nothing can be taken back."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":green[:material/check_circle:] {said}", width="content")
        if undo is not None:
            st.button("Undo", key=f"{key}.undo", type="tertiary", icon=":material/undo:", on_click=undo)


def refuse(said: str, place: str) -> None:
    """Something could not be done, as ``refused_here`` tells it once the page is drawn anew."""
    session.forget([session.TOLD])
    session.put(REFUSED, (place, said))


def refused_here(place: str) -> None:
    """What ``refuse`` left for this place, once."""
    at, said = st.session_state.get(REFUSED, (None, ""))
    if at == place:
        session.forget([REFUSED])
        st.markdown(f":red[:material/error: {said}]")


def told_here(place: str) -> None:
    """What ``session.say_after_reload(words, at=place)`` left for this place; nothing where nothing was done here."""
    if said := session.told(place):
        done_line(said)
