"""The client against the API's description: every operation, everything it takes, every field it answers."""

from __future__ import annotations

import datetime as dt
import inspect
import json
import re
import typing
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from fastapi import FastAPI

from headroom_client import Client, Pages, errors, events, models
from views.api import application, bodies

TAKEN = {
    "ToFile",
    "ToExplain",
    "ToChange",
    "ToDecide",
    "ToDecideOne",
    "ToDecideTogether",
    "ToFreeze",
    "ToTakeBack",
    "ToAddWebhook",
    "ToRotate",
    "ToReplay",
    "LimitFrom",
    "Nothing",
    "WithReason",
    "AskedFor",
}  # by methods, as arguments
OWN = {"HTTPValidationError", "ValidationError", "Body_import_files_imports_post"}
MONTH, DAY = "2026-12", dt.date(2026, 12, 1)
KEY: dict[str, Any] = {"idempotency_key": "k-1"}
ASK: dict[str, Any] = {
    "kind": "network",
    "more": 5,
    "from_month": MONTH,
    "campaign_id": "c",
    "until_month": DAY,
    "sessions": 1,
    "more_sessions": 2,
}
# Each operation, and the call of the client that uses all it takes.
CALLS: dict[str, tuple[str, tuple[Any, ...], dict[str, Any]]] = {
    "GET /me": ("me", (), {}),
    "GET /networks": ("networks", (), {"page_size": 7}),
    "GET /networks/{network_id}": ("network", ("n",), {}),
    "GET /networks/{network_id}/limits": ("limits", ("n",), {"page_size": 7}),
    "GET /networks/{network_id}/limits/{kind}": ("limit", ("n", "campaign"), {"campaign_id": "c"}),
    "PATCH /networks/{network_id}/limits/{kind}": (
        "change_limit",
        ("n", "campaign"),
        {"seen": 3, "to": 5, "reason": "why", "campaign_id": "c", "on": DAY, "until": DAY}
        | {"accept_below_usage": True, "accept_overage": True}
        | KEY,
    ),
    "GET /networks/{network_id}/answers": ("answers", ("n",), {"page_size": 7}),
    "POST /networks/{network_id}:weigh": ("weigh", ("n",), ASK),
    "POST /networks/{network_id}:explain": (
        "explain",
        ("n",),
        {"number_type": "static", "count": 3, "campaign_id": "c"},
    ),
    "GET /networks/{network_id}/usage": ("usage", ("n",), {"page_size": 7}),
    "GET /networks/{network_id}/forecast": ("forecast", ("n",), {"levels": [0.2, 0.8]}),
    "GET /networks/{network_id}/contract": ("contract", ("n",), {}),
    "GET /networks/{network_id}/alerts": ("alerts", ("n",), {"page_size": 7}),
    "GET /alerts": ("alerts", (), {"page_size": 7}),
    "GET /networks/{network_id}/audit": ("audit", ("n",), {"page_size": 7}),
    "GET /networks/{network_id}/planned-changes": ("planned_changes", ("n",), {"page_size": 7}),
    "POST /planned-changes/{scheduled_id}:cancel": ("cancel_planned_change", ("s",), {"reason": "no"} | KEY),
    "GET /requests": ("requests", (), {"page_size": 7}),
    "GET /networks/{network_id}/requests": ("requests", ("n",), {"page_size": 7}),
    "POST /networks/{network_id}/requests": ("file_request", ("n",), {"reason": "why"} | ASK | KEY),
    "GET /requests/{request_id}": ("request", ("r",), {}),
    "POST /requests/{request_id}:withdraw": ("withdraw_request", ("r",), {"reason": "no"} | KEY),
    "POST /requests/{request_id}:decide": (
        "decide_request",
        ("r", "part"),
        {"to": 5, "steps": [(MONTH, 5)], "note": "n", "answer": "a", "on": DAY, "now": True, "expected_version": 2}
        | KEY,
    ),
    "POST /requests:decideTogether": ("decide_together", ([{"request_id": "r", "outcome": "approve"}],), KEY),
    "POST /requests/{request_id}:reopen": ("reopen_request", ("r",), {"reason": "no"} | KEY),
    "GET /platform-tasks": ("platform_tasks", (), {"page_size": 7}),
    "GET /networks/{network_id}/platform-tasks": ("platform_tasks", ("n",), {"page_size": 7}),
    "POST /platform-tasks/{change_id}:set": ("mark_as_set", ("c",), KEY),
    "POST /platform-tasks/{change_id}:note": ("note_difference", ("c",), KEY),
    "GET /networks/{network_id}/packs": ("packs", ("n",), {"page_size": 7}),
    "POST /networks/{network_id}/packs": ("freeze_pack", ("n",), {"title": "t"} | KEY),
    "GET /networks/{network_id}/packs/{pack_id}": ("pack", ("n", "p"), {}),
    "POST /imports:undoLast": ("undo_last_import", (), {"reason": "wrong file"} | KEY),
    "GET /webhooks": ("webhooks", (), {"page_size": 7}),
    "POST /webhooks": (
        "add_webhook",
        ("https://erp.example/",),
        {"purpose": "ERP", "network_id": "n", "event_types": ["limit.changed"]} | KEY,
    ),
    "DELETE /webhooks/{endpoint_id}": ("remove_webhook", ("w",), KEY),
    "POST /webhooks/{endpoint_id}:rotate": ("rotate_webhook", ("w",), {"keep_old_hours": 3} | KEY),
    "POST /webhooks/{endpoint_id}:enable": ("enable_webhook", ("w",), KEY),
    "POST /webhooks/{endpoint_id}:test": ("test_webhook", ("w",), KEY),
    "POST /webhooks/{endpoint_id}:replay": ("replay_webhook", ("w",), {"event_id": "e"} | KEY),
    "GET /webhooks/{endpoint_id}/deliveries": ("webhook_deliveries", ("w",), {"page_size": 7}),
    "GET /imports": ("imports", (), {"page_size": 7}),
    "POST /imports": (
        "import_files",
        ({"x.csv": b"a,b\n1,2\n"},),
        {"as_of": DAY, "month": MONTH, "network_id": "n", "unknown": "dynamic"}
        | {"allow_decrease": True, "validate_only": True}
        | KEY,
    ),
}


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    made: list[FastAPI] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(application, "Entry", lambda app, **_: made.append(app))
        application.build(lambda: pytest.fail("a description asks no store"), lambda _secret: 0.0)
    return made[0].openapi()


