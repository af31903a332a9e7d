"""Scenarios of a network: saved, made the plan, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final, Literal

import pandas as pd
import streamlit as st

from data.errors import HeadroomError
from limits.advice import NetworkStanding
from limits.months import plus_months, running_month
from limits.outlook import Change, ExtendedTo, NewCampaign, OtherAllotment, Reclaimed, TrafficTimes
from limits.planning import Scenario, commit_scenario, remove_scenario, save_scenario, scenarios, uncommit_scenario
from views.charts.theme import main_button
from views.text import words
from views.visit import links, people, reads, session

KEY = "scenario"
WHAT = ("More or less traffic", "A new campaign", "Numbers reclaimed", "The partnership extended", "Another allotment")
MONTHS_AHEAD = 36
NumberType = Literal["static", "dynamic"]
NUMBER_TYPES: Final[tuple[NumberType, ...]] = ("static", "dynamic")


def show(standing: NetworkStanding) -> None:
    """For who may plan; others read the table above."""
    if not session.person().may("plan scenarios", standing.network) or standing.as_of is None:
        return
    saved = reads.own(scenarios, standing.network.network_id)
    with st.expander("Weigh another scenario"):
        _new(standing)
    if saved:
        with st.expander("Make a scenario the plan, or remove one"):
            _course(standing.network.network_id, saved)


def listed(standing: NetworkStanding) -> None:
    """What was saved for a network, and the way to where it is weighed."""
    network_id = standing.network.network_id
    saved = reads.own(scenarios, network_id)
    st.subheader("Scenarios")
    if saved:
        st.dataframe(
            pd.DataFrame(
                {
                    "Scenario": [s.name for s in saved],
                    "What is different": [words.sentence(s.words) for s in saved],
                    "The plan": ["● every forecast follows it" if s.is_plan else "" for s in saved],
                    "Why": [s.reason for s in saved],
                    "Saved": [f"{words.day(s.saved_at.date())}, {people.name(s.saved_by)}" for s in saved],
                }
            ),
            hide_index=True,
        )
    else:
        st.caption("None is saved for this network.")
    st.page_link(
        "views/pages/planning.py",
        label="Weigh scenarios side by side on Planning",
        query_params=links.carried() | {links.NETWORK: network_id},
    )


def _new(standing: NetworkStanding) -> None:
    network_id = standing.network.network_id
    what = st.selectbox("What would be different?", WHAT, key=f"{KEY}.what")
    with st.form(f"{KEY}.new", border=False):
        change = _change(standing, what)
        name = st.text_input("Name", key=f"{KEY}.name", max_chars=100, placeholder="Spring campaign")
        reason = st.text_input("Why it may come", key=f"{KEY}.reason", max_chars=2000)
        if st.form_submit_button("Save and compare", type=main_button()):
            person, store = session.person(), session.store()
            _do(
                lambda: save_scenario(store, person, network_id, name, [change()], reason=reason),
                f"'{words.plain(name)}' stands beside the others now.",
                [f"{KEY}.name", f"{KEY}.reason"],
            )


def _change(standing: NetworkStanding, what: str) -> Callable[[], Change]:
    """The fields of one kind of change, and what makes it of them once they are sent."""
    assert standing.as_of is not None
    running = running_month(standing.as_of)
    current, partnership = standing.contract.current, standing.contract.partnership
    if what == "The partnership extended":
        ends = (partnership.ends_on if partnership else standing.as_of) + dt.timedelta(days=365)
        until = st.date_input("Until", value=ends, key=f"{KEY}.until")
        return lambda: ExtendedTo(until)
    if what == "Another allotment":
        bought = current.number_months if current else 0
        amount = st.number_input("Number-months of the period", 0, value=bought, step=10, key=f"{KEY}.allotment")
        return lambda: OtherAllotment(int(amount))
    months = [plus_months(running, i) for i in range(MONTHS_AHEAD)]
    start = st.selectbox("From", months, index=1, format_func=words.month, key=f"{KEY}.from")
    if what == "More or less traffic":
        percent = st.number_input(
            "Traffic compared with now, %", 1, 10_000, value=130, step=5, key=f"{KEY}.traffic", help="100 is as it is"
        )
        return lambda: TrafficTimes(percent / 100, start)
    if what == "A new campaign":
        campaign = st.text_input("Campaign", key=f"{KEY}.campaign", max_chars=100)
        numbers = st.number_input("Static numbers", 0, value=10, key=f"{KEY}.numbers")
        return lambda: NewCampaign(campaign, int(numbers), start)
    kind: NumberType = st.radio("Type of number", NUMBER_TYPES, horizontal=True, key=f"{KEY}.type")
    gone = st.number_input("Numbers released", 0, value=5, key=f"{KEY}.gone")
    return lambda: Reclaimed(int(gone), start, kind)


def _course(network_id: str, saved: list[Scenario]) -> None:
    by_id = {s.scenario_id: s for s in saved}
    plan = next((s for s in saved if s.is_plan), None)
    st.caption(
        "Every forecast, risk and answer of the network follows the plan. "
        + (f"The plan is **{words.plain(plan.name)}**." if plan else "There is no plan now.")
    )
    with st.form(f"{KEY}.course", border=False):
        chosen = st.selectbox(
            "Scenario", list(by_id), format_func=lambda i: f"{by_id[i].name} ({by_id[i].words})", key=f"{KEY}.chosen"
        )
        reason = st.text_input("Reason", key=f"{KEY}.why", max_chars=2000)
        make, end, remove = st.columns(3)
        store, person = session.store(), session.person()
        if make.form_submit_button("Make it the plan", type=main_button(), width="stretch"):
            _do(
                lambda: commit_scenario(store, person, chosen, network_id, reason=reason),
                f"'{words.plain(by_id[chosen].name)}' is the plan now.",
                [f"{KEY}.why"],
            )
        if end.form_submit_button("End the plan", width="stretch", disabled=plan is None):
            _do(
                lambda: uncommit_scenario(store, person, network_id, reason=reason),
                "There is no plan any more.",
                [f"{KEY}.why"],
            )
        if remove.form_submit_button("Remove it", width="stretch"):
            _do(lambda: remove_scenario(store, person, chosen, network_id), "The scenario is removed.", [])


def _do(work: Callable[[], object], done: str, emptied: list[str]) -> None:
    try:
        work()
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    session.forget(emptied)
    session.say_after_reload(done)
    st.rerun()
