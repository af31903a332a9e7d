"""Who is looking, and which pages they may open."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from limits.actors import Actor
from views import session

ICON = str(Path(__file__).parent / "icon.png")
PERSONA = "navigation.persona"

_PAGES = {
    "Portfolio": ("views/portfolio.py", frozenset({"csm", "planner", "admin"})),
    "Network": ("views/network.py", frozenset({"csm", "planner", "admin"})),
    "Headroom": ("views/headroom.py", frozenset({"viewer", "super_user"})),
    "Import": ("views/import_data.py", frozenset({"admin"})),
}


def run() -> None:
    """Shows the page that the address names, if this person may open it."""
    people = session.everybody()
    if not people:
        st.title("Headroom")
        st.info(
            "This store is empty. Fill it with the sample portfolio (`python -m data sample`) or with files of your "
            "own (`python -m data import FILE...`), then reload this page."
        )
        return
    labels = {p.email: p.label for p in people}
    chosen = session.choose_person(people)
    with st.sidebar:
        email = st.selectbox(
            "Demo: look at it as",
            list(labels),
            index=list(labels).index(chosen),
            format_func=labels.__getitem__,
            key=f"{PERSONA}.{chosen}",
            help="A stand-in for signing in. Everybody sees and may do just what their role allows.",
        )
    session.remember_person(email)
    if email != chosen:
        st.rerun()
    who = session.person()
    pages = [
        st.Page(path, title=title, default=i == 0)
        for i, (title, path) in enumerate((t, p) for t, (p, roles) in _PAGES.items() if _roles(who) & roles)
    ]
    page = st.navigation(pages)
    st.set_page_config(page_title=f"{page.title} · Headroom", page_icon=ICON)
    st.warning(f"**Demo.** You see this as **{labels[email]}**. Anybody can choose anybody: not for real data.")
    if words := session.said():
        st.success(words)
    with session.boundary():
        page.run()


def _roles(who: Actor) -> frozenset[str]:
    return who.vendor_roles | frozenset(role for _, role in who.network_roles)
