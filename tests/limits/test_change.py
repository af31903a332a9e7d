"""Changing a limit: by role, on the version seen, with a reason, audited or not at all."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from data.errors import BadInput, NotAllowed, StaleLimit
from data.store import Store
from data.upkeep.check import violations
from limits.actors import MAY, OPERATOR, Actor, actor
from limits.advice.standing import network_standing
from limits.changes.change import ChangeLimit, change_limit
from limits.kinds import Kind, LimitKey
from limits.network.headroom import LimitHeadroom
from limits.network.limit_history import history
from tests.limits.world import ADMIN, AS_OF, CSM, OTHER_CSM, PLANNER, STRANGER, SUPER_USER, VIEWER
from tests.store_maker import REFUSED

NOW = dt.datetime(2026, 11, 21, 2, 30, tzinfo=dt.UTC)


def network_limit(store: Store) -> LimitHeadroom:
    return network_standing(store, OPERATOR, "acme").limit(LimitKey("network"))


def raise_network(to: int = 140, version: int | None = None, change_id: str = "") -> ChangeLimit:
    given = {"change_id": change_id} if change_id else {}
    return ChangeLimit("acme", "network", to, "spring season", expected_version=version, **given)


def test_a_change_is_applied_and_audited_with_what_was_known(world: Store, csm: Actor) -> None:
    done = change_limit(world, csm, raise_network(version=1), now=NOW)
    assert (network_limit(world).limit, network_limit(world).version) == (140, 2)
    newest = history(world, csm, "acme")[0]
    assert newest == done
    assert (newest.old_limit, newest.new_limit, newest.changed_by, newest.reason) == (120, 140, CSM, "spring season")
    assert (newest.usage_then, newest.as_of) == (95, AS_OF)
    assert newest.effective_from == dt.date(2026, 11, 20)  # still the 20th in New York
    assert newest.overage_risk is not None
    assert newest.suggested_limit is not None
    assert violations(world) == []


def test_a_stale_version_is_refused_and_nothing_changes(world: Store, csm: Actor) -> None:
    change_limit(world, csm, raise_network(130, version=1))
    with pytest.raises(StaleLimit, match="130"):
        change_limit(world, csm, raise_network(140, version=1))
    assert network_limit(world).limit == 130


def test_the_same_change_id_changes_once(world: Store, csm: Actor) -> None:
    command = raise_network(version=1)
    assert change_limit(world, csm, command) == change_limit(world, csm, command)
    assert network_limit(world).version == 2


def test_a_change_id_of_another_change_is_refused(world: Store, csm: Actor) -> None:
    change_limit(world, csm, raise_network(130, change_id="c1"))
    with pytest.raises(BadInput, match="c1"):
        change_limit(world, csm, raise_network(150, change_id="c1"))


def test_when_the_audit_row_cannot_be_written_the_limit_stays(world: Store, csm: Actor) -> None:
    with world.transaction() as cursor:  # the version the change would write is taken, so its audit row must fail
        cursor.execute(
            "INSERT INTO limit_changes (change_id, network_id, kind, campaign_id, version, old_limit, new_limit,"
            " changed_at, changed_by, reason, effective_from) VALUES ('squatter', 'acme', 'network', '', 2, 1, 1,"
            " '2026-01-01 00:00:00', 'x', 'x', '2026-01-01')"
        )
    with pytest.raises(REFUSED):
        change_limit(world, csm, raise_network())
    assert (network_limit(world).limit, network_limit(world).version) == (120, 1)


def test_of_many_people_on_one_version_one_wins_and_the_others_are_told(world: Store, csm: Actor) -> None:
    def attempt(to: int) -> str:
        try:
            change_limit(world, csm, raise_network(to, version=1))
        except StaleLimit:
            return "stale"
        return "done"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(130, 146)))
    assert sorted(outcomes) == ["done"] + ["stale"] * 15
    assert network_limit(world).version == 2
    assert violations(world) == []


@pytest.mark.parametrize(
    ("email", "kind", "to", "allowed"),
    [
        (CSM, "network", 140, True),
        (CSM, "dynamic", 60, True),
        (CSM, "campaign", 60, True),
        (CSM, "campaign", 20, True),  # lower, but above usage
        (SUPER_USER, "campaign", 60, True),
        (SUPER_USER, "campaign", 20, False),  # raise only
        (SUPER_USER, "network", 140, False),
        (SUPER_USER, "dynamic", 60, False),
        (VIEWER, "campaign", 60, False),
        (OTHER_CSM, "network", 140, False),  # not assigned
        (PLANNER, "network", 140, False),
        (ADMIN, "network", 140, False),
        (STRANGER, "campaign", 60, False),
    ],
)
def test_who_may_change_what(world: Store, email: str, kind: Kind, to: int, allowed: bool) -> None:
    command = ChangeLimit("acme", kind, to, "because", "autumn" if kind == "campaign" else "")
    if allowed:
        assert change_limit(world, actor(world, email), command).new_limit == to
        return
    with pytest.raises(NotAllowed):
        change_limit(world, actor(world, email), command)
    assert len(history(world, OPERATOR, "acme")) == 4


def test_a_role_taken_away_a_moment_ago_is_gone(world: Store, super_user: Actor) -> None:
    with world.transaction() as cursor:
        cursor.execute("DELETE FROM users WHERE email = $1", SUPER_USER)
    with pytest.raises(NotAllowed, match="not a user"):
        change_limit(world, super_user, ChangeLimit("acme", "campaign", 60, "because", "autumn"))


def test_below_usage_needs_to_be_meant(world: Store, csm: Actor) -> None:
    with pytest.raises(BadInput, match=r"below this month's usage of 95"):
        change_limit(world, csm, raise_network(90))
    meant = ChangeLimit("acme", "network", 90, "contract cut", accept_below_usage=True)
    assert change_limit(world, csm, meant).new_limit == 90
    assert network_limit(world).state == "exceeded"
    assert network_limit(world).usage == 95  # nothing is released


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (raise_network(-1), "-1"),
        (raise_network(10**8), "100000000"),
        (ChangeLimit("acme", "network", 140, "   "), "reason"),
        (ChangeLimit("acme", "network", 140, "x" * 3000), "3,000"),
        (ChangeLimit("acme", "network", 140, "ok", change_id=" "), "change-id"),
        (raise_network(120), "already"),
        (ChangeLimit("acme", "network", 1.5, "ok"), "1.5"),  # type: ignore[arg-type]
    ],
)
def test_a_senseless_change_is_refused_with_the_way_out(
    world: Store, csm: Actor, command: ChangeLimit, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        change_limit(world, csm, command)
    assert network_limit(world).version == 1


def test_the_table_of_permissions_is_the_domains() -> None:
    everybody = {"viewer", "super_user", "csm", "planner", "admin"}
    assert MAY["see network"] == MAY["check room"] == everybody
    assert MAY["file request"] == {"viewer", "super_user", "csm"}
    assert MAY["raise campaign limit"] == {"super_user", "csm"}
    assert MAY["change limits"] == {"csm"}
    assert MAY["see vendor facts"] == {"csm", "planner", "admin"}
    assert MAY["administer"] == {"admin"}


def test_a_customer_reads_the_history_without_the_vendors_reasons_and_figures(
    world: Store, csm: Actor, super_user: Actor
) -> None:
    change_limit(world, csm, ChangeLimit("acme", "network", 140, "or they leave us"))
    change_limit(world, super_user, ChangeLimit("acme", "campaign", 45, "spring sale", campaign_id="spring"))
    assert {c.reason for c in history(world, csm, "acme")} >= {"or they leave us", "spring sale"}
    seen = history(world, actor(world, VIEWER), "acme")
    assert [c.new_limit for c in seen] == [c.new_limit for c in history(world, csm, "acme")]
    assert {c.reason for c in seen} == {"", "spring sale"}
    assert all(c.overage_risk is None and c.suggested_limit is None for c in seen)


def test_a_known_change_id_shows_a_change_to_nobody_who_could_not_have_made_it(
    world: Store, csm: Actor, super_user: Actor
) -> None:
    command = ChangeLimit("acme", "network", 140, "or they leave us", change_id="c1")
    change_limit(world, csm, command)
    for email in (VIEWER, SUPER_USER, PLANNER):
        with pytest.raises(NotAllowed):
            change_limit(world, actor(world, email), command)
    own = ChangeLimit("acme", "campaign", 45, "spring sale", "spring", change_id="c2")
    assert change_limit(world, super_user, own) == change_limit(world, super_user, own)
