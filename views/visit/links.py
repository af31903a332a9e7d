"""What the address names, and the fields that follow it: whoever opens a link sees what its sender saw."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from views.visit.session import IN_LINK, PERSON

NETWORK, REQUEST = "network", "request"  # names in the address


def named_network() -> str | None:
    return st.query_params.get(NETWORK)


def named_request() -> str | None:
    return st.query_params.get(REQUEST)


def follow_link(name: str, key: str, options: Sequence[str]) -> None:
    """Before a field is drawn: it shows what the address names, when the address says something new."""
    named = st.query_params.get(name)
    if named in options and (key not in st.session_state or st.session_state.get(f"{key}.linked") != named):
        st.session_state[key] = named
    elif st.session_state.get(key) not in options:
        st.session_state.pop(key, None)
        if options:  # said outright: a browser goes on showing what the field had before
            st.session_state[key] = options[0]


def keep_link(name: str, key: str, value: str) -> None:
    """After it was drawn: the address names what it shows."""
    st.query_params[name] = value
    st.session_state[f"{key}.linked"] = value


def carried() -> dict[str, str]:
    """What a link to another page carries on: in a demo who is looking."""
    return {PERSON: str(st.session_state[PERSON])} if st.session_state.get(IN_LINK) else {}
