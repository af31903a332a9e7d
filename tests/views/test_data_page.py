"""The Data page: what is missing is said first, files to begin with, and which month of which network is on record."""

from __future__ import annotations

from limits.actors import actor
from limits.trust import Freshness, freshness
from tests.views.conftest import NOW, Open
from tests.views.test_pages import ADMIN, sound, texts
from views.visit import session


def data_of_all() -> list[Freshness]:
    return freshness(session.store(), actor(session.store(), ADMIN))


def test_the_page_begins_with_what_is_missing_or_old(look: Open) -> None:
    app = sound(look(ADMIN, "import_data"))
    assert not any(one.missing_months or not one.has_limits or not one.has_contract for one in data_of_all())
    old = [one for one in data_of_all() if one.is_stale(NOW.date(), stale_days=3)]
    assert [one.network.network_id for one in old] == ["stonebridge-gyms"]
    assert app.header[0].value == "Usage of 1 of 42 networks is old: import the newest files."
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
    assert "is old" not in texts(app)
