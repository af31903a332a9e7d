"""Amending a contract, with what it would leave; and stating what was used before the first report."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import streamlit as st

from data.errors import HeadroomError
from limits.administration import AddAmendment, ContractRecord, StateOpening, amend, state_opening
from limits.advice import NetworkStanding
from limits.months import month_of
from views.charts.theme import main_button
from views.panels.done_line import told_here
from views.text import words
from views.visit import drafts, session

PLACE = "contracts"
SIGNED, EFFECTIVE, ADDED, ENDS, RATE, REASON, AMEND = (
    f"contracts.{name}" for name in ("signed", "effective", "added", "ends", "rate", "reason", "amend")
)
USED, THROUGH, WHY, STATE = (f"contracts.opening.{name}" for name in ("used", "through", "reason", "state"))

KEYS, OPENING = (SIGNED, EFFECTIVE, ADDED, ENDS, RATE, REASON), (USED, THROUGH, WHY)


def show(record: ContractRecord, standing: NetworkStanding) -> None:
    """Folded away: most people come to read."""
    told_here(PLACE)
    if not session.person().may("administer", record.network):
        return
    network_id = record.network.network_id
    with st.expander("Add an amendment", icon=":material/edit_document:"), drafts.kept(f"{AMEND}.{network_id}", KEYS):
        _amendment(record, standing)
    with st.expander("State an opening balance"), drafts.kept(f"{STATE}.{network_id}", OPENING):
        _opening(record)


def _amendment(record: ContractRecord, standing: NetworkStanding) -> None:
    today = session.today()
    first, second, third, fourth, fifth = st.columns(5, vertical_alignment="bottom")
    signed = first.date_input("Signed on", today, key=SIGNED, format="YYYY-MM-DD")
    effective = second.date_input("In force from", today, key=EFFECTIVE, format="YYYY-MM-DD")
    added = third.number_input("Number-months more", min_value=1, value=None, step=1, key=ADDED, placeholder="none")
    ends = fourth.date_input("New end", None, key=ENDS, format="YYYY-MM-DD")
    rate = fifth.number_input(
        "New overage rate", min_value=0.0, value=None, step=0.05, key=RATE, placeholder="as it is", format="%.4f"
    )
    _effect(standing, added, ends)
    reason = st.text_input("Reason", key=REASON, max_chars=2000, placeholder="What it was agreed for")
    if st.button("Add the amendment", type=main_button(), key=AMEND):
        command = AddAmendment(
            record.network.network_id,
            signed,
            effective,
            reason,
            added_number_months=int(added) if added else None,
            ends_on=ends,
            overage_rate=None if rate is None else Decimal(f"{rate:.4f}"),
        )
        try:
            amend(session.store(), session.person(), command)
        except HeadroomError as error:
            st.error(_words(error))
            return
        drafts.drop(f"{AMEND}.{record.network.network_id}")
        session.forget(KEYS)
        session.say_after_reload(f"The contract of {record.network.name} is amended.", at=PLACE)
        st.rerun()


def _effect(standing: NetworkStanding, added: int | None, ends: dt.date | None) -> None:
    """What is left then, while it is typed."""
    current = standing.contract.current
    if added and current is not None and current.left is not None:
        st.info(
            f"The period until {words.day(current.ends_on)}, if it is the one amended, would have "
            f"{current.number_months + int(added):,} number-months instead of {current.number_months:,}: "
            f"{_left(current.left + int(added))} instead of {_left(current.left)}."
        )
    partnership = standing.contract.partnership
    if ends and partnership:
        st.info(f"The contract would end on {words.day(ends)} instead of {words.day(partnership.ends_on)}.")


def _left(number_months: int) -> str:
    """'120 left', '40 over'."""
    return f"{number_months:,} left" if number_months >= 0 else f"{-number_months:,} over"


def _opening(record: ContractRecord) -> None:
    st.caption("What a period had used before its first reported month, such as when a contract began elsewhere.")
    first, second = st.columns(2)
    used = first.number_input("Number-months used", min_value=0, value=None, step=1, key=USED)
    through = second.date_input(
        "Through the end of", month_of(session.today()) - dt.timedelta(days=1), key=THROUGH, format="YYYY-MM-DD"
    )
    reason = st.text_input("Reason", key=WHY, max_chars=2000, placeholder="Where the figure comes from")
    if not st.button("State it", key=STATE):
        return
    if used is None:
        st.error("Say how many number-months were used; 0 where none were.")
        return
    command = StateOpening(record.network.network_id, int(used), through, reason)
    try:
        state_opening(session.store(), session.person(), command)
    except HeadroomError as error:
        st.error(_words(error))
        return
    drafts.drop(f"{STATE}.{record.network.network_id}")
    session.forget(OPENING)
    session.say_after_reload(f"{used:,} number-months are stated as used through {words.day(through)}.", at=PLACE)
    st.rerun()


def _words(error: HeadroomError) -> str:
    """Without the names that the command line has for the fields."""
    said = str(error)
    for option in (" (--add)", " (--ends-on)", " (--overage-rate)", " (--period-start)"):
        said = said.replace(option, "")
    return words.plain(said)
