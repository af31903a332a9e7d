"""The sheet to take along: PowerPoint, Excel, CSV, and the browser's own printing."""

from __future__ import annotations

import streamlit as st

from data.tables.packs import Pack
from limits.planning import TermSheet, sheet_csv, slides, workbook
from views.panels.download_link import download_link
from views.text import words
from views.visit import people

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(sheet: TermSheet, name: str) -> None:
    """A file is made when it is asked for."""
    st.subheader("Take it along")
    stem = f"{sheet.network_id}-{sheet.as_of}-{name}"
    cells = st.columns(3)
    with cells[0]:
        download_link("PowerPoint", f"{stem}.pptx", _PPTX, lambda: slides(sheet))
    with cells[1]:
        download_link("Excel", f"{stem}.xlsx", _XLSX, lambda: workbook(sheet))
    with cells[2]:
        download_link("CSV", f"{stem}.csv", "text/csv", lambda: sheet_csv(sheet))
    st.caption(
        "PowerPoint with charts that can be edited, Excel with formulas that work the rest out again, CSV with one "
        "figure a row. Printing the page (or saving it as PDF) leaves out navigation and fields."
    )


def told(sheet: TermSheet, pack: Pack | None) -> str:
    """Whose sheet it is, as of when, and by whom it was frozen."""
    what = f"{words.plain(sheet.network_id)} · usage as of the end of {words.day(sheet.as_of)}"
    if pack is None:
        return what
    return f"{what} · frozen as {pack.pack_id} by {people.written(pack.frozen_by)}, {words.moment(pack.frozen_at)}"
