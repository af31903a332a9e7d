"""The two reports that are read as they come: a GA4 export and a Number Usage Report."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data.errors import ImportRejected
from data.imports import ImportReport, import_files
from data.store import Store
from data.upkeep.check import violations
from tests.data.given_files import GOOD, NOW, holding
from tests.store_maker import StoreMaker

NOV = dt.date(2026, 11, 1)
GA4 = """# ----------------------------------------
# Traffic by day
# Account: Acme
# Property: acme.example
# 20260501-20260503
# ----------------------------------------

Date,Sessions
,"3,502",Grand total
20260501,"1,234"
20260502,"1,034"
20260503,"1,234"
"""
USAGE_REPORT = """\
Promo Number,Promo Number Status,Campaign Name,Campaign Status,Advertiser Status,Publisher Status,Number of Calls
(800) 123-4567,Active,Search,Active,Active,Active,12
888-390-6665,Deleted,,,Active,Active,0
+1 855 555 5555,Active,,,,,
"""


@pytest.fixture
def loaded(store_without_traffic: Store) -> Store:
    return store_without_traffic


@pytest.fixture(scope="module")
def untouched(lasting_stores: StoreMaker) -> Store:
    """The same for what is refused."""
    return holding(lasting_stores, *(table for table in GOOD if table != "traffic"))


def take(
    store: Store, folder: Path, text: str, *, network: str | None = "acme", month: dt.date | None = None
) -> ImportReport:
    path = folder / "report.csv"
    path.write_text(text, encoding="utf-8")
    return import_files(
        store, [path], as_of=None, imported_by="ann@vendor.example", network_id=network, month=month, now=NOW
    )


def traffic(store: Store) -> list[tuple[str, str, int]]:
    with store.reading() as cursor:
        return [
            (grain, str(starts_at), sessions)
            for grain, starts_at, sessions in cursor.rows("SELECT grain, starts_at, sessions FROM traffic ORDER BY 2")
        ]


def test_a_ga4_export_by_day_is_traffic_as_of_its_end_date(loaded: Store, tmp_path: Path) -> None:
    report = take(loaded, tmp_path, GA4)
    assert traffic(loaded) == [
        ("day", "2026-05-01 00:00:00", 1234),
        ("day", "2026-05-02 00:00:00", 1034),
        ("day", "2026-05-03 00:00:00", 1234),
    ]
    assert (report.files[0].table, report.files[0].as_of) == ("traffic", dt.date(2026, 5, 3))
    assert report.warnings == ()
    assert take(loaded, tmp_path, GA4).changed_count == 0


def test_a_ga4_export_by_hour_in_another_language(loaded: Store, tmp_path: Path) -> None:
    german = "# Startdatum: 20260501\n# Enddatum: 20260501\nDatum + Stunde (JJJJMMTTHH);Sitzungen\n"
    take(loaded, tmp_path, german + "2026050100;1.234\n2026050123;34\n")
    assert traffic(loaded) == [("hour", "2026-05-01 00:00:00", 1234), ("hour", "2026-05-01 23:00:00", 34)]


@pytest.mark.parametrize("words", ["Gesamtsumme", "Suma total", "Totale complessivo", "Итого", "合計"])
def test_a_total_row_is_known_in_other_languages_and_compared(loaded: Store, tmp_path: Path, words: str) -> None:
    german = "# Startdatum: 20260501\n# Enddatum: 20260502\nDatum;Sitzungen\n20260501;1.234\n20260502;34\n"
    with pytest.raises(ImportRejected) as refused:
        take(loaded, tmp_path, f"{german}{words};1.300\n")
    assert "its rows add up to 1,268 sessions, its total row says 1,300" in refused.value.rejections[0].reason
    assert traffic(loaded) == []
    assert take(loaded, tmp_path, f"{german}{words};1.268\n").warnings == ()
    assert [count for _, _, count in traffic(loaded)] == [1234, 34]


def test_ga4_days_counted_from_the_start_and_further_dimensions_are_added_up(loaded: Store, tmp_path: Path) -> None:
    text = "# Start date: 20260501\n# End date: 20260502\nNth day,Channel,Sessions\n"
    take(loaded, tmp_path, text + "0000,Organic,10\n0000,Paid,5\n0001,Organic,7\n,,22,Grand total\n")
    assert traffic(loaded) == [("day", "2026-05-01 00:00:00", 15), ("day", "2026-05-02 00:00:00", 7)]


def test_a_further_table_of_a_ga4_export_is_left_out_and_told(loaded: Store, tmp_path: Path) -> None:
    report = take(loaded, tmp_path, GA4 + "\n# Countries\nCountry,Sessions\nUS,3502\n")
    assert len(traffic(loaded)) == 3
    assert "a further table from row 14 on was left out" in report.warnings[0]


def test_a_ga4_export_that_falls_short_of_its_total_is_refused(loaded: Store, tmp_path: Path) -> None:
    with pytest.raises(ImportRejected) as refused:
        take(loaded, tmp_path, GA4.replace('"1,034"', "34"))
    assert "its rows add up to 2,502 sessions, its total row says 3,502" in refused.value.rejections[0].reason
    assert traffic(loaded) == []


@pytest.mark.parametrize(
    ("text", "network", "row", "reason"),
    [
        (GA4, None, None, "which does not say whose traffic it is: name the network (--network ID)"),
        (GA4, "nobody", 10, "is no network"),
        (GA4.replace("20260502,", "2026-5-2,"), "acme", 11, "is no month, day or full hour"),
        (GA4.replace('"1,034"', "12.5"), "acme", 11, "is not a whole number"),
        (GA4.replace("20260502,", "20260532,"), "acme", 11, "is no month, day or full hour"),
        ("# 20260501-20260503\nCountry,Sessions\nUS,5\n", "acme", None, "without sessions by date"),
    ],
)
def test_a_bad_ga4_export_is_refused(
    untouched: Store, tmp_path: Path, text: str, network: str | None, row: int | None, reason: str
) -> None:  # fmt: skip
    with pytest.raises(ImportRejected) as refused:
        take(untouched, tmp_path, text, network=network)
    assert refused.value.rejections[0].row == row
    assert reason in refused.value.rejections[0].reason
    assert traffic(untouched) == []


def usage(store: Store, month: dt.date) -> list[tuple[str, int | None]]:
    with store.reading() as cursor:
        return cursor.rows(
            "SELECT promo_number, calls FROM usage WHERE network_id = 'acme' AND billing_month = $1 ORDER BY 1", month
        )


def test_a_number_usage_report_counts_every_row_whatever_its_status(loaded: Store, tmp_path: Path) -> None:
    report = take(loaded, tmp_path, USAGE_REPORT, month=NOV)
    assert usage(loaded, NOV) == [("+18001234567", 12), ("+18555555555", None), ("+18883906665", 0)]
    assert report.files[0].as_of == dt.date(2026, 11, 22)
    assert take(loaded, tmp_path, USAGE_REPORT, month=NOV).changed_count == 0


def test_a_report_of_a_closed_month_is_as_of_its_last_day(loaded: Store, tmp_path: Path) -> None:
    assert take(loaded, tmp_path, USAGE_REPORT, month=dt.date(2026, 9, 1)).files[0].as_of == dt.date(2026, 9, 30)


def test_an_unknown_number_on_a_named_campaign_is_added(loaded: Store, tmp_path: Path) -> None:
    report = take(loaded, tmp_path, USAGE_REPORT + "800-999-0001,Active,search,,,,7\n", month=dt.date(2026, 10, 1))
    assert "1 promo number was not known; it was added to the campaign" in report.warnings[0]
    with loaded.reading() as cursor:
        assert cursor.row("SELECT * FROM numbers WHERE promo_number = '+18009990001'") == (
            *("acme", "+18009990001", "static", "c1", ""),
            *(dt.date(2026, 10, 1), dt.date(2026, 10, 31)),
        )
    assert violations(loaded) == []


def test_an_unknown_number_of_the_running_month_stays_on_the_account(loaded: Store, tmp_path: Path) -> None:
    text = USAGE_REPORT.replace("Campaign Name", "RingPool") + "800-999-0001,Active,p1,,,,7\n"
    take(loaded, tmp_path, text.replace("Search", ""), month=NOV)
    with loaded.reading() as cursor:
        assert cursor.rows(
            "SELECT number_type, ring_pool_id, first_used_on, released_on FROM numbers "
            "WHERE promo_number = '+18009990001'"
        ) == [("dynamic", "p1", NOV, None)]


def test_a_number_listed_twice_counts_once_with_all_its_calls(loaded: Store, tmp_path: Path) -> None:
    report = take(loaded, tmp_path, USAGE_REPORT + "8001234567,Active,Print,,,,3\n", month=NOV)
    assert usage(loaded, NOV)[0] == ("+18001234567", 15)
    assert "1 promo number stands in several rows; it counts once" in report.warnings[0]


@pytest.mark.parametrize(
    ("text", "options", "reason"),
    [
        (USAGE_REPORT, {"network": "acme"}, "does not say its month: name it (--month 2026-10)"),
        (USAGE_REPORT, {"network": None, "month": NOV}, "does not say its network: name it (--network ID)"),
        (USAGE_REPORT + "8009990001,Active,,,,,1\n", {"month": NOV}, "its type and campaign are not known"),
        (USAGE_REPORT + "8009990001,Active,Nowhere,,,,1\n", {"month": NOV}, "its type and campaign are not known"),
        (USAGE_REPORT + "8.01E+09,Active,,,,,1\n", {"month": NOV}, "was rounded by a spreadsheet"),
        (USAGE_REPORT, {"month": dt.date(2026, 12, 1)}, "lies after the date this file describes"),
    ],
)
def test_a_bad_number_usage_report_is_refused(
    loaded: Store, tmp_path: Path, text: str, options: dict, reason: str
) -> None:  # type: ignore[type-arg]
    before = usage(loaded, NOV)
    with pytest.raises(ImportRejected) as refused:
        take(loaded, tmp_path, text, **options)
    assert any(reason in one.reason for one in refused.value.rejections)
    assert usage(loaded, NOV) == before
