"""What the vendor keeps to itself, as each role over everything that says something of a network as data."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from data.errors import NotAllowed
from data.store import Store
from limits import as_json
from limits.actors import Actor, actor
from limits.advice.standing import network_standing
from limits.advice.weigh import Asked, weigh
from limits.answers import answer_data
from limits.changes.planned_changes import scheduled_changes
from limits.network.explaining import explain
from limits.network.limit_history import history
from limits.notice_texts import feed
from limits.notices.alerts import evaluate_alerts, raised_alerts
from limits.planning.frozen_packs import as_data, open_pack
from limits.planning.saved_scenarios import commit_scenario
from limits.requests import decide
from limits.requests.thread import comment_on_request, request_thread
from tests.limits.lending import CopyOf
from tests.limits.who_may import NOW, PEOPLE, fill_with_everything
from tests.limits.world import CSM
from tests.store_maker import StoreMaker

ROOT = Path(__file__).parents[2]
DECEMBER = dt.date(2026, 12, 1)
# What the world below holds of the vendor's own: reasons, notes, names of plans, and the price of 4.5 USD.
SECRETS = ("secret", "USD", '4.5"', ": 4.5,", ": 4.5}")
Surface = Callable[[Store, Actor, dict[str, str]], Any]


def _status(store: Store, person: Actor, names: dict[str, str]) -> Any:
    return as_json.status(network_standing(store, person, names["network"]))


def _weighed(store: Store, person: Actor, names: dict[str, str]) -> Any:
    answer = weigh(store, person, Asked(names["network"], "network", 300, DECEMBER))
    return answer_data(answer, network_standing(store, person, names["network"]).contract)


def _pack(store: Store, person: Actor, names: dict[str, str]) -> Any:
    pack, sheet = open_pack(store, person, names["network"], names["pack"])
    return [asdict(pack), as_data(sheet)]


def _thread(store: Store, person: Actor, names: dict[str, str]) -> Any:
    found, events = request_thread(store, person, names["request"])
    return [as_json.request(found), [asdict(event) for event in events]]


SURFACES: dict[str, Surface] = {
    "status": _status,
    "weigh": _weighed,
    "explain": lambda s, p, n: as_json.explanation(
        explain(s, p, n["network"], number_type="static", count=9, campaign_id="spring")
    ),
    "history": lambda s, p, n: [as_json.change(one) for one in history(s, p, n["network"])],
    "planned": lambda s, p, n: [asdict(one) for one in scheduled_changes(s, p, n["network"])],
    "request": _thread,
    "notices": lambda s, p, n: [asdict(one) for one in feed(s, p, n["network"])],
    "alerts": lambda s, p, n: [asdict(one) for one in raised_alerts(s, p, n["network"])],
    "pack": _pack,
}
CLOSED_TO_CUSTOMERS = {"pack"}
# Where the world has something of the vendor's own to tell its people: were there none, the test would prove nothing.
TELLS_THE_VENDOR = {"status", "weigh", "history", "planned", "request", "pack"}


def fill_with_secrets(store: Store) -> dict[str, str]:
    """Something of the vendor's own in everything a customer reads."""
    names = fill_with_everything(store)
    csm = actor(store, CSM)
    with store.transaction() as cursor:
        cursor.execute("UPDATE scheduled_changes SET reason = 'a secret plan'")
        cursor.execute(
            "INSERT INTO amendments VALUES ('acme', '2026-11-01', '2026-11-02', 10, NULL, 4.5, 'a secret amendment')"
        )
    comment_on_request(store, csm, names["request"], "a secret comment", vendor_only=True, now=NOW)
    command = decide.DecideRequest(names["request"], "decline", "a secret note", answer="Not now.")
    decide.decide_request(store, csm, command, now=NOW)
    commit_scenario(store, csm, names["scenario"], names["network"], reason="secret talks", now=NOW)
    evaluate_alerts(store, now=NOW)
    return names


@pytest.fixture
def world(copy_of: CopyOf) -> Store:
    return copy_of("secrets", fill_with_secrets)


@pytest.fixture
def names(world: Store, store_maker: StoreMaker) -> dict[str, str]:
    return store_maker.names_in("secrets")


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("role", PEOPLE)
def test_each_role_is_told_what_is_theirs_and_a_customer_nothing_of_the_vendors_own(
    world: Store, names: dict[str, str], surface: str, role: str
) -> None:
    person = actor(world, PEOPLE[role])
    if not person.is_vendor and surface in CLOSED_TO_CUSTOMERS:
        with pytest.raises(NotAllowed):
            SURFACES[surface](world, person, names)
        return
    said = json.dumps(SURFACES[surface](world, person, names), default=str)
    found = [secret for secret in SECRETS if secret in said]
    if not person.is_vendor:
        assert found == []
    elif surface in TELLS_THE_VENDOR:
        assert found != []


@pytest.mark.parametrize("role", ["viewer", "super_user"])
def test_a_customer_sees_no_alert_of_the_contract_and_no_notice_for_the_vendor(
    world: Store, names: dict[str, str], role: str
) -> None:
    person = actor(world, PEOPLE[role])
    assert {one.audience for one in feed(world, person, names["network"])} == {"customer"}
    assert {one.audience for one in feed(world, actor(world, CSM), names["network"])} == {"vendor"}
    assert "likely overage" not in {one.alert for one in raised_alerts(world, person, names["network"])}


def test_who_sees_what_is_decided_in_one_place() -> None:
    asked = re.compile(r'\.is_vendor\b|may\("see vendor facts"|decision_note=None|overage_rate=None, currency=None')
    allowed = {
        "limits/visibility.py",
        "limits/actors.py",  # says what it is
        "limits/changes/change.py",  # whom a second yes is asked of, which hides nothing
        "limits/requests/requests.py",  # a request that was just filed has no note
        "limits/requests/reopening.py",  # nor one that is open again
    }
    found = {
        str(path.relative_to(ROOT))
        for room in ("limits", "views")
        for path in (ROOT / room).rglob("*.py")
        if asked.search(path.read_text(encoding="utf-8"))
    }
    assert found <= allowed
