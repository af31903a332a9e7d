"""What solves a full limit: the raise a Super User makes themselves, the request their CSM answers, whom to ask."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import streamlit as st

from data.errors import HeadroomError
from data.records import Request
from data.tables.requests import OPEN
from limits.advice import NetworkStanding
from limits.changes import ChangeLimit, change_limit
from limits.kinds import NETWORK, LimitKey
from limits.network import Binding, Explanation, LimitHeadroom
from limits.people import NetworkPeople
from limits.requests import FileRequest, file_request
from views.forms import ask
from views.panels import answers
from views.panels.scale import scale
from views.text import words
from views.text.platform_words import to_be_set
from views.visit import drafts, people, reads, session

PLACE = "add"  # where on the page what was done is told
RAISE, ASK, SURE, SEEN, CHANGE_ID, PROBLEM = (
    f"add.{name}" for name in ("raise", "ask", "sure", "seen", "change_id", "problem")
)
SECTION, REQUESTS = "section", "Requests"


@dataclass(frozen=True)
class Adding:
    """So many numbers for one campaign or for the dynamic numbers: the answer, and who can help."""

    standing: NetworkStanding
    limit: LimitHeadroom  # of what is added to
    explained: Explanation
    who: NetworkPeople
    more_key: str
    why_key: str

    @property
    def name(self) -> str:
        return self.limit.name or "the dynamic numbers"

    @property
    def csm(self) -> str:
        return self.who.csm.name if self.who.csm else "your CSM"

    @property
    def to(self) -> int:
        """The campaign limit that holds them."""
        return self.limit.usage + self.explained.count

    @property
    def raisable(self) -> Binding | None:
        """The campaign's own limit, where it is in the way."""
        return next((b for b in self.explained.binding if b.limit.key.of_campaign), None)


@dataclass(frozen=True)
class _Weight:
    """What a raise to the typed figure would do."""

    state: str  # safe, beyond, unknown, absurd
    said: str


def show(adding: Adding) -> None:
    """The count, the buttons it fills in, and what they lead to, as it is typed."""
    may_raise = session.person().may("raise campaign limit", adding.standing.network)
    weight = _weigh(adding) if adding.raisable and may_raise else None
    left, right = st.columns([1.7, 1], gap="medium", vertical_alignment="center")
    with left:
        row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
        row.number_input("How many more?", 1, 1_000_000, key=adding.more_key, width=150)
        sure = _effect(adding, weight) if weight else True
        why = _why_field(adding, weight, may_raise=may_raise)
        if weight:
            with row:
                _raise_button(adding, weight, why, sure=sure)
        elif adding.raisable:
            _ask_the_super_user(adding)
        _requests(adding, why)
        if problem := st.session_state.pop(PROBLEM, None):
            st.markdown(f":red[:material/error: {words.plain(problem)}]")
    if weight and weight.state != "absurd":
        safe = adding.standing.answers[adding.limit.key].safe_limit
        right.html(scale(adding.limit.usage, adding.to, safe, beyond=weight.state != "safe"))


def _weigh(adding: Adding) -> _Weight:
    key, to = adding.limit.key, adding.to
    answer = adding.standing.answers[key]
    most = max(adding.standing.limit(NETWORK).limit, adding.limit.limit)
    safe = "" if answer.safe_limit is None else f" Up to {answer.safe_limit:,} is safe."
    if to > most:
        return _Weight(
            "absurd",
            f"**{to:,} can never be used:** the network limit is {most:,}, so that is the most you can set."
            f"{safe} For more, ask {words.plain(adding.csm)} to raise the network limit.",
        )
    way = adding.standing.typed(key, to)
    effect = words.plain(answers.effect(way, answer, with_money=adding.standing.sees_vendor_facts))
    if way.risk is None:
        return _Weight("unknown", f"**+{to - adding.limit.limit:,}, to {to:,}.** {effect}")
    if way.risk <= answer.risk_level:
        return _Weight("safe", f"**+{to - adding.limit.limit:,}, to {to:,}, is safe.** {effect}")
    above = (
        f"{to - answer.safe_limit:,} above the safe {answer.safe_limit:,}"
        if answer.safe_limit is not None and to > answer.safe_limit
        else "beyond what is safe"
    )
    return _Weight("beyond", f"**+{to - adding.limit.limit:,}, to {to:,}, is {above}.** {effect}")


def _effect(adding: Adding, weight: _Weight) -> bool:
    """What the figure does, in its colour; whether the second yes was said where one is due."""
    if weight.state == "safe":
        st.markdown(f":green[:material/check_circle:] {weight.said}")
        return True
    icon = "block" if weight.state == "absurd" else "warning"
    st.markdown(f":red[:material/{icon}:] {weight.said}")
    if weight.state == "absurd":
        return False
    return st.checkbox(f"Raise it to {adding.to:,}, beyond what is safe, all the same", key=f"{SURE}.{adding.to}")


def _why_field(adding: Adding, weight: _Weight | None, *, may_raise: bool) -> str:
    """Asked where somebody weighs it: for a request, and for a raise beyond what is safe."""
    asks = any(
        not (b.limit.key.of_campaign and may_raise) and _open_request(adding, b.limit.key) is None
        for b in adding.explained.binding
    )
    if adding.explained.allowed or not (asks or (weight and weight.state in ("beyond", "unknown"))):
        return ""
    return st.text_input(
        "What are they for?",
        key=adding.why_key,
        max_chars=2000,
        placeholder=f"{adding.csm} reads it",
    ).strip()


