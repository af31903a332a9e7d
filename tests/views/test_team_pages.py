"""A change taken back, what is raised, what became of decisions."""

from __future__ import annotations

from data.store import Address, open_store
from limits.actors import actor
from limits.changes.change import ChangeLimit, change_limit
from limits.notices.alerts import evaluate_alerts as look_for_alerts
from tests.views.conftest import Open
from tests.views.test_pages import ADMIN, CSM, PLANNER, SUPER_USER, sound, texts

HARBOR = {"network": "harbor-dental"}


def raised_by(store_address: Address, more: int) -> int:
    """The network limit of Harbor Dental raised; what it was before."""
    store = open_store(store_address)
    change = change_limit(
        store, actor(store, CSM), ChangeLimit("harbor-dental", "network", 161 + more, "for the spring season")
    )
    store.close()
    assert change.old_limit is not None
    return change.old_limit


def test_a_csm_takes_a_change_back_and_the_history_keeps_both(look: Open, store_address: Address) -> None:
    before = raised_by(store_address, 9)
    app = look(CSM, "network", section="History", **HARBOR)
    choice = app.selectbox(key="undo.chosen")
    choice.set_value(next(o for o in choice.options if f"{before:,} to {before + 9:,}" in o))
    app.text_input(key="undo.reason").set_value("the season is called off")
    next(b for b in app.button if b.label == "Take the change back").click().run()
    assert f"Taken back by a new change: the limit is {before:,} numbers again." in texts(sound(app))
    newest, undone = app.dataframe[0].value.iloc[0], app.dataframe[0].value.iloc[1]
    assert (newest["To"], newest["Reason"], undone["To"]) == (before, "the season is called off", before + 9)


def test_a_change_is_not_taken_back_without_a_reason(look: Open, store_address: Address) -> None:
    raised_by(store_address, 9)
    app = look(CSM, "network", section="History", **HARBOR)
    next(b for b in app.button if b.label == "Take the change back").click().run()
    assert "needs a reason" in texts(sound(app))


def test_who_only_looks_cannot_take_anything_back(look: Open, store_address: Address) -> None:
    raised_by(store_address, 9)
    for email, page in ((PLANNER, "network"), (ADMIN, "network"), (SUPER_USER, "headroom")):
        app = look(email, page, section="Changes" if page == "headroom" else "History", **HARBOR)
        assert not [b for b in sound(app).button if b.label == "Take the change back"]


def test_alerts_that_are_raised_stand_on_the_networks_page(look: Open, store_address: Address) -> None:
    store = open_store(store_address)
    look_for_alerts(store)
    store.close()
    said = texts(sound(look(CSM, "network", **HARBOR)))
    assert "raised**" in said
    assert "161 of 161 numbers are used (100 %)" in said


def test_decisions_are_told_with_what_came_of_them(look: Open) -> None:
    app = sound(look(PLANNER, "forecast_quality", section="Decisions"))
    people, entries = (f.value for f in app.dataframe)
    assert people["Decided by"].iloc[0] == "the team"
    assert "Nora Feld" in [*people["Decided by"]]  # by name, and campaigns by theirs
    assert "Limit of campaign Truck signs" in [*entries["Limit"]]
    assert people["Decisions"].iloc[0] == people["Decisions"].iloc[1:].sum() == len(entries)
    own = sound(look(CSM, "forecast_quality", section="Decisions")).dataframe[1].value
    assert 0 < len(own) < len(entries)
