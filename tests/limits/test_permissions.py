"""Every use case against every role, in one's own network and in another's, below the pages and through commands."""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import limits
from data import __main__ as data_door
from data.errors import HeadroomError, NotAllowed
from data.store import Store
from limits import __main__ as limits_door
from limits.actors import Actor, actor
from limits.commands import token_commands, user_commands
from limits.people.users import Role, change_user, disable_user
from limits.requests import decide
from tests.limits import who_may
from tests.limits.lending import CopyOf
from tests.limits.who_may import (
    ALSO,
    COMMANDS,
    IN_A_NETWORK,
    NOW,
    OF_NOBODY,
    OF_THE_STORE,
    OUTSIDERS,
    PEOPLE,
    WHAT_IS_THEIRS,
    Do,
    argv,
    fill_with_everything,
    may,
)
from tests.limits.world import ADMIN, CSM, PLANNER, SUPER_USER, VIEWER
from tests.store_maker import ON_POSTGRESQL, StoreMaker


@pytest.fixture
def world(copy_of: CopyOf) -> Store:
    """A copy of the store with something of everything, which is filled once a run."""
    return copy_of("everything", fill_with_everything)


@pytest.fixture
def names(world: Store, store_maker: StoreMaker) -> dict[str, str]:
    return store_maker.names_in("everything")


@pytest.fixture(scope="module")
def untouched(lasting_stores: StoreMaker) -> tuple[Store, dict[str, str]]:
    """The same store for all that are refused, and what its things are called."""
    return lasting_stores.copy_of("everything", fill_with_everything), lasting_stores.names_in("everything")


@pytest.fixture(scope="module")
def disabled(lasting_stores: StoreMaker) -> tuple[Store, dict[str, str], list[Actor]]:
    """A store whose people are all disabled but one admin, and who they were a moment ago."""
    world = lasting_stores.copy_of("everything", fill_with_everything)
    admin = actor(world, ADMIN)
    change_user(world, admin, PLANNER, "second admin", give=[Role("admin")])
    before = {email: actor(world, email) for email in PEOPLE.values()}
    second = before.pop(PLANNER)
    for email in before:
        disable_user(world, second if email == ADMIN else admin, email, "left")
    return world, lasting_stores.names_in("everything"), list(before.values())


@pytest.fixture(scope="module")
def moved(lasting_stores: StoreMaker) -> tuple[Store, dict[str, str], list[Actor]]:
    """A store whose CSM and Super User are viewers now, and who they were a moment ago."""
    world = lasting_stores.copy_of("everything", fill_with_everything)
    csm, super_user = actor(world, CSM), actor(world, SUPER_USER)
    admin = actor(world, ADMIN)
    change_user(world, admin, CSM, "moved", take=[Role("csm")], give=[Role("viewer", "acme")])
    swap = {"take": [Role("super_user", "acme")], "give": [Role("viewer", "acme")]}
    change_user(world, admin, SUPER_USER, "moved", **swap)
    return world, lasting_stores.names_in("everything"), [csm, super_user]


def outcome(do: Do, world: Store, email: str, names: dict[str, str]) -> str:
    """'done', 'refused' by role, or 'other' where something else was in the way."""
    try:
        do(world, actor(world, email), names)
    except NotAllowed:
        return "refused"
    except HeadroomError:
        return "other"
    return "done"


@pytest.mark.parametrize("use_case", IN_A_NETWORK)
def test_each_role_may_what_the_table_says(world: Store, names: dict[str, str], use_case: str) -> None:
    allowed, do = IN_A_NETWORK[use_case]
    refused, version = sorted(PEOPLE.keys() - allowed), world.data_version()
    assert {role: outcome(do, world, PEOPLE[role], names) for role in refused} == dict.fromkeys(refused, "refused")
    assert world.data_version() == version
    done = [role for role in sorted(allowed) if outcome(do, world, PEOPLE[role], names) != "refused"]
    assert done == sorted(allowed)


@pytest.mark.parametrize("use_case", IN_A_NETWORK)
@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_an_outsider_learns_nothing_not_even_what_there_is(
    untouched: tuple[Store, dict[str, str]], use_case: str, outsider: str
) -> None:
    world, names = untouched
    do = IN_A_NETWORK[use_case][1]
    said, version = [], world.data_version()
    for asked in (names, {name: f"no-{name}" for name in names}):
        with pytest.raises(NotAllowed) as caught:
            do(world, actor(world, OUTSIDERS[outsider]), asked)
        text = str(caught.value)
        for value in asked.values():
            text = text.replace(f"'{value}'", "X")
        said.append(text)
    assert said[0] == said[1]
    assert "acme" not in said[0].lower().replace("@acme.example", "")
    assert world.data_version() == version


@pytest.mark.parametrize("use_case", OF_THE_STORE)
def test_what_concerns_the_whole_store_is_for_admins(world: Store, names: dict[str, str], use_case: str) -> None:
    allowed, do = OF_THE_STORE[use_case]
    for role, email in (PEOPLE | OUTSIDERS).items():
        assert (outcome(do, world, email, names) == "refused") == (role not in allowed), role


@pytest.mark.parametrize("use_case", WHAT_IS_THEIRS)
@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_lists_hold_nothing_of_other_networks(
    untouched: tuple[Store, dict[str, str]], use_case: str, outsider: str
) -> None:
    world, names = untouched
    try:
        found = WHAT_IS_THEIRS[use_case](world, actor(world, OUTSIDERS[outsider]), names)
    except NotAllowed:
        return
    assert "acme" not in repr(found).lower()


