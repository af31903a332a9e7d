"""Every figure on every page is the one answer of the same store, and no figure stands there that nothing is known of.

Pages are read as people read them: sentences, buttons, cells, what a screen reader hears. `figures/sentences.py` says
which figure stands at which place of which sentence; a sentence with a figure that it does not have fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import pytest
import streamlit as st

from data.tables import networks as network_reads
from limits import clock
from limits.actors import actor, visible_networks
from tests.portfolio_store import sample_store
from tests.views.conftest import NOW
from tests.views.figures import record_visits, visits
from tests.views.figures.checking import Page
from tests.views.figures.dialog_visits import of_windows
from tests.views.figures.facts import Facts, facts_of
from tests.views.figures.matching import NUMBER
from tests.views.figures.pictures import falsified
from tests.views.figures.plan_visits import of_plans
from tests.views.figures.reading import Said
from tests.views.figures.sentences import NAMES, NO_FIGURES
from tests.views.figures.visits import Visit
from views.server import place

pytestmark = pytest.mark.slow

CSM, PLANNER, ADMIN = "nora.feld@example.com", "lena.osei@example.com", "kim.arden@example.com"
WHOLE = 3  # of how many networks every section is looked at in each run, and in the long one of all
FALSIFIED = "harbor-dental"  # whose figures are made wrong one by one
PLANNED = "cobalt-fibre"
WITH_ROOM = ("meridian-home", "wrenfield-vets")  # a colleague's: they ask for more than their limits have to rise by


@dataclass
class Walked:
    """A store with the facts of the CSM's networks, and who of the customers is what in each."""

    known: dict[str, Facts]
    people: dict[tuple[str, str], str]  # (network, role): e-mail address

    @cached_property
    def of_csm(self) -> list[Page]:
        return list(visits.of_vendor(Visit(CSM), self.known, {FALSIFIED, *list(self.known)[:WHOLE]}))

    @cached_property
    def of_planner(self) -> list[Page]:
        return list(visits.of_planner(Visit(PLANNER), {FALSIFIED: self.known[FALSIFIED]}))

    @cached_property
    def of_planner_everywhere(self) -> list[Page]:
        return list(visits.of_planner(Visit(PLANNER), self.known))

    @cached_property
    def of_records(self) -> list[Page]:
        visit, store = Visit(CSM), place.store()
        return [
            *visits.of_each_limit(visit, self.known[FALSIFIED]),
            *record_visits.of_forecasts(visit, store, self.known, FALSIFIED),
            *record_visits.of_decisions(visit, store, self.known),
            *record_visits.of_contracts(Visit(ADMIN), self.known),
        ]

    @cached_property
    def of_administration(self) -> list[Page]:
        return list(record_visits.of_administration(Visit(ADMIN), place.store(), self.known, NOW.date()))

    @cached_property
    def of_windows(self) -> list[Page]:
        other = facts_of(place.store(), WITH_ROOM, NOW.date())
        csm = other[WITH_ROOM[0]].standing.network.csm_email or ""
        return [*of_windows(Visit(CSM), self.known), *of_windows(Visit(csm), other)]

    @cached_property
    def of_plans(self) -> list[Page]:
        """Of a network that none of the other pages speaks of: its store is another one from then on."""
        return list(of_plans(Visit(PLANNER), place.store(), PLANNED, NOW.date()))

    @cached_property
    def falsified(self) -> list[Page]:
        """The pages that speak of one network, as if it were the only one: no other's figures fit by chance."""
        one = {FALSIFIED: self.known[FALSIFIED]}
        names = {one[FALSIFIED].name, "portfolio", *one[FALSIFIED].requests}
        pages = [*self.of_csm, *self.of_planner, *self.of_windows]
        about = [replace(page, known=one) for page in pages if any(name in page.name for name in names)]
        return [*about, *(page for page in self.of_records if FALSIFIED in page.known)]


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


def wrong(pages: Iterable[Page]) -> list[str]:
    return [fault for page in pages for fault in page.faults()]


def test_what_a_csm_reads_is_the_one_answer(walked: Walked) -> None:
    assert wrong(walked.of_csm) == []


def test_what_a_planner_reads_of_a_network_is_the_one_answer(walked: Walked) -> None:
    assert wrong(walked.of_planner) == []


