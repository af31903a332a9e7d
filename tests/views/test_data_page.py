"""The Data page: what is missing is said first, files to begin with, and which month of which network is on record."""

from __future__ import annotations

from limits.actors import actor
from limits.trust import Freshness, freshness
from tests.views.conftest import Open
from tests.views.test_pages import ADMIN, sound, texts
from views.panels import data_state
from views.visit import session


def data_of_all() -> list[Freshness]:
    return freshness(session.store(), actor(session.store(), ADMIN))


def test_the_page_begins_with_how_many_networks_need_data(look: Open) -> None:
    app = sound(look(ADMIN, "import_data"))
    states = [data_state.state_of(one) for one in data_of_all()]
    lacking = sum(not state.startswith("●") for state in states)
    assert app.header[0].value == f"{lacking} of {len(states)} networks {'needs' if lacking == 1 else 'need'} data."
    links = "".join(h.proto.body for h in app.get("html"))
    assert "sample-files.zip" in links
    assert "templates.zip" in links


def test_the_grid_marks_each_month_of_each_network(look: Open) -> None:
    app = look(ADMIN, "import_data")
    app.segmented_control(key="section").set_value("Coverage").run()
    grid = sound(app).dataframe[0].value.set_index("Network")
    for one in data_of_all():
        marks = grid.loc[one.network.name]
        assert (marks == "✖").sum() >= len([m for m in one.missing_months if f"{m:%b %y}" in grid.columns])
        assert marks["Limits"] == ("●" if one.has_limits else "✖")
    assert "Nov 26" in grid.columns
    assert grid.loc["Harbor Dental Group", "Nov 26"] == "◔"
    assert grid.loc["Harbor Dental Group", "Oct 26"] == "●"


def test_the_log_names_who_imported_what(look: Open) -> None:
    app = look(ADMIN, "import_data")
    app.segmented_control(key="section").set_value("Log").run()
    assert "Kim Arden" in set(sound(app).dataframe[0].value["By"])
    assert "need data" not in texts(app)
