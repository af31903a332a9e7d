"""What somebody typed and has not sent: kept by this server under a word in the address, so a reload finds it again."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

import streamlit as st

from views.visit import session

DRAFT: Final = "draft"  # in the address: a word nobody guesses; the same person only finds what is under it
MOST: Final = 2_000  # drafts kept; the oldest make way
_RESTORED: Final = "drafts.restored"


class _Drafts:
    """By person, word and place; a server that stops forgets them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, str], dict[str, Any]] = OrderedDict()
        self._lock = Lock()

    def put(self, key: tuple[str, str, str], values: dict[str, Any]) -> None:
        with self._lock:
            self._kept.pop(key, None)
            if values:
                self._kept[key] = values
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def get(self, key: tuple[str, str, str]) -> dict[str, Any]:
        with self._lock:
            return dict(self._kept.get(key, {}))


@st.cache_resource(show_spinner=False)
def _drafts() -> _Drafts:
    return _Drafts()


@contextmanager
def kept(place: str, keys: Sequence[str]) -> Iterator[None]:
    """The fields inside begin with what was typed before a reload; what they hold afterwards is kept."""
    mark = f"{_RESTORED}.{place}"
    if mark not in st.session_state:
        st.session_state[mark] = True
        for key, value in _drafts().get(_key(place)).items():
            if key in keys and key not in st.session_state:
                st.session_state[key] = value
    yield
    known = {key: st.session_state[key] for key in keys if key in st.session_state}
    if known != st.session_state.setdefault(f"{mark}.first", known):
        _drafts().put(_key(place, make=True), known)


def drop(place: str) -> None:
    """It was sent: nothing is left to come back to."""
    _drafts().put(_key(place), {})
    st.session_state.pop(f"{_RESTORED}.{place}.first", None)


def _key(place: str, *, make: bool = False) -> tuple[str, str, str]:
    word = st.query_params.get(DRAFT, "")
    if make and not word:
        word = st.query_params[DRAFT] = secrets.token_urlsafe(9)
    return session.person().email, word, place
