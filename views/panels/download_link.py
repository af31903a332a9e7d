"""A link that fetches a file: through the server's own route, which asks who fetches it."""

from __future__ import annotations

import html
from collections.abc import Callable

import streamlit as st

from views.charts.theme import STYLE
from views.visit import session

_STYLE = (
    "display:inline-flex;align-items:center;min-height:44px;padding:0 1rem;border-radius:.5rem;text-decoration:none;"
    "border:1px solid rgba(128,128,128,.45)"
)


def download_link(label: str, name: str, mime: str, make: Callable[[], bytes | str], *, main: bool = False) -> None:
    """Draws the link as a button; the file is made when somebody follows it. ``main`` is what the page is for."""
    address = session.download(name, mime, make)
    c = STYLE
    colours = f"background:{c.static};color:{c.on_primary};font-weight:600" if main else "color:inherit"
    st.html(
        f'<a class="file" href="{html.escape(address)}" download="{html.escape(name)}" '
        f'style="{_STYLE};{colours}">{html.escape(label)}</a>',
        width="content",
    )
