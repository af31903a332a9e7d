"""Who is looking, and which pages they may open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from data.errors import NotAllowed
from limits.actors import Actor
from views.charts import theme
from views.server import entry as door
from views.text import words
from views.visit import session, sign_in

ICON = str(Path(__file__).parents[1] / "icon.png")
PERSONA = "navigation.persona"
SIDEBAR_WIDTH = 230  # pixels; folded away on a narrow screen

VENDOR, CUSTOMER = frozenset({"csm", "planner", "admin"}), frozenset({"viewer", "super_user"})


@dataclass(frozen=True)
class _Place:
    """A page: what it is called, where it stands, at which path it is found, and who may open it."""

    title: str
    file: str
    path: str
    roles: frozenset[str]
    was: tuple[str, ...] = ()  # paths it had before; links to them still lead here


# In this order in the side bar; the first that a person may open is where the start address leads them.
_PLACES = (
    _Place("Desk", "views/pages/desk.py", "desk", VENDOR, was=("portfolio",)),
    _Place("Review", "views/pages/review.py", "review", VENDOR),
    _Place("Network", "views/pages/network.py", "network", VENDOR),
    _Place("Planning", "views/pages/planning.py", "planning", VENDOR),
    _Place("Headroom", "views/pages/headroom.py", "headroom", CUSTOMER),
    _Place("Traffic calculator", "views/pages/traffic.py", "traffic", VENDOR | CUSTOMER),
    _Place("Trust", "views/pages/trust.py", "trust", VENDOR),
    _Place("Changes by list", "views/pages/change_by_list.py", "changes", frozenset({"csm"})),
    _Place("Feed", "views/pages/feed.py", "feed", VENDOR | CUSTOMER),
    _Place("Import", "views/pages/import_data.py", "import", frozenset({"admin"}), was=("import_data",)),
    _Place("Users", "views/pages/users.py", "users", frozenset({"admin"})),
)
_LEADS_ON = frozenset({"", *(path for place in _PLACES for path in place.was)})


def run() -> None:
    """Shows the page that the address names, if this person may open it."""
    entry = door.entry()
    mode = entry.mode
    session.let_owner_in(by_link=mode == "owner" and sign_in.came_by_link())
    who = _WAYS_IN[mode](entry.reason)
    if who is None:
        return
    page = st.navigation(_pages(_roles(who), first="import" if not session.network_names() else None))
    if page.url_path in _LEADS_ON:
        page.run()
        return
    st.html(theme.LAYOUT)
    st.set_page_config(page_title=f"{page.title} · Headroom", page_icon=ICON)
    if mode == "demo":
        label = next(p.label for p in session.everybody() if p.email == who.email)
        st.warning(
            f"**Demo.** You see this as **{words.plain(label)}**. Choose somebody else in the side bar; anybody "
            "can, so keep real data out."
        )
    if stranger := session.unknown_person():
        st.warning(
            f"The link names {words.plain(stranger)}, who is not a user here. Choose somebody else in the side bar."
        )
    if news := session.said():
        st.toast(news)  # whoever pressed a button far down the page sees it there
        st.success(news)
    with session.boundary():
        page.run()


def _persona(_reason: str) -> Actor:
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
        session.mark_as_chosen()
        st.rerun()
    return session.person()


def _signed_in(_reason: str) -> Actor | None:
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


def _nobody(reason: str) -> None:
    sign_in.closed(reason)


def _owner(_reason: str) -> Actor | None:
    """Whose store it is, where no sign-in is configured and they came by the link that the server printed."""
    if not sign_in.came_by_link():
        sign_in.open_with_the_link()
        return None
    who = session.person()
    session.remember_person(who.email, in_link=False)
    with st.sidebar:
        st.caption(f"{words.plain(who.email)}, the owner of this store")
        st.markdown('<a href="/close" target="_self">Sign out</a>', unsafe_allow_html=True)
    return who


def _pages(roles: frozenset[str], *, first: str | None = None) -> list[StreamlitPage]:
    """The pages of these roles; a sentence behind the addresses of all others, and a way on behind those of before."""
    pages = {
        place.path: st.Page(place.file, title=place.title, url_path=place.path)
        for place in _PLACES
        if roles & place.roles
    }
    mine = sorted(pages.values(), key=lambda page: page.url_path != first)
    hidden = [st.Page(partial(_go_to, mine[0]), title="Headroom", url_path="start", default=True, visibility="hidden")]
    for place in _PLACES:
        if place.path not in pages:
            pages[place.path] = st.Page(
                partial(_not_yours, place.title, mine[0]),
                title=place.title,
                url_path=place.path,
                visibility="hidden",
            )
            hidden.append(pages[place.path])
        for path in place.was:
            to = partial(_go_to, pages[place.path])
            hidden.append(st.Page(to, title=place.title, url_path=path, visibility="hidden"))
    return [*hidden, *mine]


def _go_to(page: StreamlitPage) -> NoReturn:
    """The same link at the page's own address."""
    st.switch_page(page, query_params=st.query_params.to_dict())


def _not_yours(title: str, instead: StreamlitPage) -> None:
    if session.was_chosen_just_now():
        _go_to(instead)
    st.title(title)
    st.info(f"{title} is a page for other roles; yours begin with {instead.title}.")
    st.page_link(instead, label=f"Go to {instead.title}", query_params=session.links())


_WAYS_IN: Mapping[door.Mode, Callable[[str], Actor | None]] = {
    "provider": _signed_in,
    "demo": _persona,
    "owner": _owner,
    "closed": _nobody,
}


def _roles(who: Actor) -> frozenset[str]:
    return who.vendor_roles | frozenset(role for _, role in who.network_roles)
