"""Limits from files: a version and a line of history for each, and never over somebody's newer decision."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from data.store import Store
from data.upkeep.check import violations
from tests.data.given_files import AS_OF, GOOD, NOW, load, write

NETWORK_LIMIT = "network_id = 'acme' AND kind = 'network'"


def history(store: Store) -> list[tuple[object, ...]]:
    with store.reading() as cursor:
        return cursor.rows(
            "SELECT version, old_limit, new_limit, changed_by, reason, effective_from, changed_at "
            f"FROM limit_changes WHERE {NETWORK_LIMIT} ORDER BY version"
        )


def test_the_first_limit_is_a_change_without_an_old_one(store: Store, tmp_path: Path) -> None:
    load(store, *write(tmp_path))
    reason = f"imported from {tmp_path / 'limits.csv'}"
    assert history(store) == [(1, None, 500, "ann@vendor.example", reason, AS_OF, NOW)]


def test_a_changed_limit_raises_its_version_and_keeps_its_history(good: Store, tmp_path: Path) -> None:
    report = load(good, *write(tmp_path, limits=GOOD["limits"].replace("500", "550")))
    assert [(row[0], row[1], row[2]) for row in history(good)] == [(1, None, 500), (2, 500, 550)]
    assert report.changed_count == 1
    with good.reading() as cursor:
        assert cursor.row(f"SELECT limit_numbers, version FROM limits WHERE {NETWORK_LIMIT}") == (550, 2)
        assert cursor.value("SELECT count(*) FROM limit_changes") == 8
    assert violations(good) == []


def test_a_limit_that_went_up_and_down_again_has_three_changes(store: Store, tmp_path: Path) -> None:
    for limit in ("500", "550", "500"):
        load(store, *write(tmp_path, **{**GOOD, "limits": GOOD["limits"].replace("500", limit)}))
    assert [row[2] for row in history(store)] == [500, 550, 500]
    assert violations(store) == []


def test_a_file_does_not_undo_a_change_made_after_the_day_it_describes(good: Store, tmp_path: Path) -> None:
    with good.transaction() as cursor:
        cursor.execute(f"UPDATE limits SET limit_numbers = 600, version = 2 WHERE {NETWORK_LIMIT}")
        cursor.execute(
            "INSERT INTO limit_changes (change_id, network_id, kind, campaign_id, version, old_limit, new_limit, "
            "changed_at, changed_by, reason, effective_from) "
            "VALUES ('x', 'acme', 'network', '', 2, 500, 600, $1, 'ann', 'season', $2)",
            NOW,
            NOW.date(),
        )
    report = load(good, *write(tmp_path, limits=GOOD["limits"]))
    assert history(good)[-1][2] == 600
    assert any(
        "network limit of acme stays 600: it was set on 2026-11-23" in warning
        and "says 500 describes 2026-11-22" in warning
        for warning in report.warnings
    )
    load(good, *write(tmp_path, limits=GOOD["limits"]), as_of=dt.date(2026, 11, 23))
    assert [row[2] for row in history(good)] == [500, 600, 500]


def test_a_limit_below_usage_is_stored_and_told(good: Store, tmp_path: Path) -> None:
    report = load(good, *write(tmp_path, limits="network_id,network_limit,dynamic_limit\nacme,1,0\n"))
    assert [warning for warning in report.warnings if "below its usage" in warning] == [
        "The dynamic limit of acme is 0 now, below its usage of 1 in the running month.",
        "The network limit of acme is 1 now, below its usage of 2 in the running month.",
    ]


def test_a_campaign_whose_name_and_limit_change_is_one_changed_row(store: Store, tmp_path: Path) -> None:
    load(store, *write(tmp_path))
    report = load(store, *write(tmp_path, campaigns=GOOD["campaigns"].replace("Print,20", "Press,25")))
    assert report.changed_count == 1
