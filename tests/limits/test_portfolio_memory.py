"""What a portfolio remembers is never old, and spares the forecast of what did not change."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from data.store import Store
from limits.actors import actor
from limits.advice import portfolio_rows as module
from limits.advice.portfolio_rows import PortfolioMemory, portfolio
from limits.assumptions import Assumptions
from limits.changes.change import ChangeLimit, change_limit
from limits.outlook.outlook import outlooks
from limits.outlook.scenario_changes import ExtendedTo
from limits.planning.saved_scenarios import commit_scenario, save_scenario
from limits.trust.recalibration import recalibrate_store
from tests.limits.world import ADMIN, CSM, PLANNER, set_limit

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


def raise_limit(world: Store) -> None:
    change_limit(world, actor(world, CSM), ChangeLimit("acme", "network", 125, "why"), now=NOW)


def plan(world: Store) -> None:
    csm = actor(world, CSM)
    saved = save_scenario(world, csm, "acme", "short", [ExtendedTo(dt.date(2027, 1, 31))], reason="talks", now=NOW)
    commit_scenario(world, csm, saved.scenario_id, "acme", reason="agreed", now=NOW)


def import_usage(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute("UPDATE network_months SET dynamic_used = 47 WHERE network_id = 'acme' AND dynamic_used = 44")


def ask(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute(
            "INSERT INTO requests (request_id, network_id, kind, campaign_id, more_numbers, from_month, reason, status,"
            " filed_by, filed_at) VALUES ('r', 'acme', 'network', '', 5, '2026-12-01', 'why', 'filed', 'x',"
            " '2026-11-20 00:00:00')"
        )


def look_back(world: Store) -> None:
    recalibrate_store(world, actor(world, ADMIN), now=NOW)


@pytest.mark.parametrize("happens", [raise_limit, plan, import_usage, ask, look_back])
def test_whatever_happens_the_rows_are_those_of_a_fresh_look(world: Store, happens: Callable[[Store], None]) -> None:
    memory, planner = PortfolioMemory(), actor(world, PLANNER)
    portfolio(world, planner, memory=memory)
    happens(world)
    assert portfolio(world, planner, memory=memory) == portfolio(world, planner)


def test_news_of_one_network_costs_the_forecast_of_one(world: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    forecast: list[set[str]] = []

    def noted(pasts, *values, **options):
        forecast.append(set(pasts))
        return outlooks(pasts, *values, **options)

    monkeypatch.setattr(module, "outlooks", noted)
    memory, planner = PortfolioMemory(), actor(world, PLANNER)
    portfolio(world, planner, memory=memory)
    portfolio(world, planner, memory=memory)
    raise_limit(world)
    portfolio(world, planner, memory=memory)
    assert forecast == [{"acme", "bolt"}, {"acme"}]


def test_a_csm_sees_no_more_by_what_a_planner_had_worked_out(world: Store) -> None:
    memory = PortfolioMemory()
    portfolio(world, actor(world, PLANNER), memory=memory)
    assert [r.network.network_id for r in portfolio(world, actor(world, CSM), memory=memory)] == ["acme"]


def test_other_assumptions_are_not_answered_from_memory(world: Store) -> None:
    memory, planner = PortfolioMemory(), actor(world, PLANNER)
    portfolio(world, planner, memory=memory)
    other = dataclasses.replace(Assumptions(), surplus_share=0.01)
    assert portfolio(world, planner, memory=memory, assumptions=other) == portfolio(world, planner, assumptions=other)


def test_a_limit_that_is_set_at_last_ends_the_words_about_it(world: Store) -> None:
    memory, planner = PortfolioMemory(), actor(world, PLANNER)
    with world.transaction() as cursor:
        cursor.execute("INSERT INTO networks VALUES ('bare', 'Bare', 'UTC', NULL)")
    before = {r.network.network_id: r for r in portfolio(world, planner, memory=memory)}
    assert "has no network limit on record" in before["bare"].reason
    with world.transaction() as cursor:
        set_limit(cursor, "bare", "network", "", 20)
        set_limit(cursor, "bare", "dynamic", "", 10)
    after = {r.network.network_id: r for r in portfolio(world, planner, memory=memory)}
    assert after["bare"].reason == "No usage was imported yet."
