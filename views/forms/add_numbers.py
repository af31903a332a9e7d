"""The entrance for whoever met the message: which limit stopped me, and the buttons, filled in, that solve it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from limits.advice import NetworkStanding
from limits.kinds import LimitKey
from limits.network import Explanation, LimitHeadroom, explain
from views.forms import add_actions
from views.forms.add_actions import Adding
from views.panels import promised
from views.panels.answer_card import Tone, answer_card
from views.panels.done_line import told_here
from views.text import words
from views.visit import drafts, people, reads, session

SUBJECT, MORE, WHY = "add.subject", "add.more", "add.why"
QUOTED = "“You've reached your promo number limit.”"
MOST_PILLS = 8  # more campaigns are easier to find in a list
MORE_BY_DEFAULT, MORE_MAX = 5, 1_000_000


@dataclass(frozen=True)
class Shown:
    """What was asked about, and which limits stand in the way."""

    key: LimitKey
    stopping: frozenset[LimitKey]


def show(standing: NetworkStanding) -> Shown:
    """The card that answers, for one campaign or for dynamic numbers."""
    subjects = {_id(s.key): s for s in sorted(standing.limits, key=_order) if not s.key.is_whole}
    with drafts.kept("add", (SUBJECT, *(_key(MORE, standing, s.key) for s in subjects.values()), WHY)):
        chosen = subjects[_chosen(subjects)]
        more_key = _key(MORE, standing, chosen.key)
        if more_key not in st.session_state:
            session.put(more_key, _suggested(standing, chosen))
        explained = _explained(standing, chosen, int(st.session_state[more_key]))
        adding = Adding(standing, chosen, explained, people.of_network(standing.network.network_id), more_key, WHY)
        with answer_card(_tone(explained)):
            st.caption(QUOTED if not explained.allowed else f"Adding {explained.count:,} to {words.plain(adding.name)}")
            st.header(words.plain(_heading(adding)), anchor=False)
            _why(adding)
            told_here(add_actions.PLACE)
            add_actions.show(adding)
            _subjects(subjects)
    return Shown(chosen.key, frozenset(b.limit.key for b in explained.binding))


def _explained(standing: NetworkStanding, limit: LimitHeadroom, count: int) -> Explanation:
    return reads.own(
        explain,
        standing.network.network_id,
        number_type=limit.key.about.number_types[0],
        count=count,
        campaign_id=limit.key.campaign_id,
    )


def _tone(explained: Explanation) -> Tone:
    return "good" if explained.allowed else "bad"


def _heading(adding: Adding) -> str:
    """The answer in one sentence."""
    explained, own = adding.explained, adding.limit
    if explained.allowed:
        fit = "fits" if explained.count == 1 else "fit"
        return f"Yes: {words.count(explained.count, 'more numbers')} {fit} {adding.name} today."
    first = next((b.limit for b in explained.binding if b.limit.headroom <= 0), None)
    if first is None:
        tightest = min((b.limit for b in explained.binding), key=lambda s: s.headroom)
        room = f"there is room for {explained.room:,} more in {_place(tightest, adding)}"
        return f"Not yet: {room}, you need {explained.count:,}."
    used = f"{first.usage:,} used of {first.limit:,}" if first.usage > first.limit else f"all {first.limit:,}"
    if first.key == own.key and own.key.of_campaign:
        return (
            f"{own.name} is full: {used} promo numbers allowed{'' if first.usage > first.limit else ' are used'}."
            if first.limit
            else f"{own.name} is allowed no promo numbers so far."
        )
    subject = "The whole network is" if first.key.is_whole else "Dynamic numbers are"
    return f"{subject} full: {used}{'' if first.usage > first.limit else ' numbers are used'}."


def _place(limit: LimitHeadroom, adding: Adding) -> str:
    if limit.key == adding.limit.key:
        return adding.name
    return "the whole network" if limit.key.is_whole else limit.words


def _why(adding: Adding) -> None:
    """Which of the three limits it is, each by name; the sentences of every other place that answers this."""
    explained = adding.explained
    sentences = explained.sentences[1:] if explained.allowed else explained.sentences[2:]
    for binding in explained.binding:
        holds = binding.limit.usage + explained.count
        if day := promised.first_day_of(adding.standing, binding.limit.key, holds):
            st.markdown(
                f":blue[:material/event:] **From {words.day(day)}** the {words.plain(binding.limit.words)} holds them, "
                "as agreed."
            )
    st.markdown("  \n".join(words.plain(sentence) for sentence in sentences))


def _subjects(subjects: dict[str, LimitHeadroom]) -> None:
    """Asked last: what stopped most people is chosen already."""
    labels = {name: _label(limit) for name, limit in subjects.items()}
    if len(labels) <= MOST_PILLS:
        st.pills("What were you adding to?", list(labels), format_func=labels.__getitem__, key=SUBJECT, required=True)
    else:
        st.selectbox("What were you adding to?", list(labels), format_func=labels.__getitem__, key=SUBJECT, width=420)


def _label(limit: LimitHeadroom) -> str:
    full = " · full" if limit.state in ("full", "exceeded") else ""
    return f"{words.plain(limit.name or 'Dynamic numbers')}{full}"


def _chosen(subjects: dict[str, LimitHeadroom]) -> str:
    """What was chosen or named in the link; else a campaign that is full, the dynamic numbers where they are, the
    fullest campaign."""
    if st.session_state.get(SUBJECT) not in subjects:
        session.put(SUBJECT, next(iter(subjects)))
    return str(st.session_state[SUBJECT])


def _order(limit: LimitHeadroom) -> tuple[bool, bool, float, int]:
    full = limit.state in ("full", "exceeded")
    return not full, limit.key.is_lent, -limit.utilization, -limit.usage


def _suggested(standing: NetworkStanding, limit: LimitHeadroom) -> int:
    """As many as the answer recommends to make room for, where it does."""
    answer = standing.answers[limit.key]
    room = (answer.limit or 0) - limit.usage if answer.raises else 0
    return room if room > 0 else MORE_BY_DEFAULT


def _id(key: LimitKey) -> str:
    return f"{key.kind} {key.campaign_id}".strip()


def _key(name: str, standing: NetworkStanding, key: LimitKey) -> str:
    return f"{name}.{key.kind}.{key.campaign_id}.{standing.network.network_id}"
