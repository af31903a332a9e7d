"""Feed: what happened that this person should know of, newest first."""

from __future__ import annotations

import streamlit as st

from limits.notices import feed
from views import session, words

SHOWN = 100
ALL = ""
TOPICS = {
    "request": "○ Request",
    "raise": "▲ Raise by a customer",
    "held": "■ Planned change held",
    "scheduled change": "◆ Planned change made",
    "alert": "▲ Alert",
}


def _show() -> None:
    st.title("Feed")
    names = session.network_names()
    found = feed(session.store(), session.person(), most=SHOWN)
    if not found:
        st.info("Nothing has happened yet: requests, decisions, planned changes and alerts will be told here.")
        return
    told = sorted({n.network_id for n in found}, key=lambda network_id: names[network_id].casefold())
    chosen = st.selectbox(
        "Network",
        [ALL, *told],
        format_func=lambda network_id: names.get(network_id, "All networks"),
        key="feed.network",
        width=420,
    )
    for notice in (n for n in found if chosen in (ALL, n.network_id)):
        with st.container(border=True, gap="xsmall"):
            topic = TOPICS.get(notice.topic, words.sentence(notice.topic))
            st.caption(f"{topic} · {words.moment(notice.told_at)}")
            st.markdown(f"**{words.plain(notice.subject)}**")
            st.text(notice.body)
    st.caption(f"The newest {SHOWN} at most; times are UTC.")


_show()
