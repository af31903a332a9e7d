"""GA4 exports as people download them: sessions are read once each, by the day and hour they were, or refused."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from data.errors import ImportRejected
from data.imports import import_files
from data.imports.traffic_file import read_traffic_file
from data.store import Store
from tests.data.given_files import NOW, holding
from tests.data.test_import_reports import take, traffic
from tests.store_maker import StoreMaker

TOP = "# ----\n# Free form\n# Shop\n# 20261001-20261003\n# ----\n\n"
DAYS = [("day", "2026-10-01 00:00:00", 1000), ("day", "2026-10-02 00:00:00", 1100)]


@pytest.fixture
def loaded(store_maker: StoreMaker) -> Store:
    return holding(store_maker, "networks", "limits", "campaigns")


@pytest.fixture(scope="module")
def untouched(lasting_stores: StoreMaker) -> Store:
    """The same for what is refused."""
    return holding(lasting_stores, "networks", "limits", "campaigns")


def refused_for(store: Store, folder: Path, text: str) -> tuple[int | None, str, str, str]:
    """Row, column, value and reason of the one refusal; nothing is stored, and a look at the file refuses it too."""
    before = store.data_version()
    with pytest.raises(ImportRejected) as refused:
        take(store, folder, text)
    assert store.data_version() == before
    upload = io.BytesIO(text.encode())
    upload.name = "report.csv"
    with pytest.raises(ImportRejected):
        read_traffic_file(upload)
    one = refused.value.rejections[0]
    return one.row, one.column, one.value, one.reason


@pytest.mark.parametrize(
    ("table", "row", "reason"),
    [
        ("Segment,Date,Sessions\nAll,20261001,9\nMobile,20261001,6\n", 7, "counted twice, or only some of them"),
        ("Segment,Date,Sessions\nMobile,20261001,6\n", 7, "counted twice, or only some of them"),
        ("Comparison,Date,Sessions\nA,20261001,9\nB,20261001,6\n", 7, "counted twice"),
        ("Zeitraum,Tag N,Sitzungen\nDieser,0000,9\nVorher,0000,6\n", 7, "counted twice"),
        ("Date,Sessions,Sessions\n20261001,9,6\n", 7, "has 2 columns of sessions"),
        ("Date,Page path,Sessions\n20261001,/,9\n20261001,/a,7\n,,11,Grand total\n", None, "more than the 11 of its"),
        ("Date,Page path,Sessions\n20261001,/,9\n20261001,/a,7\n", 9, "divided by 'Page path', and there is no total"),
        ("Date,Sessions\n20261001,9\n20261001,7\n", 9, "has several rows for one day, and there is no total"),
        ("Date,Sessions\n20261001,90\n20261002,70\nGrand total,100\n", None, "160 sessions, more than the 100"),
        ("Date,Sessions\n20261001,9\n20260901,7\n", 9, "lies outside the days the export states"),
        ("Date,Sessions\n20261001,9\n,7\n,8\n20261002,9\n", 10, "is a row without a date"),
    ],
)
def test_sessions_that_would_be_counted_twice_are_refused(
    untouched: Store, tmp_path: Path, table: str, row: int | None, reason: str
) -> None:
    found = refused_for(untouched, tmp_path, TOP + table)
    assert found[0] == row
    assert reason in found[3]


def test_rows_of_a_further_dimension_that_add_up_to_the_total_are_added_up(loaded: Store, tmp_path: Path) -> None:
    table = "Date,Channel,Sessions\n,,2100,Grand total\n20261001,A,700\n20261001,B,300\n20261002,A,1100\n"
    assert take(loaded, tmp_path, TOP + table).warnings == ()
    assert traffic(loaded) == DAYS


def test_hours_may_exceed_the_total_by_the_sessions_that_run_past_the_hour(loaded: Store, tmp_path: Path) -> None:
    table = "Date + hour (YYYYMMDDHH),Sessions\n2026100113,52\n2026100114,52\nGrand total,100\n"
    report = take(loaded, tmp_path, TOP + table)
    assert "4 more than its total row says" in report.warnings[0]
    assert [count for _, _, count in traffic(loaded)] == [52, 52]


@pytest.mark.parametrize(
    "table",
    [
        "Fecha y hora (AAAAMMDDHH),Sesiones\n2026100113,50\n2026100200,60\n",
        "Datum und Stunde (JJJJMMTTHH);Sitzungen\n2026100113;50\n2026100200;60\n",
        "dateHour,sessions\n2026100113,50\n2026100200,60\n",
        "Date,Hour,Sessions\n20261001,13,50\n20261002,00,60\n",
        "date,hour,sessions\n20261001,13,50\n20261002,0,60\n",
        "Fecha,Hora,Sesiones\n20261001,13,50\n20261002,0,60\n",
        "Datum\tStunde\tSitzungen\n20261001\t13\t50\n20261002\t0\t60\n",
        "Date,Sessions\n2026-10-01 13:00,50\n2026-10-02T00,60\n",
        "Unbekannt,Sessions\n2026100113,50\n2026100200,60\n",
        "Date,dateHour,Sessions\n20261001,2026100113,50\n20261002,2026100200,60\n",
    ],
)
def test_hours_are_found_by_what_a_column_holds(loaded: Store, tmp_path: Path, table: str) -> None:
    expected = [("hour", "2026-10-01 13:00:00", 50), ("hour", "2026-10-02 00:00:00", 60)]
    take(loaded, tmp_path, TOP.replace("Free form", "Formato libre") + table)
    assert traffic(loaded) == expected
    take(loaded, tmp_path, table)
    assert traffic(loaded) == expected


@pytest.mark.parametrize(
    "table",
    [
        "date,sessions\n20261001,1000\n20261002,1100\n",
        "event_date,sessions\n20261001,1000\n20261002,1100\n",
        "Date,Sessions\n2026-10-01,1000\n2026-10-02,1100\n",
        "セッション,なにか\n1000,20261001\n1100,20261002\n",
        "Date,Total users,Sessions\n20261001,7,1000\n20261002,8,1100\n",
        "Date,Sessions\n\n20261001,1000\n\n20261002,1100\n",
        '="Date","Sessions"\n="20261001","1,000"\n="20261002","1,100"\n',
    ],
)
def test_days_are_found_by_what_a_column_holds(loaded: Store, tmp_path: Path, table: str) -> None:
    take(loaded, tmp_path, table)
    assert traffic(loaded) == DAYS


def test_months_of_the_data_api_are_months(loaded: Store, tmp_path: Path) -> None:
    take(loaded, tmp_path, "yearMonth,sessions\n202609,1000\n202610,1100\n")
    assert traffic(loaded) == [("month", "2026-09-01 00:00:00", 1000), ("month", "2026-10-01 00:00:00", 1100)]


def test_the_table_by_date_is_found_in_every_block(loaded: Store, tmp_path: Path) -> None:
    first = "# Start date: 20261001\n# End date: 20261002\nCountry,Sessions\nUS,2000\nCA,100\n\n"
    second = "# Start date: 20261001\n# End date: 20261002\nDate,Sessions\n20261001,1000\n20261002,1100\n"
    report = take(loaded, tmp_path, first + second)
    assert traffic(loaded) == DAYS
    assert report.files[0].as_of == dt.date(2026, 10, 2)


@pytest.mark.parametrize("heading", ["Nth hour", "nthWeek", "Week", "Month", "Day of week", "dateHourMinute"])
def test_times_that_name_no_day_are_refused_with_the_reason(untouched: Store, tmp_path: Path, heading: str) -> None:
    row, column, _, reason = refused_for(untouched, tmp_path, f"{heading},Sessions\n1,9\n2,8\n")
    assert (row, column) == (1, heading)
    assert "tells no day: export it with the dimension Date" in reason


@pytest.mark.parametrize(
    ("text", "row", "value", "reason"),
    [
        (TOP + "Date,Sessions\n20269931,9\n", 8, "2026-99-31", "is no month, day or full hour"),
        ("# 20269931-20269932\nDate,Sessions\n20261001,\u00b2\n", 3, "\u00b2", "is not a whole number"),
        (TOP + "Date,Sessions\n20261001," + "9" * 5000 + "\n", 8, "9" * 200 + "…", "must be from 0 to"),
        (TOP + "Nth day,Sessions\n999999999999,9\n", 8, "999999999999", "is no day counted from the start"),
        (TOP + "Nth day,Sessions\n0003,9\n", 8, "0003", "lies outside the days the export states"),
        ("Nth day,Sessions\n0000,9\n", 2, "0000", "counts days from a start that the file does not state"),
        (TOP + "Date,Sessions\n20261001,5\n20261002\n", 9, "20261002", "has 1 values where the header has 2"),
        (TOP + "Date,Sessions\n20261001,5\n,\u00b2,Grand total\n", 9, "\u00b2", "is a total that is no whole number"),
        (TOP + "Date,Sessions\n20261001,5\n(other),5\n", 9, "(other)", "holds sessions of which GA4 told no day"),
        (TOP + "Date,Sessions\n20261001,5\n202610", 9, "202610", "has 1 values where the header has 2"),
        (TOP + "Date,Sessions\n20261001,5\n202610,5\n", 9, "202610", "is no month, day or full hour"),
    ],
)
def test_a_broken_value_is_a_refusal_and_no_internal_error(
    untouched: Store, tmp_path: Path, text: str, row: int, value: str, reason: str
) -> None:
    found = refused_for(untouched, tmp_path, text)
    assert (found[0], found[2]) == (row, value)
    assert reason in found[3]


def test_an_export_that_lost_its_total_row_is_told(loaded: Store, tmp_path: Path) -> None:
    report = take(loaded, tmp_path, TOP + "Date,Sessions\n20261001,1000\n20261002,1100")
    assert "ends without a line end" in report.warnings[0]
    assert "Its last row is '20261002,1100'" in report.warnings[0]
    assert "has no total row" in report.warnings[1]
    assert "Its rows end with 2026-10-02, and it states 2026-10-03" in report.warnings[1]


def test_a_total_proves_an_export_without_a_last_line_end_whole(loaded: Store, tmp_path: Path) -> None:
    assert take(loaded, tmp_path, TOP + "Date,Sessions\n20261001,1000\n20261002,1100\nGrand total,2100").warnings == ()


def test_a_single_column_that_may_hold_sessions_is_asked_for(untouched: Store, tmp_path: Path) -> None:
    row, column, _, reason = refused_for(untouched, tmp_path, TOP + "Dyddiad,Sesiynau\n20261001,1000\n")
    assert (row, column) == (7, "Sesiynau")
    assert "call it Sessions" in reason


def workbook(folder: Path, rows: list[list[object]]) -> Path:
    path = folder / "report.xlsx"
    with xlsxwriter.Workbook(path) as book:
        tab = book.add_worksheet()
        for number, row in enumerate(rows):
            tab.write_row(number, 0, row)
    return path


def take_file(store: Store, path: Path) -> None:
    import_files(store, [path], as_of=None, imported_by="ann@vendor.example", network_id="acme", now=NOW)


def test_a_fraction_of_a_session_in_a_typed_file_is_no_thousand(loaded: Store, tmp_path: Path) -> None:
    given = [
        workbook(tmp_path, [["Date", "Sessions"], [20261001, 1.234]]),
        tmp_path / "report.parquet",
    ]
    pq.write_table(pa.table({"Date": ["20261001"], "Sessions": [1.234]}), given[1])
    for path in given:
        with pytest.raises(ImportRejected) as refused:
            take_file(loaded, path)
        assert "is not a whole number" in refused.value.rejections[0].reason
    take_file(loaded, workbook(tmp_path, [["Date", "Sessions"], [20261001, 1000.0], [20261002, "1.100"]]))
    assert traffic(loaded) == DAYS
