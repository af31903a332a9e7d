"""Every figure on every page is the one answer of the same store, and no figure stands there that nothing is known of.

Pages are read as people read them: sentences, buttons, cells, what a screen reader hears. `figures/sentences.py` says
which figure stands at which place of which sentence; a sentence with a figure that it does not have fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
import streamlit as st

from data.tables import networks as network_reads
from limits import clock
from limits.actors import actor, visible_networks
from tests.portfolio_store import sample_store
from tests.views.conftest import NOW
from tests.views.figures import visits
from tests.views.figures.checking import Page
from tests.views.figures.facts import Facts, facts_of
from tests.views.figures.matching import NUMBER
from tests.views.figures.reading import Said
from tests.views.figures.sentences import NAMES, NO_FIGURES
from tests.views.figures.visits import Visit
from views.server import place

pytestmark = pytest.mark.slow

CSM, PLANNER = "nora.feld@example.com", "lena.osei@example.com"
FALSIFIED = "harbor-dental"  # whose figures are made wrong one by one


@dataclass(frozen=True)
class Walked:
    """A store with the facts of the CSM's networks, and who of the customers is what in each."""

    known: dict[str, Facts]
    people: dict[tuple[str, str], str]  # (network, role): e-mail address


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    store_file = sample_store(tmp_path_factory.mktemp("walked") / "headroom.duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_now", lambda: NOW)
        for name, value in {"DB": str(store_file), "ROUND_MINUTES": "0", "DEMO": "1"}.items():
            patch.setenv(f"HEADROOM_{name}", value)
        Visit(CSM)
        store = place.store()
        with store.reading() as cursor:
            ids = [n.network_id for n in visible_networks(cursor, actor(store, CSM))]
            people: dict[tuple[str, str], str] = {}
            for user in network_reads.users(cursor):
                people.setdefault((user.network_id or "", user.role), user.email)
        yield Walked(facts_of(store, ids, NOW.date()), people)
        st.cache_resource.clear()
        st.cache_data.clear()
        place.close()


def wrong(pages: Iterator[Page]) -> list[str]:
    return [fault for page in pages for fault in page.faults()]


def test_what_a_csm_reads_is_the_one_answer(walked: Walked) -> None:
    assert wrong(visits.of_vendor(Visit(CSM), walked.known)) == []


def test_what_a_planner_reads_is_the_one_answer(walked: Walked) -> None:
    assert wrong(visits.of_planner(Visit(PLANNER), walked.known)) == []


@pytest.mark.parametrize(("role", "sections"), [("super_user", visits.CUSTOMER_SECTIONS), ("viewer", ("Requests",))])
def test_what_customers_read_is_the_one_answer(walked: Walked, role: str, sections: tuple[str, ...]) -> None:
    found = []
    for network_id, facts in walked.known.items():
        if email := walked.people.get((network_id, role)):
            found += wrong(visits.of_customer(email, facts, sections))
    assert found == []


def test_each_figure_that_is_off_by_one_is_found(walked: Walked) -> None:
    known = {FALSIFIED: walked.known[FALSIFIED]}
    pages = [
        *visits.of_vendor(Visit(CSM), known, sections=("Overview", "Limits")),
        *visits.of_planner(Visit(PLANNER), known),
    ]
    unseen = []
    for page in pages:
        for at, said in enumerate(page.said):
            for number in _figures_in(said):
                false = said.text[: number.start()] + _one_more(number[0]) + said.text[number.end() :]
                if not page.faults_at(at, replace(said, text=false)):
                    unseen.append(f"{page.name}: {false}")
    assert unseen == []


def _figures_in(said: Said) -> list[re.Match[str]]:
    """The numbers of a text that are figures: neither part of a name nor of what is listed as none."""
    if said.kind == "option":
        return []
    others = [*NAMES.finditer(said.text), *NO_FIGURES.finditer(said.text)]
    inside = [range(*other.span()) for other in others]
    return [one for one in NUMBER.finditer(said.text) if not any(one.start() in span for span in inside)]


def _one_more(number: str) -> str:
    return f"{int(number.replace(',', '')) + 1:,}" if "." not in number else f"1{number}"
