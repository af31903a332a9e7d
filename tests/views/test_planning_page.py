"""The Planning page: the term at a glance, scenarios, packs, and a designed answer to whatever is wrong."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from limits.actors import OPERATOR, actor
from limits.advice.standing import network_standing
from limits.changes.change import ChangeLimit
from limits.changes.planned_changes import schedule_change
from limits.kinds import LimitKey
from tests.views.conftest import NOW, Open
from tests.views.test_pages import CSM, PLANNER, SUPER_USER, sound, texts
from views.server.downloads import OFFERS
from views.visit import session

NETWORK = "harbor-dental"


def press(app: AppTest, label: str) -> AppTest:
    next(b for b in app.button if b.label == label).click()
    return app.run()


def test_a_planner_sees_how_the_term_ends_and_what_to_recommend(glance: Open) -> None:
    said = texts(sound(glance(PLANNER, "planning", network=NETWORK)))
    for words in ("Allotment left", "When the period ends", "Overage risk", "Recommended at renewal", "22 Nov 2026"):
        assert words in said
    assert "How is this computed?" in [e.label for e in glance(PLANNER, "planning", network=NETWORK).expander]


def test_a_csm_saves_a_scenario_and_makes_it_the_plan(look: Open) -> None:
    app = sound(look(CSM, "planning", network=NETWORK))
    app.selectbox(key="scenario.what").set_value("Another allotment").run()
    app.number_input(key="scenario.allotment").set_value(3000)
    app.text_input(key="scenario.name").set_value("Larger pot")
    app.text_input(key="scenario.reason").set_value("talks with their finance")
    press(app, "Save and compare")
    assert "stands beside the others now" in texts(sound(app))
    assert "Larger pot" in list(app.dataframe[0].value.columns)
    listed = sound(look(CSM, "network", network=NETWORK))
    assert any("Larger pot" in list(frame.value.get("Scenario", [])) for frame in listed.dataframe)
    app.text_input(key="scenario.why").set_value("agreed")
    press(app, "Make it the plan")
    assert "is the plan now" in texts(sound(app))
    assert "Larger pot (the plan)" in list(app.dataframe[0].value.columns)
    assert "3,000 number-months" in texts(app)


def test_a_planner_cannot_save_scenarios(glance: Open) -> None:
    labels = [e.label for e in sound(glance(PLANNER, "planning", network=NETWORK)).expander]
    assert "Weigh another scenario" not in labels
    assert "Freeze these figures for a meeting" in labels


def test_a_scenario_without_a_reason_is_refused_in_words(glance: Open) -> None:
    app = glance(CSM, "planning", network=NETWORK)
    app.text_input(key="scenario.name").set_value("Nothing")
    press(app, "Save and compare")
    assert "needs a reason" in "".join(e.value for e in sound(app).error)


def test_a_pack_is_frozen_named_in_the_address_and_opened_again(look: Open) -> None:
    app = look(PLANNER, "planning", network=NETWORK)
    app.text_input(key="planning.title").set_value("Autumn <review>")
    press(app, "Freeze")
    assert "Frozen as P-1: Autumn \\<review\\>" in texts(sound(app))
    assert app.query_params["pack"] == "P-1"
    again = texts(sound(look(PLANNER, "planning", network=NETWORK, pack="P-1")))
    assert "frozen as P-1" in again
    assert "Nothing: the figures" in again


def test_present_mode_leaves_out_the_fields(glance: Open) -> None:
    app = sound(glance(PLANNER, "planning", network=NETWORK, present="1"))
    assert not app.text_input
    assert "Allotment left" in texts(app)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"network": "nobody"}, "is not among the networks you may see"),
        ({"network": NETWORK, "pack": "P-99"}, "There is no pack 'P-99' of this network"),
        ({"network": "nobody", "present": "1"}, "is not among the networks you may see"),
    ],
)
def test_a_link_to_what_is_not_there_is_answered_in_words(glance: Open, address: dict[str, str], said: str) -> None:
    assert said in texts(sound(glance(PLANNER, "planning", **address))).replace("\\", "")


def test_networks_without_a_running_contract_are_answered_in_words(glance: Open) -> None:
    said = texts(sound(glance(PLANNER, "planning", network="larkfield-academy")))
    assert "Not defined" in said


def test_a_customer_has_no_planning_page(glance: Open) -> None:
    app = glance(SUPER_USER, network=NETWORK, pack="P-1")
    assert "Planning" not in texts(app)


def test_planned_changes_of_limits_are_listed_on_the_sheet_and_in_a_pack(look: Open) -> None:
    app = sound(look(CSM, "planning", network=NETWORK))
    assert "Planned changes" not in texts(app)
    before = network_standing(session.store(), OPERATOR, NETWORK).limit(LimitKey("network")).limit
    command = ChangeLimit(NETWORK, "network", before + 25, "a secret reason")
    schedule_change(session.store(), actor(session.store(), CSM), command, dt.date(2026, 12, 1), now=NOW)
    app.run()
    said = texts(sound(app))
    assert "Planned changes" in said
    assert f"The network limit goes from {before:,} to {before + 25:,} on 1 Dec 2026." in said.replace("\\", "")
    assert "secret" not in said
    app.text_input(key="planning.title").set_value("Review")
    press(app, "Freeze")
    assert "on 1 Dec 2026." in texts(sound(look(CSM, "planning", network=NETWORK, pack="P-1")))


def test_the_sheet_is_taken_along_as_pdf(glance: Open) -> None:
    app = glance(PLANNER, "planning", network=NETWORK)
    shown = " ".join(one.proto.body for one in sound(app).get("html"))
    (token,) = re.findall(r'href="/files/([^/"]+)/harbor-dental-2026-11-22-now\.pdf"', shown)
    offer = OFFERS.find(token)
    assert offer is not None
    made = offer.make()
    assert isinstance(made, bytes)
    assert app.header[0].value in re.sub(r"\s+", " ", PdfReader(io.BytesIO(made)).pages[1].extract_text())
