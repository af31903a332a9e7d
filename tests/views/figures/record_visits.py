"""Who looks at the pages that tell what is on record, with what the store says of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from data.store import Store
from limits.actors import actor
from limits.trust import trust
from tests.views.figures.checking import Page
from tests.views.figures.contract_facts import contract_figures, contract_rows
from tests.views.figures.data_facts import data_figures
from tests.views.figures.decision_facts import decisions, summary, summary_rows
from tests.views.figures.facts import Facts
from tests.views.figures.reading import read
from tests.views.figures.trust_facts import trust_figures, trust_pictures, trust_rows
from tests.views.figures.visits import Visit

FIGURES_SHOWN = "trust.figures"


def of_forecasts(visit: Visit, store: Store, known: Mapping[str, Facts], network_id: str) -> Iterator[Page]:
    """How forecasts did, with every figure shown, over all networks and over one."""
    visit.app.session_state[FIGURES_SHOWN] = True
    who = actor(store, visit.email)
    for section, of in (("Forecasts", None), ("One network", network_id)):
        app = visit.open("forecast_quality", section=section, **({"network": of} if of else {}))
        record = trust(store, who, of)
        name = f"forecast quality of {visit.email}, {section}"
        yield Page(name, read(app), known, trust_figures(record), trust_rows(record), trust_pictures(record))


def of_contracts(visit: Visit, known: Mapping[str, Facts]) -> Iterator[Page]:
    for network_id, facts in known.items():
        app = visit.open("contracts", network=network_id)
        name = f"contract of {facts.name}"
        figures = contract_figures(facts, facts.today)
        yield Page(name, read(app), {network_id: facts}, figures, contract_rows(facts))


def of_decisions(visit: Visit, store: Store, known: Mapping[str, Facts]) -> Iterator[Page]:
    app = visit.open("forecast_quality", section="Decisions")
    by_request = decisions(store, list(known))
    with store.reading() as cursor:
        names = {str(email): str(name) for email, name in cursor.rows("SELECT email, name FROM people")}
    rows = [{**one, "row_request": request_id} for request_id, one in by_request.items()]
    figures = summary(list(by_request.values()))
    yield Page(f"decisions of {visit.email}", read(app), known, figures, [*rows, *summary_rows(by_request, names)])


def of_administration(visit: Visit, store: Store, known: Mapping[str, Facts], today: dt.date) -> Iterator[Page]:
    """What an Admin looks after: people and data; settings have a test of their own."""
    figures, rows = data_figures(store, today)
    for page, section in (
        ("users", "People"),
        ("import_data", "Import"),
        ("import_data", "Coverage"),
        ("import_data", "Log"),
        ("forecast_quality", "Data"),
        ("activity", ""),
    ):
        app = visit.open(page, **({"section": section} if section else {}))
        yield Page(f"{page} {section}".strip(), read(app), known, figures, rows)
