"""What imports put where by choice: unknown numbers that reports brought, and mappings that are remembered."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.commands.placement_command import words as taken_back_words
from data.errors import HeadroomError
from data.imports.mapping import SavedMapping, readable_mappings, to_toml
from data.phone_numbers import reach
from data.tables.placements import PlacedNumber, Placement, placed_numbers, placements
from limits.administration import forget_mapping_as, take_back_as
from views.text import words
from views.visit import session

PLACEMENT, SURE, TAKE, SOURCE, FORGET = (
    f"import.{name}" for name in ("placement", "sure", "take_back", "mapping", "forget")
)


def show() -> None:
    """Both lists, folded away; nothing where there is nothing to take back or to forget."""
    with session.store().reading() as cursor:
        placed = [one for one in placements(cursor) if one.taken_back_at is None]
        mappings, damaged = readable_mappings(cursor)
    for text in damaged:
        st.warning(words.plain(text))
    if placed:
        with st.expander("Numbers that reports brought"):
            _placements({one.placement_id: one for one in placed})
    if mappings:
        with st.expander("Remembered files of other vendors"):
            _mappings({one.mapping.source: one for one in mappings})


def _placements(by_id: dict[str, Placement]) -> None:
    chosen = st.selectbox("Report", list(by_id), format_func=lambda i: _placement_line(by_id[i]), key=PLACEMENT)
    with session.store().reading() as cursor:
        numbers = placed_numbers(cursor, chosen)
    st.dataframe(_table(numbers), hide_index=True)
    sure = st.checkbox("Remove these numbers and their usage; the months fall by them", key=SURE)
    if st.button("Take back", key=TAKE, disabled=not sure):
        try:
            done = take_back_as(session.store(), session.person(), chosen)
        except HeadroomError as error:
            st.error(words.plain(str(error)))
        else:
            session.say_after_reload(words.plain(" ".join(taken_back_words(done))))
            st.rerun()


def _placement_line(placement: Placement) -> str:
    count = "1 number" if placement.number_count == 1 else f"{placement.number_count:,} numbers"
    return f"{placement.file_name}: {count}, {words.moment(placement.placed_at)}, by {placement.placed_by}"


def _table(numbers: list[PlacedNumber]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Network": [n.network_id for n in numbers],
            "Promo number": [n.promo_number for n in numbers],
            "Reach": [words.sentence(reach(n.promo_number)) for n in numbers],
            "Type": [words.sentence(n.number_type) for n in numbers],
            "Campaign or RingPool": [n.campaign_id or n.ring_pool_id for n in numbers],
            "Placed by": ["your choice" if n.choice else "the report" for n in numbers],
        }
    )


def _mappings(by_source: dict[str, SavedMapping]) -> None:
    chosen = st.selectbox("Source", list(by_source), key=SOURCE)
    mapping = by_source[chosen]
    st.caption(
        words.plain(f"Read as {mapping.mapping.table}. Saved {words.moment(mapping.saved_at)} by {mapping.saved_by}.")
    )
    st.code(to_toml(mapping.mapping), language="toml")
    if st.button("Forget", key=FORGET):
        forget_mapping_as(session.store(), session.person(), chosen)
        session.say_after_reload(words.plain(f"Files of {chosen} are no longer read by a mapping."))
        st.rerun()
