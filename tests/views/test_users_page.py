"""The page Users: people, networks and the record; a role taken away closes the page it opened."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import NotAllowed
from limits.actors import actor
from limits.people import holder
from limits.people.users import Role, change_user, disable_user, user_history
from tests.views.conftest import NOW, Open
from tests.views.test_pages import ADMIN, CSM, PLANNER, SUPER_USER, sound, texts
from views.visit import session

OTHER_CSM = "tomas.reyes@example.com"


def act(email: str, event: str) -> None:
    """Something an admin does elsewhere meanwhile, in the process that has the store."""
    store = session.store()
    admin = actor(store, ADMIN)
    if event == "disable":
        disable_user(store, admin, email, "left")
    else:
        change_user(store, admin, email, "moved", take=[Role("csm")], give=[Role("planner")])


def press(app: object, label: str) -> None:
    next(b for b in app.button if b.label == label).click().run()  # type: ignore[attr-defined]


def test_an_admin_adds_changes_and_disables_somebody_and_it_is_on_record(look: Open) -> None:
    app = sound(look(ADMIN, "users"))
    before = len(app.dataframe[0].value)
    app.text_input(key="users.add.email").set_value("New.Person@Example.com")
    app.text_input(key="users.add.name").set_value("New Person")
    app.multiselect(key="users.add.vendor").set_value(["csm"])
    app.text_input(key="users.add.reason").set_value("joined today")
    press(app, "Add user")
    assert "New.Person@Example.com was added." in texts(sound(app))
    assert len(app.dataframe[0].value) == before + 1
    assert app.text_input(key="users.add.email").value == ""
    app.selectbox(key="users.chosen").set_value("new.person@example.com").run()
    app.multiselect(key="users.change.new.person@example.com.vendor").set_value(["planner"])
    app.text_input(key="users.change.new.person@example.com.reason").set_value("plans as well")
    press(app, "Save changes")
    people = sound(app).dataframe[0].value.set_index("Address")
    assert people.loc["new.person@example.com", "Roles"] == "CSM, Planner"
    app.text_input(key="users.change.new.person@example.com.reason").set_value("left again")
    press(app, "Disable user")
    people = sound(app).dataframe[0].value.set_index("Address")
    assert people.loc["new.person@example.com", "Status"].startswith("disabled since")
    app.segmented_control(key="section").set_value("Record").run()
    record = sound(app).dataframe[0].value
    assert list(record["What"]) == ["disabled", "role given", "role given", "added"]
    assert set(record["Who"]) == {ADMIN}


def test_what_is_refused_is_said_and_stays_in_the_form(glance: Open) -> None:
    app = glance(ADMIN, "users")
    app.text_input(key="users.add.email").set_value("\u212aim@example.com")
    app.multiselect(key="users.add.vendor").set_value(["admin"])
    app.text_input(key="users.add.reason").set_value("looks like Kim")
    press(app, "Add user")
    assert "Kelvin sign" in texts(sound(app))
    assert app.text_input(key="users.add.reason").value == "looks like Kim"
    app.selectbox(key="users.chosen").set_value(ADMIN).run()
    app.text_input(key=f"users.change.{ADMIN}.reason").set_value("bye")
    press(app, "Disable user")
    assert "nobody who may manage users" in texts(sound(app))


def test_an_admin_names_a_deputy_who_finds_the_network_on_their_desk(look: Open) -> None:
    app = look(ADMIN, "users")
    app.segmented_control(key="section").set_value("Networks").run()
    app.selectbox(key="users.assign").set_value("harbor-dental").run()
    app.multiselect(key="users.assign.harbor-dental.deputies").set_value(["priya.nair@example.com"])
    app.text_input(key="users.assign.harbor-dental.reason").set_value("holidays")
    press(app, "Save")
    row = sound(app).dataframe[0].value.set_index("Network").loc["Harbor Dental Group"]
    assert row["Deputies"] == "priya.nair@example.com"
    assert "priya.nair@example.com" in row["May decide"]
    (step,) = user_history(session.store(), actor(session.store(), ADMIN))
    assert (step.event, step.email, step.network_id) == ("deputy", "priya.nair@example.com", "harbor-dental")


def test_a_csm_hands_the_queue_over_and_takes_it_back(look: Open) -> None:
    app = look(CSM, "requests")
    app.date_input(key="away.until").set_value(NOW.date() + dt.timedelta(days=3))
    app.selectbox(key="away.stand_in").set_value(OTHER_CSM)
    press(app, "Hand over")
    assert "Tomas Reyes may decide your requests meanwhile" in texts(sound(app))
    theirs = look(OTHER_CSM, "requests")
    assert any("Nora Feld is away until" in button.label for button in theirs.button)
    press(app, "I am back")
    assert "Welcome back" in texts(sound(app))


@pytest.mark.parametrize(("email", "page"), [(CSM, "portfolio"), (SUPER_USER, "headroom")])
def test_who_is_disabled_sees_nothing_at_the_next_click(look: Open, email: str, page: str) -> None:
    app = look(email, page)
    assert sound(app).metric or app.dataframe
    act(email, "disable")
    app.run()
    assert "is not a user here" in texts(sound(app))
    with pytest.raises(NotAllowed):
        actor(session.store(), email)


def test_a_role_taken_away_is_gone_at_the_next_click(look: Open) -> None:
    app = look(CSM, "network", network="harbor-dental", section="Limits")
    assert [b for b in sound(app).button if b.label == "Change limit"]
    act(CSM, "move")
    app.run()
    assert not [b for b in sound(app).button if b.label == "Change limit"]


@pytest.mark.parametrize("email", [CSM, PLANNER, SUPER_USER])
def test_only_an_admin_finds_the_page(glance: Open, email: str) -> None:
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        glance(email).switch_page("views/pages/users.py")


def test_an_admin_makes_a_token_that_is_shown_once_and_revokes_it(look: Open) -> None:
    app = look(ADMIN, "users")
    app.segmented_control(key="section").set_value("Tokens").run()
    app.selectbox(key="tokens.make.whose").set_value(CSM)
    app.text_input(key="tokens.make.purpose").set_value("Nightly sync")
    press(app, "Make token")
    assert "at least one scope" in texts(sound(app))
    app.multiselect(key="tokens.make.scopes").set_value(["read"])
    press(app, "Make token")
    secret = sound(app).code[0].value
    assert holder(session.store(), secret)[0].email == CSM
    app.run()
    assert not sound(app).code
    assert list(app.dataframe[0].value["Purpose"]) == ["Nightly sync"]
    press(app, "Revoke token")
    assert "lets nobody in any more" in texts(sound(app))
    with pytest.raises(NotAllowed):
        holder(session.store(), secret)


def test_an_admin_sees_who_was_here_and_when(look: Open) -> None:
    look(CSM)
    rows = sound(look(ADMIN, "users")).dataframe[0].value.set_index("Address")
    assert rows.loc[CSM, "Last visit"].startswith(f"{NOW.day} {NOW:%b %Y}")
    assert rows.loc[SUPER_USER, "Last visit"] == "never"
