"""Files of other vendors: read through a mapping, remembered by source, refused with the way out."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pytest

from data.__main__ import main
from data.errors import BadInput, ImportRejected
from data.imports import import_files
from data.imports.mapping import (
    FileMapping,
    forget_mapping,
    from_document,
    mapping_from_file,
    save_mapping,
    saved_mappings,
    to_toml,
)
from data.store import Store
from data.tables.calls import last_calls
from data.upkeep.check import violations
from data.upkeep.export import export_store
from data.upkeep.restore import restore_store
from tests.data.given_files import GOOD, NOW, load, write
from tests.data.other_vendors import CALL_LOG, CALLS, INVENTORY, TRACKERS, take
from tests.store_maker import StoreMaker


@pytest.fixture
def loaded(store_without_traffic: Store) -> Store:
    return store_without_traffic


def numbers(store: Store) -> list[tuple[object, ...]]:
    sql = (
        "SELECT promo_number, number_type, campaign_id, ring_pool_id, first_used_on, released_on FROM numbers "
        "WHERE promo_number LIKE '+1202%' ORDER BY 1"
    )
    with store.reading() as cursor:
        return cursor.rows(sql)


def test_an_inventory_of_another_vendor_is_read_by_its_mapping(loaded: Store, tmp_path: Path) -> None:
    report = take(loaded, tmp_path, INVENTORY, TRACKERS)
    assert numbers(loaded) == [
        ("+12025550101", "static", "c1", "", dt.date(2026, 3, 14), None),
        ("+12025550102", "dynamic", "", "p1", dt.date(2026, 10, 2), None),
        ("+12025550103", "static", "c1", "", dt.date(2026, 1, 5), dt.date(2026, 6, 30)),
    ]
    assert "read by the mapping 'Trackers': 'Tracking Number' as promo_number" in report.warnings[0]
    assert violations(loaded) == []


def test_csv_xlsx_and_semicolons_are_read_alike(loaded: Store, tmp_path: Path) -> None:
    take(loaded, tmp_path, INVENTORY, TRACKERS)
    book = openpyxl.Workbook()
    for line in INVENTORY.splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "theirs.xlsx")
    (tmp_path / "semicolons.csv").write_text(INVENTORY.replace(",", ";"), encoding="utf-16")
    for name in ("theirs.xlsx", "semicolons.csv"):
        report = import_files(
            loaded, [tmp_path / name], as_of=None, imported_by="x", network_id="acme", mapping=TRACKERS, now=NOW
        )
        assert (report.files[0].row_count, report.changed_count) == (3, 0), name


def test_a_mapping_is_remembered_by_its_headings_and_used_again(loaded: Store, tmp_path: Path) -> None:
    take(loaded, tmp_path, INVENTORY, TRACKERS)
    report = take(loaded, tmp_path, INVENTORY.replace("03/14/2026", "03/15/2026"))
    assert report.changed_count == 1
    assert "read by the mapping 'Trackers', saved by ann@vendor.example" in report.warnings[0]


def test_a_refused_import_and_a_dry_run_remember_no_mapping(loaded: Store, tmp_path: Path) -> None:
    with pytest.raises(ImportRejected):
        take(loaded, tmp_path, INVENTORY.replace("(202) 555-0101", "none"), TRACKERS)
    take(loaded, tmp_path, INVENTORY, TRACKERS, dry_run=True)
    with loaded.reading() as cursor:
        assert saved_mappings(cursor) == []


def test_rows_left_out_are_counted_and_told(loaded: Store, tmp_path: Path) -> None:
    only = FileMapping(**{**vars(TRACKERS), "only": {"Status": ("active",)}})
    report = take(loaded, tmp_path, INVENTORY, only)
    assert len(numbers(loaded)) == 2
    assert any("1 row was left out; the mapping takes those where Status is 'active'" in w for w in report.warnings)


@pytest.mark.parametrize(
    ("text", "row", "column", "reason"),
    [
        (INVENTORY.replace("Session Tracker", "Porting"), 3, "Type", "is a word the mapping does not know"),
        (INVENTORY.replace("03/14/2026", "14/03/2026"), 2, "first_used_on", "could be read as day/month or month/day"),
        (INVENTORY.replace("202-555-0103", "n/a"), 4, "promo_number", "is no phone number"),
        (INVENTORY.replace("10/02/2026", ""), 3, "first_used_on", "is empty, and it is required"),
        (INVENTORY.replace("Name,", "Type,"), 1, "Type", "is there twice, and the mapping 'Trackers' reads it"),
        (INVENTORY.replace("Tracking Number", "Number"), 1, "", "lacks what the mapping 'Trackers' reads: "),
    ],
)  # fmt: skip
def test_what_the_mapping_does_not_cover_is_refused(
    loaded: Store, tmp_path: Path, text: str, row: int, column: str, reason: str
) -> None:
    with pytest.raises(ImportRejected) as refused:
        take(loaded, tmp_path, text, TRACKERS)
    first = refused.value.rejections[0]
    assert (first.row, first.column) == (row, column)
    assert reason in first.reason
    assert numbers(loaded) == []


def test_a_mapping_that_leaves_no_row_is_refused(loaded: Store, tmp_path: Path) -> None:
    none = FileMapping(**{**vars(TRACKERS), "only": {"Status": ("live",)}})
    with pytest.raises(ImportRejected) as refused:
        take(loaded, tmp_path, INVENTORY, none)
    assert [one.reason for one in refused.value.rejections] == [
        "no row is left of 3: the mapping takes only those where Status is 'live'"
    ]


def test_a_strangers_file_is_refused_with_the_way_out_and_no_wrong_hint(loaded: Store, tmp_path: Path) -> None:
    with pytest.raises(ImportRejected) as refused:
        take(loaded, tmp_path, INVENTORY)
    (rejection,) = refused.value.rejections
    assert "is not a table of ours" in rejection.reason
    assert "--propose-map" in rejection.reason
    assert "did" not in rejection.reason.split("--propose-map")[0].split()


USAGE = """\
Month,Tracking Line,Total Calls,Campaign Name
Sep 2026,+1 (202) 555-0177,"1,204",Search
09/2026,+1 (202) 555-0178,3,
"""


def test_a_usage_list_of_another_vendor_places_its_numbers(loaded: Store, tmp_path: Path) -> None:
    mapping = FileMapping(
        source="Lines",
        table="usage",
        columns={
            "Month": "billing_month",
            "Tracking Line": "promo_number",
            "Total Calls": "calls",
            "Campaign Name": "campaign",
        },
        thousands=",",
    )
    with pytest.raises(ImportRejected) as refused:
        take(loaded, tmp_path, USAGE, mapping)
    assert [one.value for one in refused.value.rejections] == ["+12025550178"]
    take(loaded, tmp_path, USAGE, mapping, unknown="dynamic", allow_decrease=True)
    assert [row[:4] for row in numbers(loaded)] == [
        ("+12025550177", "static", "c1", ""),
        ("+12025550178", "dynamic", "", "p1"),
    ]
    with loaded.reading() as cursor:
        sql = "SELECT promo_number, calls FROM usage WHERE promo_number LIKE '+1202%' ORDER BY 1"
        assert cursor.rows(sql) == [("+12025550177", 1204), ("+12025550178", 3)]


def test_numbers_of_one_country_get_its_code(loaded: Store, tmp_path: Path) -> None:
    british = FileMapping(
        source="British",
        table="numbers",
        columns={"DID": "promo_number", "Activated": "first_used_on"},
        fixed={"number_type": "static", "campaign_id": "c2"},
        dates="day first",
        country_code="44",
    )
    take(loaded, tmp_path, "DID;Activated\n020 7946 0123;14/03/2026\n(0)20 7946 0124;01/02/2026\n", british)
    with loaded.reading() as cursor:
        rows = cursor.rows("SELECT promo_number, first_used_on FROM numbers WHERE promo_number LIKE '+44%' ORDER BY 1")
    assert rows == [("+442079460123", dt.date(2026, 3, 14)), ("+442079460124", dt.date(2026, 2, 1))]


def test_a_mapping_reads_back_as_it_was_written(tmp_path: Path) -> None:
    odd = FileMapping(
        **{**vars(TRACKERS), "source": 'The "odd" one \\ ünïcode', "only": {"Status": ("Active", 'say "x"')}}
    )
    path = tmp_path / "mapping.toml"
    path.write_text(to_toml(odd, ("a question",)), encoding="utf-8")
    assert mapping_from_file(path) == odd


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("source = ", "is neither TOML nor JSON"),
        ('source = "x"\n', "table is missing or no text"),
        ('source = "x"\ntable = "phones"\n', "table is 'phones', which is none of networks"),
        ('source = "x"\ntable = "numbers"\n', "columns is empty or missing"),
        ('source = "x"\ntable = "numbers"\ncolour = 1\n', "'colour' is no key of a mapping"),
        ('version = 2\nsource = "x"\ntable = "numbers"\n', "is a mapping of version 2, this Headroom knows version 1"),
        ('source = "x"\ntable = "numbers"\n[columns]\nA = "phone"\n', "'A' is to become 'phone', which is no column"),
        ('source = "x"\ntable = "numbers"\n[columns]\nA = "promo_number"\nB = "promo_number"\n', "two headings become"),
        ('source = "x"\ntable = "numbers"\ndates = "us"\n[columns]\nA = "promo_number"\n', "dates is 'us'; say"),
        ('source = "x"\ntable = "numbers"\ntimes_in = "Mars"\n[columns]\nA = "name"\n', "no column of numbers"),
        ('source = "x"\ntable = "numbers"\ntimes_in = "Mars"\n[columns]\nA = "promo_number"\n', "no time zone"),
        ('source = "x"\ntable = "numbers"\nonly = 3\n[columns]\nA = "promo_number"\n', "only must be a table"),
        ("[1, 2]", "is neither TOML nor JSON"),
    ],
)  # fmt: skip
def test_a_mapping_that_makes_no_sense_is_refused_by_its_key(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    with pytest.raises(BadInput, match=r"mapping\.toml") as refused:
        mapping_from_file(path)
    assert words in str(refused.value)


def test_json_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps({"source": "x", "table": "numbers", "columns": {"A": "promo_number"}}))
    assert mapping_from_file(path) == from_document(
        {"source": "x", "table": "numbers", "columns": {"A": "promo_number"}}, "x"
    )


def test_two_saved_mappings_that_fit_alike_are_asked_about(loaded: Store, tmp_path: Path) -> None:
    for source in ("One", "Two"):
        named = FileMapping(**{**vars(TRACKERS), "source": source})
        loaded.write(lambda cursor, named=named: save_mapping(cursor, named, now=NOW, saved_by="x"))  # type: ignore[misc]
    with pytest.raises(ImportRejected) as refused:
        take(loaded, tmp_path, INVENTORY)
    assert "could be read by the saved mappings 'One' and 'Two' alike" in refused.value.rejections[0].reason


def test_mappings_placements_and_calls_go_out_with_an_export_and_come_back(
    loaded: Store, tmp_path: Path, store_maker: StoreMaker
) -> None:
    take(loaded, tmp_path, INVENTORY, TRACKERS)
    take(loaded, tmp_path, CALL_LOG, CALLS)
    export_store(loaded, tmp_path / "out")
    other = store_maker.new("other")
    restore_store(other, tmp_path / "out")
    with other.reading() as cursor:
        assert [one.mapping for one in saved_mappings(cursor)] == [CALLS, TRACKERS]
        assert last_calls(cursor, "acme") == {"+18001234567": dt.date(2026, 11, 21)}


def test_a_damaged_saved_mapping_is_told_and_stops_no_other_import(loaded: Store, tmp_path: Path) -> None:
    with loaded.transaction() as cursor:
        cursor.execute("INSERT INTO file_mappings VALUES ('Odd', '{\"version\": 9}', '', TIMESTAMP '2026-11-01', 'x')")
    load(loaded, *write(tmp_path, limits=GOOD["limits"]))
    with pytest.raises(ImportRejected) as refused:
        take(loaded, tmp_path, INVENTORY)
    assert "the saved mapping 'Odd' is a mapping of version 9" in refused.value.rejections[0].reason
    (violation,) = violations(loaded)
    assert "the saved mapping 'Odd' is a mapping of version 9" in str(violation)
    loaded.write(lambda cursor: forget_mapping(cursor, "Odd"))
    assert violations(loaded) == []


def test_the_command_lists_prints_and_forgets_mappings(
    loaded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    take(loaded, tmp_path, INVENTORY, TRACKERS)
    monkeypatch.setenv("HEADROOM_DB", str(loaded.address))
    if loaded.is_file:
        loaded.close()
    assert main(["mappings"]) == 0
    assert "Trackers: numbers, saved 2026-11-23 by ann@vendor.example" in capsys.readouterr().out
    assert main(["mappings", "--show", "Trackers"]) == 0
    (tmp_path / "again.toml").write_text(capsys.readouterr().out)
    assert mapping_from_file(tmp_path / "again.toml") == TRACKERS
    assert main(["mappings", "--forget", "Trackers"]) == 0
    assert main(["mappings", "--forget", "Trackers"]) == 2
