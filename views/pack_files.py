"""The sheet to take along: PowerPoint, Excel, CSV, and the browser's own printing."""

from __future__ import annotations

import streamlit as st

from limits.pack_csv import sheet_csv
from limits.pack_slides import slides
from limits.pack_workbook import workbook
from limits.term_sheet import TermSheet

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(sheet: TermSheet, name: str) -> None:
    """A file is made when it is asked for."""
    st.subheader("Take it along")
    stem = f"{sheet.network_id}-{sheet.as_of}-{name}"
    cells = st.columns(3)
    cells[0].download_button(
        "PowerPoint", lambda: slides(sheet), f"{stem}.pptx", _PPTX, width="stretch", on_click="ignore"
    )
    cells[1].download_button(
        "Excel", lambda: workbook(sheet), f"{stem}.xlsx", _XLSX, width="stretch", on_click="ignore"
    )
    cells[2].download_button(
        "CSV", lambda: sheet_csv(sheet), f"{stem}.csv", "text/csv", width="stretch", on_click="ignore"
    )
    st.caption(
        "PowerPoint with charts that can be edited, Excel with formulas that work the rest out again, CSV with one "
        "figure a row. Printing the page (or saving it as PDF) leaves out navigation and fields."
    )
