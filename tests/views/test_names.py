"""Names that Markdown would take for its own are read as they were typed, on every page that says one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.store import Address, Store
from tests.views.conftest import Open, forget, sample_in
from tests.views.test_pages import CSM, PLANNER, SUPER_USER, sound, texts

NAME = "Save $5 & get $10 `now` :red[x] *b* [link](http://e.example) <b>y</b>"
AS_TEXT = r"Save \$5 & get \$10 \`now\` \:red\[x\] \*b\* \[link\](http\://e.example) \<b\>y\</b\>"
CAMPAIGN = "Trucks $1 and $2 :blue[z]"


@pytest.fixture(scope="module")
def shared_address(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Address]:
    """A store of such names, which the tests only look at."""
    address = sample_in(tmp_path_factory.mktemp("renamed"), request)
    store = Store(address)
    with store.transaction() as cursor:
        for network_id in ("summit-hvac", "amberfield-inns", "copperleaf-realty"):
            cursor.execute("UPDATE networks SET name = $1 WHERE network_id = $2", NAME, network_id)
        cursor.execute("UPDATE campaigns SET name = $1 WHERE campaign_id = 'trucks'", CAMPAIGN)
    store.close()
    yield address
    forget()


@pytest.mark.parametrize(
    ("email", "page", "address"),
    [
        (PLANNER, "traffic", {"network": "copperleaf-realty"}),
        (PLANNER, "traffic", {"network": "amberfield-inns"}),  # no traffic on record: another sentence
        (CSM, "network", {"network": "summit-hvac"}),
        (SUPER_USER, "headroom", {}),
        (CSM, "requests", {"request": "summit-hvac-open-1"}),
    ],
    ids=["traffic", "no traffic", "network", "headroom", "requests"],
)
def test_a_network_named_in_markdown_is_read_as_typed(
    glance: Open, email: str, page: str, address: dict[str, str]
) -> None:
    said = texts(sound(glance(email, page, **address)))
    assert AS_TEXT in said
    assert NAME not in said


@pytest.mark.parametrize("section", ["Limits", "Room", "Requests", "History"])
def test_a_campaign_named_in_markdown_is_read_as_typed(glance: Open, section: str) -> None:
    said = texts(sound(glance(CSM, "network", network="summit-hvac", section=section)))
    assert r"Trucks \$1 and \$2 \:blue\[z\]" in said
    assert CAMPAIGN not in said


def test_what_the_calculator_hands_on_is_plain_text_already(glance: Open) -> None:
    app = sound(glance(PLANNER, "traffic", network="copperleaf-realty"))
    assert f"Dynamic numbers for {NAME}: " in app.code[0].value
