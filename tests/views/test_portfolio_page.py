"""The portfolio: whom to look at, why, and how old the figures are."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from typing import Any

from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from limits.actors import actor
from limits.advice import network_standing
from limits.answers import amount_words
from limits.kinds import LimitKey
from tests.views.conftest import Open
from tests.views.test_pages import CSM, PLANNER, sound, texts
from views.panels import call_first, portfolio_table
from views.server.downloads import OFFERS
from views.visit import session


def picture(app: AppTest) -> dict[str, Any]:
    return dict(json.loads(app.get("plotly_chart")[0].proto.spec))


def drawn(app: AppTest) -> AppTest:
    """The same with its picture, which is made when somebody asks for it."""
    return sound(app.toggle(key="portfolio.draw").set_value(True).run())


def marks(app: AppTest) -> dict[str, tuple[float, float, str]]:
    """Where each network stands in the picture, and the number beside it."""
    return {
        data[1]: (x, y, text)
        for trace in picture(app)["data"]
        for data, x, y, text in zip(trace["customdata"], trace["x"], trace["y"], trace["text"], strict=True)
    }


def test_every_network_has_its_state_and_the_reason_for_it(glance: Open) -> None:
    frame = sound(glance(PLANNER)).dataframe[0].value
    assert {state for (state,) in frame["State"]} >= {"Over", "At risk", "Watch", "Surplus", "Healthy"}
    assert (frame["Why"].str.len() > 10).all()


def test_figures_of_the_table_say_how_much_when_and_what_expires(glance: Open) -> None:
    frame = sound(glance(PLANNER)).dataframe[0].value.set_index("Network")
    harbor = frame.loc["Harbor Dental Group"]
    assert (harbor["Network left"], f"{harbor['Limit full']:%Y-%m}") == (0, "2026-11")
    surplus = frame[frame["State"].str[0] == "Surplus"]
    assert (surplus["Expiring"] > 0).all()
    assert frame.loc["Larkfield Academy", "Expiring"] != frame.loc["Larkfield Academy", "Expiring"]  # no contract: none
    assert len(harbor["Usage"]) == 13


def test_the_picture_stands_each_network_where_its_figures_are(glance: Open) -> None:
    app = drawn(glance(PLANNER))
    frame = app.dataframe[0].value.set_index("Network")
    found = marks(app)
    for name in ("Cobalt Fibre", "Harbor Dental Group", "Wrenfield Vets"):
        row = frame.loc[name]
        assert found[name][0] == row["Used"] / row["Limit"] * 100
        assert math.isclose(found[name][1] ** 2 * 100, row["Overage risk"], abs_tol=1e-6)
    assert "Larkfield Academy" not in found  # its partnership ended: no risk is defined
    assert "1 network without one of the two not drawn" in texts(app)


def test_whom_to_call_is_ranked_by_what_overage_will_cost(glance: Open) -> None:
    app = sound(glance(CSM))
    assert re.match(
        r"\d customers to call today: \\\$[\d,]+ of overage is expected, 3 requests to answer", app.header[0].value
    )
    frame = app.dataframe[0].value
    calls = [b.key.removeprefix("portfolio.call.") for b in app.button if b.key and b.key.startswith("portfolio.call.")]
    assert calls[0] == "falcon-roofing"
    assert frame["Network"].iloc[0] == "Falcon Crest Roofing"
    assert frame["Cost"].iloc[0].startswith("$")
    assert app.header[0].value.replace("\\", "").split(" of overage")[0].endswith(frame["Cost"].iloc[0])


def test_the_money_of_the_portfolio_is_that_of_the_networks_own_answer(glance: Open) -> None:
    frame = sound(glance(CSM)).dataframe[0].value.set_index("Network")
    standing = network_standing(session.store(), actor(session.store(), CSM), "falcon-roofing")
    way = standing.answers[LimitKey("network")].as_history
    assert frame.loc["Falcon Crest Roofing", "Cost"] == amount_words(way.cost or 0.0, "USD")


def test_a_request_is_one_click_from_whom_to_call(glance: Open) -> None:
    app = glance(CSM)
    app.button(key="portfolio.call.harbor-dental").click().run()
    assert sound(app).title[0].value == "Requests"
    assert "Harbor Dental Group asks for 40 more numbers" in texts(app)


def test_the_file_has_every_column_and_no_formula(glance: Open) -> None:
    frame = sound(glance(CSM)).dataframe[0].value
    frame.loc[0, "Network"] = "=1+1"
    lines = list(csv.reader(io.StringIO(portfolio_table.as_csv(frame))))
    assert {"Network", "Cost", "Phone", "Expiring"} <= set(lines[0])
    assert lines[1][lines[0].index("Network")] == "'=1+1"
    assert len(lines) == 13


def test_a_planner_narrows_the_desk_to_one_csm_and_a_csm_has_none_to_choose(glance: Open) -> None:
    app = glance(PLANNER, csm=CSM)
    assert len(sound(app).dataframe[0].value) == 12
    assert not [s for s in glance(CSM).selectbox if s.label == "CSM"]


def test_stale_figures_are_marked(glance: Open) -> None:
    frame = sound(glance(PLANNER)).dataframe[0].value.set_index("Network")
    assert frame.loc["Stonebridge Gyms", "Age"].startswith("▲ ")


def test_requests_that_wait_are_one_click_away(glance: Open) -> None:
    app = sound(glance(PLANNER))
    waiting = int(app.dataframe[0].value["Requests"].sum())
    assert waiting > 1
    assert f"{waiting:,} requests to answer" in app.header[0].value


def test_networks_that_cannot_be_drawn_are_still_listed(glance: Open) -> None:
    app = drawn(glance(PLANNER, search="larkfield"))
    assert "there is nothing to draw" in texts(app)
    assert list(app.dataframe[0].value["Network"]) == ["Larkfield Academy"]


def test_who_needs_nobody_today_is_told_so() -> None:
    assert call_first._headline([]) == "Nothing needs your attention today."


def test_what_is_in_view_is_taken_along_as_a_deck(glance: Open) -> None:
    def pages(app: AppTest) -> list[str]:
        shown = " ".join(one.proto.body for one in sound(app).get("html"))
        (token,) = re.findall(r'href="/files/([^/"]+)/portfolio\.pdf"', shown)
        assert "portfolio.pptx" in shown
        offer = OFFERS.find(token)
        assert offer is not None
        made = offer.make()
        assert isinstance(made, bytes)
        return [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]

    one = pages(glance(PLANNER, search="harbor"))
    assert "1 network" in one[0]
    assert any("Harbor Dental Group: network limit full" in page for page in one)
    app = glance(CSM)
    mine = list(app.dataframe[0].value["Network"])
    own = pages(app)
    assert f"{len(mine)} networks" in own[0]
    assert all(any(name in page for page in own) for name in mine)