def test_a_customer_reads_no_price_no_vendors_reason_and_no_note(world: Store, names: dict[str, str]) -> None:
    declined = decide.DecideRequest(names["request"], "decline", "a secret note", answer="Not now.")
    decide.decide_request(world, actor(world, CSM), declined, now=NOW)
    for email in (VIEWER, SUPER_USER):
        for use_case, (allowed, do) in IN_A_NETWORK.items():
            if email == VIEWER and "viewer" not in allowed:
                continue
            try:
                seen = repr(do(world, actor(world, email), names))
            except HeadroomError as error:
                seen = str(error)
            assert "secret" not in seen, use_case
            assert "USD" not in seen, use_case
            assert "4.5" not in seen.replace("14.5", ""), use_case


@pytest.mark.parametrize("use_case", IN_A_NETWORK | OF_THE_STORE | WHAT_IS_THEIRS)
def test_who_is_disabled_may_nothing_that_they_could_a_moment_ago(
    disabled: tuple[Store, dict[str, str], list[Actor]], use_case: str
) -> None:
    world, names, people = disabled
    do = WHAT_IS_THEIRS[use_case] if use_case in WHAT_IS_THEIRS else (IN_A_NETWORK | OF_THE_STORE)[use_case][1]
    _refused(do, world, names, people)


@pytest.mark.parametrize("use_case", [name for name, (allowed, _) in IN_A_NETWORK.items() if "viewer" not in allowed])
def test_a_role_taken_away_counts_from_the_next_click_on(
    moved: tuple[Store, dict[str, str], list[Actor]], use_case: str
) -> None:
    world, names, people = moved
    _refused(IN_A_NETWORK[use_case][1], world, names, people)


def _refused(do: Do, world: Store, names: dict[str, str], people: list[Actor]) -> None:
    version = world.data_version()
    for person in people:
        with pytest.raises(NotAllowed):
            do(world, person, names)
    assert world.data_version() == version


def test_what_a_csm_saw_is_not_seen_as_a_viewer(world: Store, names: dict[str, str]) -> None:
    csm = actor(world, CSM)
    change_user(world, actor(world, ADMIN), CSM, "moved", take=[Role("csm")], give=[Role("viewer", "acme")])
    for use_case, (allowed, do) in IN_A_NETWORK.items():
        if "viewer" in allowed:
            try:
                seen = repr(do(world, csm, names))
            except HeadroomError as error:
                seen = str(error)
            assert "secret" not in seen, use_case
            assert "USD" not in seen, use_case


@pytest.mark.skipif(ON_POSTGRESQL, reason="the commands are the same on either engine")
@pytest.mark.parametrize("command", COMMANDS)
def test_commands_refuse_whom_the_table_refuses(
    kept_open: Store,
    names: dict[str, str],
    command: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = argv(command, names, tmp_path)
    room = command.partition(" ")[0]
    run = limits_door.main if room == "limits" else lambda a: data_door.main([room, *a])
    allowed = may(COMMANDS[command][0])
    version = kept_open.data_version()
    for role, email in sorted((PEOPLE | OUTSIDERS).items(), key=lambda one: one[0] in allowed):
        code = run([*asked, "--as", email])
        said = capsys.readouterr()
        assert (code == NotAllowed.exit_code) == (role not in allowed), (role, code, said.err)
        assert role in allowed or kept_open.data_version() == version
        if role in OUTSIDERS and role not in allowed:
            assert "acme" not in said.err.lower().replace("'acme'", "").replace("@acme.example", ""), said.err


def test_no_command_that_acts_is_left_out() -> None:
    there = {f"limits {name}" for name in _acting(limits_door._parser())}
    there |= {f"users {name}" for name in _acting(user_commands._parser())}
    there |= {f"tokens {name}" for name in _acting(token_commands._parser())}
    assert there == COMMANDS.keys()


def _acting(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, one in action.choices.items():
                if any("--as" in a.option_strings for a in one._actions):
                    yield name


def test_no_use_case_is_left_out() -> None:
    assert set(_taking("Store", "Actor")) == (IN_A_NETWORK.keys() | OF_THE_STORE.keys() | WHAT_IS_THEIRS.keys() | ALSO)
    assert set(_taking("Store")) - set(_taking("Actor")) == OF_NOBODY


def _taking(*kinds: str) -> Iterator[str]:
    """Public functions of the room, in whatever package and under whatever names, that take one of each of these."""
    called = {found.__name__: name for name, found in vars(who_may).items() if inspect.ismodule(found)}
    for module in pkgutil.walk_packages(limits.__path__, "limits."):
        if module.name.rpartition(".")[2].startswith("__"):
            continue
        found = importlib.import_module(module.name)
        for name, function in inspect.getmembers(found, inspect.isfunction):
            if function.__module__ != found.__name__ or name.startswith("_"):
                continue
            given = [str(p.annotation) for p in inspect.signature(function).parameters.values()]
            if all(any(_is(kind, annotation) for annotation in given) for kind in kinds):
                yield f"{called.get(module.name, module.name.rpartition('.')[2])}.{name}"


def _is(kind: str, annotation: str) -> bool:
    return re.fullmatch(rf"(\w+\.)*{kind}( \| None)?", annotation) is not None
