"""Files as people have them: formats, encodings, wrong files, and the row a person would look for."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from data.errors import ImportRejected, Rejection
from data.imports import import_files, rejections_csv
from data.imports.sheets.csv_sheet import CsvSheet
from data.imports.sheets.given import GivenFile
from data.store import Store
from tests.data.given_files import AS_OF, GOOD, NOW, holding, load, networks_named, write
from tests.data.test_import_tables import STORED, rows_of
from tests.store_maker import StoreMaker

USERS = "email,role,network_id\nann@vendor.example,csm,\n"


@pytest.fixture(scope="module")
def lasting(lasting_stores: StoreMaker) -> Store:
    """Networks that each test names its own way."""
    return holding(lasting_stores, "networks", "limits", "campaigns")


@pytest.fixture(scope="module")
def empty(lasting_stores: StoreMaker) -> Store:
    """For what is refused."""
    return lasting_stores.new("empty")


def refusals(store: Store, *files: Path) -> tuple[Rejection, ...]:
    before = store.data_version()
    with pytest.raises(ImportRejected) as refused:
        load(store, *files)
    assert store.data_version() == before
    return refused.value.rejections


def write_bytes(folder: Path, content: bytes, name: str = "given.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def as_parquet(folder: Path) -> list[Path]:
    """The good portfolio with typed columns, as a dataframe would write it."""
    typed = {
        "campaign_limit": pa.int64(),
        "sessions": pa.float64(),
        "starts_on": pa.timestamp("ns"),
        "calls": pa.float64(),
    }
    found = []
    for name, text in GOOD.items():
        columns = dict.fromkeys(text.split("\n")[0].split(","), pa.string())
        convert = pa_csv.ConvertOptions(
            column_types={column: typed.get(column, kind) for column, kind in columns.items()}, null_values=[""]
        )
        table = pa_csv.read_csv(io.BytesIO(text.encode()), convert_options=convert)
        found.append(folder / f"{name}.parquet")
        pq.write_table(table, found[-1])
    return found


def as_xlsx(folder: Path) -> Path:
    """The good portfolio as one workbook with real dates and numbers, a tab a table."""
    path = folder / "portfolio.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, text in GOOD.items():
            tab = book.add_worksheet(name)
            for row, values in enumerate(csv.reader(text.splitlines())):
                for column, value in enumerate(values):
                    if value.isdigit() and len(value) < 12:
                        tab.write_number(row, column, int(value))
                    elif len(value) == 10 and value[4] == value[7] == "-" and row:
                        tab.write_datetime(row, column, dt.datetime.fromisoformat(value))
                    else:
                        tab.write_string(row, column, value)
    return path


@pytest.mark.parametrize("make", [as_parquet, lambda folder: [as_xlsx(folder)]], ids=["parquet", "xlsx"])
def test_other_formats_store_the_same_as_csv(store: Store, tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    load(store, *make(tmp_path))
    assert {table: rows_of(store, table) for table in STORED} == STORED


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("cp1252"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace(",", "\t").encode(),
        lambda text: text.replace("\n", "\n\n").encode(),
        lambda text: ("\n" + text + ",,,\n\n").encode(),
        lambda text: text.replace("acme", ' "acme" '.strip()).replace("Bolt", "Bolt").encode(),
        lambda text: text.replace("network_id", " Network ID ").replace("Acme", "  Acme").encode(),
    ],
    ids=["bom", "utf-16", "cp1252", "crlf", "semicolon", "tab", "blank lines", "blank ends", "quotes", "headings"],
)
def test_a_file_is_read_however_it_was_saved(lasting: Store, tmp_path: Path, encode) -> None:  # type: ignore[no-untyped-def]
    text, stored = networks_named(f"Café {tmp_path.name}")
    load(lasting, write_bytes(tmp_path, encode(text), "networks.csv"))
    assert rows_of(lasting, "networks") == stored


def test_an_encoding_that_was_guessed_is_told_with_an_example(store: Store, tmp_path: Path) -> None:
    files = write(tmp_path, **{name: GOOD[name] for name in ("limits", "campaigns")})
    report = load(store, *files, write_bytes(tmp_path, GOOD["networks"].encode("cp1252"), "networks.csv"))
    assert any("Windows-1252, for example 'Acme Café'" in warning for warning in report.warnings)


def test_mixed_encodings_are_refused_with_the_row(empty: Store, tmp_path: Path) -> None:
    mixed = "network_id,name,time_zone\na,Café,UTC\nb,Plain,UTC\n".encode() + "c,Köln,UTC\n".encode("cp1252")
    (found,) = refusals(empty, write_bytes(tmp_path, mixed))
    assert (found.row, "mixes two encodings: UTF-8 in row 2, another one in row 4" in found.reason) == (4, True)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty (0 bytes)"),
        (b"\n\n \n", "has no header row"),
        (b"email,role\n", "has headings and no rows: 0 rows to import"),
        (b"visitor,page,seconds\n1,/,3\n", "is not a table of ours: its headings are 'visitor', 'page', 'seconds'"),
        (b"title,address,telephone\nAnn,a@b.example,1\n", "is not a table of ours"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\x1f\x8b\x08\x00", "is compressed (gzip)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "password-protected Excel"),
        (b"PK\x03\x04nonsense", "cannot be read as a spreadsheet"),
        (b"PAR1nonsense", "cannot be read as Parquet"),
        (b"<!DOCTYPE html><html>", "is a web page"),
        (b'[{"network_id": 1}]', "looks like JSON"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is neither a text (CSV) nor an XLSX or Parquet file"),
        (b"email,role\nann@vendor.example,csm\x00\n", "is neither a text"),
        (b'email,role\n"ann@vendor.example,csm\nx@y.example,csm\n', "a quote is opened and not closed"),
    ],
)
def test_a_file_that_cannot_be_a_table_is_refused(empty: Store, tmp_path: Path, content: bytes, reason: str) -> None:
    (found,) = refusals(empty, write_bytes(tmp_path, content))
    assert reason in found.reason
    assert found.file == str(tmp_path / "given.csv")


def test_a_missing_file_and_a_directory_are_named_together(empty: Store, tmp_path: Path) -> None:
    first, second = refusals(empty, tmp_path, tmp_path / "nothing.csv")
    assert "is a directory" in first.reason
    assert "there is no such file" in second.reason


def test_a_missing_column_names_the_heading_that_may_mean_it(store: Store, tmp_path: Path) -> None:
    (found,) = refusals(
        store, write_bytes(tmp_path, b"network_id,promo_numbr,billing_month,calls\nacme,8001234567,2026-10,1\n")
    )
    assert (found.row, found.column) == (1, "promo_number")
    assert "the table usage needs it" in found.reason
    assert "did 'promo_numbr' mean it?" in found.reason


def test_a_doubled_column_is_refused(empty: Store, tmp_path: Path) -> None:
    (found,) = refusals(empty, write_bytes(tmp_path, b"email,role,email\na@b.example,csm,\n"))
    assert found.reason.startswith("is there twice")


def test_an_unknown_column_is_left_out_and_told_with_the_nearest_known_one(store: Store, tmp_path: Path) -> None:
    report = load(store, write_bytes(tmp_path, b"email,role,netwrk_id\na@b.example,csm,x\n"))
    assert "the column 'netwrk_id' is none of the table users and was left out" in report.warnings[0]
    assert "the nearest one not in the file is 'network_id'" in report.warnings[0]


def test_an_absent_column_keeps_what_is_stored_and_an_empty_one_clears_it(good: Store, tmp_path: Path) -> None:
    load(good, *write(tmp_path, ring_pools="network_id,ring_pool_id,max_pool_size\nacme,p1,60\n"))
    assert rows_of(good, "ring_pools")[0] == ("acme", "p1", "Main", 60, 300, True, None, None)
    load(good, *write(tmp_path, ring_pools="network_id,ring_pool_id,name,max_pool_size\nacme,p1,,60\n"))
    assert rows_of(good, "ring_pools")[0] == ("acme", "p1", None, 60, 300, True, None, None)


@pytest.mark.parametrize(
    "content",
    [
        USERS + "bad,csm,\n",
        "\n" + USERS.replace("\nann", "\n\nann").rstrip("\n") + "\nbad,csm,\n",
        USERS.replace("csm,\n", 'csm,"\n"\n') + "bad,csm,\n",
        USERS.replace("csm,\n", "csm\n") + "bad,csm,\n",
    ],
    ids=["plain", "blank lines", "a line break in quotes", "a short row before"],
)
def test_the_row_is_the_one_a_spreadsheet_shows(empty: Store, tmp_path: Path, content: str) -> None:
    path = write_bytes(tmp_path, content.encode())
    rows = list(csv.reader(content.splitlines(keepends=True)))
    expected = next(number for number, row in enumerate(rows, 1) if row and row[0] == "bad")
    assert [one.row for one in refusals(empty, path) if one.value == "bad"] == [expected]


def test_a_row_with_too_few_values_is_refused(empty: Store, tmp_path: Path) -> None:
    (found,) = refusals(empty, write_bytes(tmp_path, b"email,role,network_id\na@b.example,csm\n"))
    assert (found.row, found.value) == (2, "a@b.example,csm")
    assert "has 2 values where the header has 3" in found.reason


def test_the_fast_reader_gives_what_the_careful_one_gives(tmp_path: Path) -> None:
    text = "email,role,network_id\n" + "".join(f'u{n}@b.example,"vi""ew,er",n{n % 7}\n' for n in range(5000))
    sheet = CsvSheet(GivenFile(write_bytes(tmp_path, text.encode())))
    picked = {"network_id": 2, "role": 1}
    fast = pa.concat_tables(sheet._fast(picked, quotes=True)).to_pylist()
    careful = [{"network_id": row[2], "role": row[1], "row_number": number} for number, row in sheet._rows()]
    assert fast == careful
    assert fast[-1] == {"network_id": "n1", "role": 'vi"ew,er', "row_number": 5001}


def test_an_upload_is_a_file_like_any_other_and_stays_open(store: Store) -> None:
    upload = io.BytesIO(USERS.encode())
    upload.name = "people.csv"
    for _ in range(2):
        report = import_files(store, [upload], as_of=AS_OF, imported_by="ann@vendor.example", now=NOW)
        assert report.files[0].file == "people.csv"
    assert not upload.closed
    assert len(rows_of(store, "users")) == 1


def test_a_spreadsheet_with_several_tabs_names_the_tab(empty: Store, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        people, limits = book.add_worksheet("People"), book.add_worksheet("Limits")
        people.write_row(0, 0, ["email", "role"])
        people.write_row(1, 0, ["a@b.example", "chief"])
        limits.write_row(2, 0, ["network_id", "network_limit", "dynamic_limit"])
        limits.write_row(3, 0, ["nobody", 5, 5.5])
    found = [(Path(one.file).name, one.row, one.column, one.value) for one in refusals(empty, path)]
    assert found == [
        ("book.xlsx [Limits]", 4, "dynamic_limit", "5.5"),
        ("book.xlsx [Limits]", 4, "network_id", "nobody"),
        ("book.xlsx [People]", 2, "role", "chief"),
    ]


def test_all_rejections_are_counted_and_the_first_are_kept(store: Store, tmp_path: Path) -> None:
    bad = "email,role\n" + "nobody,csm\n" * 12_000
    with pytest.raises(ImportRejected) as refused:
        load(store, write_bytes(tmp_path, bad.encode()))
    assert refused.value.rejected_count == 12_000
    assert [one.row for one in refused.value.rejections] == list(range(2, 10_002))


def test_a_hopeless_file_is_not_read_to_its_end(store: Store, tmp_path: Path) -> None:
    bad = "email,role\n" + "nobody,chief of something\n" * 700_000
    with pytest.raises(ImportRejected, match="at least ") as refused:
        load(store, write_bytes(tmp_path, bad.encode()))
    assert refused.value.stopped_early
    assert refused.value.rejected_count < 1_400_000


def test_the_list_of_rejections_is_a_file_that_runs_nothing_in_a_spreadsheet() -> None:
    rejections = [
        Rejection("=cmd|x!A1", 2, "name", "=1+1", "is wrong"),
        Rejection("f.csv", None, "promo_number", "+1 (800) 123-4567", "is wrong"),
    ]
    rows = list(csv.reader(io.StringIO(rejections_csv(rejections))))
    assert rows == [
        ["file", "row", "column", "value", "reason"],
        ["'=cmd|x!A1", "2", "name", "'=1+1", "is wrong"],
        ["f.csv", "", "promo_number", "+1 (800) 123-4567", "is wrong"],
    ]


def test_options_stand_in_for_columns_a_file_lacks(good: Store, tmp_path: Path) -> None:
    file = write_bytes(tmp_path, b"promo_number,calls\n8001234567,9\n888-390-6665,\n")
    import_files(good, [file], as_of=None, imported_by="ann", network_id="acme", month=dt.date(2026, 9, 1), now=NOW)
    assert ("acme", "+18001234567", dt.date(2026, 9, 1), 9) in rows_of(good, "usage")


def test_a_period_must_not_touch_a_stored_one_unless_that_is_given_too(store: Store, tmp_path: Path) -> None:
    load(store, *write(tmp_path))
    header = "network_id,starts_on,ends_on\n"
    with pytest.raises(ImportRejected) as refused:
        load(store, *write(tmp_path, partnerships=header + "acme,2026-07-01,2027-06-30\n"))
    assert "overlaps the period 2026-01-15 to 2026-12-31 of the store" in refused.value.rejections[0].reason
    load(store, *write(tmp_path, partnerships=header + "acme,2026-07-01,2027-06-30\nacme,2026-01-15,2026-06-30\n"))
    assert len(rows_of(store, "partnerships")) == 3
