"""The form that changes a limit: what it is, what it would be, and why."""

from __future__ import annotations

import datetime as dt
import uuid

import streamlit as st

from data.errors import HeadroomError, StaleLimit
from limits.advice import NetworkStanding
from limits.answers import Answer
from limits.changes import ChangeLimit, change_limit, day_for, schedule_change
from limits.kinds import NETWORK, LimitKey
from limits.network import LimitHeadroom
from views.charts.theme import main_button
from views.panels import answers, audit
from views.text import words
from views.text.platform_words import to_be_set
from views.visit import drafts, people, reads, session

LIMIT, TO, MORE, REASON, BELOW, FORM, ON, UNTIL, CHANGE_ID, SEEN, MEANT, SUBMIT = (
    f"change.{name}"
    for name in ("limit", "to", "more", "reason", "below", "form", "on", "until", "id", "seen", "meant", "submit")
)

MADE = "change.made"  # (where it was told, its id): what can be taken back on the spot
_FIELDS = (TO, REASON, BELOW, ON, UNTIL, CHANGE_ID, SEEN)
_DRAFT = (TO, REASON, BELOW, ON, UNTIL, SEEN)


def changeable(standing: NetworkStanding) -> list[LimitHeadroom]:
    """The limits this person may change in this network, the most comprehensive first."""
    who = session.person()
    if who.may("change limits", standing.network):
        return list(standing.limits)
    if who.may("raise campaign limit", standing.network):
        return [s for s in standing.limits if s.key.of_campaign]
    return []


def show(standing: NetworkStanding) -> LimitKey:
    """The form for one limit of those this person may change, or a word that they may not; says which limit it is."""
    limits = {s.key: s for s in changeable(standing)}
    may_lower = session.person().may("change limits", standing.network)
    if limits:
        st.subheader("Change a limit" if may_lower else "Raise a campaign limit")
    else:
        st.caption("Your role can view these limits but not change them.")
    shown = limits or {s.key: s for s in standing.limits}
    key = st.selectbox(
        "Limit to change" if limits else "Limit to look at",
        list(shown),
        format_func=lambda k: words.sentence(shown[k].words),
        key=LIMIT,
        width=420,
    )
    if limits:
        _form(standing, limits[key], may_lower=may_lower)
    if last := audit.latest(standing, key):
        what = f"to {last.new_limit:,}" if last.old_limit is None else f"from {last.old_limit:,} to {last.new_limit:,}"
        why = f" Reason: {words.plain(last.reason)}" if last.reason else ""
        st.caption(f"Last set {what} by {people.written(last.changed_by)} on {words.moment(last.changed_at)}.{why}")
    return key


def propose(standing: NetworkStanding, key: LimitKey, to: int) -> None:
    """What the form opens on, before it is drawn; what somebody typed into it before is not kept."""
    session.forget([_key(name, standing, key) for name in _FIELDS])
    session.put(_key(TO, standing, key), to)


def in_row(standing: NetworkStanding, limit: LimitHeadroom, *, told_at: str) -> None:
    """The form of one limit, in its row."""
    _form(standing, limit, may_lower=session.person().may("change limits", standing.network), told_at=told_at)


@st.fragment
def _form(standing: NetworkStanding, limit: LimitHeadroom, *, may_lower: bool, told_at: str | None = None) -> None:
    """What is typed survives a reload, with the version of the limit that it was typed for."""
    with drafts.kept(_draft(standing, limit.key), [_key(name, standing, limit.key) for name in _DRAFT]):
        _fields(standing, limit, may_lower=may_lower, told_at=told_at)


def _fields(standing: NetworkStanding, limit: LimitHeadroom, *, may_lower: bool, told_at: str | None) -> None:
    answer = standing.answers[limit.key]
    seen = _seen(standing, limit)
    with st.container(border=True, key=_key(FORM, standing, limit.key)):
        st.markdown(
            f"The {words.plain(limit.words)} is **{limit.limit:,}** numbers a month (version {limit.version}), "
            f"{limit.usage:,} used. {words.plain(answer.sentence)}"
        )
        first, more, second = st.columns([1, 1, 2])
        to = first.number_input(
            "New limit, numbers a month", min_value=0, step=1, value=limit.limit, key=_key(TO, standing, limit.key)
        )
        session.put(_key(MORE, standing, limit.key), int(to) - limit.limit)
        more.number_input(
            "or change it by",
            min_value=-limit.limit,
            step=1,
            key=_key(MORE, standing, limit.key),
            on_change=_by_the_increase,
            args=(standing, limit),
        )
        reason = second.text_area(
            "Reason",
            key=_key(REASON, standing, limit.key),
            max_chars=2000,
            height=68,
            placeholder="Why now? People will ask for it later",
        )
        _effect(standing, limit, int(to))
        safe, useless = _is_safe(standing, limit, int(to)), _cannot_be_used(standing, limit, int(to))
        on, until = _days(standing, limit) if may_lower else (None, None)
        below = (
            may_lower
            and to < limit.usage
            and st.checkbox("Set it below this month's usage anyway", key=_key(BELOW, standing, limit.key))
        )
        meant = not useless and (
            safe
            or st.checkbox(
                f"Set it to {int(to):,}, beyond what is safe, all the same",
                key=f"{_key(MEANT, standing, limit.key)}.{int(to)}",
            )
        )
        name = "Change limit" if may_lower else "Raise limit"
        if st.button(name, type=main_button(), key=_key(SUBMIT, standing, limit.key), disabled=not meant):
            _apply(standing, limit, on, told_at, ChangeLimit(
                network_id=standing.network.network_id,
                kind=limit.key.kind,
                campaign_id=limit.key.campaign_id,
                to=int(to),
                reason=reason,
                expected_version=seen,
                change_id=_change_id(standing, limit.key),
                accept_below_usage=bool(below),
                accept_overage=not safe and meant,
                until=until,
            ))  # fmt: skip


