"""What was promised for later: planned changes of limits as the customer reads them, by day."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from data.records import ScheduledChange
from limits.advice import NetworkStanding
from limits.changes import fallbacks_of, scheduled_changes
from limits.kinds import LimitKey
from limits.network import LimitHeadroom, of_limit, steps
from views.text import words
from views.visit import reads


def waiting(standing: NetworkStanding) -> list[ScheduledChange]:
    changes = reads.own(scheduled_changes, standing.network.network_id)
    return [change for change in changes if change.status == "waiting"]


def first_day_of(standing: NetworkStanding, key: LimitKey, limit: int) -> dt.date | None:
    """From which day on a planned change lets this limit hold as much; None where none does."""
    planned = of_limit(waiting(standing), key)
    return next((s.day for s in steps(standing.limit(key).limit, planned) if s.limit >= limit), None)


def show(standing: NetworkStanding) -> None:
    """One line a step, by its day; nothing where nothing is planned."""
    planned = waiting(standing)
    dated = [
        (step.day, limit, step)
        for limit in standing.limits
        for step in steps(limit.limit, of_limit(planned, limit.key))
    ]
    if not dated:
        return
    st.subheader("Promised for later", anchor=False)
    for day, limit, step in sorted(dated, key=lambda step_of_limit: (step_of_limit[0], step_of_limit[1].key)):
        ends = step.change.until_date if not step.is_back else None
        until = f", until {words.day(ends)}" if ends else ""
        how = " again" if step.is_back else ""
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(words.day(day), color="blue", icon=":material/event:")
            st.markdown(
                f"**{words.plain(_name(limit))} {step.before:,} → {step.limit:,}**{how}{until}", width="content"
            )
    for fallback in reads.own(fallbacks_of, standing.network.network_id):
        (st.warning if fallback.to_release else st.caption)(words.plain(fallback.sentence))


def _name(limit: LimitHeadroom) -> str:
    return limit.name or words.sentence(limit.words)
