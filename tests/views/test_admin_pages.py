"""Settings and contracts changed on their pages: with the effect looked at first, a reason, and a record for good."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from limits.actors import OPERATOR, actor
from limits.administration import (
    AddAmendment,
    SetSettings,
    StateOpening,
    all_settings,
    amend,
    contract_record,
    set_settings,
    setting_history,
    state_opening,
)
from tests.views.conftest import Open
from tests.views.test_pages import ADMIN, sound, texts
from views.forms import contract_form, setting_form
from views.visit import drafts, session

RISK = "settings.change.risk"


def in_force(name: str) -> object:
    return next(o.value for o in all_settings(session.store(), OPERATOR) if o.definition.name == name)


def test_every_setting_is_on_the_page_with_its_value_and_what_it_does(look: Open) -> None:
    app = sound(look(ADMIN, "settings"))
    said = texts(app).replace("\\", "")
    for one in all_settings(session.store(), OPERATOR):
        assert one.definition.title in said
        assert one.words in said


def test_a_setting_is_changed_in_its_row_with_its_effect_shown_before(look: Open) -> None:
    app = look(ADMIN, "settings")
    app.button(key=RISK).click().run()
    app.number_input(key="settings.value.risk").set_value(40.0).run()
    app.button(key=setting_form.EFFECT).click().run()
    assert "The safe network limit would be another one in **" in texts(sound(app))
    assert in_force("risk") == 0.1  # looked at, not changed
    app.button(key=setting_form.SAVE).click().run()
    assert "needs a reason" in sound(app).error[0].value
    app.text_input(key="settings.reason.risk").set_value("the board agreed").run()
    app.button(key=setting_form.SAVE).click().run()
    assert "10 % became 40 %" in texts(sound(app)).replace("\\", "")
    assert in_force("risk") == 0.4
    (change,) = setting_history(session.store(), actor(session.store(), ADMIN))
    assert (change.name, change.set_by, change.reason) == ("risk", ADMIN, "the board agreed")
    app.segmented_control(key="section").set_value("Record").run()
    row = sound(app).dataframe[0].value.iloc[0]
    assert (row["Value"], row["By"]) == ("40 %", "Kim Arden")


def test_a_setting_goes_back_to_its_default(look: Open) -> None:
    app = look(ADMIN, "settings")
    for value in (45, None):
        app.button(key="settings.change.stale_days").click().run()
        app.text_input(key="settings.reason.stale_days").set_value("why").run()
        if value is None:
            app.button(key=setting_form.RESET).click().run()
        else:
            app.number_input(key="settings.value.stale_days").set_value(value).run()
            app.button(key=setting_form.SAVE).click().run()
        sound(app)
    assert in_force("stale_days") == 3


def test_a_contract_is_amended_on_its_page_and_the_change_is_on_record(look: Open) -> None:
    app = look(ADMIN, "contracts", network="harbor-dental")
    app.number_input(key=contract_form.ADDED).set_value(500).run()
    assert "left instead of" in texts(sound(app))
    app.button(key=contract_form.AMEND).click().run()
    assert "needs a reason" in sound(app).error[0].value
    app.text_input(key=contract_form.REASON).set_value("two new clinics").run()
    app.button(key=contract_form.AMEND).click().run()
    assert "is amended" in texts(sound(app))
    (amendment,) = contract_record(session.store(), OPERATOR, "harbor-dental").amendments
    assert (amendment.added_number_months, amendment.reason) == (500, "two new clinics")
    assert app.number_input(key=contract_form.ADDED).value is None  # a form that was sent is empty


def test_a_contract_is_told_as_it_is_amended_and_its_trail_in_words(look: Open) -> None:
    look(ADMIN, "contracts", network="harbor-dental")
    store, day = session.store(), dt.date(2026, 11, 2)
    admin = actor(store, ADMIN)
    terms = AddAmendment("harbor-dental", day, day, "two clinics", 1500, dt.date(2027, 8, 31), Decimal("3.1255"))
    amend(store, admin, terms)
    state_opening(store, admin, StateOpening("harbor-dental", 400, dt.date(2026, 7, 31), "the old system's total"))
    app = sound(look(ADMIN, "contracts", network="harbor-dental"))
    said = texts(app).replace("\\", "")
    assert "2,756 of 3,800 number-months left until 31 Aug 2027" in said
    assert "The partnership runs from 1 Jun 2026 to 31 Aug 2027." in said
    periods, _, trail = (f.value for f in app.dataframe)
    now = periods.iloc[0]
    assert (now["To"], now["Number-months"], now["As first agreed"]) == ("31 Aug 2027", 3800, 2300)
    assert (now["Overage rate"], now["Used before the first report"]) == ("3.1255", "400 through 31 Jul 2026")
    assert [*zip(trail["What"], trail["Of"], trail["After"], strict=True)] == [
        ("Signed on", "Amendment in force from 2 Nov 2026", "2 Nov 2026"),
        ("Number-months more", "Amendment in force from 2 Nov 2026", "1,500"),
        ("Last day", "Amendment in force from 2 Nov 2026", "31 Aug 2027"),
        ("Overage rate", "Amendment in force from 2 Nov 2026", "3.1255"),
        ("Number-months used before the first report", "Period from 1 Jun 2026", "400"),
        ("Last day before the first report", "Period from 1 Jun 2026", "31 Jul 2026"),
    ]


def test_what_cannot_be_agreed_is_refused_in_words_and_nothing_typed_is_lost(look: Open) -> None:
    app = look(ADMIN, "contracts", network="harbor-dental")
    app.text_input(key=contract_form.REASON).set_value("nothing yet").run()
    app.button(key=contract_form.AMEND).click().run()
    said = sound(app).error[0].value
    assert "An amendment says at least one thing" in said
    assert "\\-\\-" not in said
    assert "--" not in said
    assert app.text_input(key=contract_form.REASON).value == "nothing yet"


def test_what_was_typed_for_a_setting_survives_a_reload_and_is_still_refused_where_it_changed_meanwhile(
    look: Open,
) -> None:
    app = look(ADMIN, "settings")
    app.button(key=RISK).click().run()
    app.number_input(key="settings.value.risk").set_value(5.0).run()
    app.text_input(key="settings.reason.risk").set_value("the board agreed").run()
    word = str(sound(app).query_params[drafts.DRAFT])
    store = session.store()
    set_settings(store, actor(store, ADMIN), SetSettings({"risk": "7%"}, "agreed by phone"))
    again = sound(look(ADMIN, "settings", draft=word))
    assert again.number_input(key="settings.value.risk").value == 5.0
    assert again.text_input(key="settings.reason.risk").value == "the board agreed"
    again.button(key=setting_form.SAVE).click().run()
    assert "changed" in again.error[0].value
    assert in_force("risk") == 0.07
    again.button(key=setting_form.SAVE).click().run()  # who was told of it means it
    assert in_force("risk") == 0.05
    assert not sound(look(ADMIN, "settings", draft=word)).number_input


def test_what_was_given_up_for_a_setting_does_not_come_back(look: Open) -> None:
    app = look(ADMIN, "settings")
    app.button(key=RISK).click().run()
    app.number_input(key="settings.value.risk").set_value(5.0).run()
    word = str(sound(app).query_params[drafts.DRAFT])
    app.button(key=setting_form.CLOSE).click().run()
    assert not sound(look(ADMIN, "settings", draft=word)).number_input
