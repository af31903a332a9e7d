"""What follows by program once something was done: taken back, decided with others, set elsewhere, told to others."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from data.store import Store
from limits import clock
from limits.actors import Actor, actor
from limits.administration import SetSettings, set_settings
from limits.advice import NetworkStanding, network_standing
from limits.people import SCOPES, make_token
from limits.requests import FileRequest, file_request
from tests.limits.who_may import OUTSIDERS, PEOPLE
from tests.limits.world import ADMIN, CSM, SUPER_USER, filled
from tests.store_maker import StoreMaker
from views.api import build

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
DECEMBER = dt.date(2026, 12, 1)
Ask = Callable[..., httpx.Response]


@pytest.fixture
def world(store_maker: StoreMaker, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(clock, "_now", lambda: NOW)
    return store_maker.copy_of("filled", filled)


@pytest.fixture
def ask(world: Store) -> Ask:
    app = build(lambda: world, lambda _token: 0.0)
    secrets = {
        email: make_token(world, actor(world, email), "tests", SCOPES)[1] for email in {**PEOPLE, **OUTSIDERS}.values()
    }

    def one(email: str, method: str, path: str, **given: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {secrets[email]}"} | given.pop("headers", {})

        async def asking() -> httpx.Response:
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.request(method, path, headers=headers, **given)

        return asyncio.run(asking())

    return one


def told(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def filed(world: Store, kind: str = "network", campaign_id: str = "") -> str:
    asked = FileRequest("acme", kind, 5, DECEMBER, "why", campaign_id)  # type: ignore[arg-type]
    return file_request(world, actor(world, SUPER_USER), asked).request_id


def test_a_decision_is_taken_back_and_its_course_names_the_token_of_each_step(world: Store, ask: Ask) -> None:
    request = f"/requests/{filed(world)}"
    told(ask(CSM, "POST", f"{request}:decide", json={"outcome": "decline", "answer": "no"}))
    reopened = told(ask(CSM, "POST", f"{request}:reopen", json={"reason": "a mistake"}))
    assert (reopened["request"]["status"], reopened["changes"], reopened["withdrawn"]) == ("in review", [], [])
    assert "no decision to take back" in told(ask(CSM, "POST", f"{request}:reopen", json={}), 422)["detail"]
    decided = told(ask(CSM, "POST", f"{request}:decide", json={"outcome": "decline", "answer": "no"}))["request"]
    assert (decided["decided_at"], decided["filed_at"]) == ("2026-11-21T12:00:00+00:00",) * 2
    told(ask(CSM, "POST", f"{request}:reopen", json={}))
    steps = [(e["event"], e["by_email"], e["token"]) for e in told(ask(CSM, "GET", request))["events"]]
    by_program = [("declined", CSM, "tests"), ("in review", CSM, "tests")]
    assert steps == [("filed", SUPER_USER, None), *by_program, *by_program]
    assert {e["token"] for e in told(ask(SUPER_USER, "GET", request))["events"]} == {None}  # the vendor's own


def test_several_are_decided_together_and_what_cannot_be_says_why(world: Store, ask: Ask) -> None:
    one, other = filed(world), filed(world, "campaign", "autumn")
    decisions = [
        {"request_id": one, "outcome": "decline", "answer": "no"},
        {"request_id": other, "outcome": "decline"},
        {"request_id": "nothing", "outcome": "decline", "answer": "no"},
    ]
    assert ask(SUPER_USER, "POST", "/requests:decideTogether", json={"decisions": decisions[:1]}).status_code == 403
    found = told(ask(CSM, "POST", "/requests:decideTogether", json={"decisions": decisions}))["items"]
    assert [(f["request_id"], f["decision"] and f["decision"]["request"]["status"]) for f in found] == [
        (one, "declined"),
        (other, None),
        ("nothing", None),
    ]
    assert found[0]["why_not"] == ""
    assert all(f["why_not"] for f in found[1:])


def test_a_part_is_granted_by_period(world: Store, ask: Ask) -> None:
    request = f"/requests/{filed(world)}"
    part = {"outcome": "part", "steps": [{"from": "2026-12", "limit": 122}], "note": "two for now"}
    assert "leave to and now out" in told(ask(CSM, "POST", f"{request}:decide", json=part | {"to": 122}), 422)["detail"]
    made = told(ask(CSM, "POST", f"{request}:decide", json=part))
    assert (made["request"]["status"], made["request"]["granted_limit"]) == ("part", 122)
    assert [(step["new_limit"], step["on_date"]) for step in made["steps"]] == [(122, "2026-12-01")]


def test_the_last_import_is_taken_back_by_an_admin_with_a_reason(world: Store, ask: Ask) -> None:
    limits = "network_id,network_limit,dynamic_limit\nacme,140,50\n"
    told(ask(ADMIN, "POST", "/imports", files={"files": ("limits.csv", limits)}, data={"as_of": "2026-11-20"}), 201)
    assert told(ask(CSM, "GET", "/networks/acme/limits/network"))["limit"] == 140
    assert told(ask(ADMIN, "POST", "/imports:undoLast", json={"reason": " "}), 422)["detail"]
    back = told(ask(ADMIN, "POST", "/imports:undoLast", json={"reason": "the wrong file"}))
    assert (back["files"], back["imported_by"]) == ("limits.csv", ADMIN)
    assert told(ask(CSM, "GET", "/networks/acme/limits/network"))["limit"] == 120
    assert told(ask(ADMIN, "POST", "/imports:undoLast", json={"reason": "again"}), 422)["detail"]


def test_what_is_to_be_set_in_the_platform_is_listed_and_marked(world: Store, ask: Ask) -> None:
    assert told(ask(CSM, "GET", "/platform-tasks"))["items"] == []
    command = SetSettings({"limits_are_set": "in the platform"}, "it is another system")
    set_settings(world, actor(world, ADMIN), command, now=NOW - dt.timedelta(days=1))
    wanted = {"json": {"to": 150, "reason": "agreed"}, "headers": {"If-Match": "*"}}
    change = told(ask(CSM, "PATCH", "/networks/acme/limits/network", **wanted))["change"]["change_id"]
    (task,) = told(ask(CSM, "GET", "/networks/acme/platform-tasks"))["items"]
    assert (task["change_id"], task["status"], task["limit"], task["in_platform"]) == (change, "to be set", 150, 120)
    assert told(ask(SUPER_USER, "GET", "/platform-tasks"))["items"] == []  # the vendor's own to do
    assert ask(SUPER_USER, "POST", f"/platform-tasks/{change}:set").status_code == 403
    assert "no longer" in told(ask(CSM, "POST", f"/platform-tasks/{change}:note", json={}), 422)["detail"]
    mark = told(ask(CSM, "POST", f"/platform-tasks/{change}:set"))
    assert (mark["mark"], mark["by"]) == ("set", CSM)
    assert told(ask(CSM, "GET", "/platform-tasks"))["items"][0]["status"] == "set"


def test_a_webhook_is_made_rotated_and_removed_and_its_secret_is_told_once(world: Store, ask: Ask) -> None:
    assert told(ask(ADMIN, "GET", "/webhooks"))["items"] == []
    wanted = {"url": "https://8.8.8.8/told", "purpose": "ERP", "event_types": ["limit.changed"]}
    key = {"Idempotency-Key": "hook-1"}
    made = told(ask(ADMIN, "POST", "/webhooks", json=wanted, headers=key), 201)
    assert made["secret"].startswith("whsec_")
    assert told(ask(ADMIN, "POST", "/webhooks", json=wanted, headers=key), 201) == made | {"secret": None}
    with world.reading() as cursor:
        assert "whsec_" not in str(cursor.rows("SELECT answer FROM kept_answers"))
    (listed,) = told(ask(ADMIN, "GET", "/webhooks"))["items"]
    assert (listed["endpoint_id"], listed["purpose"], listed["made_by"]) == (made["endpoint_id"], "ERP", ADMIN)
    at = f"/webhooks/{made['endpoint_id']}"
    again = told(ask(ADMIN, "POST", f"{at}:rotate", json={"keep_old_hours": 1}))
    assert again["secret"] not in (None, made["secret"])
    assert told(ask(ADMIN, "POST", f"{at}:enable"))["disabled_at"] is None
    assert told(ask(ADMIN, "POST", f"{at}:replay", json={})) == {"replayed": 0}
    assert told(ask(ADMIN, "GET", f"{at}/deliveries"))["items"] == []
    assert told(ask(ADMIN, "DELETE", at))["endpoint_id"] == made["endpoint_id"]
    assert told(ask(ADMIN, "GET", "/webhooks"))["items"] == []
    refused = told(ask(ADMIN, "POST", "/webhooks", json=wanted | {"url": "http://10.0.0.1/"}), 422)
    assert "https://" in refused["detail"]


@pytest.mark.parametrize(
    ("method", "path", "given"),
    [
        ("POST", ":rotate", {}),
        ("POST", ":enable", {}),
        ("POST", ":test", {}),
        ("POST", ":replay", {}),
        ("DELETE", "", None),
    ],
)
def test_webhooks_are_an_admins_alone(ask: Ask, method: str, path: str, given: dict[str, Any] | None) -> None:
    for role, email in {**PEOPLE, **OUTSIDERS}.items():
        assert ask(email, "GET", "/webhooks").status_code == (200 if role == "admin" else 403), role
        answer = ask(email, method, f"/webhooks/no-such{path}", json=given)
        assert answer.status_code == (404 if role == "admin" else 403), (role, answer.text)


def test_a_list_in_pages_is_worked_out_once(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []

    def counted(store: Store, person: Actor, network_id: str) -> NetworkStanding:
        worked.append(network_id)
        return network_standing(store, person, network_id)

    monkeypatch.setattr("views.api.standings.network_standing", counted)
    seen, token = [], ""
    while True:
        page = told(ask(CSM, "GET", f"/networks/acme/usage?page_size=5&page_token={token}"))
        seen += [one["billing_month"] for one in page["items"]]
        if not (token := page["next_page_token"]):
            break
    assert (len(seen), len(set(seen)), worked) == (25, 25, ["acme"])
    told(ask(CSM, "PATCH", "/networks/acme/limits/dynamic", json={"to": 55, "reason": "x"}, headers={"If-Match": "*"}))
    told(ask(CSM, "GET", "/networks/acme/usage"))
    assert len(worked) == 2  # the store changed
    told(ask(SUPER_USER, "GET", "/networks/acme/usage"))
    assert len(worked) == 3  # somebody else sees less
