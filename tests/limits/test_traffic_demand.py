"""The forecast of dynamic numbers with the website's traffic beside their usage."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from data.errors import BadInput
from data.records import RingPool
from data.store import Store
from data.tables.traffic import sessions_by_month
from forecasting import numbers_needed
from limits import as_json
from limits.actors import Actor
from limits.advice.portfolio_rows import portfolio
from limits.advice.source_words import source_sentences
from limits.advice.standing import network_standing
from limits.kinds import LimitKey
from limits.months import months_between, plus_months
from limits.outlook.outlook import Outlook
from limits.outlook.traffic_demand import DynamicPast, ExpectedSessions, TrafficPast, with_traffic
from tests.limits.world import RUNNING

LAST = plus_months(RUNNING, -1)
MONTHS = months_between(dt.date(2024, 11, 1), LAST)
POOL = RingPool("main", "Main", 80, 600, True)


def sessions(last: dt.date = LAST, first: dt.date = MONTHS[0], level: int = 20_000) -> dict[dt.date, int]:
    return {month: level + 500 * (i % 3) for i, month in enumerate(months_between(first, last))}


def dynamic_past(
    traffic: Mapping[dt.date, int] | None, *, used: float = 40, expected: ExpectedSessions | None = None
) -> DynamicPast:
    paths = used * np.exp(0.1 * np.random.default_rng(5).standard_normal((200, 12)))
    return DynamicPast(
        months=MONTHS,
        used=[used + i % 2 for i in range(len(MONTHS))],
        at_limit=[False] * len(MONTHS),
        used_so_far=30.0,
        running=RUNNING,
        usage_paths=paths,
        traffic=None if traffic is None else TrafficPast(traffic, (POOL,)),
        expected=expected,
    )


def store_sessions(store: Store, rows: Mapping[dt.date, int], network_id: str = "acme") -> None:
    with store.transaction() as cursor:
        for month, count in rows.items():
            cursor.execute("INSERT INTO traffic VALUES ($1, 'month', $2, $3)", network_id, month, count)


def outlook_of(store: Store, person: Actor, **options: ExpectedSessions) -> Outlook:
    found = network_standing(store, person, "acme", **options).outlook
    assert found is not None
    return found


def same_paths(one: Outlook, other: Outlook) -> bool:
    return np.array_equal(one.dynamic, other.dynamic) and np.array_equal(one.static, other.static)


def test_the_ratio_is_the_mean_log_of_used_to_computed_worked_out_month_by_month() -> None:
    one = dynamic_past(sessions())
    source = with_traffic({"acme": one}, seed=0)["acme"].source
    logs = []
    for month, used in zip(one.months, one.used, strict=True):
        load = sessions()[month] * 0.085 * 0.046 / 3600 * 600
        logs.append(np.log(used / numbers_needed(load, 0.01)))
    noise = (np.var(logs) * len(logs) + 4 * 0.12**2) / (len(logs) - 1 + 4)
    certainty = len(logs) / noise
    assert source.ratio is not None
    assert source.ratio.months == len(MONTHS)
    assert np.log(source.ratio.median) == pytest.approx(np.mean(logs) * certainty / (certainty + 1 / 0.35**2))
    assert source.ratio.log_uncertainty == pytest.approx((certainty + 1 / 0.35**2) ** -0.5)


def test_steady_traffic_narrows_a_wide_forecast_from_usage_and_leaves_its_level() -> None:
    one = dynamic_past(sessions())
    one = replace(one, usage_paths=one.usage_paths * np.exp(np.random.default_rng(1).normal(0, 0.5, (200, 1))))
    found = with_traffic({"acme": one}, seed=0)["acme"]
    assert found.source.sources == "usage and traffic"
    assert np.log(found.paths[:, 5]).std() < 0.5 * np.log(one.usage_paths[:, 5]).std()
    assert np.median(found.paths[:, 5]) == pytest.approx(40, rel=0.1)
    assert found.paths.min() >= 0
    assert found.paths[:, 0].min() >= 30


@pytest.mark.parametrize(
    ("traffic", "why_unused"),
    [
        (None, "no traffic"),
        ({}, "no traffic"),
        ({plus_months(RUNNING, 1): 50_000}, "no traffic"),
        (sessions(first=plus_months(LAST, -4)), "too few months"),
        (sessions(last=plus_months(LAST, -3)), "old"),
    ],
)
def test_traffic_that_is_missing_short_or_old_leaves_the_forecast_from_usage_untouched(
    traffic: dict[dt.date, int] | None, why_unused: str
) -> None:
    one = dynamic_past(traffic)
    found = with_traffic({"acme": one}, seed=0)["acme"]
    assert (found.source.sources, found.source.why_unused) == ("usage", why_unused)
    np.testing.assert_array_equal(found.paths, one.usage_paths)
    assert found.source.traffic_weight == ()
    assert "usage alone" in source_sentences(found.source)[0]


def test_a_network_that_uses_no_dynamic_number_is_given_none_by_its_traffic() -> None:
    found = with_traffic({"acme": replace(dynamic_past(sessions()), used=[0.0] * len(MONTHS))}, seed=0)["acme"]
    assert found.source.why_unused == "too few months"


def test_sessions_after_the_closed_months_change_nothing() -> None:
    ahead = {plus_months(RUNNING, i): 900_000 for i in range(12)}
    without = with_traffic({"acme": dynamic_past(sessions())}, seed=0)["acme"]
    with_them = with_traffic({"acme": dynamic_past(sessions() | ahead)}, seed=0)["acme"]
    np.testing.assert_array_equal(with_them.paths, without.paths)
    assert with_them.source == without.source


def test_the_same_seed_gives_the_same_paths_whoever_else_is_asked_for() -> None:
    one = dynamic_past(sessions())
    other = dynamic_past(sessions(first=plus_months(LAST, -9), level=70_000))
    alone = with_traffic({"acme": one}, seed=0)["acme"].paths
    np.testing.assert_array_equal(with_traffic({"bolt": other, "acme": one}, seed=0)["acme"].paths, alone)
    assert not np.array_equal(with_traffic({"acme": one}, seed=1)["acme"].paths, alone)


def test_in_the_store_traffic_joins_and_totals_stay_the_sum_of_their_parts(world: Store, csm: Actor) -> None:
    before = outlook_of(world, csm)
    store_sessions(world, sessions())
    after = outlook_of(world, csm)
    assert before.dynamic_source is not None
    assert before.dynamic_source.why_unused == "no traffic"
    assert after.dynamic_source is not None
    assert after.dynamic_source.sources == "usage and traffic"
    assert not np.array_equal(after.dynamic, before.dynamic)
    np.testing.assert_array_equal(after.static, before.static)
    np.testing.assert_array_equal(after.total, after.static + after.dynamic)
    np.testing.assert_allclose(sum(after.campaigns.values()), after.static)
    assert same_paths(after, outlook_of(world, csm))


def test_traffic_after_the_as_of_date_does_not_leak_into_the_forecast(world: Store, csm: Actor) -> None:
    store_sessions(world, sessions())
    before = outlook_of(world, csm)
    store_sessions(world, {RUNNING: 3, plus_months(RUNNING, 1): 900_000})
    assert same_paths(before, outlook_of(world, csm))


def test_another_networks_traffic_changes_nothing(world: Store, csm: Actor) -> None:
    before = outlook_of(world, csm)
    store_sessions(world, sessions(), "bolt")
    assert same_paths(before, outlook_of(world, csm))


def test_the_portfolio_forecasts_as_the_networks_own_page_does(world: Store, csm: Actor) -> None:
    store_sessions(world, sessions())
    row = next(r for r in portfolio(world, csm) if r.network.network_id == "acme")
    own = outlook_of(world, csm)
    assert row.full_chances[LimitKey("dynamic")] == own.full_chances(LimitKey("dynamic"), 50)


def test_expected_sessions_are_a_scenario_beside_the_forecast_from_their_month_on(world: Store, csm: Actor) -> None:
    store_sessions(world, sessions())
    before = outlook_of(world, csm)
    scenario = outlook_of(world, csm, expected=ExpectedSessions(60_000, dt.date(2027, 3, 1)))
    assert scenario.dynamic_source is not None
    assert scenario.dynamic_source.sources == "usage and estimate"
    np.testing.assert_array_equal(scenario.dynamic[:, :4], before.dynamic[:, :4])
    np.testing.assert_array_equal(scenario.static, before.static)
    np.testing.assert_array_equal(scenario.total, scenario.static + scenario.dynamic)
    lift = np.median(scenario.dynamic[:, 4:], axis=0) / np.median(before.dynamic[:, 4:], axis=0)
    assert (lift > 1.8).all()
    assert np.log(scenario.dynamic[:, 6]).std() > np.log(before.dynamic[:, 6]).std()
    assert same_paths(before, outlook_of(world, csm)), "asking for a scenario must not change the forecast"


def test_expected_sessions_of_a_network_without_traffic_are_the_formula_alone(world: Store, csm: Actor) -> None:
    before = outlook_of(world, csm)
    found = outlook_of(world, csm, expected=ExpectedSessions(60_000, dt.date(2027, 3, 1)))
    np.testing.assert_array_equal(found.dynamic[:, :4], before.dynamic[:, :4])
    computed = int(numbers_needed(60_000 * 0.085 * 0.046 / 3600 * 300, 0.01))
    assert np.median(found.dynamic[:, 6]) == pytest.approx(computed, rel=0.08)
    assert found.dynamic_source is not None
    assert "The formula stands alone" in " ".join(source_sentences(found.dynamic_source))


def test_sessions_expected_beyond_the_forecast_are_refused_and_named(world: Store, csm: Actor) -> None:
    with pytest.raises(BadInput, match="expected from May 2040, but the forecast ends with October 2027"):
        outlook_of(world, csm, expected=ExpectedSessions(60_000, dt.date(2040, 5, 1)))


def test_where_the_forecast_comes_from_is_data_as_well_as_words(world: Store, csm: Actor) -> None:
    store_sessions(world, sessions())
    told = json.loads(json.dumps(as_json.status(network_standing(world, csm, "acme"))))["forecast"]["dynamic_source"]
    assert told["witnesses"] == "usage and traffic"
    assert (told["usage_months"], told["traffic_months"], told["traffic_until"]) == (24, 24, "2026-10-01")
    assert told["ratio"]["months"] == 24
    assert told["ratio"]["median"] > 0
    assert told["ratio"]["log_uncertainty"] > 0
    assert len(told["traffic_weight"]) == 12
    assert told["sentences"][0].startswith("Dynamic numbers are forecast from 24 closed months of usage and 24 months")


def test_whole_months_come_from_the_finest_grain_and_gaps_between_exports_are_unknown(world: Store) -> None:
    first, last = dt.date(2026, 5, 1), dt.date(2026, 8, 31)
    days = [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]
    with world.transaction() as cursor:
        cursor.execute("INSERT INTO traffic VALUES ('acme', 'month', '2026-05-01', 999)")
        cursor.execute("INSERT INTO traffic VALUES ('acme', 'month', '2026-07-01', 777)")
        for day in days:
            exported = day.month in (5, 8) or (day.month == 6 and day.day <= 5)
            if exported and day != dt.date(2026, 8, 15):
                cursor.execute("INSERT INTO traffic VALUES ('acme', 'day', $1, 10)", day)
        cursor.execute("INSERT INTO traffic VALUES ('acme', 'day', '2026-09-01', 10)")
    with world.reading() as cursor:
        found = sessions_by_month(cursor, ["acme", "bolt"])
    assert found == {"acme": {dt.date(2026, 5, 1): 310, dt.date(2026, 7, 1): 777, dt.date(2026, 8, 1): 300}}


def test_days_left_out_within_an_export_had_no_sessions_and_those_outside_it_are_unknown(world: Store) -> None:
    first, last = dt.date(2026, 6, 2), dt.date(2026, 8, 30)
    days = [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]
    quiet = {dt.date(2026, 7, 1), dt.date(2026, 7, 31)}
    with world.transaction() as cursor:
        for day in days:
            if day not in quiet:
                cursor.execute("INSERT INTO traffic VALUES ('acme', 'day', $1, 10)", day)
        assert sessions_by_month(cursor, ["acme"]) == {"acme": {dt.date(2026, 7, 1): 290}}
