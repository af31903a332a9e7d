"""One spelling a number, what no plan can dial, and who can ring a number."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import ImportRejected
from data.phone_numbers import reach, spellings
from data.store import Store
from tests.data.given_files import load

HEADINGS = "network_id,promo_number,number_type,campaign_id,ring_pool_id,first_used_on,released_on\n"


@pytest.fixture
def loaded(store_without_traffic: Store) -> Store:
    return store_without_traffic


def numbers_file(folder: Path, *numbers: str) -> Path:
    rows = "".join(f'acme,"{number}",static,c1,,2026-11-01,\n' for number in numbers)
    path = folder / "more_numbers.csv"
    path.write_text(HEADINGS + rows, encoding="utf-8")
    return path


def stored(store: Store, beginning: str) -> list[str]:
    with store.reading() as cursor:
        sql = "SELECT promo_number FROM numbers WHERE promo_number LIKE $1 ORDER BY 1"
        return [number for (number,) in cursor.rows(sql, f"{beginning}%")]


@pytest.mark.parametrize(
    ("with_zero", "number"),
    [
        ("+44 (0)20 7946 0123", "+442079460123"),
        ("+44 0207 946 0123", "+442079460123"),
        ("+49 (0)30 123456", "+4930123456"),
        ("+33 (0)1 70 18 99 00", "+33170189900"),
        ("+353 (0)1 234 5678", "+35312345678"),
        ("+61 (0)2 9123 4567", "+61291234567"),
    ],
)
def test_a_trunk_zero_is_no_part_of_a_number(loaded: Store, tmp_path: Path, with_zero: str, number: str) -> None:
    load(loaded, numbers_file(tmp_path, with_zero))
    assert stored(loaded, number[:3]) == [number]


def test_a_number_with_and_without_its_trunk_zero_is_one(loaded: Store, tmp_path: Path) -> None:
    with pytest.raises(ImportRejected, match="nothing stored") as refused:
        load(loaded, numbers_file(tmp_path, "+44 (0)20 7946 0123", "+44 20 7946 0123"))
    assert "is there twice: also in row 2" in refused.value.rejections[0].reason
    assert stored(loaded, "+44") == []


def test_italys_zero_belongs_to_the_number(loaded: Store, tmp_path: Path) -> None:
    load(loaded, numbers_file(tmp_path, "+39 06 1234 5678"))
    assert stored(loaded, "+39") == ["+390612345678"]


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("+999 1234 5678", "begins with no country code that exists"),
        ("+44 20 7946 01", "lacks its area code: it can be dialled only within +44"),
        ("+7 902 123 45 678", "has a length that no number of +7 has"),
        ("+34 (0)91 234 56 78", "is too long for a number of +34"),
        ("+49 0030 123456", "no number begins with 0 after +49"),
        ("+33 (0)1 23 45 67 8", "no number begins with 0 after +33"),
        ("911 555 0123", "911 is a service code and no area code"),
    ],
)
def test_what_no_plan_can_dial_is_refused(loaded: Store, tmp_path: Path, number: str, reason: str) -> None:
    with pytest.raises(ImportRejected) as refused:
        load(loaded, numbers_file(tmp_path, "+18005550188", number))
    (rejection,) = refused.value.rejections
    assert (rejection.row, rejection.column) == (3, "promo_number")
    assert reason in rejection.reason
    assert stored(loaded, "+1800555") == []


def test_fictional_numbers_are_taken(loaded: Store, tmp_path: Path) -> None:
    fictional = ["+18001234567", "+12025550101", "+15551234567", "+442079460000", "+61255501234"]
    load(loaded, numbers_file(tmp_path, *fictional[1:]))
    assert [s.refusal for s in spellings(fictional)] == [None] * 5


def test_a_number_the_store_has_already_is_not_asked_again(loaded: Store, tmp_path: Path) -> None:
    with loaded.transaction() as cursor:
        cursor.execute(
            "INSERT INTO numbers VALUES ('acme', '+99912345678', 'static', 'c1', '', DATE '2026-11-01', NULL)"
        )
    load(loaded, numbers_file(tmp_path, "+999 1234 5678"))
    assert stored(loaded, "+999") == ["+99912345678"]


def test_a_store_that_holds_the_zero_keeps_it_and_counts_the_number_once(loaded: Store, tmp_path: Path) -> None:
    with loaded.transaction() as cursor:
        cursor.execute(
            "INSERT INTO numbers VALUES ('acme', '+4402079460123', 'static', 'c1', '', DATE '2026-11-01', NULL)"
        )
    report = load(loaded, numbers_file(tmp_path, "+44 20 7946 0123"))
    assert stored(loaded, "+44") == ["+4402079460123"]
    assert any("1 promo number is in the store with the trunk zero" in text for text in report.warnings)
    load(loaded, numbers_file(tmp_path, "+44 (0)20 7946 0123"))
    assert stored(loaded, "+44") == ["+4402079460123"]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("+18001234567", "toll-free"),
        ("+18335550123", "toll-free"),
        ("+12025550101", "local"),
        ("+15551234567", "local"),
        ("+442079460123", "local"),
        ("+448081570123", "toll-free"),
        ("+447400123456", "mobile"),
        ("+99912345678", "other"),
    ],
)
def test_toll_free_and_local_numbers_are_told_apart(number: str, kind: str) -> None:
    assert reach(number) == kind
