"""The network's page: what binds comes first, and each limit changes in its row."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from limits.actors import OPERATOR, actor
from limits.advice import network_standing
from limits.changes import ChangeLimit, change_limit
from limits.kinds import NETWORK, LimitKey
from tests.views.conftest import Open
from tests.views.test_pages import CSM, PLANNER, sound, texts
from views.forms import change_form
from views.visit import drafts, session


def limit_now(network_id: str, key: LimitKey) -> int:
    return network_standing(session.store(), OPERATOR, network_id).limit(key).limit


def edited(app: AppTest, kind: str) -> AppTest:
    key = next(b.key for b in app.button if b.key and b.key.startswith("row.limit.") and f".{kind}." in b.key)
    return sound(app.button(key=key).click().run())


def typed(app: AppTest, kind: str, to: int, reason: str) -> AppTest:
    field = next(n for n in app.number_input if n.key and n.key.startswith(f"{change_form.TO}.{kind}."))
    app.text_area(key=field.key.replace(change_form.TO, change_form.REASON)).set_value(reason)
    field.set_value(to).run()
    return app


def test_the_page_opens_on_the_limit_that_binds_and_leads_to_its_request(glance: Open) -> None:
    app = sound(glance(CSM, "network", network="harbor-dental"))
    assert app.header[0].value == "Network limit is full: 161 of 161 are used."
    app.button(key="network.answer").click().run()
    assert "Harbor Dental Group asks for 40 more numbers" in texts(sound(app))


def test_a_limit_is_changed_in_its_row_told_there_once_and_taken_back_there(look: Open) -> None:
    app = edited(look(CSM, "network", network="harbor-dental"), "dynamic")
    before = limit_now("harbor-dental", LimitKey("dynamic"))
    typed(app, "dynamic", before + 3, "spring season")
    assert f"+3, to {before + 3}" in texts(app).replace("\\", "")
    next(b for b in app.button if b.label == "Change limit").click().run()
    said = f"is {before + 3} numbers now, it was {before}"
    assert [said in m.value for m in sound(app).markdown].count(True) == 1
    assert not [n for n in app.number_input if n.key and n.key.startswith(change_form.TO)]  # the row is closed
    next(b for b in app.button if b.label == "Undo").click().run()
    assert f"Taken back: the dynamic limit is {before} numbers again." in texts(sound(app))
    assert limit_now("harbor-dental", LimitKey("dynamic")) == before


def test_what_is_refused_is_said_in_the_row_and_nothing_typed_is_lost(glance: Open) -> None:
    app = edited(glance(CSM, "network", network="harbor-dental"), "dynamic")
    before = limit_now("harbor-dental", LimitKey("dynamic"))
    typed(app, "dynamic", before + 3, "")
    next(b for b in app.button if b.label == "Change limit").click().run()
    assert "needs a reason" in sound(app).error[0].value
    assert next(n for n in app.number_input if n.key and n.key.startswith(change_form.TO)).value == before + 3


def test_a_row_opens_on_what_is_recommended(glance: Open) -> None:
    app = glance(CSM, "network", network="kestrel-credit")
    standing = network_standing(session.store(), OPERATOR, "kestrel-credit")
    answer = standing.answers[LimitKey("network")]
    assert answer.raises
    edited(app, "network")
    assert next(n for n in app.number_input if n.key and n.key.startswith(change_form.TO)).value == answer.limit


def test_who_may_not_change_finds_no_edit(glance: Open) -> None:
    app = sound(glance(PLANNER, "network", network="harbor-dental"))
    assert not [b for b in app.button if b.key and b.key.startswith("row.limit.")]


def test_the_limit_is_typed_as_a_figure_or_as_what_is_added(glance: Open) -> None:
    app = glance(CSM, "network", network="harbor-dental", section="Limits")
    key = next(n.key for n in app.number_input if n.key and n.key.startswith(f"{change_form.TO}.network."))
    by = key.replace(change_form.TO, change_form.MORE)
    before = int(app.number_input(key=key).value)
    app.number_input(key=by).set_value(7).run()
    assert int(app.number_input(key=key).value) == before + 7
    app.number_input(key=key).set_value(before + 3).run()
    assert int(sound(app).number_input(key=by).value) == 3


def test_a_row_says_no_raise_is_needed_only_where_that_is_the_answer(glance: Open) -> None:
    """More was used than was bought: nothing is said to be well while the contract has to be talked about."""
    app = sound(glance(CSM, "network", network="falcon-roofing"))
    standing = network_standing(session.store(), OPERATOR, "falcon-roofing")
    talks = [key for key, answer in standing.answers.items() if answer.verdict == "needs a contract conversation"]
    assert talks
    said = [caption.value for caption in app.caption]
    assert said.count("Talk about the contract first") == len(talks)
    assert said.count("No raise needed") <= len(standing.answers) - len(talks)


def test_what_was_typed_for_a_limit_survives_a_reload_and_is_still_refused_where_it_changed_meanwhile(
    look: Open,
) -> None:
    app = typed(look(CSM, "network", network="summit-hvac", section="Limits"), "network", 190, "autumn campaign").run()
    key = next(n.key for n in app.number_input if n.key and n.key.startswith(change_form.TO))
    word = str(app.query_params[drafts.DRAFT])
    store = session.store()
    change_limit(store, actor(store, CSM), ChangeLimit("summit-hvac", "network", 200, "agreed by phone"))
    again = look(CSM, "network", network="summit-hvac", section="Limits", draft=word)
    assert again.number_input(key=key).value == 190
    reason = key.replace(change_form.TO, change_form.REASON)
    assert again.text_area(key=reason).value == "autumn campaign"
    again.button(key=key.replace(change_form.TO, change_form.SUBMIT)).click().run()
    assert limit_now("summit-hvac", NETWORK) == 200
    assert again.text_area(key=reason).value == "autumn campaign"
    assert not sound(look(PLANNER, "network", network="summit-hvac", section="Limits", draft=word)).text_area


def test_what_was_sent_is_no_draft_any_more(look: Open) -> None:
    app = typed(look(CSM, "network", network="summit-hvac", section="Limits"), "network", 190, "autumn campaign").run()
    word = str(app.query_params[drafts.DRAFT])
    next(b for b in app.button if b.key and b.key.startswith(change_form.SUBMIT)).click().run()
    assert limit_now("summit-hvac", NETWORK) == 190
    again = look(CSM, "network", network="summit-hvac", section="Limits", draft=word)
    assert not [t for t in sound(again).text_area if t.value]
