"""The API against the one table of who may do what: each role by its own token, in its network and in another's."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from data.store import Store
from tests.limits.who_may import OUTSIDERS, PEOPLE, may
from tests.limits.world import CSM
from tests.server.with_tokens import EVERYBODY, Worlds
from views.api import build

ASKED = {"kind": "network", "more": 5, "from_month": "2027-01"}
# The use case behind each operation, and how it is asked; names as in the table.
OPERATIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "standing.network_standing": ("GET", "/networks/{network}", {}),
    "history.history": ("GET", "/networks/{network}/audit", {}),
    "alerts.raised_alerts": ("GET", "/networks/{network}/alerts", {}),
    "planned_changes.scheduled_changes": ("GET", "/networks/{network}/planned-changes", {}),
    "explain.explain": ("POST", "/networks/{network}:explain", {"json": {"number_type": "dynamic", "count": 5}}),
    "weigh.weigh": ("POST", "/networks/{network}:weigh", {"json": ASKED}),
    "thread.request_thread": ("GET", "/requests/{request}", {}),
    "requests.file_request": ("POST", "/networks/{network}/requests", {"json": ASKED | {"reason": "why"}}),
    "thread.withdraw_request": ("POST", "/requests/{request}:withdraw", {"json": {}}),
    "decide.decide_request": (
        "POST",
        "/requests/{request}:decide",
        {"json": {"outcome": "decline", "note": "no", "answer": "no"}},
    ),
    "reopening.reopen_request": ("POST", "/requests/{request}:reopen", {"json": {}}),
    "together.decide_together": (
        "POST",
        "/requests:decideTogether",
        {"json": {"decisions": [{"request_id": "REQUEST", "outcome": "decline", "answer": "no"}]}},
    ),
    "platform.platform_tasks": ("GET", "/networks/{network}/platform-tasks", {}),
    "platform.mark_as_set": ("POST", "/platform-tasks/{change}:set", {}),
    "platform.note_difference": ("POST", "/platform-tasks/{change}:note", {}),
    "change.change_limit": (
        "PATCH",
        "/networks/{network}/limits/campaign?campaign_id=spring",
        {"json": {"to": 61, "reason": "why", "accept_overage": True}, "headers": {"If-Match": "*"}},
    ),
    "planned_changes.schedule_change": (
        "PATCH",
        "/networks/{network}/limits/network",
        {"json": {"to": 150, "reason": "why", "on": "2199-11-01"}, "headers": {"If-Match": "*"}},
    ),
    "planned_changes.cancel_scheduled": ("POST", "/planned-changes/{plan}:cancel", {"json": {"reason": "no"}}),
    "packs.packs": ("GET", "/networks/{network}/packs", {}),
    "packs.open_pack": ("GET", "/networks/{network}/packs/{pack}", {}),
    "packs.freeze_pack": ("POST", "/networks/{network}/packs", {"json": {"title": "review"}}),
    "importing.import_as": ("POST", "/imports", {"files": {"files": ("x.csv", b"a,b\n1,2\n")}}),
    "importing.take_back_import_as": ("POST", "/imports:undoLast", {"json": {"reason": "the wrong file"}}),
    "webhooks.hook_endpoints": ("GET", "/webhooks", {}),
    "webhooks.hook_deliveries": ("GET", "/webhooks/no-such/deliveries", {}),
    "webhooks.add_endpoint": ("POST", "/webhooks", {"json": {"url": "https://8.8.8.8/", "purpose": "sync"}}),
    "freshness.imports_on_record": ("GET", "/imports", {}),
}


class Asking:
    """The API over whichever store a test has, built once: what it is made of takes longer than what it answers."""

    def __init__(self, secrets: dict[str, str]) -> None:
        self.store: Store | None = None
        self._app = build(self._stored, lambda _token: 0.0)
        self._secrets = secrets

    def _stored(self) -> Store:
        assert self.store is not None
        return self.store

    def __call__(self, world: Store, email: str, method: str, path: str, given: dict[str, Any]) -> httpx.Response:
        self.store = world
        headers = {"Authorization": f"Bearer {self._secrets[email]}"} | given.get("headers", {})

        async def one() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.request(method, path, **(given | {"headers": headers}))

        return asyncio.run(one())


@pytest.fixture
def world(worlds: Worlds) -> Store:
    return worlds.unchanged()


@pytest.fixture(scope="module")
def names(worlds: Worlds) -> dict[str, str]:
    """What the things in it are called."""
    return worlds.names()


@pytest.fixture(scope="module")
def ask(names: dict[str, str]) -> Asking:
    return Asking(names)


@pytest.mark.parametrize("use_case", OPERATIONS)
def test_each_role_may_by_token_what_the_table_says(
    ask: Asking, world: Store, names: dict[str, str], use_case: str
) -> None:
    allowed = may(use_case)
    method, path, given = OPERATIONS[use_case]
    if "REQUEST" in str(given):
        given = json.loads(json.dumps(given).replace("REQUEST", names["request"]))
    for role, email in sorted(EVERYBODY.items(), key=lambda one: one[0] in allowed):
        answer = ask(world, email, method, path.format(**names), given)
        assert answer.status_code < 500, answer.text
        assert (answer.status_code in (403, 404)) == (role not in allowed), (role, answer.status_code, answer.text)


@pytest.mark.parametrize("use_case", [name for name, (_, path, _) in OPERATIONS.items() if "{" in path])
def test_an_outsider_learns_by_token_nothing_of_what_there_is(
    ask: Asking, world: Store, names: dict[str, str], use_case: str
) -> None:
    method, path, given = OPERATIONS[use_case]
    for email in OUTSIDERS.values():
        said = []
        for known in (names, {name: f"no-{name}" for name in names}):
            answer = ask(world, email, method, path.format(**known), given)
            text = answer.text
            for value in known.values():
                text = text.replace(f"'{value}'", "X")
            said.append((answer.status_code, text))
        assert said[0] == said[1]
        assert said[0][0] == 404


def test_every_operation_of_the_description_is_closed_to_outsiders(
    ask: Asking, world: Store, names: dict[str, str]
) -> None:
    """Those too that nobody put into the list above: each is asked what its own example says."""
    description = ask(world, CSM, "GET", "/openapi.json", {}).json()
    ids = {"network_id": "network", "request_id": "request", "scheduled_id": "plan", "change_id": "change"}
    asked = 0
    for template, operations in description["paths"].items():
        if not any(f"{{{name}}}" in template for name in ids):
            continue
        path = template.format(kind="network", pack_id=names["pack"], **{name: names[one] for name, one in ids.items()})
        for method, operation in operations.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            model = description["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], {})
            given = {"json": model.get("examples", [{}])[0], "headers": {"If-Match": "*"}} if method != "get" else {}
            for email in OUTSIDERS.values():
                answer = ask(world, email, method.upper(), path, given)
                assert answer.status_code == 404, (method, path, answer.text)
            asked += 1
    assert asked > 20


def test_a_customer_reads_no_price_and_no_vendors_reason(ask: Asking, world: Store, names: dict[str, str]) -> None:
    for email in (PEOPLE["viewer"], PEOPLE["super_user"]):
        for path in ("limits", "usage", "forecast", "contract", "audit", "planned-changes", "requests", "answers"):
            text = ask(world, email, "GET", f"/networks/{names['network']}/{path}", {}).text
            assert "secret" not in text, path
            assert "USD" not in text, path
