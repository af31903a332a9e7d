"""Planning a term: scenarios, the term sheet, and packs to take to a meeting."""

from __future__ import annotations

from limits.planning.account_sheet import ContractMonth, ScenarioFigures, TermSheet, contract_months, term_sheet
from limits.planning.book import Book, Matter, portfolio_book
from limits.planning.frozen_packs import FORMAT, as_data, freeze_pack, open_pack, packs
from limits.planning.pack_changes import Changed, what_changed
from limits.planning.pack_csv import harmless, sheet_csv
from limits.planning.pack_slides import book_pdf, book_slides, pdf, slides
from limits.planning.pack_words import (
    RenewalOption,
    key_figures,
    plan_words,
    renewal_options,
    renewal_words,
    safe_words,
    to_decide,
    verdict,
)
from limits.planning.pack_workbook import workbook
from limits.planning.saved_scenarios import (
    Scenario,
    Weighed,
    commit_scenario,
    compare,
    remove_scenario,
    save_scenario,
    scenarios,
    state_figure,
    uncommit_scenario,
)

__all__ = [
    "FORMAT",
    "Book",
    "Changed",
    "ContractMonth",
    "Matter",
    "RenewalOption",
    "Scenario",
    "ScenarioFigures",
    "TermSheet",
    "Weighed",
    "as_data",
    "book_pdf",
    "book_slides",
    "commit_scenario",
    "compare",
    "contract_months",
    "freeze_pack",
    "harmless",
    "key_figures",
    "open_pack",
    "packs",
    "pdf",
    "plan_words",
    "portfolio_book",
    "remove_scenario",
    "renewal_options",
    "renewal_words",
    "safe_words",
    "save_scenario",
    "scenarios",
    "sheet_csv",
    "slides",
    "state_figure",
    "term_sheet",
    "to_decide",
    "uncommit_scenario",
    "verdict",
    "what_changed",
    "workbook",
]
