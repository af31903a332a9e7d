"""Changes of limits that wait for their day, those that were made or held, and how to take one back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.errors import HeadroomError
from data.records import ScheduledChange
from limits.advice import NetworkStanding
from limits.changes import cancel_scheduled, fallbacks_of, scheduled_changes
from limits.kinds import LimitKey, as_kind
from views.panels.tables import NUMBER
from views.text import words
from views.visit import people, reads, session

STATUS = {
    "waiting": "◌ waiting",
    "applied": "● made",
    "cancelled": "– cancelled",
    "held": "■ held: it no longer fits the limit",
}


def show(standing: NetworkStanding) -> None:
    """The planned changes of a network, if there are any; for customers without the vendor's reasons and names."""
    planned = reads.own(scheduled_changes, standing.network.network_id)
    if not standing.sees_vendor_facts:
        planned = [c for c in planned if c.status == "waiting"]
    if not planned:
        return
    names = {s.key: s.words for s in standing.limits}
    st.subheader("Planned changes")
    frame = pd.DataFrame(
        {
            "On": [words.day(c.on_date) for c in planned],
            "Limit": [words.sentence(_limit(c, names)) for c in planned],
            "From": [words.count(c.builds_on) for c in planned],
            "To": [c.new_limit for c in planned],
            "Until": [words.day(c.until_date) if c.until_date else "no end" for c in planned],
        }
    )
    if standing.sees_vendor_facts:
        frame["Status"] = [STATUS[c.status] for c in planned]
        frame["Reason"] = [c.reason or "—" for c in planned]
        frame["Planned by"] = [people.name(c.scheduled_by) for c in planned]
        frame["What came of it"] = [c.settled_words or "—" for c in planned]
    st.dataframe(
        frame,
        hide_index=True,
        column_config={
            "From": st.column_config.TextColumn(alignment="right"),
            "To": NUMBER,
            "Reason": st.column_config.TextColumn(width=250),
        },
    )
    for fallback in reads.own(fallbacks_of, standing.network.network_id):
        (st.warning if fallback.to_release else st.caption)(words.plain(fallback.sentence))
    waiting = {c.scheduled_id: c for c in planned if c.status == "waiting"}
    if waiting and session.person().may("change limits", standing.network):
        _cancel(waiting, names)


def _cancel(waiting: dict[str, ScheduledChange], names: dict[LimitKey, str]) -> None:
    with st.expander("Take a planned change back"), st.form("planned.cancel", border=False):
        chosen = st.selectbox(
            "Planned change",
            list(waiting),
            format_func=lambda i: (
                f"{words.day(waiting[i].on_date)}: {_limit(waiting[i], names)} to {waiting[i].new_limit:,}"
            ),
            key="planned.chosen",
        )
        reason = st.text_input("Reason", key="planned.reason", max_chars=2000)
        if st.form_submit_button("Take it back"):
            try:
                cancel_scheduled(session.store(), session.person(), chosen, reason)
            except HeadroomError as error:
                st.error(words.plain(str(error)))
                return
            session.say_after_reload("The planned change is cancelled.")
            st.rerun()


def _limit(change: ScheduledChange, names: dict[LimitKey, str]) -> str:
    key = LimitKey(as_kind(change.kind), change.campaign_id)
    return names.get(key, key.words())
