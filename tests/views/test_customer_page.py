"""The customer's page: the message told apart, the full campaign chosen, and the buttons that solve it filled in."""

from __future__ import annotations

import datetime as dt

from streamlit.testing.v1 import AppTest

from limits.actors import OPERATOR, actor
from limits.advice import NetworkStanding, network_standing
from limits.changes import ChangeLimit, change_limit, schedule_change
from limits.kinds import LimitKey
from limits.notice_texts import feed
from tests.views.conftest import NOW, Open
from tests.views.test_pages import CSM, SUPER_USER, VIEWER, sound, texts
from views.forms import add_actions, add_numbers
from views.visit import drafts, session

SUMMIT, TRUCKS = "summit-hvac", LimitKey("campaign", "trucks")
MORE = f"{add_numbers.MORE}.campaign.trucks.{SUMMIT}"
DYNAMIC_MORE = f"{add_numbers.MORE}.dynamic..{SUMMIT}"
FALCON = "alex.joyce@falcon-roofing.example.org"  # a Super User whose contract runs over already


def standing() -> NetworkStanding:
    return network_standing(session.store(), OPERATOR, SUMMIT)


def keys(app: AppTest) -> set[str | None]:
    return {button.key for button in app.button}


def about_dynamic_numbers(app: AppTest, more: int) -> AppTest:
    app.session_state[add_numbers.SUBJECT] = "dynamic"
    app.session_state[DYNAMIC_MORE] = more
    return app.run()


def test_the_full_campaign_is_chosen_and_the_three_causes_told_apart(glance: Open) -> None:
    app = sound(glance(SUPER_USER))
    limits = {s.key: s for s in standing().limits}
    said = texts(app)
    assert app.header[0].value == "Truck signs is full: all 42 promo numbers allowed are used."
    assert "The limit of campaign Truck signs is in the way" in said
    assert "Next in the way would be the network limit" in said
    shown = "".join(h.proto.body for h in app.get("html"))
    for key in (TRUCKS, LimitKey("dynamic"), LimitKey("network")):  # the figures of the one answer
        assert f"{max(limits[key].headroom, 0):,} left <small>of {limits[key].limit:,}</small>" in shown


def test_a_super_user_with_a_full_campaign_raises_it_with_one_press(look: Open) -> None:
    app = look(SUPER_USER)
    to = int(app.number_input(key=MORE).value) + 42
    assert app.button(key=add_actions.RAISE).label == f"Raise Truck signs to {to}"
    app.button(key=add_actions.RAISE).click().run()
    said = texts(sound(app))
    assert f"Truck signs was raised from 42 to {to}. Nora Feld, your CSM, was told." in said
    assert app.header[0].value.startswith("Yes: ")
    assert standing().limit(TRUCKS).limit == to
    assert any(f"raised to {to}" in n.subject for n in feed(session.store(), actor(session.store(), CSM)))
    assert add_actions.RAISE not in keys(app)  # a second press changes nothing


def test_an_absurd_figure_is_refused_with_the_way_out(glance: Open) -> None:
    app = glance(SUPER_USER)
    app.number_input(key=MORE).set_value(100_000).run()
    said = texts(sound(app))
    assert "100,042 can never be used:** the network limit is 180" in said
    assert add_actions.RAISE not in keys(app)
    assert "add.ask.network" in keys(app)
    safe = standing().answers[TRUCKS].safe_limit
    app.button(key="add.safe").click().run()
    assert app.button(key=add_actions.RAISE).label == f"Raise Truck signs to {safe}"
    assert standing().limit(TRUCKS).limit == 42


def test_beyond_what_is_safe_needs_a_second_yes_and_a_reason(look: Open) -> None:
    app = look(FALCON)
    chosen = app.session_state[add_numbers.SUBJECT].split()[1]
    app.number_input(key=f"{add_numbers.MORE}.campaign.{chosen}.falcon-roofing").set_value(30).run()
    assert ":red[:material/warning:]" in texts(sound(app))
    assert app.button(key=add_actions.RAISE).disabled
    next(c for c in app.checkbox if c.key and c.key.startswith(add_actions.SURE)).check().run()
    app.button(key=add_actions.RAISE).click().run()
    assert "needs a reason" in texts(sound(app))
    app.text_input(key=add_numbers.WHY).set_value("a storm season").run()
    app.button(key=add_actions.RAISE).click().run()
    assert "was raised from" in texts(sound(app))


def test_a_viewer_is_told_whom_to_ask_by_name_and_phone(glance: Open) -> None:
    app = sound(glance(VIEWER))
    said = texts(app)
    assert "Ask your Super User, Eli Garnet ([+1 " in said
    assert "55501" in said.split("(tel:+1")[1][:10]
    assert add_actions.RAISE not in keys(app)
    assert "@" not in said.replace("\\", "")


def test_a_request_goes_with_its_reason_and_is_not_asked_twice(look: Open) -> None:
    app = about_dynamic_numbers(look(VIEWER), 65)
    room = standing().limit(LimitKey("dynamic")).headroom
    button = app.button(key="add.ask.dynamic")
    assert button.label == f"Ask for {65 - room} more dynamic numbers"
    button.click().run()
    assert "Say what the numbers are for" in texts(sound(app))
    app.text_input(key=add_numbers.WHY).set_value("a second website").run()
    app.button(key="add.ask.dynamic").click().run()
    assert "was sent; Nora Feld has been told." in texts(sound(app))
    filed = next(r for r in standing().requests if r.reason == "a second website")
    assert (filed.kind, filed.more_numbers) == ("dynamic", 65 - room)
    app = about_dynamic_numbers(app, 65)
    assert "add.ask.dynamic" not in keys(sound(app))
    assert f"{65 - room} more numbers were asked for on" in texts(app)


def test_a_save_that_meets_a_newer_limit_says_so_and_changes_nothing(look: Open) -> None:
    app = look(SUPER_USER)
    command = ChangeLimit(SUMMIT, "campaign", 43, "meanwhile", "trucks")
    change_limit(session.store(), actor(session.store(), CSM), command)
    app.button(key=add_actions.RAISE).click().run()
    assert "set it" in texts(sound(app))
    assert standing().limit(TRUCKS).limit == 43


def test_what_was_promised_for_later_is_shown_and_counts_in_the_answer(look: Open) -> None:
    app = look(SUPER_USER)
    on = NOW.date() + dt.timedelta(days=40)
    command = ChangeLimit(SUMMIT, "campaign", 80, "agreed", "trucks")
    schedule_change(session.store(), actor(session.store(), CSM), command, on)
    said = texts(sound(app.run()))
    assert "**Truck signs 42 → 80**" in said
    assert "the limit of campaign Truck signs holds them, as agreed" in said
    assert "agreed\n" not in said  # the vendor's reason stays with the vendor


def test_what_was_typed_survives_a_reload_and_is_gone_once_sent(look: Open) -> None:
    app = about_dynamic_numbers(look(VIEWER), 65)
    app.text_input(key=add_numbers.WHY).set_value("a second website").run()
    word = str(app.query_params[drafts.DRAFT])
    again = look(VIEWER, draft=word)
    assert again.text_input(key=add_numbers.WHY).value == "a second website"
    assert again.number_input(key=DYNAMIC_MORE).value == 65
    other = look(SUPER_USER, draft=word)
    assert "a second website" not in texts(other)
    again.button(key="add.ask.dynamic").click().run()
    assert not [t for t in sound(look(VIEWER, draft=word)).text_input if t.value == "a second website"]
