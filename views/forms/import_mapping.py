"""A file of another vendor on the import page: a look at it, how it could be read, corrected and remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from data.errors import HeadroomError, ImportRejected
from data.imports.mapping import FileMapping, Proposal, from_document, proposals, readable_mappings
from data.imports.mapping.document import ORDERS, SEPARATORS, columns_of, lacking
from limits.administration import save_mapping_as
from views.text import words
from views.visit import session

PREFIX = "mapping."
SOURCE, TABLE, DATES, ZONE, COUNTRY, THOUSANDS, ONLY, ONLY_WORDS, SAVE = (
    PREFIX + name for name in ("source", "table", "dates", "zone", "country", "thousands", "only", "words", "save")
)
HEADING, FIXED, WORD = PREFIX + "heading.", PREFIX + "fixed.", PREFIX + "word."
_TABLES = {
    "numbers": "A list of promo numbers (inventory)",
    "usage": "Numbers used in a month",
    "calls": "A call log (calls and last call, never usage)",
    "campaigns": "A list of campaigns",
}
_MOST_WORDS = 12


def first_unread(files: Sequence[Any], given: Mapping[str, str]) -> tuple[Any, Proposal] | None:
    """The first sheet that neither we nor a remembered mapping can read, with a proposal for it."""
    with session.store().reading() as cursor:
        saved = [proposal.mapping for proposal in readable_mappings(cursor)[0]]
    for file in files:
        try:
            proposed = proposals(file, given)
        except ImportRejected:
            continue  # no table at all: its refusal says why
        for proposal in proposed:
            if not any(set(mapping.headings) <= set(proposal.headings) for mapping in saved):
                return file, proposal
    return None


def show(file: Any, proposal: Proposal, given: Mapping[str, str]) -> bool:
    """Draws the proposal to correct; True once it was saved."""
    st.subheader("Read a file of another vendor")
    st.markdown(
        f"{words.plain(proposal.file)} is none of our tables. Check how it would be read; files with these headings "
        "are then read so every time."
    )
    st.dataframe(pd.DataFrame(list(proposal.rows), columns=_distinct(proposal.headings)), hide_index=True)
    tables = list(dict.fromkeys([proposal.mapping.table, *_TABLES]))
    left, right = st.columns(2)
    source = left.text_input("Source", value=proposal.mapping.source, key=SOURCE, max_chars=100)
    table = right.selectbox("It is", tables, format_func=lambda name: _TABLES.get(name, name), key=TABLE)
    if table != proposal.mapping.table:
        proposal = next((p for p in proposals(file, given, table=table) if p.file == proposal.file), proposal)
    for question in proposal.questions:
        st.info(words.plain(words.sentence(question) + "."))
    columns, fixed = _columns(table, proposal, given)
    values = _values(table, columns, proposal)
    only = _only(proposal)
    dates, zone, country, thousands = _marks(proposal.mapping)
    if not st.button("Save and check the files", key=SAVE):
        return False
    document = {
        "source": source,
        "table": table,
        "columns": columns,
        "fixed": fixed,
        "values": values,
        "only": only,
        "dates": dates,
        "times_in": zone,
        "country_code": country,
        "thousands": thousands,
    }
    try:
        mapping = from_document(document, "The mapping")
        if missing := lacking(mapping, given):
            st.error(words.plain(f"{missing[0]} is missing: choose its column, or give one value for all rows."))
            return False
        save_mapping_as(session.store(), session.person(), mapping)
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return False
    return True


def _columns(table: str, proposal: Proposal, given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """For each of our columns their heading, or one value for all rows."""
    by_column = {ours: theirs for theirs, ours in proposal.mapping.columns.items()}
    headings = [heading for heading in proposal.headings if heading.strip()]
    columns: dict[str, str] = {}
    fixed: dict[str, str] = {}
    for name in columns_of(table):
        if name in given and name not in by_column:
            continue
        left, right = st.columns(2)
        default = by_column.get(name, "")
        options = ["", *headings]
        key = f"{table}.{name}"
        heading = left.selectbox(
            f"`{name}` is",
            options,
            index=options.index(default) if default in options else 0,
            format_func=lambda text: text or "not in the file",
            key=HEADING + key,
        )
        value = right.text_input(f"or `{name}` is, in all rows", key=FIXED + key, disabled=bool(heading))
        if heading:
            columns[heading] = name
        elif value.strip():
            fixed[name] = value.strip()
    return columns, fixed


def _values(table: str, columns: Mapping[str, str], proposal: Proposal) -> dict[str, dict[str, str]]:
    """What their words for static and dynamic numbers are."""
    heading = next((theirs for theirs, ours in columns.items() if ours == "number_type"), None)
    if table != "numbers" or heading is None:
        return {}
    proposed = proposal.mapping.values.get("number_type", {})
    meanings = {}
    for word in proposal.words_of(heading)[:_MOST_WORDS]:
        if word.lower() in ("static", "dynamic"):
            continue
        options = ["", "static", "dynamic"]
        chosen = st.selectbox(
            f"{words.plain(word)} means",
            options,
            index=options.index(proposed.get(word, "")),
            format_func=lambda text: text or "choose",
            key=WORD + word,
        )
        if chosen:
            meanings[word] = chosen
    return {"number_type": meanings} if meanings else {}


def _only(proposal: Proposal) -> dict[str, list[str]]:
    """Which rows are taken."""
    proposed = next(iter(proposal.mapping.only.items()), ("", ()))
    headings = ["", *(heading for heading in proposal.headings if heading.strip())]
    left, right = st.columns(2)
    heading = left.selectbox(
        "Take only rows where",
        headings,
        index=headings.index(proposed[0]) if proposed[0] in headings else 0,
        format_func=lambda text: text or "take all rows",
        key=ONLY,
    )
    options = proposal.words_of(heading) if heading else []
    chosen = right.multiselect(
        "is",
        options,
        default=[word for word in options if heading == proposed[0] and word in proposed[1]],
        key=ONLY_WORDS + heading,
        disabled=not heading,
    )
    return {heading: chosen} if heading and chosen else {}


def _marks(mapping: FileMapping) -> tuple[str, str, str, str]:
    """How the file writes days, times, numbers of its own country, and thousands."""
    first, second, third, fourth = st.columns(4)
    orders, marks = ["", *ORDERS], ["", *SEPARATORS]
    dates = first.selectbox(
        "Dates with slashes",
        orders,
        index=orders.index(mapping.dates or ""),
        format_func=lambda text: text or "none in the file",
        key=DATES,
    )
    zone = second.text_input("Zone of its times", value=mapping.times_in or "", key=ZONE, placeholder="as written")
    country = third.text_input(
        "Country code of numbers without one", value=mapping.country_code or "", key=COUNTRY, placeholder="1"
    )
    names = {"": "none", ",": "comma", ".": "dot", "'": "apostrophe", " ": "blank"}
    thousands = fourth.selectbox(
        "Thousands separator",
        marks,
        index=marks.index(mapping.thousands or ""),
        format_func=lambda mark: names[mark],
        key=THOUSANDS,
    )
    return dates, zone.strip(), country.strip(), thousands


def _distinct(headings: Sequence[str]) -> list[str]:
    """Headings that a table may have: each one once."""
    seen: dict[str, int] = {}
    names = []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        names.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return names
