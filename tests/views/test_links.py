"""Addresses that people paste into a chat: each leads where it says, or says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.views.conftest import ROOT, Open
from tests.views.test_pages import ADMIN, CSM, PLANNER, SUPER_USER, VIEWER, sound, texts
from views.visit.addresses import PLACES

DESK_STATES = "desk.states"


def test_every_page_has_a_path_of_its_own_that_no_other_page_ever_had() -> None:
    paths = [path for place in PLACES for path in (place.path, *place.was)]
    assert len(set(paths)) == len(paths)
    assert "" not in paths


def test_every_page_is_a_file_that_is_there() -> None:
    assert [p.file for p in PLACES if not Path(ROOT / p.file).exists()] == []


@pytest.mark.parametrize(
    ("email", "title"),
    [(CSM, "Portfolio"), (PLANNER, "Portfolio"), (ADMIN, "Portfolio"), (SUPER_USER, "Headroom"), (VIEWER, "Headroom")],
)
def test_the_start_address_leads_to_the_first_page_of_the_role(glance: Open, email: str, title: str) -> None:
    assert sound(glance(email)).title[0].value == title


def test_what_the_start_address_asks_for_is_carried_on(glance: Open) -> None:
    app = glance(CSM, search="summit")
    assert list(sound(app).dataframe[0].value["Network"]) == ["Summit Ridge Heating & Air"]


def test_states_are_in_the_link_by_their_plain_names(glance: Open) -> None:
    app = glance(CSM, state="Watch")
    assert {state for (state,) in sound(app).dataframe[0].value["State"]} == {"Watch"}
    app.button_group(key=DESK_STATES).set_value(["Watch", "Healthy"]).run()
    assert app.query_params["state"] == ["Watch", "Healthy"]
    app.button_group(key=DESK_STATES).set_value([]).run()
    assert "state" not in app.query_params
    assert len(sound(app).dataframe[0].value) == 12


def test_a_filter_of_nonsense_is_no_filter(glance: Open) -> None:
    app = glance(CSM, state="<b>Lost</b>")
    assert len(sound(app).dataframe[0].value) == 12


def test_a_section_of_nonsense_shows_the_first(glance: Open) -> None:
    assert "Usage and forecast demand" in texts(
        sound(glance(CSM, "network", network="harbor-dental", section="nonsense"))
    )


def test_a_request_nobody_may_see_is_answered_in_words(glance: Open) -> None:
    assert "is not among the requests" in texts(sound(glance(CSM, "requests", request="no-such-request")))
