"""The list of requests: those that wait, the longest first, then those decided lately, which can still be looked at."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.records import Request
from limits.kinds import LimitKey, as_kind
from limits.requests import Waiting, answer_due
from views.panels.inbox import Item
from views.text import words
from views.visit import links, people, read_marks, reads, session

READ = "requests.read"


def items(waiting: Sequence[Waiting], decided: Sequence[Request]) -> list[Item]:
    names = reads.network_names()
    read = read_marks.read_marks()
    open_ones = [
        Item(asked.request.request_id, asked.network.name, _line(asked), is_new=asked.request.request_id not in read)
        for asked in waiting
    ]
    return open_ones + [Item(r.request_id, names.get(r.network_id, r.network_id), "", done=outcome(r)) for r in decided]


def outcome(request: Request) -> str:
    """'Granted all 60', 'Granted a limit of 100', 'Declined': how a decided request ended."""
    if request.status == "approved":
        return f"Granted {'all ' if request.more_numbers > 1 else ''}{request.more_numbers:,}"
    if request.status == "part":
        return f"Granted a part of {request.more_numbers:,}"
    return words.sentence(request.status)


def _line(waiting: Waiting) -> str:
    days = max(0, (session.today() - waiting.request.filed_at.date()).days)
    key = LimitKey(as_kind(waiting.request.kind), waiting.request.campaign_id)
    return (
        f"{waiting.request.more_numbers:,} more · {key.kind} · {'today' if not days else words.count(days, 'days')}"
        + (
            f" · {people.name(waiting.team.csm)} is away until {words.day(waiting.team.away_until)}"
            if waiting.team.away_until
            else ""
        )
        + (" · nobody can decide it" if waiting.is_stuck else "")
        + (" · answer overdue" if _is_overdue(waiting) else "")
    )


def _is_overdue(waiting: Waiting) -> bool:
    return answer_due(waiting.request, waiting.network, reads.settings()) < session.today()


def pick(request_id: str) -> None:
    """Opens one, from the next run on."""
    st.query_params[links.REQUEST] = request_id


def after(listed: Sequence[Item], waiting: Sequence[Waiting], chosen: str) -> Item | None:
    """What waits next, for the button beside a decision that was made."""
    open_ids = {w.request.request_id for w in waiting} - {chosen}
    return next((item for item in listed if item.key in open_ids), None)
