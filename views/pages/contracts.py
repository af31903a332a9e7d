"""Contracts: what was agreed with a network, how it was amended, and who changed what of it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from limits.administration import ContractRecord, contract_record
from views.forms import contract_form
from views.forms.choose_network import choose
from views.panels.answer_card import answer_card
from views.panels.page_head import head
from views.panels.tables import NUMBER
from views.text import words
from views.visit import people, reads, session


def _show() -> None:
    place = st.container()
    chosen = choose("contracts")
    if chosen is None:
        with place:
            head("Contracts")
        return
    found = contract_record(session.store(), session.person(), chosen)
    standing = reads.standing(chosen)
    with place:
        head("Contracts", f"{found.network.name} · usage as of the end of {words.day(standing.as_of)}")
    current = standing.contract.current
    tone = "info" if current is not None and (current.left or 0) >= 0 and standing.contract.can_be_assessed else "bad"
    with answer_card(tone):  # type: ignore[arg-type]
        st.header(words.plain(standing.contract.sentence), anchor=False)
        if found.partnerships:
            ends = max(p.ends_on for p in found.partnerships)
            st.markdown(f"The partnership runs until {words.day(ends)}. What was agreed is never edited, only amended.")
        contract_form.show(found, standing)
    _periods(found)
    _amendments(found)
    _trail(found)


def _periods(found: ContractRecord) -> None:
    st.subheader("Allotment periods", anchor=False)
    if not found.allotments:
        st.info("None on record: import partnerships and allotments on the page Data.")
        return
    periods = sorted(found.allotments, key=lambda a: a.starts_on, reverse=True)
    st.dataframe(
        pd.DataFrame(
            {
                "From": [words.day(a.starts_on) for a in periods],
                "To": [words.day(a.ends_on) for a in periods],
                "Number-months": [a.number_months for a in periods],
                "Overage rate": ["—" if a.overage_rate is None else f"{a.overage_rate:,.2f}" for a in periods],
                "Price": ["—" if a.unit_price is None else f"{a.unit_price:,.2f}" for a in periods],
                "Currency": [a.currency or "—" for a in periods],
            }
        ),
        hide_index=True,
        column_config={"Number-months": NUMBER},
    )
    st.caption("Overage rate and price are of one number-month.")


def _amendments(found: ContractRecord) -> None:
    st.subheader("Amendments", anchor=False)
    if not found.amendments:
        st.caption("The contract stands as it was agreed.")
        return
    amendments = sorted(found.amendments, key=lambda a: a.effective_on, reverse=True)
    st.dataframe(
        pd.DataFrame(
            {
                "Signed": [words.day(a.signed_on) for a in amendments],
                "In force from": [words.day(a.effective_on) for a in amendments],
                "Number-months more": [words.count(a.added_number_months) for a in amendments],
                "New end": [words.day(a.ends_on) for a in amendments],
                "New overage rate": ["—" if a.overage_rate is None else f"{a.overage_rate:,.2f}" for a in amendments],
                "Reason": [a.reason for a in amendments],
            }
        ),
        hide_index=True,
    )


def _trail(found: ContractRecord) -> None:
    if not found.trail:
        return
    st.subheader("Who changed what", anchor=False)
    st.dataframe(
        pd.DataFrame(
            {
                "When": [words.moment(c.changed_at) for c in found.trail],
                "By": [people.name(c.changed_by) for c in found.trail],
                "What": [words.sentence(c.subject) for c in found.trail],
                "Period from": [words.day(c.starts_on) for c in found.trail],
                "Before": [c.old_value or "—" for c in found.trail],
                "After": [c.new_value or "—" for c in found.trail],
                "Reason": [c.reason for c in found.trail],
            }
        ),
        hide_index=True,
    )
    st.caption("Nothing here is ever edited or deleted.")


_show()