def _raise_button(adding: Adding, weight: _Weight, why: str, *, sure: bool) -> None:
    if weight.state == "absurd":
        safe = adding.standing.answers[adding.limit.key].safe_limit
        if safe is not None and safe > adding.limit.usage:
            st.button(
                f"Use the safe {safe:,}",
                type="primary",
                key="add.safe",
                on_click=session.put,
                args=(adding.more_key, safe - adding.limit.usage),
            )
        return
    pressed = st.button(
        f"Raise {words.plain(adding.limit.name)} to {adding.to:,}", type="primary", key=RAISE, disabled=not sure
    )
    seen_key = f"{SEEN}.{adding.limit.key.campaign_id}.{adding.standing.network.network_id}"
    seen = st.session_state.get(seen_key, adding.limit.version)
    session.put(seen_key, adding.limit.version)
    if pressed and sure:
        _raise(adding, why, seen, beyond=weight.state != "safe")


def _raise(adding: Adding, why: str, seen: int, *, beyond: bool) -> None:
    if beyond and not why:
        session.put(PROBLEM, "Say what they are for: a limit beyond what is safe needs a reason.")
        return
    command = ChangeLimit(
        network_id=adding.standing.network.network_id,
        kind=adding.limit.key.kind,
        campaign_id=adding.limit.key.campaign_id,
        to=adding.to,
        reason=why or f"{words.count(adding.explained.count, 'more numbers')} for {adding.limit.name}.",
        expected_version=seen,
        change_id=str(st.session_state.setdefault(CHANGE_ID, str(uuid.uuid4()))),
        accept_overage=beyond,
    )
    try:
        done = change_limit(session.store(), session.person(), command)
    except HeadroomError as error:
        session.put(PROBLEM, str(error))
        return
    _forget(adding, more=False)
    told = f"{adding.csm}, your CSM, was told." if adding.who.csm else "Your CSM was told."
    session.say_after_reload(
        f"{adding.limit.name} was raised from {done.old_limit:,} to {done.new_limit:,}. {told}"
        + to_be_set(adding.limit.key, done.new_limit, reads.settings()),
        at=PLACE,
    )
    st.rerun()


def _ask_the_super_user(adding: Adding) -> None:
    who = " or ".join(people.call(p) for p in adding.who.super_users)
    whom = f"Ask your Super User, {who}," if who else "Ask a Super User of your network"
    st.markdown(
        f":material/person: **{whom}** to raise {words.plain(adding.limit.name)} to {adding.to:,}: "
        "they can do it at once."
    )


def _requests(adding: Adding, why: str) -> None:
    """A button for each limit that the CSM raises, filled in; what is asked already is said instead."""
    may_ask = session.person().may("file request", adding.standing.network)
    may_raise = session.person().may("raise campaign limit", adding.standing.network)
    for binding in adding.explained.binding:
        if open_request := _open_request(adding, binding.limit.key):
            st.markdown(
                f":blue[:material/hourglass_top:] **{words.count(open_request.more_numbers, 'more numbers')} were "
                f"asked for on {words.day(open_request.filed_at.date())}** ({words.plain(binding.limit.words)}); "
                f"{words.plain(adding.csm)} has the request."
            )
        elif may_ask and not (binding.limit.key.of_campaign and may_raise):
            _ask_button(adding, binding, why)


def _ask_button(adding: Adding, binding: Binding, why: str) -> None:
    what = binding.limit.key.about.more_words.format(campaign=adding.limit.name)
    label = f"Ask for {binding.missing:,} {what if binding.missing != 1 else what.replace('numbers', 'number', 1)}"
    kind = binding.limit.key.kind
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(words.plain(label), key=f"{ASK}.{kind}", type="secondary" if adding.raisable else "primary"):
            _ask(adding, binding, why)
        st.button(
            "By website sessions, or for other months" if binding.limit.key.is_lent else "For other months",
            key=f"{ASK}.{kind}.form",
            type="tertiary",
            on_click=_open_form,
            args=(binding.limit.key, binding.missing, why),
        )


def _ask(adding: Adding, binding: Binding, why: str) -> None:
    if not why:
        session.put(PROBLEM, f"Say what the numbers are for: {adding.csm} weighs it.")
        return
    months = ask.months_ahead(adding.standing)
    if not months:
        session.put(PROBLEM, "There is no month left in the contract to ask for: talk to your CSM about a new one.")
        return
    key = binding.limit.key
    command = FileRequest(
        adding.standing.network.network_id, key.kind, binding.missing, months[0], why, key.campaign_id
    )
    try:
        filed = file_request(session.store(), session.person(), command)
    except HeadroomError as error:
        session.put(PROBLEM, str(error))
        return
    _forget(adding, more=True)
    session.say_after_reload(ask.filed_words(filed, adding.csm), at=PLACE)
    st.rerun()


def _open_form(key: LimitKey, more: int, why: str) -> None:
    ask.fill(key, more, sessions=None, from_month=None, reason=why)
    session.put(SECTION, REQUESTS)


def _open_request(adding: Adding, key: LimitKey) -> Request | None:
    return next(
        (
            r
            for r in adding.standing.requests
            if r.status in OPEN and (r.kind, r.campaign_id) == (key.kind, key.campaign_id)
        ),
        None,
    )


def _forget(adding: Adding, *, more: bool) -> None:
    session.forget([adding.why_key, CHANGE_ID, *([adding.more_key] if more else [])])
    drafts.drop(PLACE)
