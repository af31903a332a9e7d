"""Contracts: what was agreed with a network, how it was amended, and who changed what of it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.records import Allotment
from limits.administration import ContractRecord, contract_record, figure_name, part_of_contract, values_in_words
from limits.advice import NetworkStanding
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
    record = contract_record(session.store(), session.person(), chosen)
    standing = reads.standing(chosen)
    with place:
        head("Contracts", f"{record.network.name} · usage as of the end of {words.day(standing.as_of)}")
    current = standing.contract.current
    tone = "info" if current is not None and (current.left or 0) >= 0 and standing.contract.can_be_assessed else "bad"
    with answer_card(tone):  # type: ignore[arg-type]
        st.header(words.plain(standing.contract.sentence), anchor=False)
        if record.partnerships:
            st.markdown(f"{_runs(standing, record)} What was agreed is never edited, only amended.")
        contract_form.show(record, standing)
    _periods(record)
    _amendments(record)
    _trail(record)


def _runs(standing: NetworkStanding, record: ContractRecord) -> str:
    """The partnership that the sentence above speaks of, with its end as amended."""
    now = standing.contract.partnership or max(record.as_amended(session.today())[0], key=lambda p: p.starts_on)
    if now.ends_on < session.today():
        return f"The partnership ran from {words.day(now.starts_on)} to {words.day(now.ends_on)}."
    verb = "runs" if now.starts_on <= session.today() else "will run"
    return f"The partnership {verb} from {words.day(now.starts_on)} to {words.day(now.ends_on)}."


def _periods(record: ContractRecord) -> None:
    st.subheader("Allotment periods", anchor=False)
    if not record.allotments:
        st.info("None on record: import partnerships and allotments on the page Data.")
        return
    agreed = {a.starts_on: a for a in record.allotments}
    periods = sorted(record.as_amended(session.today())[1], key=lambda a: a.starts_on, reverse=True)
    frame = pd.DataFrame(
        {
            "From": [words.day(a.starts_on) for a in periods],
            "To": [words.day(a.ends_on) for a in periods],
            "Number-months": [a.number_months for a in periods],
            "Overage rate": [words.amount(a.overage_rate) for a in periods],
            "Price": [words.amount(a.unit_price) for a in periods],
            "Currency": [a.currency or "—" for a in periods],
        }
    )
    if record.amendments:
        frame.insert(3, "As first agreed", [agreed[a.starts_on].number_months for a in periods])
    if any(a.opening_used is not None for a in periods):
        frame["Used before the first report"] = [_opening(a) for a in periods]
    st.dataframe(frame, hide_index=True, column_config=dict.fromkeys(("Number-months", "As first agreed"), NUMBER))
    counted = " Amendments signed by today are counted in." if record.amendments else ""
    st.caption(f"Overage rate and price are of one number-month.{counted}")


def _opening(allotment: Allotment) -> str:
    if allotment.opening_used is None:
        return "—"
    return f"{allotment.opening_used:,} through {words.day(allotment.opening_through)}"


def _amendments(record: ContractRecord) -> None:
    st.subheader("Amendments", anchor=False)
    if not record.amendments:
        st.caption("The contract stands as it was agreed.")
        return
    amendments = sorted(record.amendments, key=lambda a: a.effective_on, reverse=True)
    st.dataframe(
        pd.DataFrame(
            {
                "Signed": [words.day(a.signed_on) for a in amendments],
                "In force from": [words.day(a.effective_on) for a in amendments],
                "Number-months more": [words.count(a.added_number_months) for a in amendments],
                "New end": [words.day(a.ends_on) for a in amendments],
                "New overage rate": [words.amount(a.overage_rate) for a in amendments],
                "Reason": [a.reason for a in amendments],
            }
        ),
        hide_index=True,
    )


def _trail(record: ContractRecord) -> None:
    if not record.trail:
        return
    st.subheader("Who changed what", anchor=False)
    values = [values_in_words(c) for c in record.trail]
    st.dataframe(
        pd.DataFrame(
            {
                "When": [words.moment(c.changed_at) for c in record.trail],
                "By": [people.name(c.changed_by) for c in record.trail],
                "What": [figure_name(c) for c in record.trail],
                "Of": [words.sentence(part_of_contract(c)) for c in record.trail],
                "Before": [before for before, _ in values],
                "After": [after for _, after in values],
                "Reason": [c.reason for c in record.trail],
            }
        ),
        hide_index=True,
    )
    st.caption("Nothing here is ever edited or deleted.")


_show()