def _by_the_increase(standing: NetworkStanding, limit: LimitHeadroom) -> None:
    """Either field may be typed into: the other follows."""
    more = int(st.session_state[_key(MORE, standing, limit.key)])
    session.put(_key(TO, standing, limit.key), limit.limit + more)


def _effect(standing: NetworkStanding, limit: LimitHeadroom, to: int) -> None:
    """What the typed figure does, as it is typed."""
    answer = standing.answers[limit.key]
    if to == limit.limit:
        st.caption(words.plain(_safe_words(answer)))
        return
    if useless := _cannot_be_used(standing, limit, to):
        st.error(useless)
        return
    way = standing.typed(limit.key, to)
    said = f"{to - limit.limit:+,}, to {to:,}. {answers.effect(way, answer, with_money=standing.sees_vendor_facts)}"
    if to < limit.limit:
        st.info(words.plain(said))
    elif _is_safe(standing, limit, to):
        st.success(words.plain(said))
    else:
        st.error(f"**Beyond what is safe.** {words.plain(said)} {words.plain(_safe_words(answer))}")


def _is_safe(standing: NetworkStanding, limit: LimitHeadroom, to: int) -> bool:
    """Beyond what is safe a second yes is due; a lower limit never makes anything run over."""
    risk = standing.typed(limit.key, to).risk if to > limit.limit else 0.0
    return risk is not None and risk <= standing.answers[limit.key].risk_level


def _cannot_be_used(standing: NetworkStanding, limit: LimitHeadroom, to: int) -> str:
    """Why a customer cannot raise a campaign limit so far: the network limit would never let it be used."""
    most = standing.limit(NETWORK).limit
    if session.person().may("change limits", standing.network) or to <= max(most, limit.limit):
        return ""
    return f"A limit of {to:,} can never be used: the network limit is {most:,}. Ask for more of that by a request."


def _days(standing: NetworkStanding, limit: LimitHeadroom) -> tuple[dt.date | None, dt.date | None]:
    """From which day, and until which; both empty for a change that is made now and for good."""
    with st.expander("Start on another day, or end on a day"):
        first, second = st.columns(2)
        tomorrow = day_for(session.store(), session.person(), standing.network.network_id) + dt.timedelta(days=1)
        on = first.date_input(
            "Start date (leave empty to apply now)",
            None,
            min_value=tomorrow,
            key=_key(ON, standing, limit.key),
            format="YYYY-MM-DD",
        )
        until = second.date_input(
            "Last day (leave empty for no end)",
            None,
            min_value=tomorrow,
            key=_key(UNTIL, standing, limit.key),
            format="YYYY-MM-DD",
        )
        st.caption(
            "After the last day the limit goes back by itself. Nothing in use is released by it: numbers beyond the "
            "lower limit have to be released by then."
        )
    return on, until


def _apply(
    standing: NetworkStanding, limit: LimitHeadroom, on: dt.date | None, told_at: str | None, command: ChangeLimit
) -> None:
    names = f"{words.plain(limit.words)} of {words.plain(standing.network.name)}"
    try:
        if on is not None:
            planned = schedule_change(session.store(), session.person(), command, on)
            said = (
                f"The {names} will be {planned.new_limit:,} numbers from {words.day(on)}; it is under planned changes."
            )
        else:
            done = change_limit(session.store(), session.person(), command)
            said = (
                f"The {names} is {done.new_limit:,} numbers now, it was {done.old_limit:,}. "
                "The change is in the history."
            ) + to_be_set(limit.key, done.new_limit, reads.settings())
    except StaleLimit as error:  # what was typed stays, and the next click is made knowing what is said here
        st.error(f"{words.plain(str(error))} What you typed is still here.")
        session.put(_key(SEEN, standing, limit.key), (limit.version, limit.limit))
        return
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    session.forget([*(_key(name, standing, limit.key) for name in _FIELDS), "network.editing", MADE])
    drafts.drop(_draft(standing, limit.key))
    if on is None and told_at:
        session.put(MADE, (told_at, done.change_id))
    session.say_after_reload(said, at=told_at)
    st.rerun()


def _safe_words(answer: Answer) -> str:
    if answer.safe_increase is None:
        return answer.sentence
    if answer.safe_limit is None:
        return "Not even today's limit is safe: talk about the contract first."
    if not answer.safe_increase:
        return "Nothing more is safe: the contract holds today's limit and no more."
    return f"Up to {answer.safe_increase:,} more, to {answer.safe_limit:,}, is safe."


def _seen(standing: NetworkStanding, limit: LimitHeadroom) -> int:
    """The version this person looks at: the newest, as long as nothing was typed for an older one."""
    key = _key(SEEN, standing, limit.key)
    version, value = st.session_state.get(key, (limit.version, limit.limit))
    typed = st.session_state.get(_key(TO, standing, limit.key), value) != value or bool(
        st.session_state.get(_key(REASON, standing, limit.key))
    )
    if version != limit.version and not typed:
        session.forget([_key(name, standing, limit.key) for name in _FIELDS])
        version, value = limit.version, limit.limit
    session.put(key, (version, value))
    return int(version)


def _key(name: str, standing: NetworkStanding, key: LimitKey) -> str:
    return f"{name}.{key.kind}.{key.campaign_id}.{standing.network.network_id}"


def _draft(standing: NetworkStanding, key: LimitKey) -> str:
    return _key("change", standing, key)


def _change_id(standing: NetworkStanding, key: LimitKey) -> str:
    """One id for what one person types, so that a double click changes once."""
    return str(st.session_state.setdefault(_key(CHANGE_ID, standing, key), str(uuid.uuid4())))
