"""Stores from before planned changes knew what they build on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data import migrations
from data.store import Store
from data.tables import scheduled as scheduled_store
from limits.actors import OPERATOR
from limits.advice.standing import network_standing
from limits.changes.planned_changes import apply_due
from tests.limits.world import fill

NOW = dt.datetime(2026, 12, 2, 12, 0, tzinfo=dt.UTC)


def test_what_waited_in_an_old_store_knows_its_ground_and_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = migrations.available()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "available", lambda: [one for one in known if one[0] != 11])
        old = Store(tmp_path / "old.duckdb", memory_limit="500MB", threads=2)
        old.write(fill)
        with old.transaction() as cursor:
            cursor.execute(
                "INSERT INTO scheduled_changes VALUES ('xmas', 'acme', 'network', '', 150, '2026-12-01', NULL, 1,"
                " FALSE, 'Christmas', NULL, 'dana@vendor.example', '2026-11-20 09:00:00', 'waiting', NULL, NULL),"
                " ('gone', 'acme', 'network', '', 140, '2026-10-01', NULL, 1, FALSE,"
                " 'x', NULL, 'dana@vendor.example', '2026-09-20 09:00:00', 'cancelled', '2026-09-21 09:00:00', 'no')"
            )
        old.close()
    store = Store(tmp_path / "old.duckdb", memory_limit="500MB", threads=2)
    with store.reading() as cursor:
        found = scheduled_store.scheduled(cursor, ["acme"])
    assert {c.scheduled_id: c.builds_on for c in found} == {"xmas": 120, "gone": 120}
    assert [c.new_limit for c in apply_due(store, now=NOW)] == [150]
    assert network_standing(store, OPERATOR, "acme").limits[0].limit == 150
    store.close()
