"""The fast lane as it is in force, and for an Admin the form that puts another in force."""

from __future__ import annotations

import streamlit as st

from data.errors import HeadroomError
from limits.percents import percent_as_set
from limits.requests import FastLane, Policy, set_policy
from views.charts.theme import main_button
from views.text import words
from views.visit import people, session, trust_reads

FORM = "policy"


def _in_force(policy: Policy) -> None:
    lane = policy.fast_lane
    who = (
        f"Set by {people.written(policy.set_by)} on {words.moment(policy.set_at)}."
        if policy.set_at
        else "Nobody has set it yet."
    )
    st.markdown(
        f"The fast lane is **{'on' if lane.is_on else 'off'}**. {who} It grants as filed at most "
        f"{lane.most_numbers:,} numbers and {percent_as_set(lane.most_share)} of the limit, where the overage risk "
        f"stays below {percent_as_set(lane.most_risk)} and the forecast has no caveats."
    )
    if policy.unreadable:
        st.error(policy.unreadable)


def show() -> None:
    """The policy; only an Admin may change it."""
    st.subheader("Fast lane")
    policy = trust_reads.policy()
    _in_force(policy)
    if not trust_reads.may_administer():
        st.caption("An Admin can change it here.")
        return
    lane = policy.fast_lane
    with st.form(FORM):
        is_on = st.toggle("Grant small requests as they are filed", value=lane.is_on, key=f"{FORM}.is_on")
        cells = st.columns(3)
        share = cells[0].number_input(
            "Most of the limit, %", 1, 100, value=round(lane.most_share * 100), key=f"{FORM}.share"
        )
        numbers = cells[1].number_input(
            "Most numbers", min_value=1, max_value=1_000_000, value=lane.most_numbers, key=f"{FORM}.numbers"
        )
        risk = cells[2].number_input(
            "Overage risk below, %", 0, 50, value=round(lane.most_risk * 100), key=f"{FORM}.risk"
        )
        if not st.form_submit_button("Put in force", type=main_button()):
            return
    wanted = FastLane(bool(is_on), share / 100, int(numbers), risk / 100)
    try:
        set_policy(session.store(), session.person(), wanted, expected_version=policy.version)
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    session.say_after_reload(f"The fast lane is {'on' if wanted.is_on else 'off'}; the policy is in force from now on.")
    st.rerun()
