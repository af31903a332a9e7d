"""What all networks teach: learned once a closed month, in force where it helps, and on every surface alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from data.documents.stored import READABLE
from data.store import Store
from data.tables import settings as setting_store
from data.tables import summary
from data.upkeep.check import violations
from forecasting import Lesson
from forecasting.demand import Learned
from limits.actors import OPERATOR, Actor, actor
from limits.administration.setting_changes import SetSettings, set_settings
from limits.advice.portfolio_rows import PortfolioMemory, portfolio
from limits.advice.standing import network_standing
from limits.months import months_between, plus_months
from limits.notices import rounds
from limits.notices.sending import Channels
from limits.outlook.fleet_lesson import FleetLesson, keep_lesson, kept_lesson, lesson_in_force
from limits.trust.fleet_learning import learn_of_all_networks
from limits.trust.forecast_quality import trust
from limits.trust.lesson_words import NOTHING_YET, OFF, lesson_in_words
from tests.limits.lending import CopyOf
from tests.limits.world import ADMIN, set_limit

NOW = dt.datetime.combine(dt.date(2026, 11, 21), dt.time(12))
LAST = dt.date(2026, 10, 1)
SEASON = tuple(0.4 * np.cos(2 * np.pi * np.arange(12) / 12))  # highest in the month after the last closed one
LESSON = Lesson((SEASON,), (1.0,), stretches=(1.0, 1.0, 1.0, 1.0, 1.1, 1.1, 1.1, 1.1), series=120, months=48)
TAUGHT = FleetLesson(Learned(LESSON, 400, 0.08, 0.1), LAST, 7, NOW)


def keep(world: Store, lesson: FleetLesson = TAUGHT) -> None:
    with world.transaction() as cursor:
        keep_lesson(cursor, lesson, by="Headroom", at=NOW)


def portfolio_of_many(store: Store, networks: int, months: int, as_of: dt.date = dt.date(2026, 10, 31)) -> None:
    """Networks that share a season, the second half of them with half a year of history."""
    rng = np.random.default_rng(1)
    with store.transaction() as cursor:
        for i in range(networks):
            name = f"n{i:02d}"
            cursor.execute("INSERT INTO networks VALUES ($1, $2, 'UTC', NULL)", name, name.upper())
            cursor.execute("INSERT INTO campaigns VALUES ($1, 'a', 'A')", name)
            for kind, campaign in (("network", ""), ("dynamic", ""), ("campaign", "a")):
                set_limit(cursor, name, kind, campaign, 9_999)
            level = float(rng.lognormal(5, 0.4))
            for month in months_between(plus_months(as_of.replace(day=1), 1 - months), as_of):
                mean = level * np.exp(0.4 * np.cos(2 * np.pi * (month.month - 11) / 12))
                static, dynamic = (int(n) for n in rng.poisson(mean, 2))
                cursor.execute(
                    "INSERT INTO usage_totals VALUES ($1, $2, 'a', $3, 0), ($1, $2, '', 0, $4)",
                    name,
                    month,
                    static,
                    dynamic,
                )
        names = [f"n{i:02d}" for i in range(networks)]
        summary.describe_as_of(cursor, names, as_of)
        summary.refresh(cursor, names)


def of_thirty(store: Store) -> dict[str, str]:
    portfolio_of_many(store, 30, 36)
    return {}


@pytest.fixture
def fleet(copy_of: CopyOf) -> Store:
    return copy_of("fleet_of_thirty", of_thirty)


def test_a_closed_month_teaches_once_and_its_lesson_is_in_force(fleet: Store) -> None:
    found = learn_of_all_networks(fleet, now=NOW)
    assert found is not None
    assert (found.last_month, found.learned.lesson.series) == (LAST, 60)
    assert found.learned.helps
    assert found.learned.gain > 0.1
    with fleet.reading() as cursor:
        assert lesson_in_force(cursor) == found
    assert not [v for v in violations(fleet) if v.invariant == READABLE]
    version = fleet.data_version()
    assert learn_of_all_networks(fleet, now=NOW) is None
    assert fleet.data_version() == version


def test_few_networks_teach_nothing_and_write_nothing(world: Store) -> None:
    version = world.data_version()
    assert learn_of_all_networks(world, now=NOW) is None
    assert world.data_version() == version


def test_the_round_learns(world: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Store] = []
    monkeypatch.setattr(rounds, "learn_of_all_networks", lambda store, now: asked.append(store))
    rounds.make_round(world, Channels(), now=NOW)
    assert asked == [world]


def test_it_waits_until_most_networks_have_closed_the_month(fleet: Store) -> None:
    with fleet.transaction() as cursor:
        early = [f"n{i:02d}" for i in range(10)]
        cursor.execute("DELETE FROM usage_totals WHERE network_id < 'n10' AND billing_month = '2026-10-01'")
        cursor.execute("DELETE FROM usage_as_of WHERE network_id < 'n10'")
        summary.describe_as_of(cursor, early, dt.date(2026, 10, 5))
        summary.refresh(cursor, early)
    found = learn_of_all_networks(fleet, now=NOW)
    assert found is not None
    assert found.last_month == dt.date(2026, 9, 1)


def test_every_surface_rests_on_the_same_lesson(world: Store, csm: Actor) -> None:
    memory = PortfolioMemory()
    before = network_standing(world, csm, "acme").outlook
    portfolio(world, csm, memory=memory)
    keep(world)
    after = network_standing(world, csm, "acme")
    assert before is not None
    assert after.outlook is not None
    assert not np.array_equal(after.outlook.total, before.total)
    row = next(r for r in portfolio(world, csm, memory=memory) if r.network.network_id == "acme")
    assert row.overage_risk == after.overage_risk
    assert row.demand_ahead is not None
    assert row.demand_ahead.median in after.outlook.band(after.outlook.total)[:, 1]
    assert row.demand_ahead.median not in before.band(before.total)[:, 1]
    assert row == next(r for r in portfolio(world, csm) if r.network.network_id == "acme")


def test_a_season_is_laid_on_the_months_it_is_of_however_old_the_lesson_is(store: Store) -> None:
    portfolio_of_many(store, 1, 8)
    before = network_standing(store, OPERATOR, "n00").outlook
    keep(store)
    now = network_standing(store, OPERATOR, "n00").outlook
    turned = (*SEASON[-5:], *SEASON[:-5])  # the same season, learned five months before
    older = replace(
        TAUGHT,
        learned=replace(TAUGHT.learned, lesson=replace(LESSON, seasons=(turned,))),
        last_month=dt.date(2026, 5, 1),
    )
    keep(store, older)
    same = network_standing(store, OPERATOR, "n00").outlook
    assert before is not None
    assert now is not None
    assert same is not None
    assert not np.array_equal(now.total, before.total)
    np.testing.assert_array_equal(same.total, now.total)


def test_what_does_not_help_or_is_switched_off_changes_no_forecast(world: Store, csm: Actor) -> None:
    before = network_standing(world, csm, "acme").outlook
    assert before is not None
    keep(world, replace(TAUGHT, learned=replace(TAUGHT.learned, loss=0.0995)))
    useless = network_standing(world, csm, "acme").outlook
    assert useless is not None
    np.testing.assert_array_equal(useless.total, before.total)
    keep(world)
    set_settings(world, actor(world, ADMIN), SetSettings({"fleet_lesson": "off"}, "why"), now=NOW)
    switched_off = network_standing(world, csm, "acme").outlook
    assert switched_off is not None
    np.testing.assert_array_equal(switched_off.total, before.total)
    assert learn_of_all_networks(world, now=NOW) is None


def test_a_lesson_that_cannot_be_read_is_said_and_forecasts_go_on(world: Store, csm: Actor) -> None:
    with world.transaction() as cursor:
        setting_store.set_setting(cursor, "fleet lesson", '{"lesson": 1}', version=1, by="x", at=NOW)
    assert network_standing(world, csm, "acme").outlook is not None
    with world.reading() as cursor:
        kept = kept_lesson(cursor)
    assert [v for v in violations(world) if v.invariant == READABLE]
    assert "cannot be read" in kept.unreadable
    assert "cannot be read" in lesson_in_words(kept)


def test_the_page_says_what_was_learned_when_and_what_it_does(world: Store) -> None:
    assert lesson_in_words(trust(world, OPERATOR).taught) == NOTHING_YET
    bands = replace(LESSON, stretches=(1.0, 1.1, 0.8, 1.0, 1.0, 1.0, 1.0, 1.05), burst_rate=0.02)
    lesson = replace(TAUGHT, learned=replace(TAUGHT.learned, lesson=replace(bands, burst_sizes=(1.5, 2.0))))
    keep(world, lesson)
    said = lesson_in_words(trust(world, OPERATOR).taught)
    for part in (
        "21 Nov 2026",
        "up to Oct 2026",
        "a season that is highest in November",
        "2 % of months are bursts, 1.5 to 2.0 times as usual",
        "bands of histories of 2 months are 10 % wider",
        "bands of histories of 3 to 4 months are 20 % narrower",
        "bands of histories of 30 and more months are 5 % wider",
        "400 forecasts of a year ago",
        "20 % smaller",
        lesson.version,
        "version 7 of the data",
    ):
        assert part in said
    set_settings(world, actor(world, ADMIN), SetSettings({"fleet_lesson": "off"}, "why"), now=NOW)
    assert lesson_in_words(trust(world, OPERATOR).taught) == OFF
    keep(world, replace(TAUGHT, learned=replace(TAUGHT.learned, loss=0.0995)))
    set_settings(world, actor(world, ADMIN), SetSettings({"fleet_lesson": "on"}, "why"), now=NOW)
    assert "is not used" in lesson_in_words(trust(world, OPERATOR).taught)
