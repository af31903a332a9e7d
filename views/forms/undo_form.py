"""Taking the newest change of a limit back, by whoever may change it."""

from __future__ import annotations

import streamlit as st

from data.errors import HeadroomError, NeedsConfirming
from data.records import LimitChange
from limits.advice import NetworkStanding
from limits.changes import undo_change
from limits.kinds import LimitKey, as_kind
from limits.network import history
from views.text import words
from views.visit import people, reads, session

CHOSEN, REASON, BELOW = "undo.chosen", "undo.reason", "undo.below"


def show(standing: NetworkStanding) -> None:
    """A form folded away; nothing where there is nothing to take back, or nobody who may."""
    if not session.person().may("change limits", standing.network):
        return
    newest: dict[LimitKey, LimitChange] = {}
    for change in reads.own(history, standing.network.network_id):
        newest.setdefault(LimitKey(as_kind(change.kind), change.campaign_id), change)
    by_id = {c.change_id: c for c in newest.values() if c.old_limit is not None}
    if not by_id:
        return
    names = {s.key: s.words for s in standing.limits}
    lines = {change_id: _line(change, names) for change_id, change in by_id.items()}
    with st.expander("Take a change back"), st.form("undo", border=False):
        chosen = st.selectbox(
            "The newest change of",
            list(by_id),
            format_func=lines.__getitem__,
            key=CHOSEN,
        )
        reason = st.text_input("Reason", key=REASON, max_chars=2000)
        below = st.checkbox("Even below this month's usage", key=BELOW)
        if st.form_submit_button("Take the change back"):
            _take_back(chosen, reason, below=below)


def _line(change: LimitChange, names: dict[LimitKey, str]) -> str:
    key = LimitKey(as_kind(change.kind), change.campaign_id)
    return (
        f"{words.sentence(names.get(key, key.words()))}: {change.old_limit:,} to {change.new_limit:,}, "
        f"{words.moment(change.changed_at)}, by {people.name(change.changed_by)}"
    )


def _take_back(change_id: str, reason: str, *, below: bool) -> None:
    try:
        done = undo_change(session.store(), session.person(), change_id, reason, accept_below_usage=below)
    except NeedsConfirming as error:
        st.warning(f"{words.plain(str(error))} Tick the box that allows it, if it is right.")
    except HeadroomError as error:
        st.error(words.plain(str(error)))
    else:
        session.say_after_reload(f"Taken back by a new change: the limit is {done.new_limit:,} numbers again.")
        st.rerun()
