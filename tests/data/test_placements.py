"""A Number Usage Report as the vendor gives it: unknown numbers placed by a stated choice, statuses kept, undone."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pytest

from data.__main__ import main
from data.errors import BadInput, ImportRejected, Unknown
from data.imports import ImportReport, import_files
from data.store import Store
from data.tables.number_statuses import number_statuses
from data.tables.placements import placed_numbers, placements, take_back
from data.upkeep.check import violations
from tests.data.given_files import NOW, load

NOV, DEC = dt.date(2026, 11, 1), dt.date(2026, 12, 1)
# The six headings of the vendor's own report, and nothing else.
REPORT = """\
Promo Number,Promo Number Status,Advertiser Status,Campaign Status,Publisher Status,Number of Calls
(800) 123-4567,Active,Active,Active,Active,12
+1 855 555 5555,Active,,,,
+44 (0)20 7946 0123,Active,Active,Paused,,2
+44 20 7946 0123,Active,Active,Paused,,3
800-999-0001,Active,,,,7
"""
UNKNOWN = ["+18009990001", "+442079460123"]


@pytest.fixture
def loaded(store_without_traffic: Store) -> Store:
    return store_without_traffic


def as_csv(folder: Path, text: str) -> Path:
    path = folder / "report.csv"
    path.write_text(text, encoding="utf-8")
    return path


def as_xlsx(folder: Path, text: str) -> Path:
    book = openpyxl.Workbook()
    for line in text.splitlines():
        book.active.append(line.split(","))
    path = folder / "report.xlsx"
    book.save(path)
    return path


def take(
    store: Store, path: Path, unknown: str | None = None, *, month: dt.date = NOV, **options: object
) -> ImportReport:
    now = options.pop("now", NOW)
    return import_files(
        store,
        [path],
        as_of=None,
        imported_by="ann@vendor.example",
        network_id="acme",
        month=month,
        unknown=unknown,
        now=now,  # type: ignore[arg-type]
        **options,  # type: ignore[arg-type]
    )


def numbers(store: Store) -> dict[str, tuple[object, ...]]:
    sql = (
        "SELECT promo_number, number_type, campaign_id, ring_pool_id, first_used_on, released_on FROM numbers "
        "WHERE network_id = 'acme' AND promo_number = ANY($1)"
    )
    with store.reading() as cursor:
        return {number: tuple(rest) for number, *rest in cursor.rows(sql, UNKNOWN)}


def used(store: Store, month: dt.date) -> tuple[int, int]:
    with store.reading() as cursor:
        row = cursor.row(
            "SELECT static_used, dynamic_used FROM network_months WHERE network_id = 'acme' AND billing_month = $1",
            month,
        )
    assert row
    return row[0], row[1]


@pytest.mark.parametrize("written", [as_csv, as_xlsx])
def test_the_report_is_taken_where_all_numbers_are_known(loaded: Store, tmp_path: Path, written) -> None:  # type: ignore[no-untyped-def]
    known = "\n".join(REPORT.splitlines()[:3]) + "\n"
    take(loaded, written(tmp_path, known))
    with loaded.reading() as cursor:
        sql = "SELECT promo_number, calls FROM usage WHERE network_id = 'acme' AND billing_month = $1 ORDER BY 1"
        assert cursor.rows(sql, NOV) == [("+18001234567", 12), ("+18555555555", None)]


@pytest.mark.parametrize("written", [as_csv, as_xlsx])
def test_without_a_choice_each_unknown_number_is_listed_with_the_way_out(
    loaded: Store, tmp_path: Path, written  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    with pytest.raises(ImportRejected, match="2 values rejected, nothing stored") as refused:
        take(loaded, written(tmp_path, REPORT))
    assert sorted(one.value for one in refused.value.rejections) == sorted(UNKNOWN)
    assert all("--unknown dynamic, or --unknown static:CAMPAIGN" in one.reason for one in refused.value.rejections)
    assert numbers(loaded) == {}


@pytest.mark.parametrize("written", [as_csv, as_xlsx])
def test_unknown_numbers_become_dynamic_where_somebody_says_so(loaded: Store, tmp_path: Path, written) -> None:  # type: ignore[no-untyped-def]
    report = take(loaded, written(tmp_path, REPORT), "dynamic")
    assert numbers(loaded) == dict.fromkeys(UNKNOWN, ("dynamic", "", "p1", NOV, None))
    assert any("2 promo numbers were not known; they were added as dynamic numbers" in w for w in report.warnings)
    assert used(loaded, NOV) == (1, 3)  # +18001234567; +18555555555 and the two
    assert violations(loaded) == []
    assert take(loaded, written(tmp_path, REPORT)).changed_count == 0


def test_unknown_numbers_become_static_numbers_of_a_campaign_by_id_or_name(loaded: Store, tmp_path: Path) -> None:
    take(loaded, as_csv(tmp_path, REPORT), "static:print")
    assert numbers(loaded) == dict.fromkeys(UNKNOWN, ("static", "c2", "", NOV, None))
    assert used(loaded, NOV) == (3, 1)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("static:nowhere", "'nowhere' is no campaign of the network acme. Its campaigns: c1, c2"),
        ("dynamic:p9", "'p9' is no RingPool of the network acme. Its RingPools: p1"),
        ("static", "a static number stands in a campaign; name it"),
        ("pool", "give dynamic, dynamic:RINGPOOL or static:CAMPAIGN"),
    ],
)
def test_a_choice_that_names_nothing_is_refused(loaded: Store, tmp_path: Path, choice: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        take(loaded, as_csv(tmp_path, REPORT), choice)
    assert numbers(loaded) == {}


def test_the_choice_never_overrules_a_column_nor_the_inventory(loaded: Store, tmp_path: Path) -> None:
    text = REPORT.replace("Promo Number,", "Campaign,Promo Number,", 1)
    rows = text.splitlines()
    text = "\n".join([rows[0], *(f"{'Search' if '999' in row else ''},{row}" for row in rows[1:])]) + "\n"
    take(loaded, as_csv(tmp_path, text), "dynamic")
    assert numbers(loaded)["+18009990001"][:2] == ("static", "c1")
    assert numbers(loaded)["+442079460123"][:3] == ("dynamic", "", "p1")
    with loaded.reading() as cursor:
        (one,) = placements(cursor)
        assert [(n.promo_number, n.choice) for n in placed_numbers(cursor, one.placement_id)] == [
            ("+18009990001", ""),
            ("+442079460123", "dynamic"),
        ]


def test_a_number_whose_campaign_nobody_knows_is_refused_whatever_the_choice(loaded: Store, tmp_path: Path) -> None:
    header, *rows = REPORT.splitlines()
    text = "\n".join([f"Campaign,{header}", *(f"Nowhere,{row}" for row in rows)]) + "\n"
    with pytest.raises(ImportRejected) as refused:
        take(loaded, as_csv(tmp_path, text), "dynamic")
    assert any("the file puts it in 'Nowhere', which is none of" in one.reason for one in refused.value.rejections)
    assert numbers(loaded) == {}


def test_where_the_ringpool_cannot_be_told_it_is_not_invented(loaded: Store, tmp_path: Path) -> None:
    pools = tmp_path / "ring_pools.csv"
    pools.write_text("network_id,ring_pool_id\nacme,p2\n")
    load(loaded, pools)
    take(loaded, as_csv(tmp_path, REPORT), "dynamic")
    assert {row[2] for row in numbers(loaded).values()} == {"not-stated"}
    from data.tables.networks import ring_pools

    with loaded.reading() as cursor:
        assert [pool.ring_pool_id for pool in ring_pools(cursor, "acme")] == ["p1", "p2"]
    assert violations(loaded) == []


def test_a_dry_run_places_nothing(loaded: Store, tmp_path: Path) -> None:
    take(loaded, as_csv(tmp_path, REPORT), "dynamic", dry_run=True)
    with loaded.reading() as cursor:
        assert placements(cursor) == []
    assert numbers(loaded) == {}


def test_a_placed_number_ends_where_a_later_report_does_not_list_it(loaded: Store, tmp_path: Path) -> None:
    take(loaded, as_csv(tmp_path, REPORT), "dynamic")
    december = REPORT.replace("800-999-0001,Active,,,,7\n", "")
    report = take(loaded, as_csv(tmp_path, december), month=DEC, now=dt.datetime.fromisoformat("2026-12-11T09:00"))
    assert any("1 promo number of an earlier report is not listed any more" in text for text in report.warnings)
    assert numbers(loaded) == {
        "+18009990001": ("dynamic", "", "p1", NOV, dt.date(2026, 11, 30)),
        "+442079460123": ("dynamic", "", "p1", NOV, None),
    }
    assert used(loaded, NOV) == (1, 3)
    assert used(loaded, DEC) == (1, 2)
    assert violations(loaded) == []


def test_taking_back_leaves_the_store_as_if_the_numbers_had_been_refused(loaded: Store, tmp_path: Path) -> None:
    take(loaded, as_csv(tmp_path, "\n".join(REPORT.splitlines()[:3]) + "\n"))
    before = used(loaded, NOV)
    take(loaded, as_csv(tmp_path, REPORT), "dynamic")
    with loaded.reading() as cursor:
        (one,) = placements(cursor)
    done = loaded.write(lambda cursor: take_back(cursor, one.placement_id, now=NOW, taken_back_by="ann@vendor.example"))
    assert (sorted(done.gone), done.kept, done.usage_count) == (sorted(UNKNOWN), (), 2)
    assert numbers(loaded) == {}
    assert used(loaded, NOV) == before == (1, 1)
    assert violations(loaded) == []
    with pytest.raises(BadInput, match="was taken back already, on 2026-11-23 09:30 UTC"):
        loaded.write(lambda cursor: take_back(cursor, one.placement_id, now=NOW, taken_back_by="x"))
    take(loaded, as_csv(tmp_path, REPORT), "static:c2")
    assert used(loaded, NOV) == (3, 1)


def test_a_closed_month_opens_again_when_its_numbers_are_taken_back(loaded: Store, tmp_path: Path) -> None:
    september = dt.date(2026, 9, 1)
    take(loaded, as_csv(tmp_path, REPORT), "dynamic", month=september)
    # +18001234567 static; +18555555555, +18883906665 of the inventory and the two unknown ones dynamic
    assert used(loaded, september) == (1, 4)
    with loaded.reading() as cursor:
        (one,) = placements(cursor)
    loaded.write(lambda cursor: take_back(cursor, one.placement_id, now=NOW, taken_back_by="x"))
    assert used(loaded, september) == (1, 2)
    assert violations(loaded) == []
    report = take(loaded, as_csv(tmp_path, REPORT), "static:c2", month=september)
    assert not any("is closed and stays" in text for text in report.warnings)
    assert used(loaded, september) == (3, 2)
    assert violations(loaded) == []


def test_a_month_that_was_corrected_since_is_not_opened_again(loaded: Store, tmp_path: Path) -> None:
    september = dt.date(2026, 9, 1)
    take(loaded, as_csv(tmp_path, REPORT), "dynamic", month=september)
    more = REPORT + "800-999-0002,Active,,,,1\n"
    take(loaded, as_csv(tmp_path, more), "dynamic", month=september, correct=[september], reason="one was missing")
    with loaded.reading() as cursor:
        first = placements(cursor)[-1]
    with pytest.raises(BadInput, match="Sep 2026 of acme was corrected since"):
        loaded.write(lambda cursor: take_back(cursor, first.placement_id, now=NOW, taken_back_by="x"))
    assert violations(loaded) == []


def test_a_number_that_a_later_file_introduced_is_not_taken_back(loaded: Store, tmp_path: Path) -> None:
    take(loaded, as_csv(tmp_path, REPORT), "dynamic")
    later = tmp_path / "numbers_later.csv"
    later.write_text(
        "network_id,promo_number,number_type,campaign_id,ring_pool_id,first_used_on\n"
        "acme,8009990001,static,c1,,2026-11-03\n"
    )
    load(loaded, later)
    with loaded.reading() as cursor:
        (one,) = placements(cursor)
    done = loaded.write(lambda cursor: take_back(cursor, one.placement_id, now=NOW, taken_back_by="x"))
    assert (done.gone, done.kept) == (("+442079460123",), ("+18009990001",))
    assert numbers(loaded)["+18009990001"][:2] == ("static", "c1")
    assert violations(loaded) == []


def test_a_placement_nobody_knows_cannot_be_taken_back(loaded: Store) -> None:
    with pytest.raises(Unknown, match="There is no placement 'nope'"):
        loaded.write(lambda cursor: take_back(cursor, "nope", now=NOW, taken_back_by="x"))


def test_statuses_are_kept_and_an_older_report_never_replaces_them(loaded: Store, tmp_path: Path) -> None:
    take(loaded, as_csv(tmp_path, REPORT), "dynamic")
    older = REPORT.replace("Active", "Pending")
    take(loaded, as_csv(tmp_path, older), month=dt.date(2026, 10, 1), allow_decrease=True)
    with loaded.reading() as cursor:
        found = number_statuses(cursor, "acme")
    uk = found["+442079460123"]
    assert (uk.number_status, uk.advertiser_status, uk.campaign_status, uk.publisher_status, uk.calls) == (
        *("Active", "Active", "Paused", None),
        5,
    )
    assert found["+18001234567"].billing_month == NOV
    assert len(found) == 4


def test_the_command_lists_shows_and_takes_back(
    loaded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEADROOM_DB", str(loaded.address))
    path = as_csv(tmp_path, REPORT)
    if loaded.is_file:
        loaded.close()
    month = ["--network", "acme", "--month", "2026-09"]
    assert main(["import", str(path), *month, "--unknown", "dynamic"]) == 0
    capsys.readouterr()
    assert main(["placements", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["number_count"], one["placed_by"]) == (2, "import")
    assert main(["placements", "--show", one["placement_id"]]) == 0
    assert "acme +18009990001 (toll-free): RingPool p1, --unknown dynamic" in capsys.readouterr().out
    assert main(["placements", "--take-back", one["placement_id"]]) == 0
    assert "Taken back: 2 promo numbers and 2 rows of their usage." in capsys.readouterr().out
    assert main(["placements", "--take-back", one["placement_id"]]) == 2
    assert main(["check"]) == 0
