"""Every import table: a good file is stored as it says, a bad value is refused with its place and its reason."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from data.errors import ImportRejected
from data.store import Store
from tests.data.given_files import AS_OF, GOOD, NOW, load, write
from tests.store_maker import StoreMaker, content

STORED = {
    "networks": [("acme", "Acme Café", "America/New_York", "ann@vendor.example"), ("bolt", "Bolt", "UTC", None)],
    "partnerships": [
        ("acme", dt.date(2026, 1, 15), dt.date(2026, 12, 31)),
        ("bolt", dt.date(2025, 7, 1), dt.date(2027, 6, 30)),
    ],
    "allotments": [
        ("acme", dt.date(2026, 1, 15), dt.date(2026, 12, 31), 6000, Decimal("1.2500"), "USD", None, None, None),
        ("bolt", dt.date(2026, 7, 1), dt.date(2027, 6, 30), 240, None, None, None, None, None),
    ],
    "campaigns": [("acme", "c1", "Search"), ("acme", "c2", "Print"), ("bolt", "c1", "Radio")],
    "ring_pools": [("acme", "p1", "Main", 50, 300, True, None, None), ("bolt", "p1", *[None] * 6)],
    "limits": [
        ("acme", "campaign", "c1", 100, 1),
        ("acme", "campaign", "c2", 20, 1),
        ("acme", "dynamic", "", 200, 1),
        ("acme", "network", "", 500, 1),
        ("bolt", "campaign", "c1", 10, 1),
        ("bolt", "dynamic", "", 20, 1),
        ("bolt", "network", "", 50, 1),
    ],
    "numbers": [
        ("acme", "+18001234567", "static", "c1", "", dt.date(2026, 1, 31), None),
        ("acme", "+18555555555", "dynamic", "", "p1", dt.date(2026, 10, 15), None),
        ("acme", "+18883906665", "dynamic", "", "p1", dt.date(2026, 9, 15), dt.date(2026, 10, 2)),
        ("bolt", "+18002223333", "static", "c1", "", dt.date(2026, 10, 1), None),
    ],
    "usage": [
        ("acme", "+18001234567", dt.date(2026, 10, 1), 5),
        ("acme", "+18555555555", dt.date(2026, 10, 1), None),
        ("acme", "+18883906665", dt.date(2026, 10, 1), 0),
        ("bolt", "+18002223333", dt.date(2026, 11, 1), 7),
    ],
    "usage_totals": [
        ("acme", dt.date(2025, 6, 1), "", 0, 12),
        ("acme", dt.date(2025, 6, 1), "c1", 40, 0),
        ("bolt", dt.date(2025, 6, 1), "", 9, 3),
    ],
    "traffic": [
        ("acme", "day", dt.datetime.fromisoformat("2026-10-05T00:00"), 4100),
        ("acme", "hour", dt.datetime.fromisoformat("2026-10-05T13:00"), 350),
        ("acme", "hour", dt.datetime.fromisoformat("2026-10-05T14:00"), 351),
        ("acme", "month", dt.datetime.fromisoformat("2026-09-01T00:00"), 120000),
    ],
    "users": [
        ("ann@vendor.example", "csm", ""),
        ("plan@vendor.example", "planner", ""),
        ("sue@acme.example", "super_user", "acme"),
    ],
}

# table, the bad row, column of the rejection, a part of its reason
BAD_ROWS = [
    ("networks", "acme2,,UTC,", "name", "is empty"),
    ("networks", "acme2,Acme,Mars/Base,", "time_zone", "is no time zone"),
    ("networks", "acme2,Acme,UTC,ann at vendor", "csm_email", "is no e-mail address"),
    ("networks", "acme2,Acme,UTC,", "network_id", "a limit missing is never unlimited"),
    ("networks", "bolt,Bolt again,UTC,", "network_id", "is there twice: also in row 3"),
    ("partnerships", "nobody,2026-01-01,2026-12-31", "network_id", "is no network"),
    ("partnerships", "acme,2027-12-31,2027-01-01", "ends_on", "lies before starts_on"),
    ("partnerships", "acme,01/02/2027,2027-12-31", "starts_on", "could be read as day/month"),
    ("partnerships", "acme,2027-02-30,2027-12-31", "starts_on", "is no date in the calendar"),
    (
        "partnerships",
        "acme,2026-12-31,2027-12-30",
        "starts_on",
        "overlaps the period 2026-01-15 to 2026-12-31 in row 2",
    ),
    ("allotments", "acme,2027-01-01,2027-12-31,-5,,", "number_months", "is negative"),
    ("allotments", "acme,2027-01-01,2027-12-31,5.7,,", "number_months", "is not a whole number"),
    (
        "allotments",
        'acme,2027-01-01,2027-12-31,"6,000",,',
        "number_months",
        "write it without separators, such as 6000",
    ),
    ("allotments", "acme,2027-01-01,2027-12-31,3000000000,,", "number_months", "must be from 0 to 2147483647"),
    ("allotments", "acme,2027-01-01,2027-12-31,12,$1,USD", "overage_rate", "is no amount of money"),
    ("allotments", "acme,2027-01-01,2027-12-31,12,1.25,dollars", "currency", "is no currency"),
    ("allotments", "acme,2026-06-01,2027-05-31,12,,", "starts_on", "overlaps the period"),
    ("campaigns", "acme,c9,Nine,", "campaign_limit", "is empty"),
    ("campaigns", "acme,c9,Nine,12.5", "campaign_limit", "is not a whole number"),
    ("campaigns", "acme,c1,Search,5", "campaign_id", "is there twice: also in row 2"),
    ("ring_pools", "acme,p2,,-1,,", "max_pool_size", "is negative"),
    ("ring_pools", "acme,p2,,,0,", "lifetime_seconds", "must be from 1"),
    ("ring_pools", "acme,p2,,,,maybe", "allow_overflow", "neither true nor false"),
    ("limits", "acme,,5", "network_limit", "is empty"),
    ("limits", "nobody,5,5", "network_id", "is no network"),
    ("limits", "acme,5,-1", "dynamic_limit", "is negative"),
    ("numbers", "acme,8.00E+09,static,c1,,2026-01-01,", "promo_number", "was rounded by a spreadsheet"),
    ("numbers", "acme,+1800123,static,c1,,2026-01-01,", "promo_number", "is no phone number"),
    ("numbers", "acme,call me,static,c1,,2026-01-01,", "promo_number", "is no phone number"),
    ("numbers", "acme,030 1234567,static,c1,,2026-01-01,", "promo_number", "has no country code"),
    ("numbers", "acme,0049301234567,static,c1,,2026-01-01,", "promo_number", "begins with 00"),
    ("numbers", "acme,8005550100,fixed,c1,,2026-01-01,", "number_type", "must be static or dynamic"),
    ("numbers", "acme,8005550100,static,,,2026-01-01,", "campaign_id", "is empty"),
    ("numbers", "acme,8005550100,static,c1,p1,2026-01-01,", "ring_pool_id", "belongs to no static number"),
    ("numbers", "acme,8005550100,dynamic,,,2026-01-01,", "ring_pool_id", "is empty"),
    ("numbers", "acme,8005550100,dynamic,c1,p1,2026-01-01,", "campaign_id", "belongs to no dynamic number"),
    ("numbers", "acme,8005550100,static,c9,,2026-01-01,", "campaign_id", "is no campaign of the network acme"),
    ("numbers", "bolt,8005550100,dynamic,,p9,2026-01-01,", "ring_pool_id", "is no RingPool of the network bolt"),
    ("numbers", "acme,8005550100,static,c1,,2026-05-01,2026-04-30", "released_on", "lies before first_used_on"),
    ("numbers", "acme,8005550100,static,c1,,2026-12-01,", "first_used_on", "lies after the date"),
    (
        "numbers",
        "acme,8001234567,static,c2,,2026-01-01,",
        "promo_number",
        "is in two campaigns, c1 and c2: also in row 2",
    ),
    ("numbers", "acme,8883906665,dynamic,,p1,2026-01-31,", "promo_number", "is there twice: also in row 3"),
    ("numbers", "bolt,8001234567,static,c1,,2026-06-01,", "promo_number", "is also on the network acme"),
    ("usage", "acme,8005550100,2026-10,1", "promo_number", "is no promo number of the network acme"),
    ("usage", "nobody,8001234567,2026-10,1", "network_id", "is no network"),
    ("usage", "acme,8001234567,2026-12,1", "billing_month", "lies after the date this file describes, 2026-11-22"),
    ("usage", "acme,8001234567,Oct-26,1", "billing_month", "write it as 2026-10"),
    ("usage", "acme,8001234567,2026-10-15,1", "billing_month", "is a day, not a month"),
    ("usage", "acme,8001234567,2026-09,1.5", "calls", "is not a whole number"),
    ("usage", "acme,8001234567,2026-10,9", "promo_number", "is there twice: also in row 2"),
    ("monthly_usage", "acme,2025-07,c9,1,", "campaign_id", "is no campaign"),
    ("monthly_usage", "acme,2025-07,c1,1,2", "dynamic_used", "belongs to no campaign"),
    ("monthly_usage", "acme,2026-12,,1,2", "billing_month", "lies after"),
    ("monthly_usage", "acme,2025-07,,-1,2", "static_used", "is negative"),
    ("traffic", "acme,2026-12,5", "starts_at", "lies after"),
    ("traffic", "acme,2026-10-05 13:30,5", "starts_at", "full hour"),
    ("traffic", "acme,2026-10-05T13:00+02:00,5", "starts_at", "names a time zone"),
    ("traffic", 'acme,2026-10-06,"4,100"', "sessions", "write it without separators, such as 4100"),
    ("users", "x@acme.example,boss,acme", "role", "is no role"),
    ("users", "x@acme.example,viewer,", "network_id", "a viewer belongs to a network"),
    ("users", "x@vendor.example,admin,acme", "network_id", "must be empty: admin is a role of the vendor"),
    ("users", "x@acme.example,viewer,nobody", "network_id", "is no network"),
    ("users", "acme,viewer,acme", "email", "is no e-mail address"),
]


def rows_of(store: Store, table: str) -> list[tuple[object, ...]]:
    with store.reading() as cursor:
        return content(cursor, table)


@pytest.fixture(scope="module")
def empty(lasting_stores: StoreMaker) -> Store:
    """For what is refused."""
    return lasting_stores.new("empty")


def test_good_files_are_stored_as_they_say_whatever_their_order(store: Store, tmp_path: Path) -> None:
    load(store, *reversed(write(tmp_path)))
    assert {table: rows_of(store, table) for table in STORED} == STORED


@pytest.mark.parametrize("table", GOOD)
def test_bad_rows_are_refused_with_place_and_reason_and_nothing_is_stored(
    empty: Store, tmp_path: Path, table: str
) -> None:
    before = empty.data_version()
    cases = [case[1:] for case in BAD_ROWS if case[0] == table]
    bad = GOOD[table] + "".join(f"{row}\n" for row, _, _ in cases)
    with pytest.raises(ImportRejected) as refused:
        load(empty, *write(tmp_path, **{**GOOD, table: bad}))
    assert {one.file for one in refused.value.rejections} == {str(tmp_path / f"{table}.csv")}
    found = [(one.row, one.column, one.reason) for one in refused.value.rejections]
    first = GOOD[table].count("\n") + 1
    for line, (row, column, reason) in enumerate(cases, first):
        assert any(f[:2] == (line, column) and reason in f[2] for f in found), (row, column, reason, found)
    assert {one.row for one in refused.value.rejections} == set(range(first, first + len(cases)))
    assert empty.data_version() == before
    assert rows_of(empty, table if table != "monthly_usage" else "usage_totals") == []


def test_a_missing_network_is_told_once_where_no_network_is_known_either(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "partnerships.csv").write_text("network_id,starts_on,ends_on\n,2026-01-15,2026-12-31\n")
    with pytest.raises(ImportRejected) as refused:
        load(empty, tmp_path / "partnerships.csv")
    (told,) = refused.value.rejections
    assert (told.row, told.column, told.reason) == (2, "network_id", "is empty, and it is required")


def test_usage_of_the_months_is_counted_from_what_was_loaded(good: Store, tmp_path: Path) -> None:
    with good.reading() as cursor:
        found = cursor.rows(
            "SELECT network_id, billing_month, static_used, dynamic_used FROM network_months "
            "WHERE billing_month >= '2026-09-01' OR billing_month < '2026-01-01' ORDER BY 1, 2"
        )
    assert found == [
        ("acme", dt.date(2025, 6, 1), 40, 12),
        ("acme", dt.date(2026, 9, 1), 1, 1),
        ("acme", dt.date(2026, 10, 1), 1, 2),
        ("acme", dt.date(2026, 11, 1), 1, 1),
        ("bolt", dt.date(2025, 6, 1), 9, 3),
        ("bolt", dt.date(2026, 10, 1), 1, 0),
        ("bolt", dt.date(2026, 11, 1), 1, 0),
    ]


def test_every_import_is_logged_with_its_date_and_its_counts(store: Store, tmp_path: Path) -> None:
    report = load(store, *write(tmp_path))
    assert report.row_counts["numbers"] == 4
    logged = rows_of(store, "imports")
    assert len(logged) == len(GOOD)
    with store.reading() as cursor:
        assert cursor.row(
            "SELECT imported_at, as_of, row_count, changed_count FROM imports WHERE table_name = 'usage'"
        ) == (
            NOW,
            AS_OF,
            4,
            4,
        )


def test_every_wrong_value_of_all_files_is_listed_in_one_run(store: Store, tmp_path: Path) -> None:
    bad = {
        **GOOD,
        "networks": GOOD["networks"].replace("UTC", "Nowhere"),
        "usage": GOOD["usage"].replace(",5\n", ",5.7\n").replace("8883906665", "8.88E+09"),
    }
    with pytest.raises(ImportRejected) as refused:
        load(store, *write(tmp_path, **bad))
    assert [(Path(one.file).stem, one.row, one.column, one.value) for one in refused.value.rejections] == [
        ("networks", 3, "time_zone", "Nowhere"),
        ("usage", 2, "calls", "5.7"),
        ("usage", 3, "promo_number", "8.88E+09"),
    ]
    assert refused.value.rejected_count == 3
