"""Saved filters on the Portfolio: what they name may be gone or empty by now, and neither is hidden."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from limits.actors import actor
from limits.people import save_filter
from tests.views.conftest import Open
from tests.views.test_pages import CSM, PLANNER, SUPER_USER, sound, texts
from views.forms.portfolio_filter import PAGE
from views.forms.saved_filters import PILLS
from views.visit import session

ALL_NETWORKS = 12


def keep(name: str, asked: str, *, whose: str = CSM, is_start: bool = False) -> None:
    save_filter(session.store(), actor(session.store(), whose), PAGE, name, asked, is_start=is_start)


def networks(app: AppTest) -> int:
    return len(sound(app).dataframe[0].value)


def test_the_row_of_filters_says_how_many_each_finds(look: Open) -> None:
    look(CSM)
    keep("Full ones", "state=Watch")
    app = look(CSM, saved="Full ones")
    found = networks(app)
    assert 0 < found < ALL_NETWORKS
    group = app.button_group(key=PILLS)
    assert group.options == ["All", f"Full ones ({found})"]
    assert group.value == "Full ones"
    group.set_value("All").run()
    assert networks(app) == ALL_NETWORKS
    assert "state" not in app.query_params


def test_a_csm_who_is_gone_is_named_and_left_out(look: Open) -> None:
    look(CSM)
    keep("Omar's", "csm=omar.gone%40example.com&state=Watch")
    app = look(CSM, saved="Omar's")
    assert "was saved with the CSM omar.gone@example.com, which is not here any more and is left out" in " ".join(
        w.value for w in sound(app).warning
    ).replace("\\", "")
    assert {state for (state,) in app.dataframe[0].value["State"]} == {"Watch"}
    assert any(b.label == "Save the changes to 'Omar's'" for b in app.button)


def test_a_field_that_a_later_version_dropped_is_named_too(look: Open) -> None:
    look(CSM)
    keep("Old", "region=north")
    app = look(CSM, saved="Old")
    assert "region north" in sound(app).warning[0].value
    assert networks(app) == ALL_NETWORKS


def test_a_link_that_names_what_there_is_not_says_that_it_narrows_nothing(glance: Open) -> None:
    app = sound(glance(CSM, ends="in ten years"))
    (warning,) = app.warning
    assert warning.value == (
        "The link asks for a contract that ends in ten years, which is none of the choices here: "
        "the list is not narrowed by it."
    )
    assert networks(app) == ALL_NETWORKS


def test_a_state_nobody_is_in_finds_nobody_instead_of_everybody(glance: Open) -> None:
    app = glance(CSM, state="Learning")
    assert "No network fits these filters" in texts(sound(app))
    assert not app.dataframe


def test_what_is_opened_by_itself_gives_way_to_a_link(look: Open) -> None:
    look(CSM)
    keep("Full ones", "state=Watch", is_start=True)
    assert networks(look(CSM)) < ALL_NETWORKS
    app = sound(look(CSM, search="summit"))
    assert list(app.dataframe[0].value["Network"]) == ["Summit Ridge Heating & Air"]
    assert "saved" not in app.query_params  # nor is it told as a change of what opens by itself
    assert networks(look(CSM, saved="All")) == ALL_NETWORKS


def test_nobody_sees_another_persons_filters(look: Open) -> None:
    look(CSM)
    keep("Full ones", "state=Watch")
    app = look(PLANNER, saved="Full ones")
    assert "You have no saved filter 'Full ones'" in sound(app).warning[0].value
    assert not [group for group in app.button_group if group.key == PILLS]
    assert sound(look(SUPER_USER)).title[0].value == "Headroom"


def test_contracts_that_end_in_a_time_are_found_by_it(glance: Open) -> None:
    frame = sound(glance(CSM, ends="within 90 days")).dataframe[0].value
    assert 0 < len(frame) < ALL_NETWORKS
    days = [(ends - session.today()).days for ends in frame["Ends"]]
    assert all(0 <= one <= 90 for one in days)
