"""Signing in: through an OpenID provider, as a persona of the demo, as the owner of the store, else not at all."""

from __future__ import annotations

import datetime as dt
import logging

import streamlit as st

from data.errors import NotAllowed
from views.charts.theme import main_button
from views.server import place, sign_ins
from views.server.claims import email_of, session_hours
from views.server.scripts import GO_ON_THERE, REMEMBER_WHERE
from views.server.visitors import COOKIE, VISITORS

log = logging.getLogger("headroom")


def signed_in() -> str | None:
    """Who the provider says it is; None, with the way in on the page, for somebody who is not signed in."""
    if not st.user.is_logged_in:
        st.html(REMEMBER_WHERE, unsafe_allow_javascript=True)
        st.title("Headroom")
        st.markdown("Sign in to see your networks, their limits and what is left of them.")
        _sign_in_button()
        return None
    claims = st.user.to_dict()
    try:
        email = email_of(claims, dt.datetime.now(dt.UTC), session_hours=session_hours(place.serving()))
        if sign_ins.has_signed_out(claims):
            raise NotAllowed("You signed out. Sign in again.")
        return email
    except NotAllowed as error:
        no_entry(str(error))
        return None
    finally:
        st.html(GO_ON_THERE, unsafe_allow_javascript=True)


def no_entry(why: str) -> None:
    """A designed end for who is signed in and may not come in."""
    st.title("No access")
    st.warning(why)
    _sign_in_button("Sign in again")
    sign_out_button(st.user.get("email"))


def sign_out_button(email: object) -> None:
    st.caption(f"Signed in as `{email}`.")
    if st.button("Sign out"):
        st.logout()


def closed(reason: str) -> None:
    """Nobody is let in, and why. The server says so before a page is drawn; this is for whatever draws one alone."""
    st.title("Headroom")
    st.error(
        f"Headroom stays closed. {reason} Whoever runs it can configure a sign-in service (docs/sign-in.md), or serve "
        "it on 127.0.0.1 of their own machine."
    )


def came_by_link() -> bool:
    """Whether this visit has the cookie that the one-time link of the store's owner gave."""
    return VISITORS.kind(st.context.cookies.get(COOKIE)) == "owner"


def open_with_the_link() -> None:
    st.title("Headroom")
    st.info("Open Headroom with the link that its log shows; each link opens it once.")


def _sign_in_button(label: str = "Sign in") -> None:
    if st.button(label, type=main_button()):
        st.login()
