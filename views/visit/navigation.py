"""Who is looking, and which pages they may open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NoReturn

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from data.errors import NotAllowed
from limits.actors import Actor
from views.charts import looks
from views.charts.theme import palette
from views.server import entry as door
from views.text import words
from views.visit import addresses, choosing, demo, last_visit, links, reads, session, sign_in
from views.visit.addresses import PLACES

ICON = str(Path(__file__).parents[1] / "icon.png")
SIDEBAR_WIDTH = 230  # pixels; folded away on a narrow screen
MARK = """<svg xmlns="http://www.w3.org/2000/svg" width="150" height="28" viewBox="0 0 150 28">
<rect x="1" y="3" width="22" height="22" rx="5" fill="none" stroke="{mark}" stroke-width="2"/>
<rect x="4.5" y="13" width="15" height="8.5" rx="2" fill="{mark}"/>
<text x="32" y="20.5" font-family="Source Sans Pro, Source Sans 3, Segoe UI, Helvetica, Arial, sans-serif"
 font-weight="700" font-size="19" fill="{text}">Headroom</text></svg>"""


def run() -> None:
    """Shows the page that the address names, if this person may open it."""
    entry = door.entry(lambda: session.shared("only sample", door.store_is_only_sample))
    mode = entry.mode
    st.html(looks.css(palette()))
    st.logo(MARK.format(mark=palette().static, text=palette().text), size="large")
    session.let_owner_in(by_link=mode == "owner" and sign_in.came_by_link())
    who = _WAYS_IN[mode](entry.reason)
    if who is None:
        return
    first = None if reads.network_names() else "data"
    page = st.navigation(_pages(_roles(who), first=first, with_welcome=mode == "demo"))
    if page.url_path in addresses.LEADS_ON:
        page.run()
        return
    st.set_page_config(page_title=f"{page.title} · Headroom", page_icon=ICON)
    if mode == "demo" and page.url_path != addresses.WELCOME:
        _demo_line(who)
    if stranger := choosing.unknown_person():
        st.warning(
            f"The link names {words.plain(stranger)}, who is not a user here. Choose somebody under Switch role."
        )
    if news := session.said():
        st.toast(news, icon=":material/check_circle:", duration="long")
    with session.boundary():
        page.run()
        last_visit.remember(who)  # after the page: nobody waits for it


def _persona(_reason: str) -> Actor | None:
    """Whoever a visitor of the demo chooses to be; who has not chosen yet is shown the cards to choose from."""
    people = reads.everybody()
    chosen = choosing.choose_person(people)
    if chosen is None and choosing.opened_at_the_start():
        page = st.navigation([_welcome_page(None)], position="hidden")
        st.set_page_config(page_title="Headroom", page_icon=ICON)
        page.run()
        return None
    session.remember_person(chosen or choosing.first_csm(people), in_link=True)
    return session.person()


def _welcome_page(instead: StreamlitPage | None) -> StreamlitPage:
    """The cards of the demo; whoever chose one goes on to ``instead``, where their day begins."""

    def show() -> None:
        if instead is not None and choosing.was_chosen_just_now():
            _go_to(instead)
        demo.welcome(reads.everybody())

    return st.Page(show, title="Welcome", url_path=addresses.WELCOME, default=instead is None, visibility="hidden")


def _demo_line(who: Actor) -> None:
    email = demo.line(reads.everybody(), who.email)
    if email != who.email:
        session.remember_person(email, in_link=True)
        choosing.mark_as_chosen()
        st.rerun()


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
        st.caption(f"{words.address(who.email)}, the owner of this store")
        st.markdown('<a href="/close" target="_self">Sign out</a>', unsafe_allow_html=True)
    return who


def _pages(roles: frozenset[str], *, first: str | None, with_welcome: bool) -> list[StreamlitPage]:
    """The pages of these roles; a sentence behind the addresses of all others, and a way on behind those of before."""
    pages = {
        place.path: st.Page(place.file, title=_title(place), url_path=place.path, icon=f":material/{place.icon}:")
        for place in PLACES
        if roles & place.roles
    }
    mine = sorted(pages.values(), key=lambda page: page.url_path != first)
    start = partial(_go_to, mine[0])
    hidden = [st.Page(start, title="Headroom", url_path=addresses.START, default=True, visibility="hidden")]
    if with_welcome:
        hidden.append(_welcome_page(mine[0]))
    for place in PLACES:
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
    if (asked := addresses.asked_path()) not in addresses.KNOWN:
        no_page = partial(_unknown, asked, mine[0])
        hidden.append(st.Page(no_page, title="No such page", url_path=asked, visibility="hidden"))
    return [*hidden, *mine]


def _title(place: addresses.Place) -> str:
    """With how many wait, where something waits for this person."""
    waiting = reads.waiting_count() if place.path == "requests" else 0
    return f"{place.title} ({waiting})" if waiting else place.title


def _go_to(page: StreamlitPage) -> NoReturn:
    """Goes on to the page's own address, with all that the link named."""
    st.switch_page(page, query_params=st.query_params.to_dict())


def _unknown(path: str, instead: StreamlitPage) -> None:
    st.title("No such page", anchor=False)
    st.info(f"There is no page at the address /{words.plain(path)}. It may be mistyped, or from another system.")
    st.page_link(instead, label=f"Go to {instead.title}", query_params=links.carried())


def _not_yours(title: str, instead: StreamlitPage) -> None:
    if choosing.was_chosen_just_now():
        _go_to(instead)
    st.title(title)
    st.info(f"{title} is a page for other roles; yours begin with {instead.title}.")
    st.page_link(instead, label=f"Go to {instead.title}", query_params=links.carried())


_WAYS_IN: Mapping[door.Mode, Callable[[str], Actor | None]] = {
    "provider": _signed_in,
    "demo": _persona,
    "owner": _owner,
    "closed": _nobody,
}


def _roles(who: Actor) -> frozenset[str]:
    return who.vendor_roles | frozenset(role for _, role in who.network_roles)
