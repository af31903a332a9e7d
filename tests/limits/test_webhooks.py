"""Webhooks: what a receiver can verify, for whom it is, through failures and restarts, once in effect."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from data import migrations
from data.errors import BadInput, NotAllowed, Unknown
from data.store import Store
from data.tables.webhook_events import tell
from limits.actors import Actor, actor
from limits.administration import import_as
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.planned_changes import schedule_change
from limits.notice_texts import feed
from limits.notices.alerts import evaluate_alerts
from limits.requests.decide import DecideRequest, decide_request
from limits.requests.requests import FileRequest, file_request
from limits.webhooks import signing
from limits.webhooks.endpoints import (
    AddEndpoint,
    add_endpoint,
    enable_endpoint,
    hook_deliveries,
    hook_endpoints,
    hook_tries,
    remove_endpoint,
    replay_deliveries,
    rotate_secret,
    try_endpoint,
)
from limits.webhooks.sending import DEAD_AFTER, PAUSES, TRIES, send_webhooks
from tests.limits.hook_receiver import Receiver
from tests.limits.world import ADMIN, CSM, SUPER_USER, fill
from tests.store_maker import ON_POSTGRESQL

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
DECEMBER = dt.date(2026, 12, 1)


@pytest.fixture(autouse=True)
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADROOM_WEBHOOK_HOSTS", "127.0.0.1")
    monkeypatch.setenv("HEADROOM_WEBHOOK_KEY", "k" * 40)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as one:
        yield one


@pytest.fixture
def admin(world: Store) -> Actor:
    return actor(world, ADMIN)


def send_now(world: Store) -> None:
    """At the clock of this machine: the reference library refuses what is older than five minutes."""
    send_webhooks(world, now=dt.datetime.now(dt.UTC))


def raise_limit(world: Store, to: int = 130, reason: str = "a secret reason") -> None:
    change_limit(world, actor(world, CSM), ChangeLimit("acme", "network", to, reason), now=NOW)


def test_the_signature_is_the_one_of_the_specifications_vector() -> None:
    body = b'{"type":"limit.changed","timestamp":"2026-11-25T10:00:00Z","data":{"network":"n1"}}'
    at = dt.datetime.fromtimestamp(1764064800, dt.UTC).replace(tzinfo=None)
    found = signing.headers("msg_1", at, body, ["whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"])
    assert found["webhook-signature"] == "v1,XUbzI8bcbsb02qef2JBOetJZFrIKjbGaQW+eROOowp8="
    assert found["webhook-timestamp"] == "1764064800"


def test_everything_that_is_told_is_verified_by_the_reference_library(
    world: Store, admin: Actor, receiver: Receiver
) -> None:
    made, secret = add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP"), now=NOW)
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    raise_limit(world)
    schedule_change(world, actor(world, CSM), ChangeLimit("acme", "network", 150, "why"), DECEMBER, now=NOW)
    asker = actor(world, SUPER_USER)
    asked = file_request(world, asker, FileRequest("acme", "dynamic", 5, DECEMBER, "more visitors"), now=NOW)
    decide_request(world, actor(world, CSM), DecideRequest(asked.request_id, "decline", answer="no"), now=NOW)
    evaluate_alerts(world, now=NOW)
    send_now(world)
    found = receiver.verified(secret)
    assert [one["type"] for one in found[:4]] == ["limit.changed", "limit.planned", "request.filed", "request.decided"]
    assert {one["type"] for one in found[4:]} == {"alert.began"}
    assert found[0]["timestamp"] == "2026-11-21T12:00:00Z"
    assert found[0]["data"]["as_of"] == "2026-11-20"
    assert found[0]["data"]["change"]["new_limit"] == 130
    assert found[0]["data"]["change"]["reason"] == "a secret reason"
    assert found[3]["data"]["request"]["status"] == "declined"
    ids = [headers["webhook-id"] for headers, _ in receiver.heard]
    assert len(set(ids)) == len(ids)
    assert all(len(body) < 20_000 for _, body in receiver.heard)
    assert {one.status for one in hook_deliveries(world, admin)} == {"sent"}
    assert made in hook_endpoints(world, admin)


def test_a_message_that_was_touched_or_is_old_is_not_verified(world: Store, admin: Actor, receiver: Receiver) -> None:
    _, secret = add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP"), now=NOW)
    raise_limit(world)
    send_webhooks(world, now=NOW)  # years away from this machine's clock
    headers, body = receiver.heard[0]
    with pytest.raises(WebhookVerificationError, match="too"):
        Webhook(secret).verify(body, headers)
    again = signing.headers("evt_1", dt.datetime.now(dt.UTC).replace(tzinfo=None), body, [secret])
    assert Webhook(secret).verify(body, again)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"130", b"131"), again)


def test_a_networks_endpoint_hears_its_own_network_without_what_is_the_vendors(
    world: Store, admin: Actor, receiver: Receiver
) -> None:
    add_endpoint(world, admin, AddEndpoint(receiver.url, "Acme's", "acme"), now=NOW)
    with Receiver().listening() as other:
        add_endpoint(world, admin, AddEndpoint(other.url, "Bolt's", "bolt"), now=NOW)
        raise_limit(world)
        asker = actor(world, SUPER_USER)
        asked = file_request(world, asker, FileRequest("acme", "dynamic", 40, DECEMBER, "more visitors"), now=NOW)
        said = DecideRequest(asked.request_id, "part", to=60, note="a vendors note", answer="some")
        decide_request(world, actor(world, CSM), said, now=NOW)
        evaluate_alerts(world, now=NOW)
        send_webhooks(world, now=NOW)
        assert not [body for _, body in other.heard if b"acme" in body.lower()]
    told = b"\n".join(body for _, body in receiver.heard)
    assert b"more visitors" in told
    for secret in (b"a secret reason", b"a vendors note", b"likely overage", b"4.5", b"bolt"):
        assert secret not in told, secret
    changes = [json.loads(body)["data"]["change"] for _, body in receiver.heard if b'"limit.changed"' in body]
    assert {(c["overage_risk"], c["suggested_limit"], c["reason"]) for c in changes} == {(None, None, "")}


def test_only_the_events_that_were_chosen_are_sent(world: Store, admin: Actor, receiver: Receiver) -> None:
    add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP", event_types=("request.filed",)), now=NOW)
    raise_limit(world)
    file_request(world, actor(world, SUPER_USER), FileRequest("acme", "dynamic", 5, DECEMBER, "why"), now=NOW)
    send_webhooks(world, now=NOW)
    assert [json.loads(body)["type"] for _, body in receiver.heard] == ["request.filed"]


def test_nothing_is_kept_where_nobody_hears(world: Store) -> None:
    raise_limit(world)
    with world.reading() as cursor:
        assert cursor.value("SELECT count(*) FROM webhook_events") == 0


def test_a_change_that_is_rolled_back_is_not_told(world: Store, admin: Actor, receiver: Receiver) -> None:
    add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP"), now=NOW)
    with pytest.raises(ZeroDivisionError), world.transaction() as cursor:
        tell(cursor, "limit.changed", "acme", NOW.replace(tzinfo=None), {})
        raise ZeroDivisionError
    send_webhooks(world, now=NOW)
    assert receiver.heard == []


def test_an_import_is_told_once_with_the_limits_it_changed_and_to_a_network_only_its_day(
    world: Store, admin: Actor, receiver: Receiver
) -> None:
    _, secret = add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP"), now=NOW)
    with Receiver().listening() as acmes, Receiver().listening() as bolts:
        add_endpoint(world, admin, AddEndpoint(acmes.url, "Acme's", "acme", ("import.done",)), now=NOW)
        add_endpoint(world, admin, AddEndpoint(bolts.url, "Bolt's", "bolt"), now=NOW)
        limits = BytesIO(b"network_id,network_limit,dynamic_limit\nacme,140,50\n")
        usage = BytesIO(b"network_id,billing_month,static_used,dynamic_used\nacme,2026-11,50,46\n")
        limits.name, usage.name = "limits.csv", "monthly_usage.csv"
        for _ in range(2):
            import_as(world, admin, [limits, usage], as_of=dt.date(2026, 11, 21))
            send_now(world)
        (mine,) = [json.loads(body) for _, body in acmes.heard]
        assert bolts.heard == []
    changed, done = receiver.verified(secret)
    assert (changed["type"], changed["data"]["change"]["new_limit"]) == ("limit.changed", 140)
    assert {one["file"] for one in done["data"]["files"]} == {"limits.csv", "monthly_usage.csv"}
    assert mine["data"] == {"as_of": "2026-11-21", "network_id": "acme", "imported_by": None, "files": None}


def test_a_receiver_that_was_killed_hears_all_of_it_in_order_once_it_is_back(world: Store, admin: Actor) -> None:
    receiver = Receiver()
    with receiver.listening():
        made, _ = add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP"), now=NOW)
    for to in (130, 131, 132):
        raise_limit(world, to)
    report = send_webhooks(world, now=NOW)
    assert (report.sent, report.failed) == (0, 1)  # the others wait: a dead endpoint is asked once a pass
    waiting = hook_deliveries(world, admin)[-1]
    assert "not reached" in (waiting.last_answer or "")
    assert waiting.status == "waiting"
    assert PAUSES[0] <= waiting.next_try_at - NOW.replace(tzinfo=None) <= PAUSES[0] * 1.2
    with receiver.listening():
        send_webhooks(world, now=NOW + dt.timedelta(minutes=1))
    assert [json.loads(body)["data"]["change"]["new_limit"] for _, body in receiver.heard] == [130, 131, 132]
    assert [one.status for one in hook_deliveries(world, admin)] == ["sent"] * 3
    assert [one.answer for one in hook_tries(world, admin, waiting.event_id, made.endpoint_id)][1:] == ["200"]
    (endpoint,) = hook_endpoints(world, admin)
    assert endpoint.failing_since is None


def test_what_is_sent_again_has_the_same_id_and_body_and_a_new_time(
    world: Store, admin: Actor, receiver: Receiver
) -> None:
    made, secret = add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP"), now=NOW)
    raise_limit(world)
    send_webhooks(world, now=NOW)
    (sent,) = hook_deliveries(world, admin)
    assert replay_deliveries(world, admin, made.endpoint_id, event_id=sent.event_id, now=NOW) == 1
    send_now(world)
    (first, body), (second, again) = receiver.heard
    assert (first["webhook-id"], body) == (second["webhook-id"], again)
    assert first["webhook-timestamp"] != second["webhook-timestamp"]
    assert Webhook(secret).verify(again, second)["type"] == "limit.changed"
    with pytest.raises(Unknown, match="could be sent again"):
        replay_deliveries(world, admin, made.endpoint_id, event_id="evt_none", now=NOW)


def test_a_rotated_secret_signs_beside_the_old_one_until_that_ends(
    world: Store, admin: Actor, receiver: Receiver
) -> None:
    made, old = add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP"), now=NOW)
    now = dt.datetime.now(dt.UTC)
    new = rotate_secret(world, admin, made.endpoint_id, keep_old_hours=1, now=now)
    raise_limit(world, 130)
    send_webhooks(world, now=now)
    assert receiver.verified(old) == receiver.verified(new)
    assert len(receiver.heard[0][0]["webhook-signature"].split()) == 2
    receiver.heard.clear()
    newest = rotate_secret(world, admin, made.endpoint_id, keep_old_hours=0, now=now)
    raise_limit(world, 131)
    send_webhooks(world, now=now)
    assert receiver.verified(newest)
    for ended in (old, new):
        with pytest.raises(WebhookVerificationError):
            receiver.verified(ended)


def test_an_endpoint_that_says_it_is_gone_is_disabled_and_admins_are_told(
    world: Store, admin: Actor, receiver: Receiver
) -> None:
    made, _ = add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP"), now=NOW)
    receiver.status = 410
    raise_limit(world, 130)
    raise_limit(world, 131)
    send_webhooks(world, now=NOW)
    (endpoint,) = hook_endpoints(world, admin)
    assert endpoint.disabled_words == "It answered 410: it is gone for good."
    assert "Webhook 'ERP' is disabled" in [one.subject for one in feed(world, admin)]
    with pytest.raises(BadInput, match="Enable it first"):
        replay_deliveries(world, admin, made.endpoint_id, now=NOW)
    receiver.status = 204
    enable_endpoint(world, admin, made.endpoint_id)
    assert replay_deliveries(world, admin, made.endpoint_id, now=NOW) == 1  # the one given up; the other still waits
    send_webhooks(world, now=NOW + dt.timedelta(hours=1))
    assert {one.status for one in hook_deliveries(world, admin)} == {"sent"}


def test_an_endpoint_that_is_dead_for_days_is_given_up_and_disabled(world: Store, admin: Actor) -> None:
    receiver = Receiver()
    with receiver.listening():
        add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP"), now=NOW)
    raise_limit(world)
    moment = NOW
    for _ in range(TRIES):
        (endpoint,) = hook_endpoints(world, admin)
        assert endpoint.is_live
        send_webhooks(world, now=moment, chance=lambda: 0)
        (one,) = hook_deliveries(world, admin)
        moment = one.next_try_at.replace(tzinfo=dt.UTC)
    (endpoint,) = hook_endpoints(world, admin)
    assert (one.status, one.attempts) == ("given up", TRIES)
    assert moment - NOW >= DEAD_AFTER
    assert "accepted nothing since 2026-11-21 12:00" in (endpoint.disabled_words or "")


def test_retry_after_is_obeyed_and_no_redirect_is_followed(world: Store, admin: Actor, receiver: Receiver) -> None:
    add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP"), now=NOW)
    receiver.status, receiver.headers = 429, {"Retry-After": "3600"}
    raise_limit(world)
    send_webhooks(world, now=NOW)
    (one,) = hook_deliveries(world, admin)
    assert one.next_try_at == NOW.replace(tzinfo=None) + dt.timedelta(hours=1)
    with Receiver().listening() as elsewhere:
        receiver.status, receiver.headers = 302, {"Location": elsewhere.url}
        send_webhooks(world, now=NOW + dt.timedelta(hours=2))
        assert elsewhere.heard == []
    (one,) = hook_deliveries(world, admin)
    assert one.last_answer == "302 (redirects are not followed)"


def test_a_claim_whose_process_died_is_taken_up_later(world: Store, admin: Actor, receiver: Receiver) -> None:
    add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP"), now=NOW)
    raise_limit(world)

    def dies(*_: object) -> None:
        raise MemoryError

    with pytest.raises(MemoryError):
        send_webhooks(world, now=NOW, post=dies)  # type: ignore[arg-type]
    assert send_webhooks(world, now=NOW).sent == 0
    assert send_webhooks(world, now=NOW + dt.timedelta(minutes=3)).sent == 1
    assert len(receiver.heard) == 1


def test_a_test_is_sent_at_once_and_its_answer_told(world: Store, admin: Actor, receiver: Receiver) -> None:
    made, secret = add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP"), now=NOW)
    now = dt.datetime.now(dt.UTC)
    assert try_endpoint(world, admin, made.endpoint_id, now=now).status == "sent"
    (found,) = receiver.verified(secret)
    assert (found["type"], found["data"]["endpoint_id"]) == ("webhook.test", made.endpoint_id)
    receiver.status = 500
    tried = try_endpoint(world, admin, made.endpoint_id, now=now)
    assert (tried.status, tried.last_answer) == ("waiting", "500")


def test_the_store_holds_no_secret_and_another_key_signs_nothing(
    world: Store, admin: Actor, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, secret = add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP"), now=NOW)
    with world.reading() as cursor:
        kept = str(cursor.rows("SELECT * FROM webhook_secrets") + cursor.rows("SELECT * FROM webhook_endpoints"))
    assert secret not in kept
    assert secret.removeprefix("whsec_") not in kept
    monkeypatch.setenv("HEADROOM_WEBHOOK_KEY", "another key, which is long enough to be one")
    raise_limit(world)
    send_webhooks(world, now=NOW)
    assert receiver.heard == []
    (one,) = hook_deliveries(world, admin)
    assert one.last_answer == "its secret was made with another key: rotate it"
    rotate_secret(world, admin, made.endpoint_id, now=NOW)
    assert send_webhooks(world, now=NOW + dt.timedelta(minutes=1)).sent == 1


def test_only_admins_make_endpoints_and_one_that_was_removed_hears_nothing(
    world: Store, admin: Actor, receiver: Receiver
) -> None:
    with pytest.raises(NotAllowed, match="an Admin may"):
        add_endpoint(world, actor(world, CSM), AddEndpoint(receiver.url, "ERP"), now=NOW)
    with pytest.raises(Unknown, match="no network 'nowhere'"):
        add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP", "nowhere"), now=NOW)
    with pytest.raises(BadInput, match=r"'limit\.fell' is not an event"):
        add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP", event_types=("limit.fell",)), now=NOW)
    made, _ = add_endpoint(world, admin, AddEndpoint(receiver.url, "ERP"), now=NOW)
    raise_limit(world)
    remove_endpoint(world, admin, made.endpoint_id, now=NOW)
    send_webhooks(world, now=NOW)
    assert receiver.heard == []
    assert hook_endpoints(world, admin) == []


@pytest.mark.skipif(ON_POSTGRESQL, reason="files are the same on either engine")
def test_a_store_from_before_there_were_webhooks_is_opened_and_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    monkeypatch.delenv("HEADROOM_WEBHOOK_KEY")
    known = migrations.available()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "available", lambda: [one for one in known if one[0] != 26])
        patch.setattr("data.tables.webhook_events.are_heard", lambda _cursor: False)
        old = Store(tmp_path / "old.duckdb", memory_limit="500MB", threads=2)
        old.write(fill)
        old.close()
    store = Store(tmp_path / "old.duckdb", memory_limit="500MB", threads=2)
    _, secret = add_endpoint(store, actor(store, ADMIN), AddEndpoint(receiver.url, "ERP"), now=NOW)
    key = tmp_path / "old.duckdb.webhook-key"
    assert key.stat().st_mode & 0o777 == 0o600
    raise_limit(store)
    send_webhooks(store, now=dt.datetime.now(dt.UTC))
    assert receiver.verified(secret)[0]["type"] == "limit.changed"
    store.close()
