"""Tokens: told once, kept as a digest, good for a time and a purpose, and named by the audit."""

from __future__ import annotations

import datetime as dt
import json
from contextvars import copy_context
from pathlib import Path

import pytest

from data import migrations
from data.__main__ import main
from data.acting import ACT, Act
from data.errors import BadInput, NotAllowed, Unknown
from data.store import Store
from data.tables import tokens as token_store
from limits.actors import actor
from limits.changes.change import ChangeLimit, change_limit
from limits.network.limit_history import history, tokens_of_changes
from limits.people.tokens import MOST_GOOD, holder, make_token, revoke_token, tokens_of
from limits.people.users import change_user, disable_user
from limits.requests.decide import DecideRequest, decide_request
from limits.requests.requests import FileRequest, file_request
from limits.requests.thread import request_thread
from tests.limits.world import ADMIN, CSM, SUPER_USER, VIEWER, fill
from tests.store_maker import ON_POSTGRESQL

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def world(store: Store) -> Store:
    store.write(fill)
    return store


def test_a_token_lets_its_person_in_with_the_roles_they_have_now(world: Store) -> None:
    made, secret = make_token(world, actor(world, CSM), " Nightly sync ", ["change", "read"], now=NOW)
    assert (made.email, made.purpose, made.scopes) == (CSM, "Nightly sync", ("read", "change"))
    person, token = holder(world, secret, now=NOW)
    assert (person, token) == (actor(world, CSM), made)
    with world.reading() as cursor:
        kept = cursor.row("SELECT * FROM api_tokens")
    assert kept is not None
    assert not any(isinstance(value, str) and secret[9:] in value for value in kept)
    disable_user(world, actor(world, ADMIN), CSM, "left")
    with pytest.raises(NotAllowed, match="is not a user"):
        holder(world, secret, now=NOW)


def test_a_token_that_is_wrong_old_or_revoked_lets_nobody_in_and_says_nothing_else(world: Store) -> None:
    made, secret = make_token(world, actor(world, CSM), "sync", ["read"], expires_on=dt.date(2026, 12, 1), now=NOW)
    last = dt.datetime(2026, 12, 1, 23, 59, tzinfo=dt.UTC)
    assert holder(world, secret, now=last)[1] == made
    said = set()
    for wrong, moment in ((secret, last + dt.timedelta(minutes=1)), (secret + "x", NOW), ("", NOW), ("\udcff", NOW)):
        with pytest.raises(NotAllowed) as caught:
            holder(world, wrong, now=moment)
        said.add(str(caught.value))
    assert revoke_token(world, actor(world, CSM), made.token_id, now=NOW).revoked_by == CSM
    with pytest.raises(NotAllowed) as caught:
        holder(world, secret, now=NOW)
    assert said == {str(caught.value)}


def test_one_makes_and_ends_ones_own_and_an_admin_anybodys(world: Store) -> None:
    csm, admin = actor(world, CSM), actor(world, ADMIN)
    made, _ = make_token(world, csm, "sync", ["read"], now=NOW)
    with pytest.raises(NotAllowed, match="for others"):
        make_token(world, csm, "sync", ["read"], email=VIEWER, now=NOW)
    with pytest.raises(Unknown):
        revoke_token(world, actor(world, VIEWER), made.token_id, now=NOW)
    theirs, _ = make_token(world, admin, "portal", ["request"], email=VIEWER, now=NOW)
    assert (theirs.email, theirs.made_by) == (VIEWER, ADMIN)
    assert [one.token_id for one in tokens_of(world, actor(world, VIEWER))] == [theirs.token_id]
    assert {one.email for one in tokens_of(world, admin, everybody=True)} == {CSM, VIEWER}
    assert revoke_token(world, admin, made.token_id, now=NOW).revoked_by == ADMIN
    with pytest.raises(NotAllowed):
        make_token(world, admin, "x", ["read"], email="stranger@nowhere.example", now=NOW)


