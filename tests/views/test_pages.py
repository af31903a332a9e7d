"""What each page says, to whom, and that it never shows a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.imports import import_files
from data.sample.mark import mark_as_sample
from data.store import Address, Store
from tests.limits.world import set_limit
from tests.portfolio_store import AS_OF
from tests.views.conftest import Open
from views.forms import change_form
from views.panels import backup_section
from views.server import place
from views.visit import sign_in

CSM, PLANNER, ADMIN = "nora.feld@example.com", "lena.osei@example.com", "kim.arden@example.com"
SUPER_USER, VIEWER = "eli.garnet@summit-hvac.example.org", "kai.ivers@summit-hvac.example.org"


def texts(app: AppTest) -> str:
    """All that a person can read on the page."""
    parts = [
        *app.toast,
        *app.title,
        *app.header,
        *app.subheader,
        *app.markdown,
        *app.caption,
        *app.error,
        *app.warning,
        *app.success,
        *app.info,
    ]
    return "\n".join(str(p.value) for p in parts) + "\n".join(f"{m.label} {m.value}" for m in app.metric)


def sound(app: AppTest) -> AppTest:
    assert not app.exception
    assert "Something went wrong" not in texts(app)
    return app


def test_a_csm_sees_their_networks_and_the_date_of_the_figures(glance: Open) -> None:
    app = sound(glance(CSM))
    assert app.title[0].value == "Portfolio"
    assert "as of the end of 22 Nov 2026" in texts(app)
    frame = app.dataframe[0].value
    assert "Summit Ridge Heating & Air" in set(frame["Network"])
    assert frame["State"].iloc[0][0] in {"Over", "At risk"}


def test_the_demo_says_loudly_that_it_is_one(glance: Open) -> None:
    assert "You are **Nora Feld, CSM**" in texts(glance(CSM))


def test_states_and_search_narrow_the_portfolio(glance: Open) -> None:
    app = glance(PLANNER)
    everything = len(app.dataframe[0].value)
    app.text_input(key="portfolio.search").set_value("summit").run()
    assert list(sound(app).dataframe[0].value["Network"]) == ["Summit Ridge Heating & Air"]
    app.text_input(key="portfolio.search").set_value("zzz").run()
    assert "No network fits" in texts(sound(app))
    assert everything > 35


@pytest.mark.slow
@pytest.mark.parametrize(
    "network_id", ["harbor-dental", "larkfield-academy", "orchard-wellness", "hollis-memorials", "falcon-roofing"]
)
def test_every_story_has_a_page_without_a_fault(glance: Open, network_id: str) -> None:
    app = glance(PLANNER, "network", network=network_id)
    for section in ("Limits", "Room", "Requests", "History", "Overview"):
        app.segmented_control(key="section").set_value(section).run()
        assert "22 Nov 2026" in texts(sound(app)) or "13 Nov 2026" in texts(app), section


def test_a_csm_changes_a_limit_and_finds_it_in_the_history(look: Open) -> None:
    app = look(CSM, "network", network="harbor-dental")
    app.segmented_control(key="section").set_value("Limits").run()
    key = next(n.key for n in app.number_input if n.key and n.key.startswith(f"{change_form.TO}.network."))
    before = int(app.number_input(key=key).value)
    app.number_input(key=key).set_value(before + 28)
    app.text_area(key=key.replace(change_form.TO, change_form.REASON)).set_value("spring season")
    next(b for b in app.button if b.label == "Change limit").click().run()
    assert f"is {before + 28} numbers now, it was {before}" in texts(sound(app))
    app.segmented_control(key="section").set_value("History").run()
    newest = sound(app).dataframe[0].value.iloc[0]
    assert (newest["From"], newest["To"], newest["By"], newest["Reason"]) == (
        f"{before:,}",
        before + 28,
        "Nora Feld",
        "spring season",
    )


def test_a_change_without_a_reason_is_refused_in_words(glance: Open) -> None:
    app = glance(CSM, "network", network="harbor-dental")
    app.segmented_control(key="section").set_value("Limits").run()
    next(n for n in app.number_input if n.key and n.key.startswith(change_form.TO)).set_value(180)
    next(b for b in app.button if b.label == "Change limit").click().run()
    assert "needs a reason" in texts(sound(app))


def test_a_planner_looks_and_cannot_change(glance: Open) -> None:
    app = glance(PLANNER, "network", network="harbor-dental")
    app.segmented_control(key="section").set_value("Limits").run()
    assert "but not change them" in texts(sound(app))
    assert not [b for b in app.button if b.label == "Change limit"]


def test_a_customer_is_told_which_limit_is_in_the_way_and_who_can_raise_it(glance: Open) -> None:
    app = sound(glance(VIEWER))
    assert app.title[0].value == "Headroom"
    said = texts(app)
    assert app.header[0].value == "Truck signs is full: all 42 promo numbers allowed are used."
    assert "limit of campaign Truck signs is in the way" in said
    assert "a Super User of the network" in said


def test_a_customer_sees_no_prices_and_no_other_network(glance: Open) -> None:
    app = sound(glance(SUPER_USER, "headroom", network="harbor-dental"))
    said = texts(app)
    assert "'harbor-dental' is not among the networks you may see" in said
    assert "Harbor Dental" not in said
    assert "USD" not in said
    assert all("Cost" not in str(frame.value) for frame in app.dataframe)


def test_a_super_user_raises_a_campaign_limit(look: Open) -> None:
    app = look(SUPER_USER)
    app.segmented_control(key="section").set_value("Raise a campaign limit").run()
    app.selectbox(key=change_form.LIMIT).run()
    field = next(n for n in app.number_input if n.key and n.key.startswith(f"{change_form.TO}.campaign"))
    field.set_value(int(field.value) + 5)
    app.text_area(key=field.key.replace(change_form.TO, change_form.REASON)).set_value("new trucks")
    next(b for b in app.button if b.label == "Raise limit").click().run()
    assert "The change is in the history" in texts(sound(app))


def test_a_campaign_limit_beyond_the_network_limit_is_refused_as_it_is_typed(glance: Open) -> None:
    app = glance(SUPER_USER)
    app.segmented_control(key="section").set_value("Raise a campaign limit").run()
    next(n for n in app.number_input if n.key and n.key.startswith(f"{change_form.TO}.campaign")).set_value(181).run()
    assert "A limit of 181 can never be used: the network limit is 180." in texts(sound(app))
    assert next(b for b in app.button if b.label == "Raise limit").disabled


def test_a_csm_who_goes_beyond_what_is_safe_gives_a_second_yes_beside_the_button(look: Open) -> None:
    app = look(CSM, "network", network="falcon-roofing", section="Limits")  # runs over already
    field = next(n for n in app.number_input if n.key and n.key.startswith(f"{change_form.TO}.network."))
    before = int(field.value)
    app.text_area(key=field.key.replace(change_form.TO, change_form.REASON)).set_value("they pay for it")
    field.set_value(before + 20).run()
    assert "Beyond what is safe" in texts(sound(app))
    assert next(b for b in app.button if b.label == "Change limit").disabled
    yes = next(c for c in app.checkbox if c.key and c.key.startswith(change_form.MEANT))
    assert yes.label == f"Set it to {before + 20:,}, beyond what is safe, all the same"
    yes.check().run()
    next(b for b in app.button if b.label == "Change limit").click().run()
    assert f"is {before + 20:,} numbers now, it was {before:,}" in texts(sound(app))


def test_a_viewer_cannot_raise_anything(glance: Open) -> None:
    app = glance(VIEWER)
    app.segmented_control(key="section").set_value("Raise a campaign limit").run()
    assert "but not change them" in texts(sound(app))


def test_a_customer_cannot_open_a_page_that_is_not_theirs(glance: Open) -> None:
    app = glance(VIEWER)
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        app.switch_page("views/pages/portfolio.py")


def test_an_unknown_network_in_the_link_is_answered_in_words(glance: Open) -> None:
    app = glance(PLANNER, "network", network="<script>alert(1)</script>")
    assert "is not among the networks you may see" in texts(sound(app))


def test_every_limit_can_be_drawn(glance: Open) -> None:
    app = glance(PLANNER, "network", network="summit-hvac")
    shown = next(s for s in app.selectbox if s.label == "Limit to look at")
    assert shown.options[:2] == ["Network limit", "Dynamic limit"]
    shown.set_value("campaign trucks").run()
    assert "Limit of campaign Truck signs, likely full: Now" in texts(sound(app))


def test_what_went_into_the_figures_is_one_click_away(glance: Open) -> None:
    app = glance(PLANNER, "network", network="harbor-dental")
    assert not [f for f in app.dataframe if "Guaranteed ceiling" in f.value]
    for toggle in app.toggle:
        toggle.set_value(True)
    app.run()
    columns = {c for frame in sound(app).dataframe for c in frame.value.columns}
    assert {"Static used", "Median", "Guaranteed ceiling", "Months left"} <= columns
    assert "closed months of usage and 36 months of traffic up to October 2026" in texts(app)


def test_networks_without_usage_and_without_limits_have_their_words(
    look: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    young = tmp_path / "young.duckdb"
    store = Store(young)
    with store.transaction() as cursor:
        cursor.execute(
            "INSERT INTO networks VALUES ('new', 'New *bold* Co', 'UTC', 'c@example.com'),"
            " ('bare', 'Bare', 'UTC', 'c@example.com')"
        )
        cursor.execute("INSERT INTO users VALUES ('c@example.com', 'csm', ''), ('idle@example.com', 'csm', '')")
        set_limit(cursor, "new", "network", "", 20)
        set_limit(cursor, "new", "dynamic", "", 10)
        mark_as_sample(cursor, AS_OF)
    store.close()
    monkeypatch.setenv("HEADROOM_DB", str(young))
    why = list(sound(look("c@example.com")).dataframe[0].value["Why"])
    assert why[0].startswith("Bare (bare) has no network limit on record, and a missing limit is never unlimited.")
    assert why[1] == "No usage was imported yet."
    for section in ("Overview", "Limits", "Room", "History"):
        app = look("c@example.com", "network", network="new")
        app.segmented_control(key="section").set_value(section).run()
        assert app.title[0].value == r"New \*bold\* Co"
        sound(app)
    assert "never unlimited" in texts(sound(look("c@example.com", "network", network="bare")))
    assert "No networks are assigned to you" in texts(sound(look("idle@example.com")))


def test_an_unknown_person_in_the_link_is_answered_in_words(glance: Open) -> None:
    assert "is not a user here" in texts(sound(glance("mallory@example.com")))


def test_a_store_of_ones_own_opens_for_its_owner_only_and_an_empty_one_on_its_import(
    look: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty.duckdb"
    Store(empty).close()
    monkeypatch.setenv("HEADROOM_DB", str(empty))
    closed = sound(look(CSM))
    assert "with the link that its log shows" in texts(closed)
    assert not closed.sidebar.selectbox  # nobody to choose
    monkeypatch.setattr(sign_in, "came_by_link", lambda: True)
    opened = sound(look("nobody@example.com"))
    assert opened.title[0].value == "Data"
    assert "owner of this store" in texts(opened)


def test_personas_are_gone_once_anything_was_imported(
    look: Open, store_address: Address, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "You are **Nora Feld, CSM**" in texts(look(CSM))
    own = tmp_path / "users.csv"
    own.write_text("email,role,network_id\na.real@person.example,planner,\n")
    import_files(place.store(), [own], as_of=AS_OF, imported_by=ADMIN)
    assert "with the link that its log shows" in texts(sound(look(CSM)))


def test_personas_need_the_demo_to_be_asked_for(look: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADROOM_DEMO", "allow")
    assert "with the link that its log shows" in texts(sound(look(CSM)))


def test_a_store_that_cannot_be_opened_says_why(look: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.duckdb"
    broken.write_text("this is no database\n" * 500)
    monkeypatch.setenv("HEADROOM_DB", str(broken))
    app = look(CSM)
    assert not app.exception
    assert "cannot be opened as a store" in texts(app)


def test_only_an_admin_finds_the_import(glance: Open) -> None:
    app = glance(ADMIN, "import_data")
    assert sound(app).title[0].value == "Data"
    app = glance(CSM)
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        app.switch_page("views/pages/import_data.py")


def test_an_admin_backs_up_by_a_button(look: Open, store_address: Address) -> None:
    app = look(ADMIN, "import_data")
    if not isinstance(store_address, Path):
        assert "pg_dump" in texts(sound(app))
        return
    assert "There is no backup yet" in texts(app)
    app.button(key=backup_section.MAKE).click().run()
    (made,) = (store_address.parent / "backups").iterdir()
    assert f"Backed up to {made.name}." in texts(sound(app))
    assert list(app.dataframe[0].value["Backup"]) == [made.name]


def test_old_figures_are_said_to_be_old(glance: Open) -> None:
    assert "13 Nov 2026 was imported" in texts(sound(glance(PLANNER, "network", network="stonebridge-gyms")))


def test_requests_are_listed_beside_their_answers(glance: Open) -> None:
    app = glance(PLANNER)
    rows = app.dataframe[0].value
    name = rows[rows["Requests"] > 0]["Network"].iloc[0]
    app.text_input(key="portfolio.search").set_value(name).run()
    next(b for b in app.button if b.label == "Open network").click().run()
    app.segmented_control(key="section").set_value("Requests").run()
    listed = sound(app).dataframe[0].value
    waiting = listed[listed["Status"].str.contains("filed|in review")]
    assert len(waiting) > 0
    assert (waiting["Recommended today"] != "—").all()