@pytest.mark.long
def test_what_a_planner_reads_of_every_network_is_the_one_answer(walked: Walked) -> None:
    assert wrong(walked.of_planner_everywhere) == []


@pytest.mark.long
def test_what_a_csm_reads_in_every_section_is_the_one_answer(walked: Walked) -> None:
    assert wrong(visits.of_vendor(Visit(CSM), walked.known)) == []


@pytest.mark.parametrize(
    ("role", "sections"),
    [
        ("super_user", ("Usage ahead", "Requests")),
        pytest.param("super_user", visits.CUSTOMER_SECTIONS, marks=pytest.mark.long),
        ("viewer", ("Requests",)),
    ],
)
def test_what_customers_read_is_the_one_answer(walked: Walked, role: str, sections: tuple[str, ...]) -> None:
    found = []
    for network_id, facts in walked.known.items():
        if email := walked.people.get((network_id, role)):
            shown = visits.CUSTOMER_SECTIONS if network_id == FALSIFIED else sections
            found += wrong(visits.of_customer(email, facts, shown))
    assert found == []


def test_how_forecasts_did_and_what_came_of_decisions_is_as_the_store_says(walked: Walked) -> None:
    assert wrong(walked.of_records) == []


@pytest.mark.long
def test_what_every_other_csm_and_a_planner_read_of_their_networks_is_the_one_answer(walked: Walked) -> None:
    """The widest sweep: portfolio, requests, every section, planning and traffic of all the other networks."""
    store = place.store()
    with store.reading() as cursor:
        rows = cursor.rows("SELECT csm_email, network_id FROM networks WHERE csm_email <> $1 ORDER BY 1, 2", CSM)
    books: dict[str, list[str]] = {}
    for email, network_id in rows:
        books.setdefault(email, []).append(network_id)
    found = []
    for email, ids in books.items():
        known = facts_of(store, ids, NOW.date())
        found += wrong([*visits.of_vendor(Visit(email), known), *visits.of_planner(Visit(PLANNER), known)])
    assert found == []


def test_each_figure_that_is_off_by_one_is_found(walked: Walked) -> None:
    unseen = []
    for page in walked.falsified:
        for at, said in enumerate(page.said):
            for number in _figures_in(said):
                false = said.text[: number.start()] + _one_more(number[0]) + said.text[number.end() :]
                if not page.faults_at(at, replace(said, text=false)):
                    unseen.append(f"{page.name}: {false}")
    assert unseen == []


def test_each_point_of_a_chart_that_is_off_by_one_is_found(walked: Walked) -> None:
    assert unseen_points([*walked.of_csm, *walked.of_planner, *walked.of_records]) == []


@pytest.mark.long
def test_each_point_of_every_chart_of_a_planner_that_is_off_by_one_is_found(walked: Walked) -> None:
    assert unseen_points(walked.of_planner_everywhere) == []


def unseen_points(pages: Iterable[Page]) -> list[str]:
    drawn = {said.text: (page, at, said) for page in pages for at, said in enumerate(page.said) if said.picture}
    unseen = []
    for page, at, said in drawn.values():
        for words, false in falsified(said.picture):
            if not page.faults_at(at, replace(said, picture=false)):
                unseen.append(f"{page.name}, {said.text}: {words}")
    assert len(drawn) > 3
    return unseen


def test_what_a_decision_comes_to_is_the_one_answer_in_its_window_and_in_the_customers_letter(walked: Walked) -> None:
    assert wrong(walked.of_windows) == []


def test_the_state_of_data_and_users_is_as_the_store_has_it(walked: Walked) -> None:
    assert wrong(walked.of_administration) == []


def test_a_plan_and_a_frozen_pack_are_told_as_they_are(walked: Walked) -> None:
    assert wrong(walked.of_plans) == []


def _figures_in(said: Said) -> list[re.Match[str]]:
    """The numbers of a text that are figures: neither part of a name nor of what is listed as none."""
    if said.kind == "option":
        return []
    others = [*NAMES.finditer(said.text), *NO_FIGURES.finditer(said.text)]
    inside = [range(*other.span()) for other in others]
    return [one for one in NUMBER.finditer(said.text) if not any(one.start() in span for span in inside)]


def _one_more(number: str) -> str:
    return f"{int(number.replace(',', '')) + 1:,}" if "." not in number else f"1{number}"
