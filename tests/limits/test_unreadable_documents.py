"""One stored document with a key more or less is said to be unreadable; all other figures and pages go on."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest

from data.errors import DocumentTooNew, DocumentUnreadable
from data.store import Store
from limits.__main__ import main
from limits.actors import OPERATOR, Actor, actor
from limits.advice.portfolio_rows import portfolio
from limits.advice.standing import network_standing
from limits.outlook.scenario_changes import NewCampaign
from limits.planning.account_sheet import term_sheet
from limits.planning.frozen_packs import freeze_pack, open_pack
from limits.planning.saved_scenarios import commit_scenario, compare, save_scenario, scenarios, uncommit_scenario
from limits.requests.decide import DecideRequest, decide_request, frozen_evidence
from limits.requests.decision_journal import journal
from limits.requests.fast_lane_policy import FastLane, policy, set_policy
from limits.requests.requests import FileRequest, file_request
from limits.requests.thread import withdraw_request
from limits.trust.recalibration import recalibrate_store
from tests.limits.world import ADMIN, CSM, OTHER_CSM, PLANNER, SUPER_USER, VIEWER, nothing_to_frown_at

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
DECEMBER = dt.date(2026, 12, 1)
TEXTS = {
    "request_evidence": "evidence",
    "packs": "figures",
    "settings": "value",
    "scenarios": "changes",
}

Change = Callable[[Any], None]


def spoil(store: Store, table: str, change: Change) -> None:
    """Makes every document of a table another one."""
    column = TEXTS[table]
    with store.transaction() as cursor:
        for (text,) in cursor.rows(f"SELECT {column} FROM {table}"):
            document = json.loads(text)
            change(document)
            cursor.execute(f"UPDATE {table} SET {column} = $1 WHERE {column} = $2", json.dumps(document), text)


def a_key_more(document: Any) -> None:
    content = document["content"]
    (content[0] if isinstance(content, list) else content)["surprise"] = 1


def a_key_less(document: Any) -> None:
    content = document["content"]
    one = content[0] if isinstance(content, list) else content
    one.pop(sorted(one)[0])


def a_version_to_come(document: Any) -> None:
    document["version"] = 99


SPOILT: tuple[Change, ...] = (a_key_more, a_key_less, a_version_to_come)


def figures(store: Store) -> dict[str, tuple[float | None, int | None]]:
    return {
        row.network.network_id: (row.overage_risk, row.answer.need if row.answer else None)
        for row in portfolio(store, OPERATOR)
    }


def decided(store: Store, network_id: str, by: str, filed_by: str) -> str:
    command = FileRequest(
        network_id=network_id, kind="network", campaign_id="", more=2, from_month=DECEMBER, until_month=None,
        reason="x", sessions=None,
    )  # fmt: skip
    request = file_request(store, actor(store, filed_by), command, now=NOW)
    decide_request(
        store, actor(store, by), DecideRequest(request_id=request.request_id, outcome="decline", answer="no"), now=NOW
    )
    return request.request_id


def test_a_look_back_that_cannot_be_read_leaves_every_forecast_and_is_said_at_each(world: Store) -> None:
    before = figures(world)
    recalibrate_store(world, actor(world, ADMIN), now=NOW)
    for change in SPOILT:
        spoil(world, "settings", change)
        assert figures(world) == before, "two networks are too few to learn from, so that nothing was put right before"
        outlook = network_standing(world, OPERATOR, "acme").outlook
        assert outlook is not None
        assert any("what the last look back found" in c.lower() and "lookback" in c for c in outlook.caveats) or (
            change is a_version_to_come and any("update Headroom" in c for c in outlook.caveats)
        ), change
        recalibrate_store(world, actor(world, ADMIN), now=NOW)
        mended = network_standing(world, OPERATOR, "acme").outlook
        assert mended is not None
        assert not any("look back" in c for c in mended.caveats), change


def test_a_policy_that_cannot_be_read_grants_nothing_and_can_be_set_again(world: Store) -> None:
    world.write(nothing_to_frown_at)
    admin, asker = actor(world, ADMIN), actor(world, SUPER_USER)
    asked = FileRequest("acme", "network", 2, DECEMBER, "x")
    for version, change in enumerate(SPOILT):
        set_policy(world, admin, FastLane(is_on=True), expected_version=version, now=NOW)
        spoil(world, "settings", change)
        found = policy(world)
        assert (found.fast_lane.is_on, found.version) == (False, version + 1)
        assert "fast lane" in found.unreadable
        request = file_request(world, asker, asked, now=NOW)
        assert request.status == "filed", "a person decides"
        withdraw_request(world, asker, request.request_id, now=NOW)
    set_policy(world, admin, FastLane(is_on=True), expected_version=len(SPOILT), now=NOW)
    assert (policy(world).fast_lane.is_on, policy(world).unreadable) == (True, "")
    assert file_request(world, asker, asked, now=NOW).status == "approved"


def test_a_plan_that_cannot_be_read_is_said_in_its_own_network_only(world: Store, csm: Actor) -> None:
    before = figures(world)
    saved = save_scenario(world, csm, "acme", "Fair", [NewCampaign("Fair", 60, DECEMBER)], reason="x", now=NOW)
    save_scenario(world, actor(world, OTHER_CSM), "bolt", "Whole", [NewCampaign("x", 1, DECEMBER)], reason="x", now=NOW)
    commit_scenario(world, csm, saved.scenario_id, "acme", reason="agreed", now=NOW)
    assert figures(world) != before
    with world.reading() as cursor:
        whole = cursor.value("SELECT changes FROM scenarios WHERE network_id = 'acme'")
    for change in SPOILT:
        with world.transaction() as cursor:
            document = json.loads(whole)
            change(document)
            sql = "UPDATE scenarios SET changes = $1 WHERE network_id = 'acme'"
            cursor.execute(sql, json.dumps(document))
        assert figures(world) == before, "without the plan, and the other network as ever"
        told = network_standing(world, csm, "acme").outlook
        assert told is not None
        assert told.caveats[0].startswith(
            "The forecast is without the plan 'Fair' of dana@vendor.example. Scenario S-1 "
        )
        customer = network_standing(world, actor(world, VIEWER), "acme").outlook
        assert customer is not None
        assert customer.caveats[0] == "The forecast is without your customer success manager's plan"
        assert [s.unreadable != "" for s in scenarios(world, csm, "acme")] == [True]
        assert [c.scenario for c in compare(world, csm, "acme")] == [None]
        sheet = term_sheet(world, csm, "acme")
        assert sheet is not None
        assert sheet.caveats[0].startswith("The plan 'Fair' is left out. Scenario S-1 ")
        assert (
            scenarios(world, actor(world, OTHER_CSM), "bolt")[0].words
            == "a new campaign x with 1 number from Dec 2026 on"
        )
    uncommit_scenario(world, csm, "acme", reason="cannot be read", now=NOW)
    with pytest.raises(DocumentUnreadable, match="'Fair' cannot be a plan"):
        commit_scenario(world, csm, saved.scenario_id, "acme", reason="again", now=NOW)
    assert not network_standing(world, csm, "acme").outlook.caveats[0].startswith("The forecast is without")  # type: ignore[union-attr]


def test_evidence_that_cannot_be_read_is_missing_of_its_own_decision_only(world: Store) -> None:
    csm, other = actor(world, CSM), actor(world, OTHER_CSM)
    first, second = decided(world, "acme", CSM, SUPER_USER), decided(world, "bolt", OTHER_CSM, "eve@bolt.example")
    with world.reading() as cursor:
        whole = cursor.value("SELECT evidence FROM request_evidence WHERE request_id = $1", first)
    for change in SPOILT:
        document = json.loads(whole)
        change(document)
        with world.transaction() as cursor:
            sql = "UPDATE request_evidence SET evidence = $1 WHERE request_id = $2"
            cursor.execute(sql, json.dumps(document), first)
        with pytest.raises(DocumentTooNew if change is a_version_to_come else DocumentUnreadable, match=first):
            frozen_evidence(world, csm, first)
        assert frozen_evidence(world, other, second) is not None
        entries = {e.request.request_id: e for e in journal(world, OPERATOR)}
        assert f"evidence of request {first}" in entries[first].unreadable, change
        assert entries[first].has_evidence
        assert (entries[second].unreadable, entries[second].suggested is not None) == ("", True)


def test_a_pack_that_cannot_be_read_leaves_the_other_packs(world: Store) -> None:
    planner = actor(world, PLANNER)
    for _ in SPOILT:
        freeze_pack(world, planner, "acme", "spoilt", now=NOW)
    with world.transaction() as cursor:
        for number, change in enumerate(SPOILT, start=1):
            document = json.loads(cursor.value("SELECT figures FROM packs WHERE pack_id = $1", f"P-{number}"))
            change(document)
            cursor.execute("UPDATE packs SET figures = $1 WHERE pack_id = $2", json.dumps(document), f"P-{number}")
    whole = freeze_pack(world, planner, "acme", "whole", now=NOW)
    for number, _ in enumerate(SPOILT, start=1):
        with pytest.raises(DocumentUnreadable, match=f"Pack P-{number} "):
            open_pack(world, planner, "acme", f"P-{number}")
    assert open_pack(world, planner, "acme", whole.pack_id)[1] == term_sheet(world, planner, "acme")


def test_the_commands_go_on_and_say_so_and_the_check_lists_what_cannot_be_read(
    kept_open: Store, csm: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    from data.__main__ import main as data_main

    world = kept_open
    saved = save_scenario(world, csm, "acme", "Fair", [NewCampaign("Fair", 60, DECEMBER)], reason="x", now=NOW)
    commit_scenario(world, csm, saved.scenario_id, "acme", reason="agreed", now=NOW)
    set_policy(world, actor(world, ADMIN), FastLane(is_on=True), expected_version=0, now=NOW)
    recalibrate_store(world, actor(world, ADMIN), now=NOW)
    freeze_pack(world, actor(world, PLANNER), "acme", "spoilt", now=NOW)
    decided(world, "acme", CSM, SUPER_USER)
    for table in TEXTS:
        spoil(world, table, a_key_more)

    def run(*arguments: str) -> tuple[int, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    for arguments in (("triage",), ("status", "acme"), ("status", "bolt"), ("history", "acme"), ("pack", "acme")):
        assert run(*arguments)[0] == 0, arguments
    assert "Scenario S-1 cannot be read" in run("scenario", "show", "acme")[1]
    assert "goes to a person" in run("policy")[1]
    assert "evidence of request R-1 cannot be read" in run("journal")[1]
    code, said = run("pack", "acme", "--open", "P-1")
    assert (code, said) == (1, said)
    assert said.startswith("pack: Pack P-1 cannot be read: surprise: Extra inputs are not permitted. Other packs")
    assert data_main(["check"]) == 1
    listed = capsys.readouterr().out
    for name in ("pack P-1", "scenario S-1", "evidence of request R-1", "'sum calibration'", "'fast lane'"):
        assert name in listed.replace("Pack", "pack").replace("Scenario", "scenario")
    assert "5 violations" in listed
