"""Usage by month: what a second file does to the first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data.errors import BadInput, ImportRejected, NeedsConfirming
from data.imports import import_files
from data.store import Store
from data.upkeep.check import violations
from tests.data.given_files import AS_OF, GOOD, NOW, load, write
from tests.store_maker import content

OCT = dt.date(2026, 10, 1)
HEADER = "network_id,promo_number,billing_month,calls\n"
FEWER = HEADER + "acme,8001234567,2026-10,5\nacme,+18555555555,2026-10,\n"


@pytest.fixture
def loaded(good: Store) -> Store:
    return good


def everything(
    store: Store, *, without: tuple[str, ...] = ("store_state", "schema_migrations")
) -> dict[str, list[object]]:
    with store.reading() as cursor:
        return {name: list(content(cursor, name)) for name in cursor.tables() if name not in without}


def usage_of(store: Store, month: dt.date, network_id: str = "acme") -> tuple[int, int]:
    with store.reading() as cursor:
        row = cursor.row(
            "SELECT static_used, dynamic_used FROM network_months WHERE network_id = $1 AND billing_month = $2",
            network_id,
            month,
        )
    assert row
    return row


def test_the_same_files_again_change_nothing(loaded: Store, tmp_path: Path) -> None:
    before = everything(loaded)
    report = load(loaded, *write(tmp_path))
    assert report.changed_count == 0
    assert everything(loaded) == before


def test_the_same_file_on_another_day_still_describes_its_first_day(loaded: Store, tmp_path: Path) -> None:
    before = everything(loaded)
    days_later = NOW + dt.timedelta(days=3)
    report = import_files(loaded, write(tmp_path), as_of=None, imported_by="ann@vendor.example", now=days_later)
    assert {file.as_of for file in report.files if file.table == "numbers"} == {AS_OF}
    assert report.changed_count == 0
    assert everything(loaded) == before


def test_a_later_file_replaces_the_months_of_its_networks_and_no_other(good: Store, tmp_path: Path) -> None:
    report = load(
        good,
        *write(tmp_path, usage=GOOD["usage"].replace(",5\n", ",6\n").replace("bolt,8002223333,2026-11,7\n", "")),
    )
    assert [file.changed_count for file in report.files] == [1]
    with good.reading() as cursor:
        assert cursor.rows("SELECT network_id, calls FROM usage ORDER BY network_id, calls NULLS LAST") == [
            ("acme", 0),
            ("acme", 6),
            ("acme", None),
            ("bolt", 7),
        ]


def test_a_month_that_would_fall_needs_confirming_and_nothing_is_stored(loaded: Store, tmp_path: Path) -> None:
    before = everything(loaded)
    numbers = write(tmp_path, numbers=GOOD["numbers"].replace("2026-10-15,", "2026-10-15,2026-10-31"))
    with pytest.raises(NeedsConfirming) as asked:
        load(loaded, *numbers)
    assert [(d.network_id, d.billing_month, d.stored_numbers, d.imported_numbers) for d in asked.value.drops] == [
        ("acme", dt.date(2026, 11, 1), 2, 1)
    ]
    assert "--allow-decrease" in str(asked.value)
    assert everything(loaded) == before


def test_a_confirmed_fall_is_stored(store: Store, tmp_path: Path) -> None:
    totals = "network_id,billing_month,static_used,dynamic_used\n"
    bolt = {name: text for name, text in GOOD.items() if name not in ("numbers", "usage")}
    load(store, *write(tmp_path, **{**bolt, "monthly_usage": totals + "bolt,2026-11,9,3\n"}))
    fewer = write(tmp_path, monthly_usage=totals + "bolt,2026-11,8,3\n")
    with pytest.raises(NeedsConfirming):
        load(store, *fewer)
    assert usage_of(store, dt.date(2026, 11, 1), "bolt") == (9, 3)
    load(store, *fewer, allow_decrease=True)
    assert usage_of(store, dt.date(2026, 11, 1), "bolt") == (8, 3)
    with store.transaction() as cursor:  # the course of the month is what it was as of its days
        assert cursor.value("SELECT static_used FROM month_course WHERE network_id = 'bolt'") == 8


def test_an_older_file_does_not_overwrite_newer_usage(loaded: Store, tmp_path: Path) -> None:
    before = everything(loaded)
    older = write(tmp_path, usage=HEADER + "bolt,8002223333,2026-11,3\n")
    with pytest.raises(ImportRejected) as refused:
        load(loaded, *older, as_of=dt.date(2026, 11, 10))
    assert "the store knows this month as of 2026-11-22, and this file describes 2026-11-10" in str(
        refused.value.rejections[0]
    )
    assert everything(loaded) == before


def test_a_closed_month_is_complete_so_its_correction_is_not_older(loaded: Store, tmp_path: Path) -> None:
    load(loaded, *write(tmp_path, usage=GOOD["usage"].replace(",5\n", ",6\n")), as_of=None)
    load(
        loaded,
        *write(tmp_path, usage=HEADER + "acme,8001234567,2026-10,7\n"),
        as_of=dt.date(2026, 10, 31),
        allow_decrease=True,
    )
    with loaded.reading() as cursor:
        assert cursor.rows("SELECT calls FROM usage WHERE network_id = 'acme'") == [(7,)]
        assert cursor.value("SELECT as_of FROM usage_as_of WHERE network_id = 'acme'") == AS_OF


def test_an_older_month_can_be_added_later(loaded: Store, tmp_path: Path) -> None:
    load(loaded, *write(tmp_path, usage=HEADER + "acme,8001234567,2025-12,5\n"), as_of=dt.date(2025, 12, 31))
    assert usage_of(loaded, dt.date(2025, 12, 1)) == (1, 0)


def test_an_older_numbers_file_does_not_bring_back_a_released_number(loaded: Store, tmp_path: Path) -> None:
    before = everything(loaded)
    older = write(tmp_path, numbers=GOOD["numbers"].replace("2026-09-15,2026-10-02", "2026-09-15,"))
    with pytest.raises(ImportRejected, match="1 value rejected") as refused:
        load(loaded, *older, as_of=dt.date(2026, 11, 1))
    assert (refused.value.rejections[0].row, refused.value.rejections[0].value) == (3, "+18883906665")
    assert everything(loaded) == before


def test_a_file_of_closed_months_says_nothing_of_the_running_one(store: Store, tmp_path: Path) -> None:
    closed = {name: text for name, text in GOOD.items() if name not in {"numbers", "usage"}}
    load(store, *write(tmp_path, **closed), as_of=None)
    with store.reading() as cursor:
        assert cursor.rows("SELECT DISTINCT as_of FROM usage_as_of") == [(dt.date(2025, 6, 30),)]


def test_each_import_keeps_the_running_month_as_of_its_date(store: Store, tmp_path: Path) -> None:
    load(store, *write(tmp_path), as_of=dt.date(2026, 11, 20))
    more = GOOD["numbers"] + "acme,8005550100,static,c2,,2026-11-21,\n"
    load(store, *write(tmp_path, numbers=more), as_of=AS_OF)
    with store.reading() as cursor:
        assert cursor.rows(
            "SELECT as_of, static_used, dynamic_used FROM month_course WHERE network_id = 'acme' ORDER BY 1"
        ) == [(dt.date(2026, 11, 20), 1, 1), (AS_OF, 2, 1)]


def test_a_dry_run_tells_what_would_change_and_stores_nothing(loaded: Store, tmp_path: Path) -> None:
    before = everything(loaded, without=())
    file = write(tmp_path, usage=GOOD["usage"].replace(",5\n", ",6\n"))
    report = import_files(loaded, file, as_of=AS_OF, imported_by="ann@vendor.example", dry_run=True, now=NOW)
    assert (report.dry_run, report.changed_count) == (True, 1)
    assert everything(loaded, without=()) == before


def test_several_files_of_one_table_are_one_import(store: Store, tmp_path: Path) -> None:
    first, second = GOOD["usage"].replace("bolt,8002223333,2026-11,7\n", ""), HEADER + "bolt,8002223333,2026-11,7\n"
    rest = write(tmp_path, **{name: text for name, text in GOOD.items() if name != "usage"})
    report = load(store, *write(tmp_path, usage=first), *rest, *write(tmp_path, usage_2=second))
    assert [file.row_count for file in report.files if file.table == "usage"] == [3, 1]
    twice = write(tmp_path, usage_3=second)
    with pytest.raises(ImportRejected) as refused:
        load(store, *write(tmp_path, usage_2=second), *twice)
    assert "also in row 2 of " in refused.value.rejections[0].reason


def test_an_as_of_date_in_the_future_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="2026-11-24 lies in the future"):
        load(store, *write(tmp_path), as_of=dt.date(2026, 11, 24))


def test_what_was_imported_keeps_every_invariant(loaded: Store) -> None:
    assert violations(loaded) == []


def test_rows_that_a_later_file_no_longer_has_are_removed_and_told(loaded: Store, tmp_path: Path) -> None:
    report = load(loaded, *write(tmp_path, usage=FEWER))
    assert usage_of(loaded, OCT) == (1, 2)  # the number itself is known to have been on the account
    assert report.warnings == (
        "1 row of usage that an earlier file had for these months is not in this one; it was removed.",
    )
    assert report.changed_count == 1
