"""The first line of a page: its name, in one grey line what is in view and as of when, its actions at the right."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from views.text import words


def head(title: str, note: str = "") -> DeltaGenerator:
    """Draws name and note (plain text both); returns the place at the right for the page's actions."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", width="content"):
            st.title(words.plain(title), anchor=False, width="content")
            if note:
                st.caption(words.plain(note), width="content")
        return st.container(horizontal=True, vertical_alignment="center", gap="small", width="content")
