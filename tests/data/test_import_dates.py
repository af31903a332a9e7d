"""The day a file describes is a day of its network's own clock."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data.errors import BadInput, ImportRejected
from data.imports import ImportReport, import_files
from data.store import Store
from tests.data.given_files import GOOD, load, write
from tests.data.test_import_tables import rows_of

FIRST = dt.date(2026, 11, 1)
LAST = dt.date(2026, 10, 31)
# The same instant on both sides: in Auckland 1 November, 05:00; in Los Angeles 31 October, 09:00.
AUCKLAND_FIVE = dt.datetime.fromisoformat("2026-10-31T16:00")
ANGELES_SEVEN_IN_THE_EVENING = dt.datetime.fromisoformat("2026-11-01T02:00")


@pytest.fixture
def loaded(store: Store, tmp_path: Path) -> Store:
    networks = "network_id,name,time_zone\nakl,East,Pacific/Auckland\nlax,West,America/Los_Angeles\n"
    limits = "network_id,network_limit,dynamic_limit\nakl,50,20\nlax,50,20\n"
    load(store, *write(tmp_path, networks=networks, limits=limits), as_of=dt.date(2026, 9, 30))
    return store


def take(store: Store, folder: Path, network: str, now: dt.datetime, *, as_of: dt.date | None) -> ImportReport:
    path = folder / "given.csv"
    path.write_text(f"network_id,billing_month,static_used,dynamic_used\n{network},2026-11,3,4\n")
    return import_files(store, [path], as_of=as_of, imported_by="ann@vendor.example", now=now)


def test_the_first_has_begun_in_auckland_while_it_is_october_in_utc(loaded: Store, tmp_path: Path) -> None:
    report = take(loaded, tmp_path, "akl", AUCKLAND_FIVE, as_of=FIRST)
    assert report.files[0].as_of == FIRST
    assert ("akl", FIRST, "", 3, 4) in rows_of(loaded, "usage_totals")


def test_november_has_not_begun_in_los_angeles_while_it_has_in_utc(loaded: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="in the future for the network lax, where it is 2026-10-31 now"):
        take(loaded, tmp_path, "lax", ANGELES_SEVEN_IN_THE_EVENING, as_of=FIRST)
    with pytest.raises(ImportRejected) as refused:
        take(loaded, tmp_path, "lax", ANGELES_SEVEN_IN_THE_EVENING, as_of=None)
    assert "lies after the date this file describes, 2026-10-30" in refused.value.rejections[0].reason
    assert rows_of(loaded, "usage_totals") == []


def test_yesterday_is_that_of_the_network(loaded: Store, tmp_path: Path) -> None:
    for network, limit, expected in (("akl", 51, LAST), ("lax", 52, dt.date(2026, 10, 30))):
        path = tmp_path / "limits.csv"
        path.write_text(f"network_id,network_limit,dynamic_limit\n{network},{limit},20\n")
        report = import_files(loaded, [path], as_of=None, imported_by="ann@vendor.example", now=AUCKLAND_FIVE)
        assert report.files[0].as_of == expected


def test_a_file_of_networks_far_apart_describes_a_day_that_all_of_them_have_had(loaded: Store, tmp_path: Path) -> None:
    path = tmp_path / "limits.csv"
    path.write_text("network_id,network_limit,dynamic_limit\nakl,61,20\nlax,62,20\n")
    with pytest.raises(BadInput, match="for the network lax"):
        import_files(loaded, [path], as_of=FIRST, imported_by="ann@vendor.example", now=AUCKLAND_FIVE)
    report = import_files(loaded, [path], as_of=None, imported_by="ann@vendor.example", now=AUCKLAND_FIVE)
    assert report.files[0].as_of == dt.date(2026, 10, 30)


def test_a_new_network_brings_its_own_clock(store: Store, tmp_path: Path) -> None:
    files = write(tmp_path, **{**GOOD, "networks": GOOD["networks"].replace("UTC", "Pacific/Auckland")})
    with pytest.raises(BadInput, match="for the network acme, where it is 2026-10-31 now"):
        import_files(store, files, as_of=FIRST, imported_by="ann@vendor.example", now=AUCKLAND_FIVE)


def test_a_file_without_a_network_goes_by_utc(store: Store, tmp_path: Path) -> None:
    files = write(tmp_path, users="email,role\nann@vendor.example,csm\n")
    with pytest.raises(BadInput, match="lies in the future"):
        import_files(store, files, as_of=FIRST, imported_by="ann@vendor.example", now=AUCKLAND_FIVE)
