"""A link that fetches a file: through the server's own route, which asks who fetches it."""

from __future__ import annotations

import html
from collections.abc import Callable

import streamlit as st

from views.visit import session

_STYLE = (
    "display:block;text-align:center;padding:.45rem .75rem;border:1px solid rgba(128,128,128,.45);"
    "border-radius:.5rem;color:inherit;text-decoration:none"
)


def download_link(label: str, name: str, mime: str, make: Callable[[], bytes | str]) -> None:
    """Draws the link; the file is made when somebody follows it."""
    address = session.download(name, mime, make)
    st.html(
        f'<a href="{html.escape(address)}" download="{html.escape(name)}" style="{_STYLE}">{html.escape(label)}</a>'
    )