def operations(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, found in description["paths"].items()
        for method, operation in found.items()
    }


def example(schema: dict[str, Any], description: dict[str, Any]) -> Any:
    """Something of everything that a schema names."""
    if "$ref" in schema:
        return example(description["components"]["schemas"][schema["$ref"].rpartition("/")[2]], description)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], description)
    if "const" in schema or "enum" in schema:
        return schema.get("const") or schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return {name: example(one, description) for name, one in schema.get("properties", {}).items()}
    if kind == "array":
        return [example(schema["items"], description)] if schema.get("items") else []
    return {"string": "2026-11-20T00:00:00", "integer": 3, "number": 0.5, "boolean": True}.get(kind or "")


def body_fields(operation: dict[str, Any], description: dict[str, Any]) -> set[str]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        found = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        return set(found.get("properties", {}))
    return set()


def test_every_operation_has_its_method_and_no_method_is_beside_it(description: dict[str, Any]) -> None:
    assert operations(description).keys() == CALLS.keys()
    methods = {name for name, _ in inspect.getmembers(Client, inspect.isfunction) if not name.startswith("_")}
    assert methods - {"close"} == {name for name, _, _ in CALLS.values()}


def test_every_write_under_a_key_may_find_the_first_one_still_running(description: dict[str, Any]) -> None:
    for named, operation in operations(description).items():
        keyed = any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", []))
        assert not keyed or "409" in operation["responses"], named


