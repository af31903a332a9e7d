"""By when a request is answered: working days of the network's own calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from data.store import Store
from data.tables.networks import networks
from limits.actors import actor
from limits.requests import FileRequest, answer_due, file_request
from limits.settings import Settings
from tests.limits.world import VIEWER

# 20 Nov 2026 is a Friday. Half past three in the night of Saturday in UTC is still Friday evening in New York.
FRIDAY, NIGHT = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC), dt.datetime(2026, 11, 21, 3, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("filed", "days", "due"),
    [
        (FRIDAY, 1, dt.date(2026, 11, 23)),
        (FRIDAY, 2, dt.date(2026, 11, 24)),
        (FRIDAY, 6, dt.date(2026, 11, 30)),
        (NIGHT, 1, dt.date(2026, 11, 23)),
        (FRIDAY - dt.timedelta(days=1), 1, dt.date(2026, 11, 20)),
    ],
)
def test_a_weekend_is_no_working_day(world: Store, filed: dt.datetime, days: int, due: dt.date) -> None:
    asked = FileRequest("acme", "network", 60, dt.date(2026, 12, 1), "more")
    request = file_request(world, actor(world, VIEWER), asked, now=filed)
    with world.reading() as cursor:
        (acme,) = [n for n in networks(cursor) if n.network_id == "acme"]
    assert answer_due(request, acme, replace(Settings(), answer_due_days=days)) == due
