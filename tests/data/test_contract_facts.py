"""Contracts from files: opening balances, amendments, and the trail of every change."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from data.errors import ImportRejected
from data.records import Amendment
from data.store import Store
from data.tables.contracts import contract_changes
from data.tables.networks import allotments, amendments
from data.upkeep.check import violations
from tests.data.facts_files import HEADERS, give

D = dt.date
PERIOD = "n,2026-01-01,2026-12-31,6000,3.0,USD,2.5,"


@pytest.fixture
def contracted(begun: Store, tmp_path: Path) -> Store:
    give(tmp_path, "2026-11-24", begun, partnerships=["n,2026-01-01,2026-12-31"])
    return begun


def refused(folder: Path, store: Store, **tables: object) -> list[tuple[str, str, str]]:
    with pytest.raises(ImportRejected) as found:
        give(folder, "2026-11-24", store, **tables)
    return [(one.column, one.value, one.reason) for one in found.value.rejections]


def test_an_opening_balance_and_the_price_are_kept_with_their_period(contracted: Store, tmp_path: Path) -> None:
    give(tmp_path, "2026-11-24", contracted, allotments=[PERIOD + "3500,2026-07-31"])
    with contracted.reading() as cursor:
        (one,) = allotments(cursor, ["n"])["n"]
    assert (one.number_months, one.unit_price, one.opening_used, one.opening_through) == (
        6000,
        Decimal("2.5"),
        3500,
        D(2026, 7, 31),
    )
    assert violations(contracted) == []


@pytest.mark.parametrize(
    ("opening", "column", "words"),
    [
        ("-5,2026-07-31", "opening_used", "is negative"),
        ("3500,", "opening_through", "is empty, and opening_used is 3500"),
        (",2026-07-31", "opening_used", "is empty, and opening_through is 2026-07-31"),
        ("3500,2027-01-31", "opening_through", "outside the period 2026-01-01 to 2026-12-31 (3500 through 2027-01-31"),
        ("3500,2025-12-31", "opening_through", "outside the period 2026-01-01 to 2026-12-31 (3500 through 2025-12-31"),
        ("3500,2026-07-30", "opening_through", "is not the last day of a month (3500 through 2026-07-30"),
    ],
)
def test_an_opening_balance_that_makes_no_sense_is_refused(
    contracted: Store, tmp_path: Path, opening: str, column: str, words: str
) -> None:
    (one,) = refused(tmp_path, contracted, allotments=[PERIOD + opening])
    assert one[0] == column
    assert words in one[2]


def test_an_opening_balance_below_the_reports_of_its_months_is_refused_whichever_comes_last(
    contracted: Store, tmp_path: Path
) -> None:
    # January to March report 3 x 100; April is not in the opening balance.
    used = [f"n,2026-{m:02d},,60,40" for m in (1, 2, 3, 4)]
    give(tmp_path, None, contracted, monthly_usage=used)
    (one,) = refused(tmp_path, contracted, allotments=[PERIOD + "299,2026-03-31"])
    assert one[:2] == ("opening_used", "299")
    assert "from 2026-01-01 through 2026-03-31 is 299, and the reports of its months add up to 300" in one[2]
    give(tmp_path, "2026-11-24", contracted, allotments=[PERIOD + "300,2026-03-31"])
    assert violations(contracted) == []


def test_reports_that_exceed_an_opening_balance_are_refused(contracted: Store, tmp_path: Path) -> None:
    give(tmp_path, "2026-11-24", contracted, allotments=[PERIOD + "299,2026-03-31"])
    used = [f"n,2026-{m:02d},,60,40" for m in (1, 2, 3)]
    (one,) = refused(tmp_path, contracted, monthly_usage=used)
    assert "is 299, and the reports of its months add up to 300" in one[2]
    give(tmp_path, None, contracted, monthly_usage=used[:2])


def test_a_month_shared_with_an_earlier_period_is_not_in_the_opening_balance_of_the_next(
    contracted: Store, tmp_path: Path
) -> None:
    give(tmp_path, "2026-11-24", contracted, partnerships=["n,2026-01-01,2027-12-31"])
    give(tmp_path, None, contracted, monthly_usage=["n,2026-06,,900,0", "n,2026-07,,10,0"])
    periods = ["n,2026-01-01,2026-06-14,6000,,,,,", "n,2026-06-15,2027-06-30,6000,,,,10,2026-07-31"]
    give(tmp_path, "2026-11-24", contracted, allotments=periods)
    assert violations(contracted) == []


def test_an_amendment_is_a_dated_addition(contracted: Store, tmp_path: Path) -> None:
    give(tmp_path, "2026-11-24", contracted, allotments=[PERIOD + ","])
    rows = ["n,2026-07-20,2026-08-01,1500,,,more campaigns", "n,2026-09-01,2026-10-01,,2027-03-31,2.75,longer"]
    assert give(tmp_path, "2026-11-24", contracted, amendments=rows).changed_count == 2
    assert give(tmp_path, "2026-11-24", contracted, amendments=rows).changed_count == 0
    with contracted.reading() as cursor:
        assert amendments(cursor, ["n"])["n"] == [
            Amendment("n", D(2026, 7, 20), D(2026, 8, 1), 1500, None, None, "more campaigns"),
            Amendment("n", D(2026, 9, 1), D(2026, 10, 1), None, D(2027, 3, 31), Decimal("2.75"), "longer"),
        ]
        assert allotments(cursor, ["n"])["n"][0].number_months == 6000
    assert violations(contracted) == []


def test_two_amendments_that_set_the_same_on_one_day_are_refused(contracted: Store, tmp_path: Path) -> None:
    give(tmp_path, "2026-11-24", contracted, allotments=[PERIOD + ","])
    first = "n,2026-07-20,2026-08-01,1500,,,more campaigns"
    second = "n,2026-07-25,2026-08-01,900,,,even more"
    (one,) = refused(tmp_path, contracted, amendments=[first, second])
    assert one[0] == "effective_on"
    assert "is set twice, also in row 2: 1500 and 900 added number-months" in one[2]
    give(tmp_path, "2026-11-24", contracted, amendments=[first])
    (one,) = refused(tmp_path, contracted, amendments=[second])
    assert "has an amendment already that sets the same: 1500 and 900 added number-months" in one[2]
    give(tmp_path, "2026-11-24", contracted, amendments=["n,2026-07-25,2026-08-01,,2027-01-31,,other things"])


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("n,2026-07-20,2026-08-01,,,,nothing", "added_number_months", "says at least one of them"),
        ("n,2026-07-20,2027-08-01,5,,,late", "effective_on", "lies in no allotment period of the network n"),
        ("n,2026-07-20,2026-08-01,,2026-07-31,,back", "ends_on", "lies before effective_on, 2026-08-01"),
        ("n,2026-07-20,2026-08-01,0,,,none", "added_number_months", "must be from 1"),
        ("n,2026-07-20,2026-08-01,5,,,", "reason", "is empty"),
    ],
)
def test_an_amendment_that_makes_no_sense_is_refused(
    contracted: Store, tmp_path: Path, row: str, column: str, words: str
) -> None:
    give(tmp_path, "2026-11-24", contracted, allotments=[PERIOD + ","])
    assert any(one[0] == column and words in one[2] for one in refused(tmp_path, contracted, amendments=[row]))


def test_every_change_of_a_contract_leaves_who_when_old_and_new(contracted: Store, tmp_path: Path) -> None:
    give(tmp_path, "2026-11-24", contracted, allotments=["n,2026-01-01,2026-12-31,6000,,,,,"])
    give(tmp_path, "2026-11-24", contracted, allotments=["n,2026-01-01,2026-12-31,6500,,,,10,2026-01-31"])
    give(tmp_path, "2026-11-24", contracted, partnerships=["n,2026-01-01,2027-12-31"])
    give(tmp_path, "2026-11-24", contracted, amendments=["n,2026-07-20,2026-08-01,1500,,,more campaigns"])
    with contracted.reading() as cursor:
        found = contract_changes(cursor, "n")
    assert [(c.subject, str(c.starts_on), c.field, c.old_value, c.new_value) for c in found] == [
        ("partnership", "2026-01-01", "ends_on", None, "2026-12-31"),
        ("allotment", "2026-01-01", "ends_on", None, "2026-12-31"),
        ("allotment", "2026-01-01", "number_months", None, "6000"),
        ("allotment", "2026-01-01", "number_months", "6000", "6500"),
        ("opening balance", "2026-01-01", "opening_used", None, "10"),
        ("opening balance", "2026-01-01", "opening_through", None, "2026-01-31"),
        ("partnership", "2026-01-01", "ends_on", "2026-12-31", "2027-12-31"),
        ("amendment", "2026-08-01", "signed_on", None, "2026-07-20"),
        ("amendment", "2026-08-01", "added_number_months", None, "1500"),
    ]
    assert {c.changed_by for c in found} == {"ada@vendor.example"}
    assert found[3].reason == f"imported from {tmp_path / 'allotments.csv'}"
    assert found[-1].reason == "more campaigns"
    assert violations(contracted) == []


@pytest.mark.parametrize("column", ["buffer", "tiers", "rollover_share", "account", "settlement"])
def test_terms_that_are_not_read_yet_are_refused_by_name(contracted: Store, tmp_path: Path, column: str) -> None:
    path = tmp_path / "allotments.csv"
    path.write_text(f"{HEADERS['allotments']},{column}\n{PERIOD},,0.1\n", encoding="utf-8")
    with pytest.raises(ImportRejected) as found:
        from data.imports import import_files

        import_files(contracted, [path], as_of=D(2026, 11, 24), imported_by="ada")
    assert [(one.column, "not supported yet" in one.reason) for one in found.value.rejections] == [(column, True)]
