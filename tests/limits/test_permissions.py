"""Every use case against every role, in one's own network and in another's: the one table of who may do what."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

import limits
from data.errors import HeadroomError, NotAllowed
from data.store import Store
from limits import (
    alerts,
    backups,
    bulk,
    change,
    decide,
    explain,
    freshness,
    history,
    importing,
    journal,
    look_back,
    notices,
    outbox,
    packs,
    policy,
    portfolio,
    queue,
    request_course,
    requests,
    scenarios,
    schedule,
    standing,
    term_sheet,
    traffic,
    trust,
    undo,
)
from limits.actors import Actor, actor
from limits.kinds import LimitKey
from limits.scenario_changes import ExtendedTo
from tests.limits.world import ADMIN, CSM, OTHER_CSM, PLANNER, STRANGER, SUPER_USER, VIEWER

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
DECEMBER = dt.date(2026, 12, 1)
PEOPLE = {"viewer": VIEWER, "super_user": SUPER_USER, "csm": CSM, "planner": PLANNER, "admin": ADMIN}
OUTSIDERS = {"another network's customer": STRANGER, "another CSM": OTHER_CSM}

EVERYBODY = frozenset(PEOPLE)
VENDOR = frozenset({"csm", "planner", "admin"})
ASKERS = frozenset({"viewer", "super_user", "csm"})
CSM_ALONE = frozenset({"csm"})
NETWORK, SPRING = LimitKey("network"), LimitKey("campaign", "spring")

Do = Callable[[Store, Actor, dict[str, str]], Any]  # names: which network, request, plan, change, scenario


def _raise_campaign(s: Store, p: Actor, n: dict[str, str]) -> Any:
    return change.change_limit(
        s, p, change.ChangeLimit(n["network"], "campaign", 60 if p.email == CSM else 70, "why", "spring"), now=NOW
    )


def _plan(s: Store, p: Actor, n: dict[str, str]) -> Any:
    command = change.ChangeLimit(n["network"], "network", 150, "why")
    return schedule.schedule_change(s, p, command, DECEMBER, now=NOW)


def _list(s: Store, p: Actor, n: dict[str, str]) -> Any:
    rows = f"network_id,kind,campaign_id,to,reason\n{n['network']},network,,150,why\n"
    return bulk.change_by_list(s, p, "list.csv", rows.encode(), now=NOW)


def _file(s: Store, p: Actor, n: dict[str, str]) -> Any:
    return requests.file_request(s, p, requests.FileRequest(n["network"], "dynamic", 5, DECEMBER, "why"), now=NOW)


# What each use case is, and who may do it in a network of theirs.
IN_A_NETWORK: dict[str, tuple[frozenset[str], Do]] = {
    "standing.network_standing": (EVERYBODY, lambda s, p, n: standing.network_standing(s, p, n["network"])),
    "explain.explain": (
        EVERYBODY,
        lambda s, p, n: explain.explain(s, p, n["network"], number_type="dynamic", count=1),
    ),
    "trust.trust": (VENDOR, lambda s, p, n: trust.trust(s, p, n["network"])),
    "history.history": (EVERYBODY, lambda s, p, n: history.history(s, p, n["network"])),
    "traffic.network_traffic": (EVERYBODY, lambda s, p, n: traffic.network_traffic(s, p, n["network"])),
    "notices.feed": (EVERYBODY, lambda s, p, n: notices.feed(s, p, n["network"])),
    "alerts.raised_alerts": (EVERYBODY, lambda s, p, n: alerts.raised_alerts(s, p, n["network"])),
    "schedule.scheduled_changes": (EVERYBODY, lambda s, p, n: schedule.scheduled_changes(s, p, n["network"])),
    "schedule.day_for": (EVERYBODY, lambda s, p, n: schedule.day_for(s, p, n["network"])),
    "request_course.request_thread": (EVERYBODY, lambda s, p, n: request_course.request_thread(s, p, n["request"])),
    "change.evidence_for": (EVERYBODY, lambda s, p, n: change.evidence_for(s, p, n["network"], NETWORK, 130)),
    "requests.request_outlook": (ASKERS, lambda s, p, n: requests.request_outlook(s, p, n["network"], NETWORK, 5)),
    "requests.file_request": (ASKERS, _file),
    "request_course.comment_on_request": (
        ASKERS,
        lambda s, p, n: request_course.comment_on_request(s, p, n["request"], "hello", now=NOW),
    ),
    "request_course.withdraw_request": (
        ASKERS,
        lambda s, p, n: request_course.withdraw_request(s, p, n["request"], now=NOW),
    ),
    "change.change_limit": (frozenset({"super_user", "csm"}), _raise_campaign),
    "schedule.schedule_change": (CSM_ALONE, _plan),
    "schedule.cancel_scheduled": (CSM_ALONE, lambda s, p, n: schedule.cancel_scheduled(s, p, n["plan"], "no", now=NOW)),
    "undo.undo_change": (CSM_ALONE, lambda s, p, n: undo.undo_change(s, p, n["change"], "no", now=NOW)),
    "request_course.take_up_request": (
        CSM_ALONE,
        lambda s, p, n: request_course.take_up_request(s, p, n["request"], now=NOW),
    ),
    "decide.decide_request": (
        CSM_ALONE,
        lambda s, p, n: decide.decide_request(s, p, decide.DecideRequest(n["request"], "decline", "no"), now=NOW),
    ),
    "decide.frozen_evidence": (VENDOR, lambda s, p, n: decide.frozen_evidence(s, p, n["request"])),
    "journal.journal": (VENDOR, lambda s, p, n: journal.journal(s, p, n["network"])),
    "scenarios.scenarios": (VENDOR, lambda s, p, n: scenarios.scenarios(s, p, n["network"])),
    "scenarios.compare": (VENDOR, lambda s, p, n: scenarios.compare(s, p, n["network"])),
    "scenarios.scenario_history": (VENDOR, lambda s, p, n: scenarios.scenario_history(s, p, n["network"])),
    "scenarios.own_figures": (EVERYBODY, lambda s, p, n: scenarios.own_figures(s, p, n["network"])),
    "scenarios.save_scenario": (
        CSM_ALONE,
        lambda s, p, n: scenarios.save_scenario(
            s, p, n["network"], "longer", [ExtendedTo(dt.date(2027, 3, 31))], reason="talks", now=NOW
        ),
    ),
    "scenarios.commit_scenario": (
        CSM_ALONE,
        lambda s, p, n: scenarios.commit_scenario(s, p, n["scenario"], n["network"], reason="agreed", now=NOW),
    ),
    "scenarios.uncommit_scenario": (
        CSM_ALONE,
        lambda s, p, n: scenarios.uncommit_scenario(s, p, n["network"], reason="no", now=NOW),
    ),
    "scenarios.remove_scenario": (
        CSM_ALONE,
        lambda s, p, n: scenarios.remove_scenario(s, p, n["scenario"], n["network"], now=NOW),
    ),
    "term_sheet.term_sheet": (VENDOR, lambda s, p, n: term_sheet.term_sheet(s, p, n["network"])),
    "packs.packs": (VENDOR, lambda s, p, n: packs.packs(s, p, n["network"])),
    "packs.open_pack": (VENDOR, lambda s, p, n: packs.open_pack(s, p, n["network"], n["pack"])),
    "packs.freeze_pack": (VENDOR, lambda s, p, n: packs.freeze_pack(s, p, n["network"], "review", now=NOW)),
    "scenarios.state_figure": (
        frozenset({"super_user", "csm"}),
        lambda s, p, n: scenarios.state_figure(s, p, n["network"], NETWORK, DECEMBER, 90, reason="plan", now=NOW),
    ),
}
# Of the whole store: admins alone, or everybody for what is theirs.
OF_THE_STORE: dict[str, tuple[frozenset[str], Do]] = {
    "policy.set_policy": (
        frozenset({"admin"}),
        lambda s, p, n: policy.set_policy(s, p, policy.FastLane(), expected_version=0, now=NOW),
    ),
    "look_back.look_back_on_store": (frozenset({"admin"}), lambda s, p, n: look_back.look_back_on_store(s, p, now=NOW)),
    "freshness.imports_on_record": (
        frozenset({"planner", "admin"}),
        lambda s, p, n: freshness.imports_on_record(s, p),
    ),
    "importing.import_as": (frozenset({"admin"}), lambda s, p, n: importing.import_as(s, p, [])),
    "backups.back_up_as": (frozenset({"admin"}), lambda s, p, n: backups.back_up_as(s, p)),
    "backups.backups_as": (frozenset({"admin"}), lambda s, p, n: backups.backups_as(s, p)),
}
WHAT_IS_THEIRS: dict[str, Do] = {
    "portfolio.portfolio": lambda s, p, n: portfolio.portfolio(s, p),
    "trust.trust": lambda s, p, n: trust.trust(s, p),
    "freshness.freshness": lambda s, p, n: freshness.freshness(s, p),
    "queue.waiting_requests": lambda s, p, n: queue.waiting_requests(s, p),
    "notices.feed": lambda s, p, n: notices.feed(s, p),
    "alerts.raised_alerts": lambda s, p, n: alerts.raised_alerts(s, p),
    "journal.journal": lambda s, p, n: journal.journal(s, p),
    "outbox.undelivered": lambda s, p, n: outbox.undelivered(s, p),
}
# Covered by the others (a list of changes is many changes), or given nobody to ask about.
ALSO = {"bulk.change_by_list", "requests.suggestion_as_stated"}


@pytest.fixture
def names(world: Store) -> dict[str, str]:
    """A network with something of everything."""
    csm, asker = actor(world, CSM), actor(world, SUPER_USER)
    made = change.change_limit(world, csm, change.ChangeLimit("acme", "network", 125, "a secret reason"), now=NOW)
    request = requests.file_request(world, asker, requests.FileRequest("acme", "network", 5, DECEMBER, "why"), now=NOW)
    command = change.ChangeLimit("acme", "campaign", 70, "fair", "autumn")
    plan = schedule.schedule_change(world, csm, command, DECEMBER, now=NOW)
    saved = scenarios.save_scenario(
        world, csm, "acme", "short", [ExtendedTo(dt.date(2027, 1, 31))], reason="talks", now=NOW
    )
    return {
        "network": "acme",
        "request": request.request_id,
        "plan": plan.scheduled_id,
        "change": made.change_id,
        "scenario": saved.scenario_id,
        "pack": packs.freeze_pack(world, csm, "acme", "secret talks", now=NOW).pack_id,
    }


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
    refused = {role for role, email in PEOPLE.items() if role not in allowed}
    assert {role: outcome(do, world, PEOPLE[role], names) for role in sorted(refused)} == dict.fromkeys(
        sorted(refused), "refused"
    )
    done = [role for role in sorted(allowed) if outcome(do, world, PEOPLE[role], names) != "refused"]
    assert done == sorted(allowed)


@pytest.mark.parametrize("use_case", IN_A_NETWORK)
@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_an_outsider_learns_nothing_not_even_what_there_is(
    world: Store, names: dict[str, str], use_case: str, outsider: str
) -> None:
    do = IN_A_NETWORK[use_case][1]
    said = []
    for asked in (names, {name: f"no-{name}" for name in names}):
        with pytest.raises(NotAllowed) as caught:
            do(world, actor(world, OUTSIDERS[outsider]), asked)
        text = str(caught.value)
        for value in asked.values():
            text = text.replace(f"'{value}'", "X")
        said.append(text)
    assert said[0] == said[1]
    assert "acme" not in said[0].lower().replace("@acme.example", "")


@pytest.mark.parametrize("use_case", OF_THE_STORE)
def test_what_concerns_the_whole_store_is_for_admins(world: Store, names: dict[str, str], use_case: str) -> None:
    allowed, do = OF_THE_STORE[use_case]
    for role, email in (PEOPLE | OUTSIDERS).items():
        assert (outcome(do, world, email, names) == "refused") == (role not in allowed), role


@pytest.mark.parametrize("use_case", WHAT_IS_THEIRS)
@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_lists_hold_nothing_of_other_networks(
    world: Store, names: dict[str, str], use_case: str, outsider: str
) -> None:
    try:
        found = WHAT_IS_THEIRS[use_case](world, actor(world, OUTSIDERS[outsider]), names)
    except NotAllowed:
        return
    assert "acme" not in repr(found).lower()


def test_a_customer_reads_no_price_no_vendors_reason_and_no_note(world: Store, names: dict[str, str]) -> None:
    decide.decide_request(
        world, actor(world, CSM), decide.DecideRequest(names["request"], "decline", "a secret note"), now=NOW
    )
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


def test_no_use_case_is_left_out() -> None:
    there = set()
    for module in pkgutil.iter_modules(limits.__path__):
        if not module.name.startswith("__"):
            found = importlib.import_module(f"limits.{module.name}")
            for name, function in inspect.getmembers(found, inspect.isfunction):
                parameters = list(inspect.signature(function).parameters)
                own = function.__module__ == found.__name__ and not name.startswith("_")
                if own and parameters[:2] == ["store", "person"]:
                    there.add(f"{module.name}.{name}")
    assert there == IN_A_NETWORK.keys() | OF_THE_STORE.keys() | WHAT_IS_THEIRS.keys() | ALSO
