"""The idle numbers on the pages: listed one by one, with the month from which releasing them frees room."""

from __future__ import annotations

import pytest

from tests.views.conftest import Open
from tests.views.test_pages import CSM, PLANNER, SUPER_USER, sound, texts

SAYS = "Releasing one frees room from the next billing month: releasing it makes room for 1 from December 2026."


def test_the_network_page_lists_idle_numbers_with_their_last_call(glance: Open) -> None:
    app = sound(glance(CSM, "network", network="summit-hvac", section="Limits"))
    assert f"1 static number had no call for 45 days or more. {SAYS}" in texts(app).replace("\\", "")
    listed = next(f.value for f in app.dataframe if "Assigned since" in f.value)
    assert listed.to_dict("records") == [
        {
            "Number": "+12145550142",
            "Reach": "local",
            "Campaign": "Door hangers",
            "Last call": "30 Sep 2026",
            "Assigned since": "1 May 2024",
            "Status": "—",
        }
    ]


def test_a_customer_sees_those_of_their_own_network(glance: Open) -> None:
    app = sound(glance(SUPER_USER))
    assert SAYS in texts(app).replace("\\", "")
    assert any("+12145550142" in f.value.to_string() for f in app.dataframe)


@pytest.mark.parametrize(
    ("network", "said"),
    [
        ("lilac-bridal", "Every static number rang within 45 days, or has not been there for as long."),
        ("orchard-wellness", "No import tells which numbers rang lately, so it cannot be told which are idle."),
    ],
)
def test_where_nothing_is_idle_or_nothing_is_known_the_page_says_which(glance: Open, network: str, said: str) -> None:
    app = sound(glance(PLANNER, "network", network=network, section="Limits"))
    assert said in texts(app).replace("\\", "")
    assert not [f for f in app.dataframe if "Assigned since" in f.value]
