"""People by name: whom a page may name to whom, and whom there is to call."""

from __future__ import annotations

import pytest

from data.errors import NotAllowed
from data.store import Store
from limits.actors import actor
from limits.people import change_user, disable_user, names, network_people
from tests.limits.world import ADMIN, CSM, OTHER_CSM, STRANGER, SUPER_USER, VIEWER


@pytest.fixture
def named(world: Store) -> Store:
    admin = actor(world, ADMIN)
    for email, name in ((CSM, "Dana Fox"), (SUPER_USER, "Sam Lee"), (VIEWER, "Vic Orr"), (STRANGER, "Eve Moss")):
        change_user(world, admin, email, "names", name=name, phone="+1 555 010 0120")
    return world


def test_a_viewer_learns_whom_to_ask_and_how_to_call_them(named: Store) -> None:
    found = network_people(named, actor(named, VIEWER), "acme")
    assert found.csm is not None
    assert (found.csm.name, found.csm.phone, found.csm.role) == ("Dana Fox", "+1 555 010 0120", "CSM")
    assert [(p.name, p.role) for p in found.super_users] == [("Sam Lee", "Super User")]


def test_who_is_disabled_is_nobody_to_ask(named: Store) -> None:
    disable_user(named, actor(named, ADMIN), SUPER_USER, "left")
    assert network_people(named, actor(named, VIEWER), "acme").super_users == ()


def test_another_networks_people_are_not_told(named: Store) -> None:
    with pytest.raises(NotAllowed):
        network_people(named, actor(named, STRANGER), "acme")


def test_customers_know_the_names_of_their_own_network_and_of_the_vendor(named: Store) -> None:
    assert names(named, actor(named, VIEWER)) == {CSM: "Dana Fox", SUPER_USER: "Sam Lee", VIEWER: "Vic Orr"}
    assert STRANGER in names(named, actor(named, OTHER_CSM))


def test_who_has_no_name_on_record_is_not_given_one(world: Store) -> None:
    assert names(world, actor(world, CSM)) == {}
    found = network_people(world, actor(world, CSM), "acme")
    assert found.csm is not None
    assert (found.csm.name, found.csm.phone) == (CSM, None)
