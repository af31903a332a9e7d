"""The traffic calculator: who sees it, what it answers, and what it says to bad input and to no traffic."""

from __future__ import annotations

import pytest

from limits.actors import actor
from limits.administration import SetSettings, set_settings
from tests.views.conftest import Open
from tests.views.test_pages import ADMIN, CSM, PLANNER, SUPER_USER, VIEWER, sound, texts
from views.forms import traffic_inputs
from views.text.traffic_words import headline
from views.visit import session


@pytest.mark.parametrize("email", [CSM, PLANNER, ADMIN, SUPER_USER, VIEWER])
def test_everybody_finds_the_calculator(glance: Open, email: str) -> None:
    app = sound(glance(email, "traffic"))
    assert app.title[0].value == "Traffic calculator"
    assert "as of the end of 22 Nov 2026" in texts(app)
    assert any(m.label == "Numbers needed" and str(m.value).isdigit() for m in app.metric)


def test_the_answer_comes_before_what_it_hangs_on_and_old_figures_are_said_to_be_old_by_the_setting(
    look: Open,
) -> None:
    app = sound(look(PLANNER, "traffic", network="stonebridge-gyms"))
    order = [one.type for one in app.main if one.type in ("metric", "number_input")]
    assert order.index("metric") < order.index("number_input")
    assert "13 Nov 2026 was imported" in texts(app)
    store = session.store()
    set_settings(store, actor(store, ADMIN), SetSettings({"stale_days": 30}, "imported once a month"))
    assert "13 Nov 2026 was imported" not in texts(sound(look(PLANNER, "traffic", network="stonebridge-gyms")))


def test_a_customer_cannot_ask_for_another_network(glance: Open) -> None:
    said = texts(sound(glance(VIEWER, "traffic", network="copperleaf-realty")))
    assert "'copperleaf-realty' is not among the networks you may see" in said
    assert "Copperleaf" not in said
    assert "Summit Ridge" in said


def test_the_answer_shows_its_hold_time_its_formula_and_its_own_correction(glance: Open) -> None:
    app = sound(glance(PLANNER, "traffic", network="copperleaf-realty"))
    said = texts(app)
    assert "hold today's forecast demand" in said
    assert "are enough in every month from Nov 2026" in said
    assert "with 90 % confidence" in said
    assert "By the formula alone 43, at a hold time of 5 min" in said  # B(42, 30.04) = 0.75 %, and one for overflow
    assert ("Busy-hour load, erlangs", "30.0") in [(m.label, m.value) for m in app.metric]
    assert "361 sessions in the busiest hour" in said
    assert "361 / 3,600" in said.replace("360.5", "361")
    assert "the dynamic limit leaves" in said
    assert "91,504 sessions a month" in app.code[0].value


def test_a_longer_hold_and_more_pools_need_more_numbers(glance: Open) -> None:
    def needed() -> int:
        return int(str(next(m.value for m in sound(app).metric if m.label == "Numbers needed")).split()[0])

    app = glance(PLANNER, "traffic", network="copperleaf-realty")
    before = needed()
    app.number_input(key=traffic_inputs.HOLD).set_value(900.0).run()
    longer = needed()
    app.number_input(key=traffic_inputs.POOLS).set_value(5).run()
    assert before < longer < needed()


def test_sessions_of_ones_own_are_drawn_beside_the_history_and_never_replace_it(glance: Open) -> None:
    app = glance(PLANNER, "traffic", network="copperleaf-realty")
    assert "If your sessions a month come true" not in texts(app)
    app.number_input(key=traffic_inputs.SESSIONS).set_value(140_000).run()
    said = texts(sound(app))
    assert "If traffic goes on as its history says" in said
    assert "If your sessions a month come true" in said


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        (traffic_inputs.SESSIONS, -1, "Sessions a month is -1"),
        (traffic_inputs.VISIT, 0.0, "Visit length is 0"),
        (traffic_inputs.HOLD, -5.0, "Guaranteed hold is -5"),
        (traffic_inputs.TARGET, 0.0, "0 % would need endless numbers"),
        (traffic_inputs.TARGET, 100.0, "Overflow target, % is 100"),
        (traffic_inputs.PEAKEDNESS, 0.0, "Peakedness is 0"),
        (traffic_inputs.POOLS, 0, "RingPools is 0"),
        (traffic_inputs.BUSY, 100.0, "Busy-hour share, % is 100"),
    ],
)
def test_nonsense_is_answered_in_words_and_without_a_figure(glance: Open, key: str, value: float, words: str) -> None:
    app = glance(PLANNER, "traffic", network="copperleaf-realty")
    app.number_input(key=key).set_value(value).run()
    assert words in texts(sound(app))
    assert not app.metric


def test_without_traffic_it_says_what_it_needs_and_what_it_can_say(glance: Open) -> None:
    app = sound(glance(PLANNER, "traffic", network="amberfield-inns"))
    said = texts(app)
    assert "No traffic of Amberfield Inns is on record" in said
    assert "sessions a month** at 1 % overflow" in said
    assert not app.metric
    app.number_input(key=traffic_inputs.SESSIONS).set_value(40_000).run()
    assert "no month has both traffic and usage" in texts(sound(app))
    assert any(m.label == "Numbers needed" for m in app.metric)


def test_no_sessions_need_no_numbers(glance: Open) -> None:
    app = glance(PLANNER, "traffic", network="copperleaf-realty")
    app.number_input(key=traffic_inputs.SESSIONS).set_value(0).run()
    assert "No sessions need no dynamic numbers" in texts(sound(app))


def test_another_network_begins_with_its_own_facts(glance: Open) -> None:
    app = glance(PLANNER, "traffic", network="copperleaf-realty")
    app.number_input(key=traffic_inputs.SESSIONS).set_value(5_000).run()
    box = next(b for b in app.selectbox if b.label == "Network")
    box.set_value("marigold-mattress").run()
    assert app.number_input(key=traffic_inputs.SESSIONS).value > 20_000


@pytest.mark.slow
@pytest.mark.parametrize("network_id", ["hollis-memorials", "brightwater-spas", "sprout-kitchens", "ironvale-parts"])
def test_every_kind_of_network_has_a_calculator_without_a_fault(glance: Open, network_id: str) -> None:
    assert "hold" in texts(sound(glance(PLANNER, "traffic", network=network_id)))


def test_the_page_begins_with_one_sentence_and_the_button_that_follows_from_it(glance: Open) -> None:
    app = sound(glance(SUPER_USER, "traffic"))
    needed = int(str(next(m.value for m in app.metric if m.label == "Numbers needed")))
    assert app.header[0].value.startswith(f"{needed} dynamic number")
    assert ("more than the dynamic limit" in app.header[0].value) == any(b.key == "traffic.ask" for b in app.button)
    assert headline(1, 1) == "1 dynamic number is needed, and the dynamic limit of 1 has room for it."
    assert headline(288, 61) == "288 dynamic numbers are needed, 227 more than the dynamic limit of 61."
    assert headline(288, None) == "288 dynamic numbers are needed."
