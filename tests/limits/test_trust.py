"""The record of forecasts over a store, how fresh its data is, and the settings in words."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from data.errors import NotAllowed
from data.store import Store
from limits.actors import actor
from limits.administration.setting_changes import SetSettings, all_settings, set_settings
from limits.commands.assumption_words import SettingInWords, settings_in_words
from limits.requests.fast_lane_policy import FastLane, Policy
from limits.settings import DEFINITIONS
from limits.trust.data_freshness import freshness, imports_on_record
from limits.trust.forecast_quality import trust
from limits.trust.recalibration import recalibrate_store
from tests.limits.world import ADMIN, AS_OF, CSM, OTHER_CSM, PLANNER, TODAY, VIEWER, tell_anew


def test_what_is_judged_is_every_closed_month_that_no_limit_cut_off(world: Store) -> None:
    found = trust(world, actor(world, CSM), "acme")
    assert found.record.overall is not None
    # Twenty-four closed months: origins at 12, 9, 6 and 3 of them, each for static and for dynamic numbers.
    assert found.record.windows == 2 * 4
    assert found.record.overall.forecasts == 2 * 4 * 12
    assert (found.first, found.last) == (dt.date(2025, 2, 1), dt.date(2026, 10, 1))
    assert found.says_little


def test_only_networks_with_a_judged_forecast_are_counted(world: Store) -> None:
    assert trust(world, actor(world, PLANNER)).networks == 2
    with world.transaction() as cursor:
        cursor.execute("DELETE FROM usage_totals WHERE network_id = 'bolt' AND billing_month < '2026-09-01'")
        tell_anew(cursor, "bolt")
    assert trust(world, actor(world, PLANNER)).networks == 1  # Bolt has two closed months, too few for a year after


def test_months_at_a_limit_are_not_judged(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute(
            "UPDATE usage_totals SET dynamic_used = 50"
            " WHERE network_id = 'acme' AND campaign_id = '' AND billing_month = '2026-08-01'"
        )
        tell_anew(cursor, "acme")
    found = trust(world, actor(world, CSM), "acme")
    assert found.record.overall is not None
    # August 2026 is the 22nd month: within the year after the first 12, and within no other.
    assert found.record.overall.forecasts == 2 * 4 * 12 - 1
    dynamic = next(y for y in found.a_year_ago if y.number_type == "dynamic")
    assert dynamic.at_limit[dynamic.months.index(dt.date(2026, 8, 1))]


def unreported(store: Store, *months: str, rows_too: bool = False, network_id: str = "acme") -> None:
    """Months of which no whole report came: some of their usage is known, or none."""
    with store.transaction() as cursor:
        for month in months:
            cursor.execute("DELETE FROM closed_months WHERE network_id = $1 AND billing_month = $2", network_id, month)
            if rows_too:
                for table in ("network_months", "monthly_usage"):
                    sql = f"DELETE FROM {table} WHERE network_id = $1 AND billing_month = $2"
                    cursor.execute(sql, network_id, month)


@pytest.mark.parametrize("rows_too", [False, True], ids=["partly known", "nothing known"])
def test_a_month_that_was_not_reported_is_unknown_and_neither_scored_nor_zero(world: Store, *, rows_too: bool) -> None:
    unreported(world, "2026-08-01", rows_too=rows_too)
    found = trust(world, actor(world, CSM), "acme")
    assert found.record.overall is not None
    # August 2026 lies within the year after the first 12 months only, once for static and once for dynamic numbers.
    assert found.record.overall.forecasts == 2 * 4 * 12 - 2
    for one in found.a_year_ago:
        august = one.months.index(dt.date(2026, 8, 1))
        assert (one.came[august], one.at_limit[august]) == (None, False)
        assert None not in one.came[:august] + one.came[august + 1 :]


def test_a_month_that_was_not_reported_is_no_year_ago_to_compare_with(world: Store) -> None:
    """Half of August 2025 was known; as a year ago it would have been off by half in August 2026."""
    whole = trust(world, actor(world, CSM), "acme").record.overall
    with world.transaction() as cursor:
        cursor.execute(
            "UPDATE network_months SET static_used = 5, dynamic_used = 5"
            " WHERE network_id = 'acme' AND billing_month = '2025-08-01'"
        )
    unreported(world, "2025-08-01")
    lacking = trust(world, actor(world, CSM), "acme").record.overall
    assert whole is not None
    assert lacking is not None
    assert whole.error_naive is not None
    assert lacking.error_naive == pytest.approx(whole.error_naive, abs=0.02)


def test_the_record_ends_with_the_last_month_that_was_reported(world: Store) -> None:
    unreported(world, "2026-09-01", "2026-10-01", rows_too=True)
    found = trust(world, actor(world, CSM), "acme")
    assert found.last == dt.date(2026, 8, 1)
    assert all(one.months[-1] == dt.date(2026, 8, 1) and None not in one.came for one in found.a_year_ago)


def test_a_network_of_which_no_month_was_reported_has_no_record(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute("DELETE FROM closed_months WHERE network_id = 'acme'")
    found = trust(world, actor(world, CSM), "acme")
    assert (found.networks, found.record.overall, found.last) == (0, None, None)


def test_usage_that_stands_still_is_forecast_without_an_error(world: Store) -> None:
    found = trust(world, actor(world, CSM), "acme")
    static = next(y for y in found.a_year_ago if y.number_type == "static")
    assert static.came == (50.0,) * 12
    assert static.median == (50.0,) * 12


def test_a_csm_judges_their_own_networks_and_a_planner_all(world: Store) -> None:
    assert trust(world, actor(world, CSM)).networks == 1
    assert trust(world, actor(world, OTHER_CSM)).networks == 1
    everything = trust(world, actor(world, PLANNER))
    assert everything.networks == 2
    assert everything.record.windows == 2 * 2 * 4


def test_customers_see_no_record(world: Store) -> None:
    for network_id in (None, "acme"):
        with pytest.raises(NotAllowed):
            trust(world, actor(world, VIEWER), network_id)


def test_a_network_without_history_has_an_empty_record_and_no_error(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute(f"INSERT INTO networks VALUES ('new', 'New', 'UTC', '{CSM}')")
    found = trust(world, actor(world, CSM), "new")
    assert (found.networks, found.record.overall, found.first, found.a_year_ago) == (0, None, None, ())


def test_who_looked_back_and_when_is_told(world: Store) -> None:
    assert trust(world, actor(world, CSM)).calibrated_by is None
    now = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
    recalibrate_store(world, actor(world, ADMIN), now=now)
    found = trust(world, actor(world, CSM))
    assert (found.calibrated_by, found.calibrated_at) == (ADMIN, now.replace(tzinfo=None))


def test_data_is_told_by_network_with_the_months_that_are_missing(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute(f"INSERT INTO networks VALUES ('new', 'New', 'UTC', '{CSM}')")
        cursor.execute("DELETE FROM usage_totals WHERE network_id = 'acme' AND billing_month = '2026-03-01'")
        tell_anew(cursor, "acme")
    new, acme = freshness(world, actor(world, CSM))
    assert (new.network.network_id, new.months, new.has_limits, new.has_contract) == ("new", 0, False, False)
    assert (acme.months, acme.missing_months) == (23, (dt.date(2026, 3, 1),))
    assert acme.has_limits
    assert new.is_stale(AS_OF, stale_days=3)
    assert not acme.is_stale(AS_OF + dt.timedelta(days=3), stale_days=3)
    assert acme.is_stale(AS_OF + dt.timedelta(days=4), stale_days=3)


def test_imports_are_told_to_who_sees_every_network(world: Store) -> None:
    with world.transaction() as cursor:
        for day in (dt.date(2026, 11, 20), dt.date(2026, 11, 21)):
            cursor.execute(
                "INSERT INTO imports (imported_at, imported_by, as_of, file_name, file_sha256, table_name, row_count,"
                " changed_count) VALUES ($1, 'cron', $1, 'u.csv', 'x', 'usage', 9, 3)",
                day,
            )
    newest, _ = imports_on_record(world, actor(world, PLANNER))
    assert (newest.as_of, newest.file_name, newest.row_count, newest.changed_count) == (
        dt.date(2026, 11, 21),
        "u.csv",
        9,
        3,
    )
    assert len(imports_on_record(world, actor(world, PLANNER), most=1)) == 1
    with pytest.raises(NotAllowed):
        imports_on_record(world, actor(world, CSM))


def test_every_setting_is_told_with_its_value_and_who_said_so(world: Store) -> None:
    def told() -> dict[str, SettingInWords]:
        found = all_settings(world, actor(world, PLANNER))
        return {s.name: s for s in settings_in_words(found, Policy(FastLane()))}

    before = told()
    assert before.keys() == {d.name for d in DEFINITIONS} | {f.name for f in dataclasses.fields(FastLane)}
    assert all(s.value and s.where for s in before.values())
    set_settings(world, actor(world, ADMIN), SetSettings({"risk": "12.5 %"}, "agreed"), now=TODAY)
    assert (before["risk"].value, told()["risk"].value) == ("10 %", "12.5 %")
    assert told()["risk"].where == f"set by {ADMIN}, 21 Nov 2026"
