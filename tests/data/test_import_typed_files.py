"""Workbooks and Parquet files: dates and hours are what their cells say, and a hostile file harms nobody but itself."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from data.errors import ImportRejected, Rejection
from data.imports.sheets.xlsx_sheet import xlsx_sheets
from data.store import Store
from tests.data.given_files import holding, load, write
from tests.data.test_import_tables import rows_of
from tests.data.workbooks import cell, raw_workbook
from tests.store_maker import StoreMaker

HOURS = [dt.datetime.fromisoformat("2026-10-05T00:00") + dt.timedelta(hours=hour) for hour in range(48)]


@pytest.fixture
def loaded(store_maker: StoreMaker) -> Store:
    return holding(store_maker, "networks", "limits", "campaigns")


@pytest.fixture(scope="module")
def untouched(lasting_stores: StoreMaker) -> Store:
    """The same for what is refused."""
    return holding(lasting_stores, "networks", "limits", "campaigns")


def refusal(store: Store, path: Path) -> Rejection:
    before = store.data_version()
    with pytest.raises(ImportRejected) as refused:
        load(store, path)
    assert store.data_version() == before
    return refused.value.rejections[0]


def traffic_xlsx(folder: Path, times: list[dt.datetime], *, shown: str = "yyyy-mm-dd hh:mm") -> Path:
    path = folder / "traffic.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": shown}) as book:
        tab = book.add_worksheet()
        tab.write_row(0, 0, ["network_id", "starts_at", "sessions"])
        for row, moment in enumerate(times, 1):
            tab.write_string(row, 0, "bolt")
            tab.write_datetime(row, 1, moment)
            tab.write_number(row, 2, row)
    return path


def test_midnight_in_a_workbook_of_hours_is_an_hour(loaded: Store, tmp_path: Path) -> None:
    days = "network_id,starts_at,sessions\nbolt,2026-10-05,1000\nbolt,2026-10-06,1000\n"
    load(loaded, *write(tmp_path, traffic=days))
    load(loaded, traffic_xlsx(tmp_path, HOURS))
    found = rows_of(loaded, "traffic")
    assert [row for row in found if row[1] == "day"] == [
        ("bolt", "day", HOURS[0], 1000),
        ("bolt", "day", HOURS[24], 1000),
    ]
    assert [row for row in found if row[1] == "hour"] == [
        ("bolt", "hour", moment, row) for row, moment in enumerate(HOURS, 1)
    ]


def test_a_column_of_midnights_alone_holds_days(loaded: Store, tmp_path: Path) -> None:
    load(loaded, traffic_xlsx(tmp_path, [HOURS[0], HOURS[24]]))
    assert {row[1] for row in rows_of(loaded, "traffic")} == {"day"}


def test_a_day_shown_without_a_time_among_hours_is_a_day(loaded: Store, tmp_path: Path) -> None:
    path = tmp_path / "mixed.xlsx"
    with xlsxwriter.Workbook(path) as book:
        tab = book.add_worksheet()
        tab.write_row(0, 0, ["network_id", "starts_at", "sessions"])
        day, hour = (book.add_format({"num_format": shown}) for shown in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        for row, (moment, shown) in enumerate([(HOURS[0], day), (HOURS[0], hour), (HOURS[13], hour)], 1):
            tab.write_string(row, 0, "bolt")
            tab.write_datetime(row, 1, moment, shown)
            tab.write_number(row, 2, row)
    load(loaded, path)
    assert rows_of(loaded, "traffic") == [
        ("bolt", "day", HOURS[0], 1),
        ("bolt", "hour", HOURS[0], 2),
        ("bolt", "hour", HOURS[13], 3),
    ]


@pytest.mark.parametrize("kind", [pa.timestamp("us"), pa.timestamp("ns"), pa.timestamp("s")])
def test_midnight_among_the_hours_of_a_parquet_file_is_an_hour(
    loaded: Store, tmp_path: Path, kind: pa.DataType
) -> None:
    path = tmp_path / "hours.parquet"
    columns = {"network_id": ["bolt"] * 48, "starts_at": pa.array(HOURS, kind), "sessions": list(range(48))}
    pq.write_table(pa.table(columns), path)
    load(loaded, path)
    assert rows_of(loaded, "traffic") == [("bolt", "hour", moment, row) for row, moment in enumerate(HOURS)]


@pytest.mark.parametrize(
    ("table", "column", "zone"),
    [
        ("traffic", "starts_at", "UTC"),
        ("traffic", "starts_at", "America/New_York"),
        ("partnerships", "starts_on", "UTC"),
        ("monthly_usage", "billing_month", "+02:00"),
    ],
)
def test_times_of_a_zone_are_refused_in_parquet_as_in_text(
    untouched: Store, tmp_path: Path, table: str, column: str, zone: str
) -> None:
    others: dict[str, dict[str, list[object]]] = {
        "traffic": {"sessions": [5]},
        "partnerships": {"ends_on": ["2026-12-31"]},
        "monthly_usage": {"static_used": [5]},
    }
    moment = pa.array([dt.datetime.fromisoformat("2026-10-01T13:00")], pa.timestamp("us", tz=zone))
    path = tmp_path / "zoned.parquet"
    pq.write_table(pa.table({"network_id": ["acme"], column: moment, **others[table]}), path)
    found = refusal(untouched, path)
    assert (found.column, f"holds times of the time zone {zone}" in found.reason) == (column, True)
    text = {"traffic": "sessions\n{},5", "partnerships": "ends_on\n{},2026-12-31", "monthly_usage": "static_used\n{},5"}
    csv = f"network_id,{column}," + text[table].format("acme,2026-10-01T13:00:00Z") + "\n"
    (tmp_path / "zoned.csv").write_text(csv)
    assert "names a time zone" in refusal(untouched, tmp_path / "zoned.csv").reason


FAR = b'<row r="1048576">' + cell(b"XFD1048576", b"x") + b"</row>"
HEAD = b'<row r="1">' + cell(b"A1", b"email") + cell(b"B1", b"role") + b"</row>"
ROW = b'<row r="2">' + cell(b"A2", b"a@b.example") + cell(b"B2", b"csm") + b"</row>"
HUGE = [HEAD, b'<row r="2"><c r="A2" t="inlineStr"><is><t>', *[b"x" * (1 << 20)] * 100, b"</t></is></c></row>"]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([HEAD, ROW, FAR], "has a cell as far out as XFD1048576"),
        ([HEAD, b'<row><c r="XFD1048576"><v>1</v></c></row>'], "used range is 1,048,576 rows by 16,384 columns"),
        (HUGE, "has a cell with more text than the 32,767 characters"),
        pytest.param([HEAD, *[b"<row/>" * (1 << 18)] * 700], "unpacks to ", marks=pytest.mark.long),
        ([b'<row r="1">' + b"<c><v>1</v></c>" * 3000 + b"</row>"], "has 3,000 columns"),
        ([b"<row r="], "cannot be read as a spreadsheet"),
    ],
)
def test_a_hostile_workbook_is_refused_within_seconds_and_little_memory(
    untouched: Store, tmp_path: Path, rows: list[bytes], reason: str
) -> None:
    path = raw_workbook(tmp_path / "hostile.xlsx", rows)
    began = time.monotonic()
    assert reason in refusal(untouched, path).reason
    assert time.monotonic() - began < 30


def test_a_workbook_that_says_it_unpacks_to_too_much_is_refused_before_it_is(untouched: Store, tmp_path: Path) -> None:
    path = raw_workbook(tmp_path / "hostile.xlsx", [HEAD, ROW])
    content = bytearray(path.read_bytes())
    unpacked = content.rindex(b"PK\x01\x02") + 24  # of the last part in the directory, its rows
    content[unpacked : unpacked + 4] = (1_200_000_000).to_bytes(4, "little")
    path.write_bytes(content)
    assert "unpacks to 1,200,00" in refusal(untouched, path).reason


def test_formatted_cells_that_hold_nothing_make_no_table_large(loaded: Store, tmp_path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    load(loaded, raw_workbook(tmp_path / "formatted.xlsx", [HEAD, ROW, far]))
    assert rows_of(loaded, "users") == [("a@b.example", "csm", "")]


def test_a_reader_that_dies_is_a_refusal(untouched: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = raw_workbook(tmp_path / "good.xlsx", [HEAD, ROW])
    program = "import os, signal; os.kill(os.getpid(), signal.{})"
    real = subprocess.run
    for died, reason in (("SIGSEGV", "needs more memory to read"), ("SIGXCPU", "takes longer to read")):
        command = [sys.executable, "-c", program.format(died)]
        monkeypatch.setattr(subprocess, "run", lambda _, command=command, **rest: real(command, **rest))
        assert reason in refusal(untouched, path).reason


def test_the_reader_is_bounded_in_memory(tmp_path: Path) -> None:
    program = "from data.workbooks.limits import limit; limit(memory=2 << 30, seconds=9); bytearray(3 << 30)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "MemoryError" in done.stderr


@pytest.mark.parametrize(
    ("value", "shown", "reason"),
    [("=A2&A2", "=A2&A2", "is a formula, not its result"), ("#DIV/0!", "#DIV/0!", "is an error of a spreadsheet")],
)
def test_a_cell_without_its_result_is_never_an_empty_one(
    untouched: Store, tmp_path: Path, value: str, shown: str, reason: str
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["network_id", "campaign_id", "name", "campaign_limit"])
    book.active.append(["acme", "c1", value, 5])
    book.save(tmp_path / "formulas.xlsx")
    found = refusal(untouched, tmp_path / "formulas.xlsx")
    assert (found.row, found.column, found.value) == (2, "name", shown)
    assert reason in found.reason


def test_a_count_without_its_result_is_no_zero(untouched: Store, tmp_path: Path) -> None:
    path = tmp_path / "usage.xlsx"
    with xlsxwriter.Workbook(path) as book:  # writes 0 beside each formula, for a spreadsheet program to correct
        tab = book.add_worksheet()
        tab.write_row(0, 0, ["network_id", "billing_month", "static_used", "dynamic_used"])
        tab.write_row(1, 0, ["acme", "2026-09", 5])
        tab.write_formula(1, 3, "=C2*2")
    found = refusal(untouched, path)
    assert (found.row, found.column, found.value, found.reason) == (2, "dynamic_used", "=C2*2", "is not a whole number")


def test_merged_cells_below_the_headings_are_refused(loaded: Store, tmp_path: Path) -> None:
    """Of four months under one merged campaign three would have none, and count for the whole network."""
    book = openpyxl.Workbook()
    book.active.append(["# Usage of two months"])
    book.active.merge_cells("A1:D1")
    book.active.append(["network_id", "campaign_id", "billing_month", "static_used"])
    book.active.append(["acme", "c1", "2026-08", 5])
    book.active.append(["acme", "c1", "2026-09", 6])
    book.save(tmp_path / "usage.xlsx")
    load(loaded, tmp_path / "usage.xlsx")
    book.active.merge_cells("B3:B4")
    book.save(tmp_path / "merged.xlsx")
    assert "has merged cells in the worksheet 'Sheet' (B3:B4)" in refusal(loaded, tmp_path / "merged.xlsx").reason


def test_rows_that_a_filter_hides_are_told(loaded: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["network_id", "network_limit", "dynamic_limit"], ["acme", 600, 200], ["bolt", 60, 20]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.save(tmp_path / "filtered.xlsx")
    (note,) = load(loaded, tmp_path / "filtered.xlsx").warnings
    assert "1 row is hidden, by a filter perhaps; what they hold was read too" in note


@pytest.mark.parametrize(
    ("name", "reason"),
    [("content.xml", "is an OpenDocument spreadsheet"), ("word/document.xml", "holds no XLSX workbook")],
)
def test_other_archives_are_refused_by_name(untouched: Store, tmp_path: Path, name: str, reason: str) -> None:
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr(name, "<x/>")
    assert reason in refusal(untouched, tmp_path / "other.xlsx").reason


def test_a_cut_workbook_is_refused(untouched: Store, tmp_path: Path) -> None:
    path = raw_workbook(tmp_path / "cut.xlsx", [HEAD, ROW])
    path.write_bytes(path.read_bytes()[:-200])
    assert "cannot be read as a spreadsheet" in refusal(untouched, path).reason


def people(folder: Path, columns: dict[str, object]) -> Path:
    path = folder / "people.parquet"
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize(
    "column",
    [
        pa.array([b"x"], pa.binary()),
        pa.array([b"xy"], pa.binary(2)),
        pa.array([["x"]]),
        pa.array([{"x": 1}]),
        pa.array([dt.timedelta(days=1)]),
        pa.array([[("x", 1)]], pa.map_(pa.string(), pa.int64())),
    ],
)
def test_a_column_of_a_type_that_is_no_value_is_refused(untouched: Store, tmp_path: Path, column: pa.Array) -> None:
    found = refusal(untouched, people(tmp_path, {"email": ["a@b.example"], "role": column}))
    assert (found.column, "not one value a row" in found.reason) == ("role", True)


def test_the_reader_of_parquet_files_begins_without_what_takes_long_to_load(tmp_path: Path) -> None:
    path = people(tmp_path, {"email": ["a@b.example"], "role": [1.5]})
    command = [sys.executable, "-X", "importtime", "-m", "data.parquet", "0", "1"]
    with path.open("rb") as file:
        done = subprocess.run(command, stdin=file, capture_output=True, check=True)
    loaded = {line.rpartition(b"|")[2].strip() for line in done.stderr.splitlines()}
    assert b"pyarrow.parquet" in loaded
    assert [name for name in loaded if name.startswith((b"numpy.", b"pandas."))] == []


def test_a_file_that_was_read_is_read_however_its_reader_would_have_ended(tmp_path: Path) -> None:
    """The end of Arrow's threads aborts once in a while: here the end of the process always does."""
    (tmp_path / "sitecustomize.py").write_text("import atexit, os\natexit.register(os.abort)\n")
    path = people(tmp_path, {"email": ["a@b.example"], "role": ["viewer"]})
    with path.open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "data.parquet", "0", "1"],
            stdin=file,
            capture_output=True,
            check=True,
            env=os.environ | {"PYTHONPATH": str(tmp_path)},
        )
    assert pa.ipc.open_stream(done.stdout).read_all().to_pylist() == [{"0": "a@b.example", "1": "viewer"}]


