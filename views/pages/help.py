"""Help: what this is, what its words mean, and the keys."""

from __future__ import annotations

import streamlit as st

from views.panels.page_head import head
from views.text import glossary

KEYS = (
    ("J and K", "the next and the previous request"),
    ("A", "grant what is recommended"),
    ("P", "grant all that is asked"),
    ("D", "decline"),
    ("Ctrl + Enter", "confirm in the window that opens"),
    ("Esc", "close it, and nothing was done"),
)

head("Help")
st.markdown(glossary.WHAT_IT_IS)
st.subheader("Words used here", anchor=False)
st.markdown(glossary.as_markdown())
st.subheader("Keys on Requests", anchor=False)
st.markdown("\n".join(f"- **{key}**: {meaning}" for key, meaning in KEYS))
