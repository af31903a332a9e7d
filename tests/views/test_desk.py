"""The Desk: whom to look at, why, and how old the figures are."""

from __future__ import annotations

import json
import math
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.views.conftest import Open
from tests.views.test_pages import CSM, PLANNER, sound, texts


def picture(app: AppTest) -> dict[str, Any]:
    return dict(json.loads(app.get("plotly_chart")[0].proto.spec))


def marks(app: AppTest) -> dict[str, tuple[float, float, str]]:
    """Where each network stands in the picture, and the number beside it."""
    return {
        data[1]: (x, y, text)
        for trace in picture(app)["data"]
        for data, x, y, text in zip(trace["customdata"], trace["x"], trace["y"], trace["text"], strict=True)
    }


def test_every_network_has_its_state_and_the_reason_for_it(look: Open) -> None:
    frame = sound(look(PLANNER)).dataframe[0].value
    assert set(frame["State"]) >= {"■ Over", "▲ At risk", "◆ Watch", "▽ Surplus", "● Healthy"}
    assert (frame["Why"].str.len() > 10).all()


def test_figures_of_the_table_say_how_much_when_and_what_expires(look: Open) -> None:
    frame = sound(look(PLANNER)).dataframe[0].value.set_index("Network")
    harbor = frame.loc["Harbor Dental Group"]
    assert (harbor["Network left"], f"{harbor['Limit full']:%Y-%m}") == (0, "2026-11")
    surplus = frame[frame["State"] == "▽ Surplus"]
    assert (surplus["Expiring"] > 0).all()
    assert frame.loc["Larkfield Academy", "Expiring"] != frame.loc["Larkfield Academy", "Expiring"]  # no contract: none
    assert len(harbor["Usage"]) == 13


def test_the_picture_stands_each_network_where_its_figures_are(look: Open) -> None:
    app = sound(look(PLANNER))
    frame = app.dataframe[0].value.set_index("Network")
    found = marks(app)
    for name in ("Cobalt Fibre", "Harbor Dental Group", "Wrenfield Vets"):
        row = frame.loc[name]
        assert found[name][0] == row["Used"] / row["Limit"] * 100
        assert math.isclose(found[name][1] ** 2 * 100, row["Overage risk"], abs_tol=1e-6)
    assert "Larkfield Academy" not in found  # its partnership ended: no risk is defined
    assert "1 network without one of the two not drawn" in texts(app)


def test_the_most_urgent_are_numbered_alike_in_picture_and_list(look: Open) -> None:
    app = sound(look(PLANNER))
    first = list(app.dataframe[0].value["Network"][:2])
    links = [link.label for link in app.get("page_link")]
    for place, name in enumerate(first, start=1):
        assert marks(app)[name][2] == f"<b>{place}</b>"
        assert any(label.startswith(f"{place}. ") and label.endswith(name) for label in links)


def test_a_planner_narrows_the_desk_to_one_csm_and_a_csm_has_none_to_choose(look: Open) -> None:
    app = look(PLANNER, csm=CSM)
    assert len(sound(app).dataframe[0].value) == 12
    assert not [s for s in look(CSM).selectbox if s.label == "CSM"]


def test_stale_figures_are_marked(look: Open) -> None:
    frame = sound(look(PLANNER)).dataframe[0].value.set_index("Network")
    assert frame.loc["Stonebridge Gyms", "Age"].startswith("▲ ")


def test_requests_that_wait_are_one_click_away(look: Open) -> None:
    app = sound(look(PLANNER))
    waiting = int(app.dataframe[0].value["Requests"].sum())
    assert waiting > 1
    assert f"○ {waiting:,} requests wait for an answer" in [link.label for link in app.get("page_link")]


def test_networks_that_cannot_be_drawn_are_still_listed(look: Open) -> None:
    app = sound(look(PLANNER, search="larkfield"))
    assert "there is nothing to draw" in texts(app)
    assert list(app.dataframe[0].value["Network"]) == ["Larkfield Academy"]


def test_who_needs_nobody_today_is_told_so(look: Open) -> None:
    app = look(PLANNER, search="juniper")
    assert set(app.dataframe[0].value["State"]) == {"● Healthy"}
    assert "Nothing needs your attention today" in texts(sound(app))