def test_a_parquet_file_that_unpacks_without_end_is_refused_within_little_memory(tmp_path: Path) -> None:
    """In a process of its own, because what a process once held cannot be measured down again."""
    repeated = pa.DictionaryArray.from_arrays(pa.array(np.zeros(50_000, dtype=np.int32)), ["x" * 900_000])
    path = people(tmp_path, {"email": repeated, "role": repeated})
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))\n"
        "from data.__main__ import main\nsys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "import", str(path)],
        env=os.environ | {"HEADROOM_DB": str(tmp_path / "s.duckdb")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert path.stat().st_size < 1_000_000
    assert (done.returncode, "is no e-mail address" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_more_rows_than_bytes_can_tell_apart_are_refused(untouched: Store, tmp_path: Path) -> None:
    path = people(tmp_path, {"email": pa.nulls(5_000_000, pa.string()), "role": pa.nulls(5_000_000, pa.string())})
    assert "has 5,000,000 rows in" in refusal(untouched, path).reason


@pytest.mark.parametrize("damage", [lambda data: data[:-20], lambda data: data[:200] + b"\xff" * 60 + data[260:]])
def test_a_damaged_parquet_file_is_refused(untouched: Store, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    emails = [f"a{number}@b.example" for number in range(500)]
    path = people(tmp_path, {"email": emails, "role": ["csm"] * 500})
    path.write_bytes(damage(path.read_bytes()))
    reason = refusal(untouched, path).reason
    assert "cannot be read as Parquet" in reason or "is damaged" in reason


@pytest.mark.parametrize(
    "rows",
    ["acme,2026-09,,2147483647,1\n", "acme,2026-09,c1,900000000,\nacme,2026-09,c2,900000000,\n"],
)
def test_usage_that_would_overflow_a_sum_is_refused(untouched: Store, tmp_path: Path, rows: str) -> None:
    path = tmp_path / "totals.csv"
    path.write_text("network_id,billing_month,campaign_id,static_used,dynamic_used\n" + rows)
    found = refusal(untouched, path)
    assert (found.row, found.column, found.value) == (2, "billing_month", "2026-09")
    assert "has more numbers in use than there are" in found.reason


def test_the_rows_of_two_worksheets_may_be_read_in_turns(tmp_path: Path) -> None:
    from data.imports.sheets.given import GivenFile

    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("one", "two"):
            tab = book.add_worksheet(name)
            for row in range(2500):
                tab.write_row(row, 0, [f"{name}{row}", row])
    one, two = (sheet.raw_rows() for sheet in xlsx_sheets(GivenFile(path)))
    for row, (first, second) in enumerate(zip(one, two, strict=True), 2):
        assert list(first) == [row, [f"one{row - 1}", str(row - 1)]]
        assert list(second) == [row, [f"two{row - 1}", str(row - 1)]]
    assert row == 2500
