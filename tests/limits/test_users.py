"""Users: added, changed and disabled by admins alone, never without an admin, on record, in force at the next click."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from data import __main__ as data_door
from data.errors import BadInput, NotAllowed, Unknown
from data.store import Store
from data.upkeep.check import violations
from limits.actors import OPERATOR, Actor, actor
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.planned_changes import apply_due, schedule_change, scheduled_changes
from limits.demo_people import personas
from limits.network.limit_history import history
from limits.notice_texts import feed
from limits.people.users import Role, add_user, all_users, as_role, change_user, disable_user, enable_user, user_history
from tests.limits.world import ADMIN, CSM, OTHER_CSM, PLANNER, SUPER_USER, VIEWER
from tests.store_maker import ON_POSTGRESQL, StoreMaker

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
FIRST = dt.date(2026, 12, 1)


@pytest.fixture
def admin(world: Store) -> Actor:
    return actor(world, ADMIN)


def test_an_admin_adds_somebody_who_may_come_in_at_once(world: Store, admin: Actor) -> None:
    made = add_user(
        world,
        admin,
        " New.Person@Acme.example",
        [Role("viewer", "acme"), Role("super_user", "acme")],
        "asked by Sam",
        name="New Person",
        phone="+1555",
        now=NOW,
    )
    assert (made.email, made.name, made.roles) == (
        "new.person@acme.example",
        "New Person",
        (("super_user", "acme"), ("viewer", "acme")),
    )
    assert actor(world, "new.person@acme.example").network_roles == {("acme", "viewer"), ("acme", "super_user")}
    steps = [(c.event, c.role, c.network_id, c.by_email, c.reason) for c in user_history(world, admin, made.email)]
    assert steps[::-1] == [
        ("added", "", "", ADMIN, "asked by Sam"),
        ("role given", "viewer", "acme", ADMIN, "asked by Sam"),
        ("role given", "super_user", "acme", ADMIN, "asked by Sam"),
    ]
    assert violations(world) == []


@pytest.mark.parametrize("email", [CSM, PLANNER, SUPER_USER, VIEWER])
def test_nobody_else_manages_users(world: Store, email: str) -> None:
    who = actor(world, email)
    for attempt in (
        lambda: add_user(world, who, "x@acme.example", [Role("admin")], "because"),
        lambda: change_user(world, who, email, "because", give=[Role("admin")]),
        lambda: disable_user(world, who, ADMIN, "because"),
        lambda: enable_user(world, who, ADMIN, "because"),
        lambda: all_users(world, who),
        lambda: user_history(world, who),
    ):
        with pytest.raises(NotAllowed, match="may not manage users"):
            attempt()
    with pytest.raises(NotAllowed):
        add_user(world, OPERATOR, "x@acme.example", [Role("admin")], "the file is mine")


def test_a_role_taken_away_is_gone_for_who_still_holds_the_old_one(world: Store, admin: Actor, csm: Actor) -> None:
    change_user(world, admin, CSM, "moved to sales", take=[Role("csm")], give=[Role("planner")], now=NOW)
    with pytest.raises(NotAllowed):
        change_limit(world, csm, ChangeLimit("acme", "network", 140, "still here"), now=NOW)
    assert actor(world, CSM).vendor_roles == {"planner"}


def test_a_disabled_user_is_no_user_until_let_in_again(world: Store, admin: Actor, super_user: Actor) -> None:
    raised = ChangeLimit("acme", "campaign", 45, "spring sale", "spring")
    change_limit(world, super_user, raised, now=NOW)
    assert disable_user(world, admin, SUPER_USER, "left", now=NOW).is_disabled
    with pytest.raises(NotAllowed, match="not a user"):
        actor(world, SUPER_USER)
    with pytest.raises(NotAllowed):
        history(world, super_user, "acme")
    assert SUPER_USER not in [p.email for p in personas(world)]
    assert history(world, actor(world, VIEWER), "acme")[0].reason == "spring sale"  # their reasons stay the network's
    enable_user(world, admin, SUPER_USER, "back", now=NOW)
    assert actor(world, SUPER_USER).network_roles == {("acme", "super_user")}
    assert [c.event for c in user_history(world, admin, SUPER_USER)] == ["enabled", "disabled"]


def test_the_last_admin_stays(world: Store, admin: Actor) -> None:
    for attempt in (
        lambda: disable_user(world, admin, ADMIN, "bye"),
        lambda: change_user(world, admin, ADMIN, "bye", take=[Role("admin")], give=[Role("csm")]),
    ):
        with pytest.raises(BadInput, match="nobody who may manage users"):
            attempt()
    change_user(world, admin, PLANNER, "second", give=[Role("admin")])
    disable_user(world, admin, PLANNER, "holiday")
    with pytest.raises(BadInput, match="nobody who may manage users"):  # a disabled admin is none
        disable_user(world, admin, ADMIN, "bye")
    enable_user(world, admin, PLANNER, "back")
    assert disable_user(world, admin, ADMIN, "bye").is_disabled
    assert user_history(world, actor(world, PLANNER), ADMIN)[0].event == "disabled"


def test_what_cannot_be_meant_changes_nothing(world: Store, admin: Actor) -> None:
    for attempt, words in (
        (lambda: add_user(world, admin, CSM, [Role("csm")], "again"), "is there already"),
        (lambda: add_user(world, admin, "\u212aim@vendor.example", [Role("csm")], "Kelvin"), "Kelvin sign"),
        (lambda: add_user(world, admin, "no address", [Role("csm")], "x"), "not an e-mail address"),
        (lambda: add_user(world, admin, "x@y.example", [], "x"), "at least one role"),
        (lambda: add_user(world, admin, "x@y.example", [Role("csm")], " "), "needs a reason"),
        (lambda: add_user(world, admin, "x@y.example", [Role("csm", "acme")], "x"), "not a role here"),
        (lambda: add_user(world, admin, "x@y.example", [Role("viewer", "nowhere")], "x"), "no network 'nowhere'"),
        (lambda: change_user(world, admin, "x@y.example", "x", give=[Role("csm")]), "not a user"),
        (lambda: change_user(world, admin, CSM, "x", take=[Role("planner")]), "is not Planner"),
        (lambda: change_user(world, admin, CSM, "x"), "Nothing was said"),
    ):
        with pytest.raises((BadInput, Unknown), match=words):
            attempt()
    assert user_history(world, admin) == []


@pytest.mark.parametrize("text", ["", "boss", "viewer", "csm:acme", "super_user:"])
def test_what_is_no_role_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is not a role"):
        as_role(text)


def test_roles_are_read_as_people_write_them() -> None:
    assert as_role("Super-User:acme") == Role("super_user", "acme")
    assert as_role(" CSM ") == Role("csm")


PLANNED = ChangeLimit("acme", "network", 150, "Christmas", change_id="xmas")


def test_a_plan_of_who_may_no_longer_make_it_is_held_and_the_vendor_is_told(
    world: Store, admin: Actor, csm: Actor, super_user: Actor
) -> None:
    schedule_change(world, csm, PLANNED, FIRST, now=NOW)
    own = ChangeLimit("acme", "campaign", 60, "spring", "spring", change_id="spring-60")
    schedule_change(world, super_user, own, FIRST, now=NOW)
    disable_user(world, admin, CSM, "left", now=NOW)
    made = apply_due(world, now=dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC))
    assert [c.change_id for c in made] == ["spring-60"]
    held = {p.scheduled_id: p for p in scheduled_changes(world, admin, "acme")}["xmas"]
    assert (held.status, held.settled_words) == (
        "held",
        f"{CSM} planned it and may not change this limit any more. Plan it again if it is still wanted.",
    )
    (told,) = [n for n in feed(world, admin, "acme") if n.topic == "held"]
    assert CSM in told.body
    assert violations(world) == []


def test_a_super_users_plan_is_held_once_they_are_a_viewer(world: Store, admin: Actor, super_user: Actor) -> None:
    own = ChangeLimit("acme", "campaign", 60, "spring", "spring", change_id="spring-60")
    schedule_change(world, super_user, own, FIRST, now=NOW)
    swap = {"take": [Role("super_user", "acme")], "give": [Role("viewer", "acme")]}
    change_user(world, admin, SUPER_USER, "as asked", **swap)
    assert apply_due(world, now=dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)) == []


def test_a_plan_of_a_csm_whose_network_went_to_another_is_held(world: Store, csm: Actor) -> None:
    schedule_change(world, csm, PLANNED, FIRST, now=NOW)
    with world.transaction() as cursor:
        cursor.execute(f"UPDATE networks SET csm_email = '{OTHER_CSM}' WHERE network_id = 'acme'")
    assert apply_due(world, now=dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)) == []


def test_a_raise_still_ends_on_its_day_when_who_made_it_is_gone(world: Store, admin: Actor, csm: Actor) -> None:
    until = dt.date(2026, 11, 30)
    change_limit(world, csm, ChangeLimit("acme", "network", 150, "Black Friday", until=until), now=NOW)
    disable_user(world, admin, CSM, "left", now=NOW)
    (back,) = apply_due(world, now=dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC))
    assert (back.old_limit, back.new_limit) == (150, 120)


@pytest.mark.skipif(ON_POSTGRESQL, reason="the commands are the same on either engine")
def test_the_command_does_what_the_page_does(
    store_maker: StoreMaker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEADROOM_DB", str(store_maker.address("people")))

    def run(*arguments: str) -> int:
        return data_door.main(["users", *arguments])

    by = ("--as", "ada@vendor.example", "--reason", "because")
    store_maker.new("people").close()
    assert run("add", "bob@vendor.example", "--role", "csm", *by) == 4  # nobody may yet
    assert run("add", "ada@vendor.example", "--role", "admin", *by) == 0  # the first one: whoever holds the store
    assert run("add", "eve@vendor.example", "--role", "admin", "--as", "eve@vendor.example", "--reason", "me too") == 4
    assert run("add", "Bob@vendor.example", "--role", "csm", "--name", "Bob Roe", *by) == 0
    assert run("change", "bob@vendor.example", "--give", "planner", "--take", "csm", *by) == 0
    assert run("disable", "ada@vendor.example", *by) == 2
    assert run("disable", "bob@vendor.example", *by) == 0
    capsys.readouterr()
    assert run("list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "email": "ada@vendor.example",
            "name": None,
            "phone": None,
            "disabled": False,
            "roles": [{"role": "admin", "network_id": None}],
        },
        {
            "email": "bob@vendor.example",
            "name": "Bob Roe",
            "phone": None,
            "disabled": True,
            "roles": [{"role": "planner", "network_id": None}],
        },
    ]
    assert run("enable", "bob@vendor.example", *by) == 0
    assert run("history", "bob@vendor.example") == 0
    assert "ada@vendor.example: bob@vendor.example, role taken (CSM). because" in capsys.readouterr().out
    assert data_door.main(["check"]) == 0


def test_a_store_whose_users_are_all_disabled_does_not_open_to_whoever_looks(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute(
            "INSERT INTO people (email, disabled_at, disabled_by_list) "
            "SELECT DISTINCT email, TIMESTAMP '2026-11-20 00:00:00', FALSE FROM users"
        )
    assert personas(world) == []
    with pytest.raises(NotAllowed):
        actor(world, OPERATOR.email)
