"""Signing in: through an OpenID provider where one is configured, as a persona in a demo, else not at all."""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Mapping
from typing import Literal

import streamlit as st

from data.errors import NotAllowed
from limits.identity import identity_of, unverified_issuers
from views.theme import main_button

Mode = Literal["provider", "demo", "closed"]

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
DEMO_ALLOWED = "HEADROOM_DEMO"  # "allow" opens the demo to other machines
SESSION_HOURS = "HEADROOM_SESSION_HOURS"
DEFAULT_SESSION_HOURS = 12.0  # the provider's cookie lasts 30 days, which is long for who may change contracts

# The sign-in service leads back to the start page: where somebody wanted to go is kept by their own tab meanwhile.
_REMEMBER_WHERE = """<script>
sessionStorage.setItem("headroom.wanted", location.pathname + location.search);
</script>"""
_GO_ON_THERE = """<script>
{
  const wanted = sessionStorage.getItem("headroom.wanted");
  sessionStorage.removeItem("headroom.wanted");
  const isOurs = wanted && wanted.startsWith("/") && !wanted.startsWith("//");
  if (isOurs && wanted !== location.pathname + location.search) location.replace(wanted);
}
</script>"""

log = logging.getLogger("headroom")


def mode_of(*, provider: bool, address: str | None, demo_allowed: bool) -> Mode:
    """A provider rules the demo out; without one, only who sits at this machine may choose who to be."""
    if provider:
        return "provider"
    return "demo" if demo_allowed or address in LOOPBACK else "closed"


def mode() -> Mode:
    """How people come in here, by the secrets, the address served and the environment."""
    return mode_of(
        provider=_provider_is_configured(),
        address=st.get_option("server.address"),
        demo_allowed=os.environ.get(DEMO_ALLOWED, "").strip().lower() == "allow",
    )


def email_of(claims: Mapping[str, object], now: dt.datetime, *, session_hours: float) -> str:
    """The e-mail address that the provider vouches for; only that is taken from it, roles are the store's."""
    return identity_of(claims, now, session_hours=session_hours, trusted_issuers=unverified_issuers()).email


def session_hours(environment: Mapping[str, str] = os.environ) -> float:
    """For how long a sign-in counts; nonsense counts as the default, and is said in the log."""
    named = environment.get(SESSION_HOURS, "").strip()
    try:
        hours = float(named or DEFAULT_SESSION_HOURS)
    except ValueError:
        hours = 0.0
    if not 0 < hours <= 24 * 30:
        log.warning("%s=%r is no number of hours up to 720; %g is used", SESSION_HOURS, named, DEFAULT_SESSION_HOURS)
        return DEFAULT_SESSION_HOURS
    return hours


def signed_in() -> str | None:
    """Who the provider says it is; None, with the way in on the page, for somebody who is not signed in."""
    if not st.user.is_logged_in:
        st.html(_REMEMBER_WHERE, unsafe_allow_javascript=True)
        st.title("Headroom")
        st.markdown("Sign in to see your networks, their limits and what is left of them.")
        _sign_in_button()
        return None
    try:
        return email_of(st.user.to_dict(), dt.datetime.now(dt.UTC), session_hours=session_hours())
    except NotAllowed as error:
        no_entry(str(error))
        return None
    finally:
        st.html(_GO_ON_THERE, unsafe_allow_javascript=True)


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


def closed() -> None:
    """Nobody is let in: no provider, and an address that other machines reach."""
    _warn_once(str(st.get_option("server.address")))
    st.title("Headroom")
    st.error(
        "This Headroom is reachable from other machines and has no sign-in, so it stays closed. Whoever runs it can "
        "configure a sign-in service (docs/sign-in.md), serve it on 127.0.0.1, or, for a demo without real data, "
        f"allow it with {DEMO_ALLOWED}=allow."
    )


def _sign_in_button(label: str = "Sign in") -> None:
    if st.button(label, type=main_button()):
        st.login()


def _provider_is_configured() -> bool:
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


@st.cache_resource
def _warn_once(address: str) -> None:
    log.warning("no sign-in is configured and the address %s is not this machine's own: nobody is let in", address)
