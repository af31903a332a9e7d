"""Forms that meet a newer limit, planned changes as customers see them, a split applied, a grant by period."""

from __future__ import annotations

import datetime as dt

from limits.actors import OPERATOR, actor
from limits.advice.standing import network_standing
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.planned_changes import schedule_change, scheduled_changes
from limits.kinds import LimitKey
from limits.months import month_of, plus_months
from tests.views.conftest import NOW, Open
from tests.views.test_pages import CSM, PLANNER, SUPER_USER, VIEWER, sound, texts
from tests.views.test_request_pages import WAITING
from views.forms import change_form, divide_form
from views.visit import session

FAR = NOW.date() + dt.timedelta(days=40)
TRUCKS = LimitKey("campaign", "trucks")


def changed_meanwhile(network_id: str, kind: str, more: int, campaign_id: str = "") -> tuple[int, int]:
    """Somebody else changes the limit while a page is open; what it was and what it is."""
    store = session.store()
    before = network_standing(store, OPERATOR, network_id).limit(LimitKey(kind, campaign_id)).limit  # type: ignore[arg-type]
    command = ChangeLimit(network_id, kind, before + more, "meanwhile", campaign_id)  # type: ignore[arg-type]
    return before, change_limit(store, actor(store, CSM), command).new_limit


def test_a_save_that_meets_a_newer_limit_says_who_changed_it_and_keeps_what_was_typed(look: Open) -> None:
    app = look(CSM, "network", network="harbor-dental", section="Limits")
    to = next(n.key for n in app.number_input if n.key and n.key.startswith(f"{change_form.TO}.network."))
    reason = to.replace(change_form.TO, change_form.REASON)
    typed = int(app.number_input(key=to).value) + 28
    before, now = changed_meanwhile("harbor-dental", "network", 9)
    app.number_input(key=to).set_value(typed)
    app.text_area(key=reason).set_value("spring season")
    next(b for b in app.button if b.label == "Change limit").click().run()
    said = sound(app).error[0].value
    assert f"{CSM} set it from {before:,} to {now:,} on " in said.replace("\\", "")
    assert "What you typed is still here" in said
    assert (app.number_input(key=to).value, app.text_area(key=reason).value) == (typed, "spring season")
    next(b for b in app.button if b.label == "Change limit").click().run()  # knowing it now
    assert f"is {typed} numbers now, it was {now}" in texts(sound(app))


def test_a_form_nobody_typed_into_follows_the_limit(look: Open) -> None:
    app = look(CSM, "network", network="harbor-dental", section="Limits")
    to = next(n.key for n in app.number_input if n.key and n.key.startswith(f"{change_form.TO}.network."))
    _, now = changed_meanwhile("harbor-dental", "network", 9)
    app.run()
    assert app.number_input(key=to).value == now
    assert not sound(app).error


def test_a_decision_that_meets_a_newer_limit_says_so_and_keeps_what_was_typed(look: Open) -> None:
    app = look(CSM, "requests", request=WAITING)
    app.button(key="requests.recommended").click().run()
    app.text_input(key=f"decide.note.recommended.{WAITING}").set_value("they grow").run()
    before, now = changed_meanwhile("summit-hvac", "campaign", 1, "trucks")
    app.text_area(key=f"decide.answer.recommended.{WAITING}").set_value("Welcome.").run()
    app.button(key=f"decide.ok.recommended.{WAITING}").click().run()
    said = sound(app).error[0].value
    assert f"{CSM} set it from {before:,} to {now:,} on " in said.replace("\\", "")
    assert app.text_input(key=f"decide.note.recommended.{WAITING}").value == "they grow"
    assert app.text_area(key=f"decide.answer.recommended.{WAITING}").value == "Welcome."
    app.button(key=f"decide.ok.recommended.{WAITING}").click().run()
    assert "Granted all 8 to" in texts(sound(app))