def test_every_operation_has_an_example_of_what_it_takes_and_answers_and_the_client_reads_it(
    description: dict[str, Any],
) -> None:
    schemas = description["components"]["schemas"]
    without = set()
    for named, operation in operations(description).items():
        success = next(one for status, one in operation["responses"].items() if status.startswith("2"))
        contents = [success["content"], operation.get("requestBody", {}).get("content", {})]
        for content in (one["schema"] for some in contents for one in some.values()):
            name = content.get("$ref", "").rpartition("/")[2]
            name = name.removeprefix("Page_").removesuffix("_")
            if name and not name.startswith("Body_") and "examples" not in schemas[name]:
                without.add((named, name))
    assert not without
    read = 0
    for name, schema in schemas.items():
        for one in schema.get("examples", []):
            model = getattr(models, name, None) or getattr(events, name, None)
            if model is not None:
                model.model_validate_json(json.dumps(one))
                read += 1
            elif name in TAKEN:
                getattr(bodies, name).model_validate_json(json.dumps(one))
    assert read > 30


@pytest.mark.parametrize("named", CALLS)
def test_a_call_sends_all_that_its_operation_takes_and_types_what_it_answers(
    named: str, description: dict[str, Any]
) -> None:
    operation = operations(description)[named]
    method, template = named.split(" ")
    answered = next(one for status, one in operation["responses"].items() if status.startswith("2"))
    body = example(answered["content"]["application/json"]["schema"], description)
    if "next_page_token" in body:
        body["next_page_token"] = ""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        request.read()
        asked.append(request)
        return httpx.Response(200, json=body)

    name, given, options = CALLS[named]
    assert inspect.signature(getattr(Client, name)).parameters.keys() >= options.keys()
    with Client("http://here.example", "secret", transport=httpx.MockTransport(answer)) as client:
        found = getattr(client, name)(*given, **options)
        if isinstance(found, Pages):
            (found,) = found
    (request,) = asked
    assert request.method == method
    assert re.fullmatch("/api/v1" + re.sub(r"\{\w+\}", "[^/:]+", template), request.url.path)
    query = {name for name, _ in parse_qsl(request.url.query.decode())} | {"page_token"}
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "query":
            assert parameter["name"] in query, parameter["name"]
        elif parameter["in"] == "header":
            assert request.headers[parameter["name"]] in ('"k-1"', '"3"')
    wanted = body_fields(operation, description)
    if request.headers.get("Content-Type", "").startswith("multipart"):
        assert set(re.findall(rb'form-data; name="(\w+)"', request.content)) == {one.encode() for one in wanted}
    elif wanted:
        assert set(json.loads(request.content)) == wanted
    assert isinstance(found, models.Answered)


def test_every_field_that_is_described_is_typed_and_no_other(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    for name, schema in schemas.items():
        if name in TAKEN | OWN or name.startswith("Page_"):
            continue
        if name == "Problem":
            said = errors.problem(412, example(schema, description))
            assert all(hasattr(said, field) for field in schema["properties"])
            continue
        model = getattr(models, name, None) or getattr(events, name)
        known = {field.alias or name: field for name, field in model.model_fields.items()}
        assert known.keys() == schema["properties"].keys(), name
        required = {field for field, one in known.items() if one.is_required()}
        assert required == set(schema.get("required", [])), name
        for field, one in schema["properties"].items():
            may_be_null = any(part.get("type") == "null" for part in one.get("anyOf", []))
            assert may_be_null == (type(None) in typing.get_args(known[field].annotation)), f"{name}.{field}"


def test_every_event_that_webhooks_send_is_read(description: dict[str, Any]) -> None:
    for event_type, found in description["webhooks"].items():
        body = example(found["post"]["requestBody"]["content"]["application/json"]["schema"], description)
        assert events.read_event(json.dumps(body)).type == event_type
