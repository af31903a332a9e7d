"""What happened to a network's limits: every change with its reason, every request with its outcome."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.records import LimitChange, Request
from data.tables.requests import OPEN
from limits.advice import NetworkStanding
from limits.kinds import LimitKey, as_kind
from limits.network import history, tokens_of_changes
from views.panels.tables import NUMBER, RIGHT
from views.text import words
from views.visit import people, reads


def latest(standing: NetworkStanding, key: LimitKey) -> LimitChange | None:
    """The newest change of one limit."""
    newest_first = reads.own(history, standing.network.network_id)
    return next((c for c in newest_first if (c.kind, c.campaign_id) == (key.kind, key.campaign_id)), None)


def changes(standing: NetworkStanding) -> None:
    """Every change of the network's limits, newest first."""
    st.subheader("Changes of limits")
    newest_first = reads.own(history, standing.network.network_id)
    if not newest_first:
        st.info("No limit of this network was ever set.")
        return
    tokens = reads.own(tokens_of_changes, standing.network.network_id)
    frame = pd.DataFrame(
        {
            "When": [words.moment(c.changed_at) for c in newest_first],
            "Limit": [_limit(standing, c.kind, c.campaign_id) for c in newest_first],
            "From": [words.count(c.old_limit) for c in newest_first],
            "To": [c.new_limit for c in newest_first],
            "By": [_by(c, tokens) for c in newest_first],
            "Reason": [c.reason or "—" for c in newest_first],
            "In force from": [words.day(c.effective_from) for c in newest_first],
            "Used then": [words.count(c.usage_then) for c in newest_first],
        }
    )
    if standing.sees_vendor_facts:
        frame["Overage risk then"] = [words.percent(c.overage_risk) for c in newest_first]
        frame["Recommended then"] = [words.count(c.suggested_limit) for c in newest_first]
    frame["Version"] = [c.version for c in newest_first]
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="—",
        column_config={
            "To": NUMBER,
            **dict.fromkeys(("From", "Used then", "Overage risk then", "Recommended then"), RIGHT),
            "Reason": st.column_config.TextColumn(width=330),
        },
    )
    st.caption("Limits in numbers a month; times are UTC. Nothing here is ever edited or deleted.")


def _by(change: LimitChange, tokens: dict[str, str]) -> str:
    """'Nora Feld, by the token Nightly sync': a program acts as a person, and both are named."""
    token = tokens.get(change.change_id)
    return people.name(change.changed_by) + (f", by the token {token}" if token else "")


def requests(standing: NetworkStanding) -> None:
    """What was asked for and what became of it, newest first; an open request beside its answer."""
    st.subheader("All requests")
    filed = standing.requests
    if not filed:
        st.info("Nobody has asked for a higher limit yet.")
        return
    st.dataframe(
        pd.DataFrame(
            {
                "Filed": [words.day(r.filed_at.date()) for r in filed],
                "Limit": [_limit(standing, r.kind, r.campaign_id) for r in filed],
                "More": [r.more_numbers for r in filed],
                "From": [words.month(r.from_month) for r in filed],
                "Status": [words.REQUEST_MARKS[r.status] for r in filed],
                "Answer": [r.answer or "—" for r in filed],
                "Recommended today": [_recommended(standing, r) for r in filed],
                "Granted limit": [words.count(r.granted_limit) for r in filed],
                "Why": [r.reason for r in filed],
                "Filed by": [people.name(r.filed_by) for r in filed],
                "Decided by": [people.name(r.decided_by) if r.decided_by else "—" for r in filed],
                "Request": [r.request_id for r in filed],
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config={
            "More": NUMBER,
            "Granted limit": RIGHT,
            "Recommended today": st.column_config.TextColumn(width=200),
            "Why": st.column_config.TextColumn(width=300),
        },
    )
    st.caption(
        "More: how many more numbers a month were asked for. Recommended is for open requests, as of the end of "
        f"{words.day(standing.as_of)}."
    )


def _recommended(standing: NetworkStanding, request: Request) -> str:
    if request.status not in OPEN:
        return "—"
    answer = standing.request_answers.get(request.request_id)
    return answer.sentence if answer else "—"


def _limit(standing: NetworkStanding, kind: str, campaign_id: str) -> str:
    names = {s.key: s.words for s in standing.limits}
    key = LimitKey(as_kind(kind), campaign_id)
    return words.sentence(names.get(key, key.words()))
