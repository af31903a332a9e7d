"""Scenarios: weighed side by side, saved with who and why; one may be the plan, and taken back it leaves no trace."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest

from data.errors import BadInput, DocumentUnreadable, LimitMissing, NotAllowed, StaleLimit, Unknown
from data.store import Store
from data.tables.scenarios import set_committed
from limits import as_json
from limits.__main__ import main
from limits.actors import OPERATOR, Actor, actor
from limits.advice.portfolio_rows import portfolio
from limits.advice.standing import network_standing
from limits.kinds import LimitKey
from limits.outlook.scenario_changes import (
    Change,
    ExtendedTo,
    NewCampaign,
    OtherAllotment,
    Reclaimed,
    TrafficTimes,
    as_text,
    from_text,
)
from limits.planning.saved_scenarios import (
    commit_scenario,
    compare,
    own_figures,
    remove_scenario,
    save_scenario,
    scenario_history,
    scenarios,
    state_figure,
    uncommit_scenario,
)
from tests.limits.world import ADMIN, OTHER_CSM, PLANNER, STRANGER, VIEWER

DECEMBER = dt.date(2026, 12, 1)
NOVEMBER = dt.date(2026, 11, 1)
ALL: list[Change] = [
    TrafficTimes(1.3, DECEMBER),
    NewCampaign("Winter", 40, DECEMBER),
    Reclaimed(20, DECEMBER),
    Reclaimed(5, DECEMBER, "dynamic"),
    ExtendedTo(dt.date(2027, 6, 30)),
    OtherAllotment(1500),
]


def figures(store: Store) -> str:
    """Everything a page could show of Acme, as text."""
    standing = network_standing(store, OPERATOR, "acme")
    rows = [as_json.portfolio_row(r) for r in portfolio(store, OPERATOR)]
    return json.dumps([as_json.status(standing, with_paths=True), rows], sort_keys=True)


def test_changes_are_kept_as_text_and_come_back_the_same() -> None:
    assert from_text(as_text(ALL)) == tuple(ALL)
    with pytest.raises(DocumentUnreadable, match="weather"):
        from_text('[{"what": "weather"}]')


def test_traffic_moves_dynamic_demand_from_its_month_on(world: Store, csm: Actor) -> None:
    now = network_standing(world, csm, "acme").outlook
    then = network_standing(world, csm, "acme", changes=[TrafficTimes(1.3, DECEMBER)]).outlook
    assert now is not None
    assert then is not None
    np.testing.assert_allclose(then.dynamic[:, 1:], now.dynamic[:, 1:] * 1.3)
    assert np.array_equal(then.dynamic[:, 0], now.dynamic[:, 0])
    np.testing.assert_allclose(then.static, now.static)


def test_a_new_campaign_adds_its_numbers_and_needs_no_limit_of_its_own(world: Store, csm: Actor) -> None:
    now = network_standing(world, csm, "acme")
    then = network_standing(world, csm, "acme", changes=[NewCampaign("Winter", 40, DECEMBER)])
    assert now.outlook is not None
    assert then.outlook is not None
    np.testing.assert_allclose(then.outlook.total[:, 1:], now.outlook.total[:, 1:] + 40)
    need = then.answers[LimitKey("network")].need
    assert now.answers[LimitKey("network")].need < need <= now.answers[LimitKey("network")].need + 40
    assert then.overage_risk is not None
    assert now.overage_risk is not None
    assert then.overage_risk >= now.overage_risk


def test_reclaimed_numbers_are_gone_but_not_from_the_running_month(world: Store, csm: Actor) -> None:
    now = network_standing(world, csm, "acme").outlook
    then = network_standing(world, csm, "acme", changes=[Reclaimed(20, NOVEMBER), Reclaimed(99, DECEMBER, "dynamic")])
    assert now is not None
    assert then.outlook is not None
    assert then.outlook.static[:, 0].min() >= 50
    np.testing.assert_allclose(then.outlook.static[:, 1:], now.static[:, 1:] - 20)
    assert (then.outlook.dynamic[:, 1:] == 0).all()
    assert sum(then.outlook.campaigns.values()) == pytest.approx(then.outlook.static)


def test_another_contract_changes_months_left_and_what_is_left(world: Store, csm: Actor) -> None:
    now = network_standing(world, csm, "acme").contract
    longer = network_standing(world, csm, "acme", changes=[ExtendedTo(dt.date(2027, 6, 30))]).contract
    larger = network_standing(world, csm, "acme", changes=[OtherAllotment(1500)]).contract
    assert (now.months_left, longer.months_left) == (2, 8)
    assert now.current is not None
    assert larger.current is not None
    assert larger.current.left == now.current.left + 300


def test_scenarios_stand_side_by_side_with_the_network_as_it_is(world: Store, csm: Actor) -> None:
    save_scenario(world, csm, "acme", "Relaunch", [TrafficTimes(1.5, DECEMBER)], reason="new website")
    save_scenario(world, csm, "acme", "More", [OtherAllotment(2000)], reason="renewal")
    columns = compare(world, actor(world, PLANNER), "acme")
    assert [c.name for c in columns] == ["as it is", "More", "Relaunch"]
    needs = [c.standing.answers[LimitKey("network")].need for c in columns]
    assert needs[0] == needs[1] < needs[2]


def test_the_plan_moves_every_forecast_and_taking_it_back_restores_exactly(world: Store, csm: Actor) -> None:
    before = figures(world)
    saved = save_scenario(world, csm, "acme", "Everything", ALL, reason="planning round")
    assert figures(world) == before
    commit_scenario(world, csm, saved.scenario_id, "acme", reason="agreed")
    standing = network_standing(world, csm, "acme")
    row = next(r for r in portfolio(world, csm) if r.network.network_id == "acme")
    assert figures(world) != before
    assert standing.contract.months_left == row.contract.months_left == 8
    assert row.overage_risk == standing.overage_risk
    assert row.answer is not None
    assert row.answer.need == standing.answers[LimitKey("network")].need
    assert standing.outlook is not None
    assert "follows the plan 'Everything'" in standing.outlook.caveats[0]
    theirs = network_standing(world, actor(world, VIEWER), "acme")
    assert theirs.outlook is not None
    assert theirs.outlook.caveats[0] == "The forecast follows a plan of your customer success manager"
    assert theirs.overage_risk == standing.overage_risk
    assert next(c for c in compare(world, csm, "acme") if c.scenario is None).standing.contract.months_left == 2
    uncommit_scenario(world, csm, "acme", reason="postponed")
    assert figures(world) == before
    events = [(e.event, e.words) for e in scenario_history(world, csm, "acme")]
    assert events == [("saved", "planning round"), ("committed", "agreed"), ("uncommitted", "postponed")]


def test_committing_another_one_takes_the_place_of_the_first(world: Store, csm: Actor) -> None:
    one = save_scenario(world, csm, "acme", "One", [OtherAllotment(1)], reason="x")
    two = save_scenario(world, csm, "acme", "Two", [OtherAllotment(2)], reason="x")
    for scenario in (one, two, two):
        commit_scenario(world, csm, scenario.scenario_id, "acme", reason="x")
    assert [s.name for s in scenarios(world, csm, "acme") if s.is_plan] == ["Two"]
    with pytest.raises(BadInput, match="uncommit it first"):
        remove_scenario(world, csm, two.scenario_id, "acme")
    remove_scenario(world, csm, one.scenario_id, "acme")
    assert [s.name for s in scenarios(world, csm, "acme")] == ["Two"]


def test_of_two_who_change_the_plan_at_once_the_second_is_told(world: Store, csm: Actor) -> None:
    one = save_scenario(world, csm, "acme", "One", [OtherAllotment(1)], reason="x")
    commit_scenario(world, csm, one.scenario_id, "acme", reason="x")
    with world.transaction() as cursor:
        set_committed(cursor, "acme", "", version=2)
    with pytest.raises(StaleLimit), world.transaction() as cursor:
        set_committed(cursor, "acme", one.scenario_id, version=2)


def test_who_may_plan_and_who_may_look(world: Store, csm: Actor) -> None:
    saved = save_scenario(world, csm, "acme", "Relaunch", [OtherAllotment(1)], reason="x")
    for email in (PLANNER, ADMIN):
        assert [s.name for s in scenarios(world, actor(world, email), "acme")] == ["Relaunch"]
    for email in (PLANNER, ADMIN, VIEWER, OTHER_CSM, STRANGER):
        with pytest.raises(NotAllowed):
            commit_scenario(world, actor(world, email), saved.scenario_id, "acme", reason="x")
    for email in (VIEWER, OTHER_CSM, STRANGER):
        with pytest.raises(NotAllowed):
            scenarios(world, actor(world, email), "acme")
    with pytest.raises(NotAllowed):
        save_scenario(world, csm, "bolt", "Theirs", [OtherAllotment(1)], reason="x")
    with pytest.raises(Unknown):
        commit_scenario(world, csm, "S-99", "acme", reason="x")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: TrafficTimes(0, DECEMBER), "no factor"),
        (lambda: NewCampaign(" ", 1, DECEMBER), "needs a name"),
        (lambda: NewCampaign("x", -1, DECEMBER), "whole number"),
        (lambda: Reclaimed(-3, DECEMBER), "whole number"),
        (lambda: OtherAllotment(-1), "whole number"),
    ],
)
def test_what_cannot_be_is_refused(make: object, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        make()  # type: ignore[operator]


def test_a_scenario_needs_a_name_of_its_own_a_reason_a_change_and_open_months(world: Store, csm: Actor) -> None:
    save_scenario(world, csm, "acme", "Relaunch", [OtherAllotment(1)], reason="x")
    for name, changes, reason, words in (
        ("relaunch", [OtherAllotment(1)], "x", "already"),
        ("Other", [OtherAllotment(1)], " ", "reason"),
        ("Other", [], "x", "changes nothing"),
        ("Other", [TrafficTimes(2, dt.date(2026, 9, 1))], "x", "is over"),
    ):
        with pytest.raises(BadInput, match=words):
            save_scenario(world, csm, "acme", name, changes, reason=reason)


def test_an_own_figure_stands_beside_the_forecast_and_nothing_overwrites_either(
    world: Store, csm: Actor, super_user: Actor
) -> None:
    before = network_standing(world, csm, "acme")
    key = LimitKey("network")
    state_figure(world, super_user, "acme", key, DECEMBER, 300, reason="Christmas")
    state_figure(world, csm, "acme", key, DECEMBER, 280, reason="talked it over")
    after = network_standing(world, csm, "acme")
    assert before.outlook is not None
    assert after.outlook is not None
    assert np.array_equal(before.outlook.total, after.outlook.total)
    assert [(f.numbers, f.version, f.stated_by) for f in after.own_figures] == [(280, 2, csm.email)]
    state_figure(world, csm, "acme", key, DECEMBER, None, reason="no longer")
    assert own_figures(world, csm, "acme") == []
    assert [f.numbers for f in own_figures(world, csm, "acme", all_versions=True)] == [300, 280, None]


def test_who_may_state_a_figure_and_of_what(world: Store, csm: Actor) -> None:
    for email in (VIEWER, PLANNER, STRANGER):
        with pytest.raises(NotAllowed):
            state_figure(world, actor(world, email), "acme", LimitKey("network"), DECEMBER, 1, reason="x")
    with pytest.raises(LimitMissing):
        state_figure(world, csm, "acme", LimitKey("campaign", "summer"), DECEMBER, 1, reason="x")
    with pytest.raises(BadInput, match="is over"):
        state_figure(world, csm, "acme", LimitKey("network"), dt.date(2026, 10, 1), 1, reason="x")
    with pytest.raises(BadInput, match="whole number"):
        state_figure(world, csm, "acme", LimitKey("network"), DECEMBER, -1, reason="x")


def test_the_commands_save_commit_show_and_take_back(
    world: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.close()
    monkeypatch.setenv("HEADROOM_DB", str(world.address))
    own = ["--as", "dana@vendor.example", "--reason", "planning"]
    save = [
        "scenario",
        "save",
        "acme",
        "--name",
        "Relaunch",
        "--traffic",
        "1.3@2026-12",
        "--campaign",
        "Winter=4@2026-12",
    ]
    assert main([*save, "--reclaim", "2@2026-12", "--extend", "2027-06-30", "--allotment", "2000", *own]) == 0
    assert main(["scenario", "commit", "acme", "--scenario", "S-1", *own]) == 0
    assert main(["figure", "acme", "--kind", "network", "--month", "2026-12", "--numbers", "300", *own]) == 0
    capsys.readouterr()
    assert main(["scenario", "show", "acme"]) == 0
    said = capsys.readouterr().out
    assert "as it is" in said
    assert "Relaunch *" in said
    assert main(["status", "acme"]) == 0
    said = capsys.readouterr().out
    assert "follows the plan 'Relaunch'" in said
    assert "expects 300 numbers for the network limit in December 2026 (the forecast:" in said
    assert main(["scenario", "uncommit", "acme", *own]) == 0
    assert main(["scenario", "remove", "acme", "--scenario", "S-1", *own]) == 0
    assert main(["scenario", "save", "acme", "--name", "x", "--traffic", "1.3", *own]) == 2
    assert main(["scenario", "commit", "acme", *own]) == 2
    assert main(["lookback", "--as", "dana@vendor.example"]) == 4
    assert main(["lookback", "--as", "ada@vendor.example", "--json"]) == 0
