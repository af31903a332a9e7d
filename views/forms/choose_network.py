"""Which network a page is about: the one its address names, if this person may see it."""

from __future__ import annotations

import streamlit as st

from views.text import words
from views.visit import links, reads

KEY = "choose_network"


def choose(page: str) -> str | None:
    """The chosen network's id, kept in the address; None where the person has none. Strangers' names tell nothing."""
    names = reads.network_names()
    named = links.named_network()
    if named and named not in names:
        st.error(f"'{words.plain(named)}' is not among the networks you may see. Showing one of your networks.")
    if not names:
        st.info("No network is yours to see yet. An admin assigns networks by importing them with your e-mail address.")
        return None
    ids = list(names)
    if len(ids) == 1:
        return ids[0]
    key = f"{KEY}.{page}"
    links.follow_link(links.NETWORK, key, ids)
    chosen = st.selectbox("Network", ids, format_func=names.__getitem__, key=key, width=420)
    if named is None or named in names:
        links.keep_link(links.NETWORK, key, chosen)
    return chosen
