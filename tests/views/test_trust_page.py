"""The page Trust: a record that is shown even when it is bad, every assumption, the state of the data."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.sample.mark import mark_as_sample
from data.store import Store
from limits.actors import actor
from limits.trust.forecast_quality import trust
from tests.portfolio_store import AS_OF
from tests.views.conftest import Open
from tests.views.test_pages import ADMIN, CSM, PLANNER, sound, texts
from views.visit import session


def test_the_record_says_how_much_it_rests_on(glance: Open) -> None:
    found = trust(session.store(), actor(session.store(), PLANNER))
    said = texts(sound(glance(PLANNER, "forecast_quality")))
    assert found.record.overall is not None
    assert f"{found.record.windows:,} forecasts of a year each" in said
    assert f"{found.record.overall.forecasts:,} months judged" in said
    assert f"held {found.record.overall.coverage_80 * 100:.0f} %" in said


def test_every_figure_is_one_click_away(glance: Open) -> None:
    app = glance(PLANNER, "forecast_quality")
    assert not app.dataframe
    app.toggle(key="trust.figures").set_value(True).run()
    by_ahead, by_history = (f.value for f in sound(app).dataframe)
    assert list(by_ahead["Months ahead"]) == [str(i) for i in range(1, 13)]
    assert by_ahead["Months judged"].sum() == by_history["Months judged"].sum()


def test_a_csm_opens_only_their_own_network(glance: Open) -> None:
    app = sound(glance(CSM, "forecast_quality", section="One network", network="cobalt-fibre"))
    assert "is not among the networks you may see" in texts(app)
    app = sound(glance(CSM, "forecast_quality", section="One network", network="harbor-dental"))
    assert app.selectbox(key="trust.network").value == "harbor-dental"
    assert "too little to tell skill from luck" in texts(app)
    assert "Too few forecasts to judge by" in texts(app)


def test_every_assumption_has_its_value_and_its_place(glance: Open) -> None:
    app = sound(glance(CSM, "forecast_quality", section="Assumptions"))
    assert "The allotment is a pot of number-months for its period." in texts(app)
    settings = app.dataframe[0].value.set_index("What")
    assert settings.loc["Overage risk that a safe limit may carry", "Value"] == "10 %"
    assert "An Admin can change it here." in texts(app)


def test_an_admin_puts_another_policy_in_force(look: Open) -> None:
    app = look(ADMIN, "forecast_quality", section="Assumptions")
    app.toggle(key="policy.is_on").set_value(True)
    app.number_input(key="policy.numbers").set_value(12)
    next(b for b in app.button if b.label == "Put in force").click().run()
    said = texts(sound(app))
    assert "The fast lane is on; the policy is in force from now on." in said
    assert "Set by Kim Arden on" in said
    assert app.dataframe[0].value.set_index("What").loc["The most it grants, numbers", "Value"] == "12"


def test_an_admin_looks_back_and_it_is_told_who_did(look: Open) -> None:
    app = look(ADMIN, "forecast_quality")
    assert "No look back was made yet" in texts(app)
    assert "All networks together teach those with short histories" in texts(app)
    app.button(key="trust.look_back").click().run()
    assert "look back by Kim Arden on" in texts(sound(app))
    assert not [b for b in look(PLANNER, "forecast_quality").button if b.key == "trust.look_back"]


def test_old_data_comes_first_and_imports_are_for_who_sees_every_network(glance: Open) -> None:
    app = sound(glance(PLANNER, "forecast_quality", section="Data"))
    data, log = (f.value for f in app.dataframe)
    assert (data["Network"].iloc[0], data["State"].iloc[0]) == ("Stonebridge Gyms", "▲ old")
    assert {"usage", "limits"} <= set(log["Table"])
    app = sound(glance(CSM, "forecast_quality", section="Data"))
    assert len(app.dataframe) == 1
    assert "the list is for Planners and Admins" in texts(app)


def test_without_history_there_are_words_and_no_record(
    look: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    young = tmp_path / "young.duckdb"
    store = Store(young)
    with store.transaction() as cursor:
        cursor.execute("INSERT INTO networks VALUES ('new', 'New', 'UTC', 'c@example.com')")
        cursor.execute("INSERT INTO users VALUES ('c@example.com', 'csm', ''), ('idle@example.com', 'csm', '')")
        mark_as_sample(cursor, AS_OF)
    store.close()
    monkeypatch.setenv("HEADROOM_DB", str(young))
    assert "Nothing can be judged yet" in texts(sound(look("c@example.com", "forecast_quality")))
    assert "Nothing can be judged of New yet" in texts(
        sound(look("c@example.com", "forecast_quality", section="One network"))
    )
    state = sound(look("c@example.com", "forecast_quality", section="Data")).dataframe[0].value["State"].iloc[0]
    assert state == "▲ no usage yet, a limit is missing, no partnership"
    assert "No network is yours" in texts(sound(look("idle@example.com", "forecast_quality", section="One network")))
    assert "No networks are assigned to you" in texts(
        sound(look("idle@example.com", "forecast_quality", section="Data"))
    )
