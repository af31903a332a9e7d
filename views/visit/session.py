"""What a visit knows: who is looking, what fields show and what was said. State is touched here only."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from data import kept
from data.errors import HeadroomError, NotAllowed
from limits.actors import Actor, actor
from limits.clock import present
from views.server import identity
from views.server.downloads import OFFERS
from views.text.words import plain
from views.visit.remembered import derived, one_run, quarter, shared, store

__all__ = ["derived", "quarter", "shared", "store"]

PERSON = "as"  # its name in the address
OWNER = "session.owner"
SAID, TOLD, IN_LINK = "session.said", "session.told", "session.in_link"

_STANDS: dict[kept.Outcome, str] = {
    "nothing": "nothing was changed",
    "rolled back": "nothing was changed",
    "stored": "what you did just before was stored: look at it before you do it again",
    "not known": "whether what you did was stored is not known: look at it before you do it again",
}

log = logging.getLogger("headroom")


@contextmanager
def boundary() -> Iterator[None]:
    """Turns every error into words: what is known of it, or an apology with a number to find it by in the log."""
    try:
        with one_run():
            yield
        kept.begin()  # not where the page asks for another run: what was stored before that run is this visit's too
    except HeadroomError as error:
        st.error(plain(str(error)))
        kept.begin()
    except Exception:  # the last net: nobody is ever shown a traceback
        reference = uuid.uuid4().hex[:8]
        log.exception("page failed, reference %s", reference)
        st.error(
            f"Something went wrong on our side, and {_STANDS[kept.outcome()]}. Reference {reference}: whoever runs "
            "Headroom finds the cause under it in the log. Reload the page to try again.",
            icon="⚠️",
        )
        kept.begin()


def today() -> dt.date:
    """The clock of the page, for saying how old figures are; no figure depends on it."""
    return present().date()


def remember_person(email: str, *, in_link: bool) -> None:
    """For this visit; a demo's links carry on who is looking, where people sign in they must not."""
    st.session_state[PERSON] = email
    st.session_state[IN_LINK] = in_link
    if in_link:
        st.query_params[PERSON] = email
    else:
        st.query_params.pop(PERSON, None)


def let_owner_in(*, by_link: bool) -> None:
    """For this visit: whose store it is, and needs no user in it."""
    st.session_state[OWNER] = by_link


def download(name: str, mime: str, make: Callable[[], bytes | str]) -> str:
    """The address of a file for whoever is looking; it is made when it is fetched, and for nobody else."""
    return OFFERS.add(person().email, name, mime, make)


def person() -> Actor:
    """Who is looking, with the roles the store gives them at this moment."""
    if st.session_state.get(OWNER):
        return shared(("owner", quarter()), identity.owner_of_store)
    email = st.session_state.get(PERSON)
    if not email:
        raise NotAllowed("Nobody is signed in. Open the start page and choose who you are.")
    return shared(("person", email, quarter()), lambda: actor(store(), email))


def changed(name: str, value: object) -> bool:
    """Whether the visit knew another value under this name; the first one it meets is no change."""
    before = st.session_state.get(name, value)
    st.session_state[name] = value
    return bool(before != value)


def put(key: str, value: object) -> None:
    """What a field is to show, before it is drawn."""
    st.session_state[key] = value


def forget(keys: Sequence[str]) -> None:
    """Fields begin anew, in the link too."""
    for key in keys:
        st.session_state.pop(key, None)
        st.query_params.pop(key, None)


def say_after_reload(words: str, *, at: str | None = None) -> None:
    """Something to tell once the page is drawn anew: in a corner of it, and ``at`` the place where it was done."""
    st.session_state[SAID] = words
    st.session_state[TOLD] = (at, words)


def said() -> str | None:
    words = st.session_state.pop(SAID, None)
    return str(words) if words else None


def told(place: str) -> str | None:
    """What was last done at this place of a page, as long as nothing was done elsewhere."""
    at, words = st.session_state.get(TOLD, (None, None))
    return str(words) if at == place else None


def opened(label: str, key: str) -> bool:
    """A switch for what is worked out only when somebody wants to see it."""
    return st.toggle(label, key=key)
