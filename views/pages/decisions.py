"""What became of decisions: for the team, for each who decides, and one by one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from limits.commands.team_text import ADHERENCE_WORDS, NEARER_WORDS
from limits.requests import JournalEntry, Summary, summaries
from views.panels.cards import card
from views.panels.tables import NUMBER, RIGHT
from views.text import words
from views.visit import people, trust_reads


def show() -> None:
    """The journal of the networks this person sees."""
    entries = trust_reads.journal()
    if not entries:
        st.info("No request was decided yet. What becomes of decisions is told here after 30, 60 and 90 days.")
        return
    by_person = summaries(entries)
    _cards(by_person[0], lane=len(entries) - by_person[0].decided)
    st.subheader("Who decided")
    _people(by_person)
    st.subheader("Decision by decision")
    _entries(entries)


def _of(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,}" if whole else "—"


def _cards(team: Summary, *, lane: int) -> None:
    cells = st.container(key="cards.decisions").columns(4)
    granted = f"{team.approved:,} granted as asked, {team.part:,} in part, {team.declined:,} declined."
    if lane:
        granted += f" {words.count(lane, 'grants')} of the fast lane are not among them."
    card(cells[0], "Decisions", f"{team.decided:,}", granted)
    median = words.waited(team.median_hours_to_decide)
    card(cells[1], "Time to decide", median, "The median, from filing to decision.")
    card(
        cells[2],
        "Raises used",
        _of(team.raises_used, team.raises_known),
        "Of the raises granted 90 days ago or longer: usage went beyond the old limit.",
    )
    card(
        cells[3],
        "Ran over",
        _of(team.ran_over, team.overage_known),
        "Of the decisions whose period is over or overrun: its allotment was exceeded.",
    )
    if team.without_evidence:
        st.caption(
            f"Of the {words.count(team.decided, 'decisions')}, {team.without_evidence:,} "
            f"{'was' if team.without_evidence == 1 else 'were'} made before the recommendation of the day was kept "
            "with them: whether it was followed is not known of these."
        )


def _nearer(summary: Summary, count: int) -> int | None:
    """None where no decision can be told yet: that is not a draw."""
    return count if summary.decision_nearer + summary.suggestion_nearer + summary.both_near else None


def _people(by_person: list[Summary]) -> None:
    st.dataframe(
        pd.DataFrame(
            {
                "Decided by": [people.name(s.decided_by) if s.decided_by else "the team" for s in by_person],
                "Decisions": [s.decided for s in by_person],
                "Median time": [words.waited(s.median_hours_to_decide) for s in by_person],
                "Raises used": [_of(s.raises_used, s.raises_known) for s in by_person],
                "Ran over": [_of(s.ran_over, s.overage_known) for s in by_person],
                "Recommendation followed": [_of(s.followed, s.suggestion_known) for s in by_person],
                "Decision nearer": [_nearer(s, s.decision_nearer) for s in by_person],
                "Recommendation nearer": [_nearer(s, s.suggestion_nearer) for s in by_person],
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config={
            **dict.fromkeys(("Decisions", "Decision nearer", "Recommendation nearer"), NUMBER),
            **dict.fromkeys(("Median time", "Raises used", "Ran over", "Recommendation followed"), RIGHT),
        },
    )
    st.caption("Nearer: to the limit that would have been right, as far as 90 days can tell.")


def _entries(entries: list[JournalEntry]) -> None:
    st.dataframe(
        pd.DataFrame(
            {
                "Decided": [e.request.decided_at.date() if e.request.decided_at else None for e in entries],
                "Network": [e.network_name for e in entries],
                "Limit": [words.sentence(e.limit_words) for e in entries],
                "Decision": [words.REQUEST_MARKS[e.request.status] for e in entries],
                "From": [e.limit_before for e in entries],
                "To": [e.limit_after for e in entries],
                "Recommended": [e.suggested for e in entries],
                "Recommendation": [ADHERENCE_WORDS[e.adherence] if e.adherence else "—" for e in entries],
                "Highest usage since": [e.afterwards[-1].highest_usage if e.afterwards else None for e in entries],
                "Of the raise used": [
                    words.percent(e.afterwards[-1].used_share if e.afterwards else None) for e in entries
                ],
                "Ran over": [{True: "■ yes", False: "● no", None: "—"}[e.ran_over] for e in entries],
                "Nearer": [words.sentence(NEARER_WORDS[e.nearer]) if e.nearer else "—" for e in entries],
                "Request": [e.request.request_id for e in entries],
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config={
            "Decided": st.column_config.DateColumn(format="D MMM YYYY"),
            **dict.fromkeys(("From", "To", "Recommended", "Highest usage since"), NUMBER),
            "Of the raise used": RIGHT,
        },
    )
    st.caption("Limits and usage in numbers a month; — is not known yet, or was never kept.")