@pytest.mark.parametrize(
    ("purpose", "scopes", "until", "words"),
    [
        (" ", ["read"], None, "needs a purpose"),
        ("x" * 201, ["read"], None, "at most 200"),
        ("sync", [], None, "at least one scope"),
        ("sync", ["read", "fly"], None, "'fly' is not a scope"),
        ("sync", ["read"], dt.date(2026, 11, 20), "within a year"),
        ("sync", ["read"], dt.date(2028, 1, 1), "within a year"),
    ],
)
def test_what_makes_no_token_says_what_would(
    world: Store, purpose: str, scopes: list[str], until: dt.date | None, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        make_token(world, actor(world, CSM), purpose, scopes, expires_on=until, now=NOW)


def test_one_person_has_so_many_good_tokens(world: Store) -> None:
    csm = actor(world, CSM)
    for _ in range(MOST_GOOD):
        made, _ = make_token(world, csm, "sync", ["read"], now=NOW)
    with pytest.raises(BadInput, match="Revoke one"):
        make_token(world, csm, "sync", ["read"], now=NOW)
    revoke_token(world, csm, made.token_id, now=NOW)
    make_token(world, csm, "sync", ["read"], now=NOW)


def test_what_is_stored_with_a_token_is_on_record_in_the_same_transaction(world: Store) -> None:
    def work() -> None:
        ACT.set(Act("t-1", CSM, "PATCH limit", "c-1"))
        change_limit(world, actor(world, CSM), ChangeLimit("acme", "network", 140, "why", change_id="c-1"), now=NOW)
        with pytest.raises(ZeroDivisionError), world.transaction():
            raise ZeroDivisionError

    copy_context().run(work)
    with world.reading() as cursor:
        (act,) = token_store.acts(cursor)
    assert (act.token_id, act.email, act.what, act.reference) == ("t-1", CSM, "PATCH limit", "c-1")


def test_the_history_names_the_token_of_every_change_and_to_customers_neither_it_nor_an_address(world: Store) -> None:
    csm, sam = actor(world, CSM), actor(world, SUPER_USER)
    theirs, _ = make_token(world, csm, "Nightly sync", ["change"], now=NOW)
    sams, _ = make_token(world, sam, "Shop", ["change"], now=NOW)

    def by_token(token: str, email: str, command: ChangeLimit) -> None:
        ACT.set(Act(token, email, "limits change", ""))
        change_limit(world, actor(world, email), command, now=NOW)

    copy_context().run(by_token, theirs.token_id, CSM, ChangeLimit("acme", "network", 140, "a secret reason"))
    copy_context().run(by_token, sams.token_id, SUPER_USER, ChangeLimit("acme", "campaign", 35, "posters", "autumn"))
    change_limit(world, csm, ChangeLimit("acme", "network", 150, "by hand"), now=NOW)
    hand, shop, nightly = history(world, csm, "acme")[:3]
    assert tokens_of_changes(world, csm, "acme") == {nightly.change_id: "Nightly sync", shop.change_id: "Shop"}
    assert tokens_of_changes(world, sam, "acme") == {shop.change_id: "Shop"}
    assert (hand.changed_by, shop.changed_by) == (CSM, SUPER_USER)
    assert [one.changed_by for one in history(world, sam, "acme")[:3]] == ["a CSM", SUPER_USER, "a CSM"]
    change_user(world, actor(world, ADMIN), CSM, "a name", name="Dana Ruiz")
    assert history(world, sam, "acme")[0].changed_by == "Dana Ruiz"
    asked = file_request(world, sam, FileRequest("acme", "dynamic", 5, dt.date(2026, 12, 1), "why"), now=NOW)
    decide_request(world, csm, DecideRequest(asked.request_id, "decline", answer="no"), now=NOW)
    request, events = request_thread(world, sam, asked.request_id)
    assert (request.filed_by, request.decided_by) == (SUPER_USER, "Dana Ruiz")
    assert [event.by_email for event in events] == [SUPER_USER, "Dana Ruiz"]
    assert request_thread(world, csm, asked.request_id)[0].decided_by == CSM


@pytest.mark.skipif(ON_POSTGRESQL, reason="files are the same on either engine")
def test_a_store_from_before_there_were_tokens_is_opened_and_takes_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = migrations.available()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "available", lambda: [one for one in known if one[0] != 20])
        patch.setattr("data.store.record_act", lambda cursor: None)
        old = Store(tmp_path / "old.duckdb", memory_limit="500MB", threads=2)
        old.write(fill)
        old.close()
    store = Store(tmp_path / "old.duckdb", memory_limit="500MB", threads=2)
    _, secret = make_token(store, actor(store, CSM), "sync", ["read"], now=NOW)
    assert holder(store, secret, now=NOW)[0].email == CSM
    store.close()


@pytest.mark.skipif(ON_POSTGRESQL, reason="the command is the same on either engine")
def test_the_command_tells_the_secret_once(
    world: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.close()
    monkeypatch.setenv("HEADROOM_DB", str(world.address))
    add = ["tokens", "add", "--purpose", "sync", "--scope", "read", "--scope", "change", "--as", CSM, "--json"]
    assert main(add) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["secret"].startswith("headroom_")
    assert main(["tokens", "list", "--as", CSM]) == 0
    listed = capsys.readouterr().out
    assert made["token_id"] in listed
    assert made["secret"] not in listed
    assert main(["tokens", "revoke", made["token_id"], "--as", CSM]) == 0
    assert "revoked by" in capsys.readouterr().out
    assert main(["tokens", "list", "--all", "--as", CSM]) == 4
