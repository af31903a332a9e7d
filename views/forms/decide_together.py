"""Several requests decided with one confirmation: what each would be granted and why; each is made by itself."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from data.errors import HeadroomError
from limits.advice import GrantPreview, NetworkStanding, preview
from limits.answers import UNKNOWN
from limits.kinds import LimitKey, as_kind
from limits.network import LimitHeadroom
from limits.requests import DecideRequest, Proposal, Waiting, decide_together, propose
from views.charts.theme import main_button
from views.forms import decide_dialog, decide_words
from views.panels import answers
from views.panels.answer_card import answer_card
from views.panels.done_line import done_line
from views.text import words
from views.visit import chosen_requests, people, reads, session

OPEN, SEEN, REFUSED, HOW = decide_dialog.TOGETHER, "together.seen", "together.refused", "together.how"
ANSWER, NOTE, OK = "together.answer", "together.note", "together.ok"
PLACE = "requests.together"
GRANT, DECLINE = "Grant what is recommended", "Decline with one answer"
MOST_NAMED = 4


@dataclass(frozen=True)
class _One:
    proposal: Proposal
    standing: NetworkStanding

    @property
    def limit(self) -> LimitHeadroom:
        request = self.proposal.request
        return self.standing.limit(LimitKey(as_kind(request.kind), request.campaign_id))

    @property
    def name(self) -> str:
        return words.plain(self.proposal.network_name)


def bar(waiting: list[Waiting]) -> None:
    """What is chosen and what to do with it; what became of those decided last."""
    _told()
    chosen = chosen_requests.chosen(waiting)
    if not chosen:
        return
    names = ", ".join(words.plain(w.network.name) for w in chosen[:MOST_NAMED])
    more = f" and {len(chosen) - MOST_NAMED:,} more" if len(chosen) > MOST_NAMED else ""
    open_ids = [w.request.request_id for w in chosen_requests.can_be_chosen(waiting)]
    with st.container(horizontal=True, gap="small", vertical_alignment="center", border=True, key="together"):
        st.markdown(f"**{len(chosen):,} chosen** :gray[{names}{more}]", width="stretch")
        st.button("Decide together", type=main_button(), shortcut="T", key="together.open_it", on_click=_open)
        if len(chosen) < len(open_ids):
            st.button(
                f"Choose all {len(open_ids):,}", type="tertiary", key="together.all",
                on_click=chosen_requests.choose, args=(open_ids,),
            )  # fmt: skip
        st.button("Clear", type="tertiary", key="together.clear", on_click=chosen_requests.choose, args=((),))
    if st.session_state.get(OPEN):
        title = f"Decide {words.count(len(chosen), 'requests')}{' together' if len(chosen) > 1 else ''}"
        st.dialog(title, width="large", on_dismiss=_close)(_window)(chosen)


def _told() -> None:
    said, refused = session.told(PLACE), st.session_state.get(REFUSED, ())
    if not said:
        session.forget([REFUSED])
        return
    with answer_card("bad" if refused else "good", key="answer-together"):
        done_line(said)
        for line in refused:
            st.markdown(f":red[:material/error: {line}]")


def _open() -> None:
    session.forget([decide_dialog.OPEN, SEEN, ANSWER, NOTE, HOW])
    session.put(OPEN, True)


def _close() -> None:
    session.forget([OPEN, SEEN])


def _window(chosen: list[Waiting]) -> None:
    proposed = _seen(chosen)
    how = st.segmented_control("What to do", [GRANT, DECLINE], default=GRANT, key=HOW, required=True)
    if how == DECLINE:
        _decline(proposed)
    else:
        _grant(proposed)


def _seen(chosen: list[Waiting]) -> list[_One]:
    """As they were when the window opened: what somebody says yes to is what they read."""
    ids = tuple(w.request.request_id for w in chosen)
    seen_ids, proposed = st.session_state.get(SEEN, ((), []))
    if seen_ids != ids:
        standings = {w.network.network_id: reads.standing(w.network.network_id) for w in chosen}
        proposed = [
            _One(propose(standings[w.network.network_id], w.request, session.today()), standings[w.network.network_id])
            for w in chosen
        ]
        session.put(SEEN, (ids, proposed))
    return list(proposed)


def _grant(proposed: list[_One]) -> None:
    to_grant = [one for one in proposed if one.proposal.figure is not None]
    for one in to_grant:
        with st.container(border=True, gap="xsmall"):
            _shown(one)
    for one in proposed:
        if one.proposal.figure is None:
            why = one.proposal.answer.sentence if one.proposal.answer else "It has no answer yet."
            st.markdown(f":orange[:material/pending: **{one.name}** stays open.] {words.plain(why)}")
    if not to_grant:
        st.info("None of these can be granted as its answer stands: look at each by itself.")
        return
    st.caption("Each customer gets a letter that says what they were granted; the answer is kept as the note.")
    if st.button(
        f"Grant {words.count(len(to_grant), 'requests')}",
        type="primary",
        key=f"{OK}.grant",
        shortcut=decide_dialog.CONFIRM,
    ):
        _make(proposed, [one.proposal.command(letter=_letter(one)) for one in to_grant])


def _shown(one: _One) -> None:
    """What it would be granted, what that does to the limit and to the contract."""
    proposal, figure, answer = one.proposal, one.proposal.figure, one.proposal.answer
    if figure is None or answer is None:
        return
    asks = words.plain(people.name(proposal.request.filed_by))
    st.markdown(f"**{one.name}: {decide_words.recommended(answer)}** :gray[{asks}]")
    if figure.to is None:
        steps = ", ".join(f"**{to:,}** from {words.day(month)}" for month, to in figure.steps)
        st.markdown(f"The {words.plain(one.limit.words)} is {one.limit.limit:,}, then {steps}.")
        st.markdown(f":gray[:small[{words.plain(answer.sentence)}]]")
        return
    made = _made(one, figure.to)
    st.markdown(decide_words.outcome(one.limit, figure.to, proposal.day, proposal.request, made))
    way = made.way if made else UNKNOWN
    used = "as asked" if proposal.day else "from now on"
    why = answers.effect(way, answer, with_money=one.standing.sees_vendor_facts, used=used)
    st.markdown(f":gray[:small[{words.plain(answer.sentence)} {words.plain(why)}]]")


def _letter(one: _One) -> str:
    figure = one.proposal.figure
    if figure is None or figure.to is None:
        return ""
    asked, day = one.proposal.request, one.proposal.day
    return decide_words.letter(asked, one.limit, figure.to, day, whole=figure.whole, made=_made(one, figure.to))


def _made(one: _One, to: int) -> GrantPreview | None:
    """The steps that this decision makes."""
    return preview(one.standing, one.proposal.request, as_asked=one.proposal.day is not None, to=to)


def _decline(proposed: list[_One]) -> None:
    for one in proposed:
        st.markdown(f"**{one.name}** asks for {one.proposal.request.more_numbers:,} more.")
    said = st.text_area(
        "Answer to each of them (required)",
        key=ANSWER,
        max_chars=2000,
        height=110,
        persist_state="session",
        placeholder="What they can do instead, and when to ask again",
    )
    note = st.text_input("Note for colleagues (optional)", key=NOTE, max_chars=2000, persist_state="session")
    if not st.button(
        f"Decline {words.count(len(proposed), 'requests')}",
        type="primary",
        key=f"{OK}.decline",
        shortcut=decide_dialog.CONFIRM,
    ):
        return
    if not said.strip():
        st.markdown(":red[:material/error: Tell them why not, and what would help: this answer is what they read.]")
        return
    commands = [
        DecideRequest(
            one.proposal.request.request_id, "decline", note, said, expected_version=one.proposal.version
        )
        for one in proposed
    ]  # fmt: skip
    _make(proposed, commands)


def _make(proposed: list[_One], commands: list[DecideRequest]) -> None:
    names = {one.proposal.request.request_id: one.name for one in proposed}
    try:
        outcome = decide_together(session.store(), session.person(), commands)
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    made = [one for one in outcome if one.decision is not None]
    failed = [one for one in outcome if one.decision is None]
    _close()
    verb = "Declined" if commands[0].outcome == "decline" else "Granted"
    listed = ", ".join(names[one.request_id] for one in made)
    told = "The customer was told." if len(made) == 1 else "Each customer was told."
    said = f"{verb} {words.count(len(made), 'requests')}: {listed}. {told}" if made else "None of them was decided."
    asked = {command.request_id for command in commands}
    left = {one.proposal.request.request_id for one in proposed} - asked
    chosen_requests.choose(left | {one.request_id for one in failed})
    session.say_after_reload(said, at=PLACE)
    session.put(REFUSED, [f"**{names[one.request_id]}** stays open. {words.plain(one.why_not)}" for one in failed])
    st.rerun()
