"""What narrows the Portfolio: state, words, CSM, when the contract ends; in the address, and kept under names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from limits.advice import RENEWALS, STATES, PortfolioRow, is_up
from views.forms import saved_filters
from views.forms.saved_filters import Filtering
from views.text import words
from views.visit import people, session
from views.visit.link_fields import LinkField, Values

PAGE = "portfolio"
STATE, SEARCH, CSM, ENDS, COLUMNS = "state", "search", "csm", "ends", "columns"  # in the address
STATES_SHOWN, ALL_COLUMNS = "desk.states", "portfolio.columns"
NOBODY = "no CSM"


def filtering(rows: Sequence[PortfolioRow]) -> Filtering:
    return saved_filters.filtering(
        PAGE,
        "the Portfolio",
        [
            LinkField(STATE, STATES_SHOWN, "the state", "many", STATES),
            LinkField(SEARCH, "portfolio.search", "a search for", "words"),
            LinkField(CSM, "portfolio.csm", "the CSM", "one", tuple(_csms(rows))),
            LinkField(ENDS, "portfolio.ends", "a contract that ends", "one", RENEWALS),
            LinkField(COLUMNS, ALL_COLUMNS, "the columns", "switch", ("all",)),
        ],
    )


def in_view(rows: Sequence[PortfolioRow], values: Values) -> list[PortfolioRow]:
    """The rows that fit, in their order."""
    return [row for row in rows if _fits(row, values)]


def show(rows: Sequence[PortfolioRow], now: Filtering) -> None:
    """The saved filters, and the fields below them; the switch for all columns stands below the table."""
    saved_filters.row(now, lambda values: len(in_view(rows, values)))
    csms = _csms(rows)
    with_csm = len(csms) > 1 or CSM in now.values
    cells = st.columns([4, 2, 2, 2] if with_csm else [4, 2, 2])
    counts = Counter(r.state for r in rows)
    cells[0].pills(
        "State",
        [s for s in STATES if counts[s] or s in now.values.get(STATE, ())],
        selection_mode="multi",
        format_func=lambda s: f"{words.STATE_MARKS[s]} {counts[s]}",
        key=STATES_SHOWN,
    )
    cells[1].text_input("Search networks", key="portfolio.search", placeholder="name or id", max_chars=200)
    cells[2].selectbox("Contract ends", RENEWALS, index=None, key="portfolio.ends", placeholder="any time")
    if with_csm:
        cells[3].selectbox("CSM", csms, index=None, key="portfolio.csm", placeholder="everybody", format_func=_name_of)


def _fits(row: PortfolioRow, values: Values) -> bool:
    states, sought, csm, ends = (values.get(name, ()) for name in (STATE, SEARCH, CSM, ENDS))
    contract = row.contract.partnership
    named = f"{row.network.name} {row.network.network_id}".casefold()
    return (
        (not states or row.state in states)
        and all(one.strip().casefold() in named for one in sought)
        and (not csm or _csm(row) in csm)
        and all(is_up(contract.ends_on if contract else None, when, session.today()) for when in ends)
    )


def _csm(row: PortfolioRow) -> str:
    return row.network.csm_email or NOBODY


def _csms(rows: Sequence[PortfolioRow]) -> list[str]:
    return sorted({_csm(r) for r in rows})


def _name_of(csm: str) -> str:
    return csm if csm == NOBODY else people.name(csm)
