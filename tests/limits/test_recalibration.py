"""The look back is kept by an admin, and every figure rests on it from then on."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from data.errors import NotAllowed
from data.store import Store
from forecasting.demand.sum_calibration import SumCalibration
from limits.actors import Actor, actor
from limits.advice.portfolio_rows import portfolio
from limits.advice.standing import network_standing
from limits.months import months_between
from limits.outlook.foreseeing import calibrated, store_calibration, stored_calibration
from limits.trust.recalibration import calibration_of_store, recalibrate_store
from tests.limits.world import ADMIN, tell_anew

NOW = dt.datetime.combine(dt.date(2026, 11, 21), dt.time())


def test_only_an_admin_looks_back_and_few_networks_teach_nothing(world: Store, csm: Actor) -> None:
    with pytest.raises(NotAllowed):
        recalibrate_store(world, csm)
    found = recalibrate_store(world, actor(world, ADMIN))
    assert found.changes_nothing
    with world.reading() as cursor:
        assert stored_calibration(cursor) == found


@pytest.mark.parametrize(
    ("missing", "windows"),
    [
        ([], 1),  # acme's of three years; bolt has too short a history
        (["2026-08-01"], 0),  # a year with a month of which nothing is known has no sum
        (["2026-10-01"], 1),  # the year before it is whole
    ],
)
def test_a_year_with_a_month_that_was_not_reported_teaches_nothing(
    world: Store, missing: list[str], windows: int
) -> None:
    with world.transaction() as cursor:
        for i, month in enumerate(months_between(dt.date(2023, 11, 1), dt.date(2024, 10, 1))):
            cursor.execute(
                "INSERT INTO usage_totals VALUES ('acme', $1, 'spring', 50, 0), ('acme', $1, '', 0, $2)",
                month,
                40 + i % 5,
            )
        tell_anew(cursor, "acme")
        for month in missing:
            for table in ("closed_months", "network_months", "monthly_usage"):
                cursor.execute(f"DELETE FROM {table} WHERE network_id = 'acme' AND billing_month = $1", month)
    with world.reading() as cursor:
        assert calibration_of_store(cursor).windows == windows


def test_what_it_taught_moves_the_months_after_the_running_one_on_every_page_alike(world: Store, csm: Actor) -> None:
    before = network_standing(world, csm, "acme").outlook
    with world.transaction() as cursor:
        store_calibration(cursor, SumCalibration(shift=1.0, windows=500), by=ADMIN, at=NOW)
    after = network_standing(world, csm, "acme")
    assert before is not None
    assert after.outlook is not None
    assert np.array_equal(after.outlook.total[:, 0], before.total[:, 0])
    assert after.outlook.total[:, 1].mean() > before.total[:, 1].mean()
    assert sum(after.outlook.campaigns.values()) == pytest.approx(after.outlook.static)
    assert portfolio(world, csm)[0].overage_risk == after.overage_risk


def test_a_network_that_stands_still_goes_on_standing_still(world: Store, csm: Actor) -> None:
    standing = network_standing(world, csm, "acme")
    assert standing.outlook is not None
    still = standing.outlook.__class__(
        months=standing.outlook.months,
        static=np.full_like(standing.outlook.static, 50.0),
        dynamic=standing.outlook.dynamic,
        campaigns={},
    )
    past = type("Past", (), {"closed": standing.history[:-1]})()
    found = calibrated(still, past, 12, SumCalibration(shift=1.0))
    assert (found.static == 50).all()
    assert found.dynamic[:, 1:].mean() > still.dynamic[:, 1:].mean()
