"""The sheet to take along: slides, PDF, Excel, CSV."""

from __future__ import annotations

from data.tables.packs import Pack
from limits.planning import TermSheet, pdf, sheet_csv, slides, workbook
from views.panels.download_link import download_link
from views.text import words
from views.visit import people

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(sheet: TermSheet, name: str) -> None:
    """A file is made when it is asked for; nobody's address is in it."""
    stem = f"{sheet.network_id}-{sheet.as_of}-{name}"
    by_address = people.names_by_address()
    download_link("Slides", f"{stem}.pptx", _PPTX, lambda: slides(sheet, names=by_address), main=True)
    download_link("PDF", f"{stem}.pdf", "application/pdf", lambda: pdf(sheet, names=by_address))
    download_link("Excel", f"{stem}.xlsx", _XLSX, lambda: workbook(sheet))
    download_link("CSV", f"{stem}.csv", "text/csv", lambda: sheet_csv(sheet))


def told(sheet: TermSheet, pack: Pack | None) -> str:
    """Whose sheet it is, as of when, and by whom it was frozen."""
    what = f"usage as of the end of {words.day(sheet.as_of)}"
    if sheet.partnership_ends_on:
        what += f" · contract until {words.day(sheet.partnership_ends_on)}"
    if pack is None:
        return what
    return f"{what} · frozen as {pack.pack_id} by {people.name(pack.frozen_by)}, {words.moment(pack.frozen_at)}"
