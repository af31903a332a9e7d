"""The files to begin with: every table has its template, and the sample customer goes into an empty store as it is."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest

from data.imports import import_files, sample_files, templates, zipped
from data.imports.checking.tables import TABLES
from data.store import Store
from data.upkeep.check import violations
from limits.actors import OPERATOR, actor
from limits.advice import network_standing
from limits.trust import freshness


@pytest.mark.parametrize("today", [dt.date(2026, 11, 24), dt.date(2026, 1, 1), dt.date(2024, 2, 28)])
def test_the_sample_files_go_into_an_empty_store_and_give_an_answer(store: Store, today: dt.date) -> None:
    folder = [_named(name, text) for name, text in sample_files(today).items()]
    import_files(store, folder, as_of=today, imported_by="first")
    assert list(violations(store)) == []
    standing = network_standing(store, OPERATOR, "birch-dental", now=dt.datetime.combine(today, dt.time(12), dt.UTC))
    assert standing.contract.can_be_assessed
    assert standing.outlook is not None
    assert [s.limit for s in standing.limits] == [55, 35, 20]
    (one,) = freshness(store, actor(store, "kim.arden@example.com"))
    assert (one.months, one.missing_months, one.has_limits, one.has_contract) == (10, (), True, True)


def test_every_table_has_a_template_with_what_it_needs_first() -> None:
    found = templates()
    for table in TABLES:
        headings = found[f"{table.name}.csv"].strip().split(",")
        assert set(headings) == table.column_names
        required = [c.name for c in table.columns if c.required]
        assert headings[: len(required)] == required


def test_a_zipped_download_holds_the_files_and_is_the_same_each_time() -> None:
    found = templates()
    packed = zipped(found)
    assert packed == zipped(found)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == found


def _named(name: str, text: str) -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = name
    return file
