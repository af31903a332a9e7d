"""The API at a real dashboard: who comes in, what it answers, and what it says when it does not."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from data.store import Store
from limits.actors import actor
from limits.people import SCOPES, make_token, revoke_token
from tests.browser.serving import dashboard
from tests.portfolio_store import sample_store

CSM, ADMIN = "nora.feld@example.com", "kim.arden@example.com"
SUPER_USER, THEIRS = "rita.pike@ironvale-parts.example.org", "ironvale-parts"
NETWORK = "summit-hvac"
ROOT = "/api/v1"


class Door:
    """A running dashboard and a client for each token."""

    def __init__(self, address: str, secrets: dict[str, str]) -> None:
        self.address, self.secrets = address, secrets
        self.client = httpx.Client(timeout=120)

    def __call__(self, who: str, method: str = "GET", path: str = "", **given: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.secrets[who]}"} if who else {}
        headers |= given.pop("headers", {})
        return self.client.request(method, f"{self.address}{ROOT}{path}", headers=headers, **given)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("api")
    path = sample_store(folder / "headroom.duckdb")
    store, secrets = Store(path), {}
    for name, email, scopes in (
        ("csm", CSM, SCOPES),
        ("admin", ADMIN, SCOPES),
        ("customer", SUPER_USER, SCOPES),
        ("reader", CSM, ("read",)),
    ):
        secrets[name] = make_token(store, actor(store, email), f"{name}'s sync", scopes)[1]
    gone, secrets["revoked"] = make_token(store, actor(store, CSM), "old", SCOPES)
    revoke_token(store, actor(store, CSM), gone.token_id)
    long_ago = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    secrets["expired"] = make_token(store, actor(store, CSM), "old", SCOPES, now=long_ago)[1]
    secrets["nonsense"] = "headroom_nonsense"
    store.close()
    with dashboard(folder, store=str(path)) as address:
        door = Door(address, secrets)
        yield door
        door.client.close()


def limit_of(ask: Door, kind: str = "network", network: str = NETWORK) -> tuple[dict[str, object], str]:
    found = ask("csm", path=f"/networks/{network}/limits/{kind}")
    assert found.status_code == 200, found.text
    return found.json(), found.headers["ETag"]


def problem(answer: httpx.Response, status: int, words: str = "") -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == status
    assert words in said["detail"]
    return said  # type: ignore[no-any-return]


def test_who_has_no_good_token_is_told_how_to_get_one_and_nothing_else(ask: Door) -> None:
    said = problem(ask("", path="/networks"), 401, "data tokens add")
    assert "summit" not in json.dumps(said)
    bad = [ask(who, path=f"/networks/{NETWORK}").text for who in ("revoked", "expired")]
    assert bad[0] == bad[1]
    assert ask("nonsense", path="/me").status_code == 401
    assert ask("", path="/me").headers["WWW-Authenticate"] == "Bearer"
    assert ask("csm", path="/me").json()["purpose"] == "csm's sync"


def test_the_description_is_there_for_anybody_and_no_page_loads_from_elsewhere(ask: Door) -> None:
    described = ask("", path="/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert {"/networks", "/networks/{network_id}/limits/{kind}", "/imports"} <= described["paths"].keys()
    for path in ("/docs", "/redoc", "/nowhere", ""):
        assert "<html" not in ask("csm", path=path).text.lower(), path
    problem(ask("csm", path="/nowhere"), 404, "openapi.json")
    problem(ask("csm", "DELETE", "/networks"), 405)


def test_a_network_is_read_whole_with_the_day_its_figures_describe(ask: Door) -> None:
    at = f"/networks/{NETWORK}"
    assert ask("csm", path=at).json()["network_id"] == NETWORK
    limits = ask("csm", path=f"{at}/limits").json()["items"]
    assert {one["kind"] for one in limits} == {"network", "dynamic", "campaign"}
    assert all(one["as_of"] for one in limits)
    usage = ask("csm", path=f"{at}/usage?page_size=1000").json()
    assert usage["as_of"]
    assert usage["items"][-1]["is_running"]
    forecast = ask("csm", path=f"{at}/forecast?levels=0.2&levels=0.8").json()
    assert forecast["levels"] == [0.2, 0.8]
    assert all(low <= high for month in forecast["months"] for low, high in [month["total"]])
    assert ask("csm", path=f"{at}/contract").json()["periods"]
    assert ask("csm", path=f"{at}/answers").json()["items"][0]["verdict"]
    for part in ("audit", "planned-changes", "requests", "alerts", "packs"):
        assert "items" in ask("csm", path=f"{at}/{part}").json(), part
    assert ask("admin", path="/imports").status_code == 200


def test_weighing_and_explaining_store_nothing(ask: Door) -> None:
    before = ask("csm", path=f"/networks/{NETWORK}/requests").headers["ETag"]
    weighed = ask(
        "reader", "POST", f"/networks/{NETWORK}:weigh", json={"kind": "network", "more": 5, "from_month": "2026-12"}
    )
    assert weighed.json()["granted"] is not None, weighed.text
    explained = ask("reader", "POST", f"/networks/{NETWORK}:explain", json={"number_type": "dynamic", "count": 9_999})
    assert explained.json()["allowed"] is False
    assert ask("csm", path=f"/networks/{NETWORK}/requests").headers["ETag"] == before


def test_what_a_person_may_not_see_is_not_there(ask: Door) -> None:
    assert [one["network_id"] for one in ask("customer", path="/networks").json()["items"]] == [THEIRS]
    hidden = problem(ask("customer", path=f"/networks/{NETWORK}"), 404)
    missing = problem(ask("customer", path="/networks/nowhere"), 404)
    assert {**hidden, "detail": ""} == {**missing, "detail": ""}
    assert str(hidden["detail"]).replace(NETWORK, "nowhere") == missing["detail"]
    rate = [period["overage_rate"] for period in ask("customer", path=f"/networks/{THEIRS}/contract").json()["periods"]]
    assert set(rate) == {None}
    problem(ask("customer", "POST", f"/networks/{THEIRS}/packs", json={"title": "x"}), 403)


def test_a_token_does_only_what_it_is_for(ask: Door) -> None:
    _, etag = limit_of(ask)
    body = {"to": 900, "reason": "season"}
    at = f"/networks/{NETWORK}/limits/network"
    problem(ask("reader", "PATCH", at, json=body, headers={"If-Match": etag}), 403, "this needs change")


def test_a_limit_is_changed_on_the_version_that_was_seen_and_the_audit_names_the_token(ask: Door) -> None:
    found, etag = limit_of(ask)
    at, body = f"/networks/{NETWORK}/limits/network", {"to": int(str(found["limit"])) + 7, "reason": "season"}
    problem(ask("csm", "PATCH", at, json=body), 428, "If-Match")
    key = {"If-Match": etag, "Idempotency-Key": '"k-1"'}
    done = ask("csm", "PATCH", at, json=body, headers=key)
    assert done.status_code == 200, done.text
    assert done.json()["change"]["new_limit"] == body["to"]
    again = ask("csm", "PATCH", at, json=body, headers=key)
    assert (again.status_code, again.json()) == (200, done.json())
    problem(ask("csm", "PATCH", at, json=body | {"to": 1}, headers=key), 422, "Idempotency-Key")
    stale = problem(ask("csm", "PATCH", at, json=body, headers={"If-Match": etag}), 412)
    assert stale["current"]["limit"] == body["to"]  # type: ignore[index]
    newest = ask("csm", path=f"/networks/{NETWORK}/audit").json()["items"][0]
    assert (newest["new_limit"], newest["changed_by"], newest["token"]) == (body["to"], CSM, "csm's sync")


def test_of_many_who_change_one_version_one_does(ask: Door) -> None:
    found, etag = limit_of(ask, "dynamic")
    at, now = f"/networks/{NETWORK}/limits/dynamic", int(str(found["limit"]))

    def change(more: int) -> int:
        body = {"to": now + more, "reason": "race"}
        return ask("csm", "PATCH", at, json=body, headers={"If-Match": etag}).status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(change, range(1, 25)))
    assert sorted(codes) == [200] + [412] * 23
    audit = ask("csm", path=f"/networks/{NETWORK}/audit?page_size=1000").json()["items"]
    assert sum(one["reason"] == "race" for one in audit) == 1


def test_a_change_is_planned_listed_and_taken_back(ask: Door) -> None:
    found, etag = limit_of(ask)
    body = {"to": int(str(found["limit"])) + 50, "reason": "fair", "on": "2199-12-01"}
    at = f"/networks/{NETWORK}"
    made = ask("csm", "PATCH", f"{at}/limits/network", json=body, headers={"If-Match": etag})
    planned = made.json()["planned"]
    assert planned["status"] == "waiting", made.text
    ids = [one["scheduled_id"] for one in ask("csm", path=f"{at}/planned-changes").json()["items"]]
    assert planned["scheduled_id"] in ids
    back = ask("csm", "POST", f"/planned-changes/{planned['scheduled_id']}:cancel", json={"reason": "no fair"})
    assert back.json()["status"] == "cancelled", back.text


def test_a_request_is_filed_once_read_decided_and_a_second_decision_comes_too_late(ask: Door) -> None:
    body = {"kind": "network", "more": 3, "from_month": "2026-12", "reason": "radio"}
    at, key = f"/networks/{THEIRS}/requests", {"Idempotency-Key": "file-1"}
    for one in ask("customer", path=at).json()["items"]:
        if one["kind"] == "network" and one["status"] in ("filed", "in review"):
            ask("customer", "POST", f"/requests/{one['request_id']}:withdraw", json={})
    filed = ask("customer", "POST", at, json=body, headers=key)
    assert filed.status_code == 201, filed.text
    assert ask("customer", "POST", at, json=body, headers=key).json() == filed.json()
    request = f"/requests/{filed.json()['request_id']}"
    assert ask("customer", path=request).json()["request"]["more_numbers"] == 3
    if filed.json()["status"] == "filed":
        problem(ask("customer", "POST", f"{request}:decide", json={"outcome": "approve", "note": "x"}), 403)
        ask("customer", "POST", f"{request}:withdraw", json={"reason": "changed"})
    problem(ask("customer", "POST", f"{request}:withdraw", json={}), 409)


def test_files_are_checked_then_imported_and_refusals_name_row_and_reason(ask: Door) -> None:
    rows = f"network_id,starts_at,sessions\n{NETWORK},2026-11-20,5000\n"
    files = {"files": ("traffic.csv", rows.encode())}
    checked = ask("admin", "POST", "/imports?validate_only=true", files=files, data={"as_of": "2026-11-22"})
    assert (checked.status_code, checked.json()["stored"]) == (200, False), checked.text
    done = ask("admin", "POST", "/imports", files=files, data={"as_of": "2026-11-22"})
    assert (done.status_code, done.json()["files"][0]["file"]) == (201, "traffic.csv"), done.text
    wrong = {"files": ("t.csv", rows.replace("5000", "5.7").encode())}
    refused = problem(ask("admin", "POST", "/imports", files=wrong), 422)
    assert refused["errors"][0]["row"] == 2  # type: ignore[index]
    problem(ask("csm", "POST", "/imports", files=files), 403)


def test_lists_come_in_pages_and_a_page_belongs_to_its_query(ask: Door) -> None:
    seen, token = [], ""
    while True:
        page = ask("admin", path=f"/networks?page_size=10&page_token={token}").json()
        seen += [one["network_id"] for one in page["items"]]
        if not (token := page["next_page_token"]):
            break
        last = token
    assert len(seen) == len(set(seen)) == 42
    problem(ask("admin", path=f"/alerts?page_token={last}"), 400, "another query")
    problem(ask("admin", path="/networks?page_token=nonsense"), 400)
    problem(ask("admin", path="/networks?page_size=-1"), 422, "page_size")


def test_what_was_read_is_not_sent_again_until_something_changes(ask: Door) -> None:
    path = f"/networks/{NETWORK}/forecast"
    first = ask("csm", path=path)
    same = ask("csm", path=path, headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert ask("admin", path=path).headers["ETag"] != first.headers["ETag"]
    found, etag = limit_of(ask)
    body = {"to": int(str(found["limit"])) + 1, "reason": "season"}
    ask("csm", "PATCH", f"/networks/{NETWORK}/limits/network", json=body, headers={"If-Match": etag})
    assert ask("csm", path=path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"number_type": "dynamic", "count": NaN}', 422),
        (b'{"number_type": "dynamic", "count": 1e999}', 422),
        (b'{"number_type": "dynamic", "count": "5"}', 422),
        (b'{"number_type": "dynamic", "count": 5, "more": 1}', 422),
        (b'{"number_type": "dynamic", "count": 5, "campaign_id": "\\ud800"}', 422),
        (b'{"number_type": "static", "count": 5, "campaign_id": "\\u0000"}', 422),
        (b"\xff\xfe", 400),
        (b'{"number_type": "dynamic", "count": 5, "campaign_id": "\xff"}', 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b"", 422),
    ],
)
def test_odd_bodies_are_problems_with_a_cause(ask: Door, content: bytes, status: int) -> None:
    headers = {"Content-Type": "application/json"}
    problem(ask("csm", "POST", f"/networks/{NETWORK}:explain", content=content, headers=headers), status)


def test_a_name_that_nobody_takes_is_refused_and_never_passed_over(ask: Door) -> None:
    files = {"files": ("t.csv", f"network_id,starts_at,sessions\n{NETWORK},2026-11-20,5100\n".encode())}
    before = ask("admin", path="/imports").json()
    problem(ask("admin", "POST", "/imports?validateOnly=true", files=files), 422, "validate_only")
    problem(ask("admin", "POST", "/imports", files=files, data={"asOf": "2026-11-22"}), 422, "asOf is not a field")
    assert ask("admin", path="/imports").json() == before
    problem(ask("csm", path="/networks?as_of=2026-11-01"), 422, "taken are page_size, page_token")
    said = problem(ask("csm", "PATCH", f"/networks/{NETWORK}/limits/network", json={"to": -1, "more": 5}), 422)
    assert {one["field"]: one["reason"] for one in said["errors"]} == {  # type: ignore[attr-defined]
        "to": "has to be at least 0",
        "reason": "is missing",
        "more": "is not a field that is taken here: leave it out, or correct its name",
    }


def test_the_way_out_is_told_by_the_names_of_this_door(ask: Door) -> None:
    body = {"to": 1, "reason": "x"}
    refused = ask("csm", "PATCH", f"/networks/{NETWORK}/limits/network", json=body, headers={"If-Match": "*"})
    problem(refused, 422, "accept_below_usage: true")
    problem(ask("admin", path="/networks/nowhere"), 404, "GET /api/v1/networks")
    problem(ask("csm", "DELETE", "/networks"), 405, "DELETE is not taken")
    for path in ("/api", "/api/v2/x", "/api/v1/networks/a%0Ab", "/api/%0A"):
        answer = httpx.get(f"{ask.address}{path}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_more_than_may_be_sent_is_refused(ask: Door) -> None:
    problem(ask("csm", "POST", f"/networks/{NETWORK}:explain", content=b" " * 1_100_000), 413)
    endless = iter([b" " * 500_000] * 4)  # of a length that nobody said
    problem(ask("csm", "POST", f"/networks/{NETWORK}:explain", content=endless), 413, "1,000,000 bytes")
    problem(ask("csm", path="/networks", headers={"Host": "elsewhere.example"}), 403)
    problem(ask("csm", path="/networks/%ff"), 404)