def test_a_part_by_period_is_planned_from_the_page(look: Open) -> None:
    app = look(CSM, "requests", request=WAITING)
    store = session.store()
    limit = network_standing(store, OPERATOR, "summit-hvac").limit(TRUCKS).limit
    first = max(month_of(NOW.date()), dt.date(2026, 12, 1))
    months = (plus_months(first, 1), plus_months(first, 3))
    app.button(key="requests.part").click().run()
    app.toggle(key=f"decide.by_period.part.{WAITING}").set_value(True).run()
    typed = ", ".join(f"{m:%Y-%m}={limit + n}" for m, n in zip(months, (3, 8), strict=True))
    app.text_input(key=f"decide.steps.part.{WAITING}").set_value("soon=44").run()
    assert "'soon=44' is no step" in texts(sound(app)).replace("\\", "")
    app.text_input(key=f"decide.steps.part.{WAITING}").set_value(typed)
    app.run()
    app.text_input(key=f"decide.note.part.{WAITING}").set_value("two periods").run()
    assert f"**{limit + 3}** from 1 {months[0]:%b %Y}, **{limit + 8}** from 1 {months[1]:%b %Y}" in texts(app)
    app.button(key=f"decide.ok.part.{WAITING}").click().run()
    assert "Granted a part by period to Summit Ridge" in texts(sound(app))
    found = [(c.new_limit, c.on_date) for c in scheduled_changes(store, OPERATOR, "summit-hvac")]
    assert found == [(limit + 3, months[0]), (limit + 8, months[1])]


def test_customers_see_what_is_planned_without_reasons_and_names(look: Open) -> None:
    app = look(VIEWER)
    store = session.store()
    before = network_standing(store, OPERATOR, "summit-hvac").limit(LimitKey("network")).limit
    command = ChangeLimit("summit-hvac", "network", before + 20, "or they leave us", until=FAR + dt.timedelta(days=9))
    schedule_change(store, actor(store, CSM), command, FAR)
    app.run()
    said = texts(sound(app))
    assert f"**Network limit {before:,} → {before + 20:,}**, until " in said
    assert "leave us" not in said
    assert CSM not in said
    assert f"The network limit falls from {before + 20} to {before} after" in texts(app).replace("\\", "")
    vendor = look(CSM, "network", network="summit-hvac", section="Limits")
    assert any("or they leave us" in f.value.to_string() for f in sound(vendor).dataframe)


def test_a_split_is_applied_from_the_page(look: Open) -> None:
    app = look(CSM, "network", network="summit-hvac", section="Limits")
    app.toggle(key="network.divide.summit-hvac").set_value(True).run()
    shares = next(f.value for f in sound(app).dataframe if "Share" in f.value)
    app.text_input(key=f"{divide_form.REASON}.summit-hvac").set_value("each its share")
    next(b for b in app.button if b.label == "Set these limits").click().run()
    assert "set. The changes are in the history." in texts(sound(app))
    found = network_standing(session.store(), OPERATOR, "summit-hvac").limits
    by_name = {s.name or "Dynamic numbers": s.limit for s in found if s.key.kind != "network"}
    assert by_name == dict(zip(shares["Campaign"], shares["Share"], strict=True))


def test_a_split_whose_shares_moved_is_not_applied_and_keeps_the_reason(look: Open) -> None:
    app = look(CSM, "network", network="summit-hvac", section="Limits")
    app.toggle(key="network.divide.summit-hvac").set_value(True).run()
    changed_meanwhile("summit-hvac", "campaign", 1, "trucks")
    app.text_input(key=f"{divide_form.REASON}.summit-hvac").set_value("each its share")
    next(b for b in app.button if b.label == "Set these limits").click().run()
    assert "changed while you looked" in sound(app).error[0].value
    assert app.text_input(key=f"{divide_form.REASON}.summit-hvac").value == "each its share"


def test_only_who_may_change_limits_finds_the_button_of_a_split(look: Open) -> None:
    app = look(PLANNER, "network", network="summit-hvac", section="Limits")
    app.toggle(key="network.divide.summit-hvac").set_value(True).run()
    assert not [b for b in sound(app).button if b.label == "Set these limits"]
    assert not [b for b in sound(look(SUPER_USER)).button if b.label == "Set these limits"]
