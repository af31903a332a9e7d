"""Activity: what happened that this person should know of, newest first."""

from __future__ import annotations

import streamlit as st

from limits.notice_texts import feed
from limits.notices import heartbeat, undelivered
from limits.visibility import is_of_vendor
from views.text import words
from views.visit import reads, session

SHOWN = 100
ALL = ""
TOPICS = {
    "request": "○ Request",
    "raise": "▲ Raise by a customer",
    "held": "■ Planned change held",
    "scheduled change": "◆ Planned change made",
    "note": "✎ Note",
    "platform": "● Set in the platform",
    "alert": "▲ Alert",
}


def _heartbeat() -> None:
    """Whether alerts still run, and what could not be sent: silence must not look like calm."""
    beat = heartbeat(session.store())
    (st.warning if beat.is_late else st.caption)(words.plain(beat.sentence))
    if lost := undelivered(session.store(), session.person()):
        newest = lost[0]
        st.warning(
            f"{words.count(len(lost), 'messages')} could not be sent; the newest after "
            f"{words.count(newest.attempts, 'attempts')}, {words.plain(newest.last_error or 'no reason given')}: "
            f"{words.plain(newest.notice.subject)}"
        )


def _show() -> None:
    st.title("Activity")
    names = reads.network_names()
    if is_of_vendor(session.person()):
        _heartbeat()
    notices = feed(session.store(), session.person(), most=SHOWN)
    if not notices:
        st.info("Nothing has happened yet: requests, decisions, planned changes and alerts will be told here.")
        return
    told = sorted({n.network_id for n in notices}, key=lambda network_id: names[network_id].casefold())
    chosen = st.selectbox(
        "Network",
        [ALL, *told],
        format_func=lambda network_id: names.get(network_id, "All networks"),
        key="feed.network",
        width=420,
    )
    for notice in (n for n in notices if chosen in (ALL, n.network_id)):
        with st.container(border=True, gap="xsmall"):
            topic = TOPICS.get(notice.topic, words.sentence(notice.topic))
            st.caption(f"{topic} · {words.moment(notice.told_at)}")
            st.markdown(f"**{words.plain(notice.subject)}**")
            st.text(notice.body)
    st.caption(f"The newest {SHOWN} at most; times are UTC.")


_show()
