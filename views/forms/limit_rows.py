"""The limits of a network, a row each: how full, what is planned, and the form that changes it, in the row."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Final

import streamlit as st

from data.errors import HeadroomError
from data.records import ScheduledChange
from limits.advice import NetworkStanding
from limits.answers import Verdict
from limits.changes import scheduled_changes, undo_change
from limits.kinds import LimitKey
from limits.network import LimitHeadroom, steps
from views.forms import change_form
from views.panels import limit_state
from views.panels.done_line import done_line, refuse, refused_here
from views.text import words
from views.visit import reads, session

EDITING = "network.editing"
REASON = "Taken back on the spot"
_INSTEAD: Final[dict[Verdict, str]] = {
    "cannot be assessed": "Cannot be assessed yet",
    "needs a contract conversation": "Talk about the contract first",
}


def place(standing: NetworkStanding, key: LimitKey) -> str:
    """Where on the page a change of this limit is told."""
    return f"limit.{standing.network.network_id}.{key.kind}.{key.campaign_id}"


def edit(standing: NetworkStanding, limit: LimitHeadroom) -> None:
    """Opens the form of one row, on what is recommended for it."""
    answer = standing.answers[limit.key]
    session.put(EDITING, place(standing, limit.key))
    if answer.raises and answer.limit is not None:
        change_form.propose(standing, limit.key, answer.limit)


def is_open(standing: NetworkStanding, key: LimitKey) -> bool:
    return st.session_state.get(EDITING) == place(standing, key)


def show(standing: NetworkStanding) -> None:
    """The most comprehensive limit first; only who may change a limit finds its Edit."""
    may = {s.key for s in change_form.changeable(standing)}
    waiting = [c for c in reads.own(scheduled_changes, standing.network.network_id) if c.status == "waiting"]
    for limit in standing.limits:
        with st.container(border=True, gap="small"):
            own = [c for c in waiting if (c.kind, c.campaign_id) == (limit.key.kind, limit.key.campaign_id)]
            _row(standing, limit, own, may_edit=limit.key in may)
            if note := session.told(place(standing, limit.key)):
                done_line(note, undo=_undo_of(standing, limit), key=place(standing, limit.key))
            refused_here(place(standing, limit.key))
            if limit.key in may and is_open(standing, limit.key):
                change_form.in_row(standing, limit, told_at=place(standing, limit.key))


def _row(standing: NetworkStanding, limit: LimitHeadroom, waiting: list[ScheduledChange], *, may_edit: bool) -> None:
    name, bar, state, plan, act = st.columns([1.7, 2, 0.9, 1.8, 0.8], vertical_alignment="center", gap="small")
    title = limit.name or words.sentence(limit.words)
    name.html(f"<b>{html.escape(title)}</b><div class=m>{_counts(limit.key)}</div>")
    used = f"{limit.usage:,} of {limit.limit:,} used"
    bar.html(f'{limit_state.limit_gauge(limit)}<div class=m style="margin-top:.3rem">{used}</div>')
    with state:
        limit_state.badge(limit)
    with plan:
        _planned(standing, limit, waiting)
    if not may_edit:
        return
    opened = is_open(standing, limit.key)
    act.button(
        "Close" if opened else "Edit",
        key=f"row.{place(standing, limit.key)}",
        icon=None if opened else ":material/edit:",
        help=None if opened else f"Edit {limit.words}",
        on_click=_close if opened else edit,
        args=() if opened else (standing, limit),
    )


def _counts(key: LimitKey) -> str:
    """What a limit counts, as the platform calls it."""
    if key.of_campaign:
        return "Promo Numbers Allowed"
    return "numbers of the website" if key.is_lent else "static and dynamic together"


def _planned(standing: NetworkStanding, limit: LimitHeadroom, waiting: list[ScheduledChange]) -> None:
    """What the limit will be next, or when it fills as it is."""
    ahead = steps(limit.limit, waiting)
    if ahead:
        more = f", then {words.count(len(ahead) - 1, 'steps')}" if len(ahead) > 1 else ""
        st.badge(f"{ahead[0].limit:,} from {words.day(ahead[0].day)}{more}", color="blue", icon=":material/event:")
        return
    if standing.outlook is None:
        return
    answer = standing.answers[limit.key]
    if answer.is_request and answer.raises:
        st.caption(f"Asked for: {answer.asked:,} more")
        return
    if answer.raises and answer.limit is not None:
        st.caption(f"Raise to {answer.limit:,} is recommended")
        return
    if answer.verdict in _INSTEAD:
        st.caption(_INSTEAD[answer.verdict])
        return
    likely = standing.outlook.likely_full(limit.key, limit.limit)
    st.caption(f"Likely full {words.month(likely)}" if likely and limit.headroom > 0 else "No raise needed")


def _close() -> None:
    session.forget([EDITING])


def _undo_of(standing: NetworkStanding, limit: LimitHeadroom) -> Callable[[], None] | None:
    """The way back from the change that was made just now, where one was made at once."""
    made = st.session_state.get(change_form.MADE)
    if not made or made[0] != place(standing, limit.key):
        return None

    def take_back() -> None:
        try:
            done = undo_change(session.store(), session.person(), made[1], REASON)
        except HeadroomError as error:
            refuse(words.plain(str(error)), place(standing, limit.key))
        else:
            said = f"Taken back: the {words.plain(limit.words)} is {done.new_limit:,} numbers again."
            session.say_after_reload(said, at=place(standing, limit.key))
        session.forget([change_form.MADE])

    return take_back
