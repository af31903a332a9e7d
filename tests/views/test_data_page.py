"""The Data page: what is missing is said first, files to begin with, and which month of which network is on record."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from data.imports import import_files
from limits import clock
from limits.actors import actor
from limits.trust import Freshness, freshness
from tests.limits.hook_receiver import Receiver
from tests.portfolio_store import AS_OF
from tests.views.conftest import NOW, Open
from tests.views.test_pages import ADMIN, sound, texts
from tests.views.test_users_page import press
from views.visit import session


def data_of_all() -> list[Freshness]:
    return freshness(session.store(), actor(session.store(), ADMIN))


def test_the_page_begins_with_what_is_missing_or_old(glance: Open) -> None:
    app = sound(glance(ADMIN, "import_data"))
    assert not any(one.missing_months or not one.has_limits or not one.has_contract for one in data_of_all())
    old = [one for one in data_of_all() if one.is_stale(NOW.date(), stale_days=3)]
    assert [one.network.network_id for one in old] == ["stonebridge-gyms"]
    assert app.header[0].value == "Usage of 1 of 42 networks is old: import the newest files."
    links = "".join(h.proto.body for h in app.get("html"))
    assert "sample-files.zip" in links
    assert "templates.zip" in links


def test_the_grid_marks_each_month_of_each_network(glance: Open) -> None:
    app = glance(ADMIN, "import_data")
    app.segmented_control(key="section").set_value("Coverage").run()
    grid = sound(app).dataframe[0].value.set_index("Network")
    for one in data_of_all():
        marks = grid.loc[one.network.name]
        assert (marks == "✖").sum() >= len([m for m in one.missing_months if f"{m:%b %y}" in grid.columns])
        assert marks["Limits"] == ("●" if one.has_limits else "✖")
    assert "Nov 26" in grid.columns
    assert grid.loc["Harbor Dental Group", "Nov 26"] == "◔"
    assert grid.loc["Harbor Dental Group", "Oct 26"] == "●"


def test_the_log_names_who_imported_what(glance: Open) -> None:
    app = glance(ADMIN, "import_data")
    app.segmented_control(key="section").set_value("Log").run()
    assert "Kim Arden" in set(sound(app).dataframe[0].value["By"])
    assert "is old" not in texts(app)


def test_an_admin_adds_a_webhook_whose_secret_is_shown_once_tries_and_ends_it(
    look: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADROOM_WEBHOOK_HOSTS", "127.0.0.1")
    monkeypatch.setenv("HEADROOM_WEBHOOK_KEY", "k" * 40)
    app = look(ADMIN, "import_data")
    app.segmented_control(key="section").set_value("Webhooks").run()
    assert sound(app).header[0].value == "No other system is told yet: add an endpoint below."
    app.text_input(key="webhooks.add.purpose").set_value("ERP sync")
    app.text_input(key="webhooks.add.url").set_value("http://erp.internal/")
    press(app, "Add endpoint")
    assert "begins with https" in texts(sound(app))
    with Receiver().listening() as receiver:
        app.text_input(key="webhooks.add.url").set_value(receiver.url)
        press(app, "Add endpoint")
        secret = sound(app).code[0].value
        app.run()
        assert secret not in texts(sound(app))
        press(app, "Send a test")
        assert "Accepted: 200" in texts(sound(app))
        monkeypatch.setattr(clock, "_now", lambda: dt.datetime.now(dt.UTC))
        receiver.heard.clear()
        press(app, "Send a test")
        assert [one["type"] for one in receiver.verified(secret)] == ["webhook.test"]
        receiver.status = 500
        press(app, "Send a test")
        assert "Not accepted: 500" in texts(sound(app))
    app.run()
    assert "did not accept" in sound(app).header[0].value
    assert next(iter(app.dataframe[1].value["Answer"])) == "500"
    press(app, "Rotate the secret")
    assert sound(app).code[0].value != secret
    app.checkbox(key=next(c.key for c in app.checkbox if c.label == "I want it removed")).check().run()
    press(app, "Remove")
    assert "is removed" in texts(sound(app))
    assert app.header[0].value == "No other system is told yet: add an endpoint below."


def test_the_last_import_is_taken_back_from_the_log_with_a_reason(look: Open) -> None:
    app = look(ADMIN, "import_data")
    store = session.store()

    def limit() -> int:
        with store.reading() as cursor:
            of_harbor = "network_id = 'harbor-dental' AND kind = 'network'"
            return int(cursor.value(f"SELECT limit_numbers FROM limits WHERE {of_harbor}"))

    before = limit()
    file = io.BytesIO(b"network_id,network_limit,dynamic_limit\nharbor-dental,177,70\n")
    file.name = "limits.csv"
    import_files(store, [file], as_of=AS_OF, imported_by=ADMIN, now=NOW)
    still_the_demo = "UPDATE settings SET value = '{\"newest_import\": ' || (SELECT max(import_id) FROM imports) || '}'"
    store.write(lambda c: c.execute(f"{still_the_demo} WHERE name = 'sample'"))
    app.segmented_control(key="section").set_value("Log").run()
    assert "Take the last import back" in [e.label for e in sound(app).expander]
    assert "limits.csv, imported by Kim Arden" in texts(app)
    press(app, "Take the import back")
    assert "Say why the import is taken back." in texts(app)
    app.text_input(key="import_undo.reason").set_value("the wrong customer")
    press(app, "Take the import back")
    assert "Taken back: the import of limits.csv." in texts(sound(app))
    assert "by Kim Arden: the wrong customer" in app.dataframe[0].value["Taken back"].iloc[0]
    assert limit() == before
    assert "Take the last import back" not in [e.label for e in app.expander]


@pytest.mark.parametrize(("page", "section", "heading"), [
    ("import_data", "Coverage", "Data of each network"),
    ("users", "Networks", "Networks"),
    ("settings", "Record", "Record"),
])  # fmt: skip
def test_a_link_opens_the_section_that_it_names(glance: Open, page: str, section: str, heading: str) -> None:
    app = sound(glance(ADMIN, page, section=section))
    assert app.segmented_control(key="section").value == section
    assert page != "import_data" or heading in [one.value for one in app.subheader]
