"""The import page with files: unknown numbers, files of other vendors, and taking back."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from data.imports.mapping import saved_mappings
from tests.views.conftest import Open
from tests.views.test_pages import ADMIN, sound, texts
from views.forms import import_mapping, import_placements
from views.visit import session, sign_in

NETWORK = "harbor-dental"
FILES, FOR_NETWORK, UNKNOWN = "import.files", "import.network", "import.unknown"
REPORT = """\
Promo Number,Promo Number Status,Advertiser Status,Campaign Status,Publisher Status,Number of Calls
(202) 555-9901,Active,,,,7
(202) 555-9902,Active,,,,
"""
INVENTORY = """\
DID $x$ :red[y],State,Activated
(202) 555-9903,In use,14/03/2026
(202) 555-9904,Cancelled,01/02/2026
"""


@pytest.fixture(autouse=True)
def own_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo ends with the first file that is stored; from then on the store's owner is let in by the link."""
    monkeypatch.setattr(sign_in, "came_by_link", lambda: True)


def hand_in(app: AppTest, name: str, text: str, button: str, **fields: str) -> AppTest:
    app.file_uploader(key=FILES).set_value([(name, text.encode(), "text/csv")])
    app.selectbox(key=FOR_NETWORK).set_value(NETWORK)
    for key, value in fields.items():
        box = app.selectbox(key=UNKNOWN) if key == "unknown" else app.text_input(key=f"import.{key}")
        box.set_value(value)
    return press(app, button)


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return sound(app.run())


def known(beginning: str) -> list[tuple[str, str]]:
    with session.store().reading() as cursor:
        sql = "SELECT promo_number, number_type FROM numbers WHERE promo_number LIKE $1 ORDER BY 1"
        return cursor.rows(sql, f"{beginning}%")


def saved() -> list[str]:
    with session.store().reading() as cursor:
        return [one.mapping.source for one in saved_mappings(cursor)]


def ring_pool() -> str:
    with session.store().reading() as cursor:
        return str(cursor.value("SELECT min(ring_pool_id) FROM ring_pools WHERE network_id = $1", NETWORK))


def test_unknown_numbers_are_asked_about_placed_listed_and_taken_back(look: Open) -> None:
    app = look(ADMIN, "import_data")
    hand_in(app, "report.csv", REPORT, "Import", month="2026-11")
    assert "2 values rejected, nothing stored" in texts(app)
    assert list(app.dataframe[0].value["Value"]) == ["+12025559901", "+12025559902"]
    hand_in(app, "report.csv", REPORT, "Import", month="2026-11", unknown="static")
    assert "Name the campaign" in texts(app)
    hand_in(app, "report.csv", REPORT, "Import", month="2026-11", unknown="dynamic")
    assert "2 promo numbers were not known; they were added as dynamic numbers" in texts(app)
    listed = app.dataframe[-1].value
    assert list(listed["Promo number"]) == ["+12025559901", "+12025559902"]
    assert set(listed["Reach"]) == {"Local"}
    app.checkbox(key=import_placements.SURE).check().run()
    press(app, "Take back")
    assert "Take back" not in [button.label for button in app.button]


def test_a_month_that_is_none_is_refused_in_words(look: Open) -> None:
    app = look(ADMIN, "import_data")
    hand_in(app, "report.csv", REPORT, "Check only", month="November")
    assert "'November' is no month; write it as 2026-10." in texts(app)


def test_a_file_of_another_vendor_is_shown_corrected_and_remembered(look: Open) -> None:
    app = look(ADMIN, "import_data")
    hand_in(app, "theirs.csv", INVENTORY, "Check only")
    assert "Read a file of another vendor" in texts(app)
    assert app.selectbox(key=f"{import_mapping.HEADING}numbers.promo_number").value == "DID $x$ :red[y]"
    assert app.selectbox(key=import_mapping.DATES).value == "day first"
    assert app.multiselect(key=f"{import_mapping.ONLY_WORDS}State").value == ["In use"]
    press(app, "Save and check the files")
    assert "number\\_type is missing: choose its column, or give one value for all rows." in texts(app)
    assert saved() == []
    app.text_input(key=import_mapping.SOURCE).set_value("Their list")
    app.text_input(key=f"{import_mapping.FIXED}numbers.number_type").set_value("dynamic")
    app.text_input(key=f"{import_mapping.FIXED}numbers.ring_pool_id").set_value(ring_pool()).run()
    press(app, "Save and check the files")
    assert "These files passed the check" in texts(app)
    assert "1 row was left out" in texts(app)
    assert saved() == ["Their list"]
    hand_in(app, "theirs.csv", INVENTORY, "Import")
    assert known("+1202555990") == [("+12025559903", "dynamic")]
    press(app, "Forget")
    assert saved() == []


def test_names_in_files_are_plain_text(look: Open) -> None:
    app = look(ADMIN, "import_data")
    hand_in(app, "na$me$ :red[x].csv", INVENTORY, "Check only")
    assert "na\\$me\\$ \\:red\\[x\\]" in texts(app)
    assert ":red[x]" not in texts(app).replace("\\:red\\[x\\]", "")


def test_stored_nothing_by_looking(look: Open) -> None:
    app = look(ADMIN, "import_data")
    hand_in(app, "theirs.csv", INVENTORY, "Check only")
    assert saved() == []
    assert known("+1202555990") == []
