"""The look back is kept by an admin, and every figure rests on it from then on."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from data.errors import NotAllowed
from data.store import Store
from forecasting.sum_calibration import SumCalibration
from limits.actors import Actor, actor
from limits.look_back import look_back_on_store
from limits.plan import calibrated, store_calibration, stored_calibration
from limits.portfolio import portfolio
from limits.standing import network_standing
from tests.limits.world import ADMIN

NOW = dt.datetime.combine(dt.date(2026, 11, 21), dt.time())


def test_only_an_admin_looks_back_and_few_networks_teach_nothing(world: Store, csm: Actor) -> None:
    with pytest.raises(NotAllowed):
        look_back_on_store(world, csm)
    found = look_back_on_store(world, actor(world, ADMIN))
    assert found.changes_nothing
    with world.reading() as cursor:
        assert stored_calibration(cursor) == found


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
