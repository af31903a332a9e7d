"""Who is looking, and which pages they may open."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from data.errors import NotAllowed
from limits.actors import Actor
from views import session, sign_in, theme, words

ICON = str(Path(__file__).parent / "icon.png")
PERSONA = "navigation.persona"
SIDEBAR_WIDTH = 230  # pixels; folded away on a narrow screen

_PAGES = {
    "Portfolio": ("views/portfolio.py", frozenset({"csm", "planner", "admin"})),
    "Review": ("views/review.py", frozenset({"csm", "planner", "admin"})),
    "Network": ("views/network.py", frozenset({"csm", "planner", "admin"})),
    "Headroom": ("views/headroom.py", frozenset({"viewer", "super_user"})),
    "Traffic calculator": ("views/traffic.py", frozenset({"viewer", "super_user", "csm", "planner", "admin"})),
    "Feed": ("views/feed.py", frozenset({"viewer", "super_user", "csm", "planner", "admin"})),
    "Import": ("views/import_data.py", frozenset({"admin"})),
}


def run() -> None:
    """Shows the page that the address names, if this person may open it."""
    mode = sign_in.mode()
    if mode == "closed":
        sign_in.closed()
        return
    if mode == "demo" and not session.everybody():
        st.title("Headroom")
        st.info(
            "This store is empty. Fill it with the sample portfolio (`python -m data sample`) or with files of your "
            "own (`python -m data import FILE...`), then reload this page."
        )
        return
    who = _persona() if mode == "demo" else _signed_in()
    if who is None:
        return
    page = st.navigation(_pages(_roles(who)))
    st.html(theme.LAYOUT)
    st.set_page_config(page_title=f"{page.title} · Headroom", page_icon=ICON)
    if mode == "demo":
        label = next(p.label for p in session.everybody() if p.email == who.email)
        st.warning(
            f"**Demo.** You see this as **{words.plain(label)}**. Choose somebody else in the side bar; anybody "
            "can, so keep real data out."
        )
    if news := session.said():
        st.success(news)
    with session.boundary():
        page.run()


def _persona() -> Actor:
    """Whoever a visitor of the demo chooses to be."""
    people = session.everybody()
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
    session.remember_person(email, in_link=True)
    if email != chosen:
        st.rerun()
    return session.person()


def _signed_in() -> Actor | None:
    """Who signed in, with the roles the store gives them at this moment; None, in words, for who may not come in."""
    email = sign_in.signed_in()
    if email is None:
        return None
    session.remember_person(email, in_link=False)
    try:
        who = session.person()
    except NotAllowed as error:
        sign_in.no_entry(str(error))
        return None
    with st.sidebar:
        st.caption(words.plain(who.role_words()))
        sign_in.sign_out_button(email)
    return who


def _pages(roles: frozenset[str]) -> list[StreamlitPage]:
    """The pages of these roles, and behind the addresses of all others a sentence instead of an error."""
    mine = [(title, path) for title, (path, allowed) in _PAGES.items() if roles & allowed]
    others = [(title, path) for title, (path, allowed) in _PAGES.items() if not roles & allowed]
    pages = [st.Page(path, title=title, default=i == 0) for i, (title, path) in enumerate(mine)]
    for title, path in others:
        pages.append(
            st.Page(partial(_not_yours, title, mine[0]), title=title, url_path=Path(path).stem, visibility="hidden")
        )
    return pages


def _not_yours(title: str, instead: tuple[str, str]) -> None:
    st.title(title)
    st.info(f"{title} is a page for other roles; yours begin with {instead[0]}.")
    st.page_link(instead[1], label=f"Go to {instead[0]}", query_params=session.links())


def _roles(who: Actor) -> frozenset[str]:
    return who.vendor_roles | frozenset(role for _, role in who.network_roles)
