"""The form that changes a limit: what it is, what it would be, and why."""

from __future__ import annotations

import datetime as dt
import uuid

import streamlit as st

from data.errors import HeadroomError
from forecasting import Suggestion
from limits.change import ChangeLimit, change_limit
from limits.headroom import LimitStanding
from limits.kinds import LimitKey
from limits.schedule import day_for, schedule_change
from limits.standing import NetworkStanding
from views import audit, session, words
from views.theme import main_button

LIMIT, TO, REASON, BELOW, FORM, ON, UNTIL, CHANGE_ID = (
    f"change.{name}" for name in ("limit", "to", "reason", "below", "form", "on", "until", "id")
)


def changeable(standing: NetworkStanding) -> list[LimitStanding]:
    """The limits this person may change in this network, the most comprehensive first."""
    who = session.person()
    if who.may("change limits", standing.network):
        return list(standing.limits)
    if who.may("raise campaign limit", standing.network):
        return [s for s in standing.limits if s.key.kind == "campaign"]
    return []


def show(standing: NetworkStanding) -> LimitKey:
    """The form for one limit of those this person may change, or a word that they may not; says which limit it is."""
    limits = {s.key: s for s in changeable(standing)}
    may_lower = session.person().may("change limits", standing.network)
    if limits:
        st.subheader("Change a limit" if may_lower else "Raise a campaign limit")
    else:
        st.caption("Your role may look at these limits, not change them.")
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
        what = f"{last.new_limit:,}" if last.old_limit is None else f"from {last.old_limit:,} to {last.new_limit:,}"
        why = f" Reason: {words.plain(last.reason)}" if last.reason else ""
        st.caption(f"Last set {what} by {words.plain(last.changed_by)} on {words.moment(last.changed_at)}.{why}")
    return key


def _form(standing: NetworkStanding, limit: LimitStanding, *, may_lower: bool) -> None:
    advice = standing.suggestions.get(limit.key)
    change_id = _change_id(limit)
    with st.form(f"{FORM}.{limit.key.kind}.{limit.key.campaign_id}.{limit.version}", enter_to_submit=False):
        st.markdown(
            f"The {words.plain(limit.words)} is **{limit.limit:,}** numbers a month (version {limit.version}), "
            f"{limit.usage:,} used. {words.advice(advice)}."
        )
        to = st.number_input("New limit, numbers a month", min_value=0, step=1, value=limit.limit, key=_key(TO, limit))
        reason = st.text_area(
            "Reason", key=_key(REASON, limit), max_chars=2000, placeholder="Why now? People will ask for it later"
        )
        on, until = _days(standing, limit) if may_lower else (None, None)
        below = may_lower and st.checkbox("I mean it, even below this month's usage", key=_key(BELOW, limit))
        st.caption(_warning(advice))
        if st.form_submit_button("Change limit" if may_lower else "Raise limit", type=main_button()):
            _apply(standing, limit, on, ChangeLimit(
                network_id=standing.network.network_id,
                kind=limit.key.kind,
                campaign_id=limit.key.campaign_id,
                to=int(to),
                reason=reason,
                expected_version=limit.version,
                change_id=change_id,
                accept_below_usage=bool(below),
                until=until,
            ))  # fmt: skip


def _days(standing: NetworkStanding, limit: LimitStanding) -> tuple[dt.date | None, dt.date | None]:
    """From which day, and until which; both empty for a change that is made now and for good."""
    with st.expander("On another day, or until a day"):
        first, second = st.columns(2)
        tomorrow = day_for(session.store(), session.person(), standing.network.network_id) + dt.timedelta(days=1)
        on = first.date_input("From (empty: now)", None, min_value=tomorrow, key=_key(ON, limit), format="YYYY-MM-DD")
        until = second.date_input(
            "Until and with (empty: for good)", None, min_value=tomorrow, key=_key(UNTIL, limit), format="YYYY-MM-DD"
        )
        st.caption("After the last day the limit goes back by itself. Nothing in use is released by it.")
    return on, until


def _apply(standing: NetworkStanding, limit: LimitStanding, on: dt.date | None, command: ChangeLimit) -> None:
    names = f"{words.plain(limit.words)} of {words.plain(standing.network.name)}"
    try:
        if on is not None:
            planned = schedule_change(session.store(), session.person(), command, on)
            session.forget([_key(name, limit) for name in (TO, REASON, BELOW, ON, UNTIL, CHANGE_ID)])
            said = (
                f"The {names} will be {planned.new_limit:,} numbers from {words.day(on)}; it is under planned changes."
            )
        else:
            done = change_limit(session.store(), session.person(), command)
            said = (
                f"The {names} is {done.new_limit:,} numbers now, it was {done.old_limit:,}. "
                "The change is in the history."
            )
    except HeadroomError as error:
        st.error(str(error))
        return
    session.say_after_reload(said)
    st.rerun()


def _warning(advice: Suggestion | None) -> str:
    if advice is None:
        return "There is no forecast yet to say what is safe."
    larger = "the larger a limit, the more can be used each month."
    if advice.usage_is_unsafe:
        return (
            f"Even the {advice.usage:,} numbers of this month, kept up, carry an overage risk of "
            f"{words.percent(advice.risk_at(advice.usage))}: {larger}"
        )
    if advice.safe is None:
        return f"Suggested: {advice.limit:,}. {words.sentence(larger)}"
    return (
        f"Suggested: {advice.limit:,}. Above {advice.safe:,} numbers the risk of overage exceeds "
        f"{words.percent(advice.risk)}: {larger}"
    )


def _key(name: str, limit: LimitStanding) -> str:
    key: LimitKey = limit.key
    return f"{name}.{key.kind}.{key.campaign_id}.{limit.version}"


def _change_id(limit: LimitStanding) -> str:
    """One id for one look at one version of the limit, so that a double click changes once."""
    return str(st.session_state.setdefault(_key(CHANGE_ID, limit), str(uuid.uuid4())))
