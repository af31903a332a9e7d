"""A count is what its writer meant, or it is refused: a thousand is never read as one."""

from __future__ import annotations

import decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from data.errors import ImportRejected
from data.imports.checking.tables import TABLES
from data.store import Store
from tests.data.given_files import GOOD, holding, load, write
from tests.data.test_import_tables import rows_of
from tests.store_maker import StoreMaker

COUNTS = [
    (table.name, column.name)
    for table in TABLES
    if table.name in GOOD
    for column in table.columns
    if column.kind in ("count", "positive", "big count") and column.name in GOOD[table.name].split("\n")[0].split(",")
]


def with_values(table: str, column: str, *texts: str, delimiter: str = ";") -> str:
    """The good file of a table with its first row once for each text, which stands in the column."""
    head, first, *_ = GOOD[table].splitlines()
    place = head.split(",").index(column)
    rows = [head.split(",")]
    for text in texts:
        values = first.split(",")
        values[place] = text
        if column == "dynamic_used":
            values[head.split(",").index("campaign_id")] = ""
        rows.append(values)
    return "\n".join(delimiter.join(row) for row in rows) + "\n"


@pytest.fixture(scope="module")
def untouched(lasting_stores: StoreMaker) -> Store:
    """The good portfolio for what is refused."""
    return holding(lasting_stores, *GOOD)


def refused_values(store: Store, folder: Path, table: str, column: str, *texts: str) -> dict[tuple[int, str], str]:
    """Why each text is refused in that column, by its row; nothing is stored."""
    before = store.data_version()
    with pytest.raises(ImportRejected) as refused:
        load(store, *write(folder, **{table: with_values(table, column, *texts)}))
    assert store.data_version() == before
    return {(r.row or 0, r.value): r.reason for r in refused.value.rejections if r.column == column}


@pytest.mark.parametrize(("table", "column"), COUNTS)
def test_dot_thousands_are_refused_in_every_count_of_every_table(
    untouched: Store, tmp_path: Path, table: str, column: str
) -> None:
    meant = {"1.000": "1000", "12.000": "12000", "6.250": "6250", "1.000.000": "1000000"}
    found = refused_values(untouched, tmp_path, table, column, *meant)
    assert list(found) == list(enumerate(meant, 2))
    for (_, text), reason in found.items():
        assert f"write it without separators, such as {meant[text]}" in reason, text


def test_a_refused_count_is_all_that_is_refused_of_its_row(untouched: Store, tmp_path: Path) -> None:
    with pytest.raises(ImportRejected) as refused:
        load(untouched, *write(tmp_path, limits=with_values("limits", "network_limit", "1.000")))
    assert [(r.row, r.column, r.value) for r in refused.value.rejections] == [(2, "network_limit", "1.000")]


def test_a_count_that_two_readers_could_take_two_ways_is_refused(untouched: Store, tmp_path: Path) -> None:
    cases = [
        ("6,000", "such as 6000"),
        ("6 000", "such as 6000"),
        ("6\u00a0000", "such as 6000"),
        ("6\u202f000", "such as 6000"),
        ("6'000", "such as 6000"),
        ("1.000", "could be 1 or 1000"),
        ("6.250", "could be 6.25 or 6250"),
        ("1,234.00", "is not a whole number"),
        ("1.234,00", "is not a whole number"),
        ("6,5", "is not a whole number"),
        ("1e3", "is not a whole number"),
        ("5.", "is not a whole number"),
        ("\u0665", "is not a whole number"),
        ("\u00b2", "is not a whole number"),
        ("9" * 5000, "must be from 0 to"),
    ]
    found = refused_values(untouched, tmp_path, "limits", "network_limit", *(text for text, _ in cases))
    assert [row for row, _ in found] == list(range(2, 2 + len(cases)))
    for why, (text, reason) in zip(found.values(), cases, strict=True):
        assert reason in why, text


@pytest.mark.parametrize(("text", "meant"), [("600.0", 600), ("600.00", 600), ("6000.000", 6000), ("0.000", 0)])
def test_a_whole_number_with_a_fraction_of_zeros_that_groups_nothing_is_that_number(
    good: Store, tmp_path: Path, text: str, meant: int
) -> None:
    load(good, *write(tmp_path, limits=with_values("limits", "network_limit", text)))
    assert ("acme", "network", "", meant, 2) in rows_of(good, "limits")


@pytest.mark.parametrize(("text", "reason"), [("1.000", "could be 1 or 1000"), ("1.250", "could be 1.25 or 1250")])
def test_a_rate_of_three_decimals_is_refused(untouched: Store, tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ImportRejected) as refused:
        load(untouched, *write(tmp_path, allotments=GOOD["allotments"].replace("1.25", text)))
    assert reason in refused.value.rejections[0].reason


def limits_xlsx(folder: Path, network_limit: float | str) -> Path:
    path = folder / "limits.xlsx"
    with xlsxwriter.Workbook(path) as book:
        tab = book.add_worksheet()
        tab.write_row(0, 0, ["network_id", "network_limit", "dynamic_limit"])
        tab.write_row(1, 0, ["acme", network_limit, 200])
    return path


def limits_parquet(folder: Path, network_limit: pa.Array) -> Path:
    path = folder / "limits.parquet"
    pq.write_table(pa.table({"network_id": ["acme"], "network_limit": network_limit, "dynamic_limit": [200]}), path)
    return path


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: limits_xlsx(folder, 6000.0),
        lambda folder: limits_parquet(folder, pa.array([6000.0])),
        lambda folder: limits_parquet(folder, pa.array([6000.0], pa.float32())),
        lambda folder: limits_parquet(folder, pa.array([6000], pa.uint64())),
        lambda folder: limits_parquet(folder, pa.array([decimal.Decimal("6000.000")])),
        lambda folder: limits_parquet(folder, pa.array([6000.0], pa.float16())),
    ],
    ids=["xlsx", "double", "float", "uint64", "decimal", "float16"],
)
def test_a_number_of_a_typed_file_is_that_number(good: Store, tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    load(good, make(tmp_path))
    assert ("acme", "network", "", 6000, 2) in rows_of(good, "limits")


@pytest.mark.parametrize(
    ("make", "shown", "reason"),
    [
        (lambda folder: limits_xlsx(folder, 5.7), "5.7", "is not a whole number"),
        (lambda folder: limits_xlsx(folder, 1.234), "1.2340", "is not a whole number"),
        (lambda folder: limits_xlsx(folder, "1.000"), "1.000", "could be 1 or 1000"),
        (lambda folder: limits_parquet(folder, pa.array([5.7])), "5.7", "is not a whole number"),
        (lambda folder: limits_parquet(folder, pa.array([1.234])), "1.2340", "is not a whole number"),
        (
            lambda folder: limits_parquet(folder, pa.array([decimal.Decimal("1.250")])),
            "1.2500",
            "is not a whole number",
        ),
        (lambda folder: limits_parquet(folder, pa.array([float("nan")])), "nan", "is not a whole number"),
        (lambda folder: limits_parquet(folder, pa.array(["1.000"])), "1.000", "could be 1 or 1000"),
    ],
)
def test_a_fraction_of_a_typed_file_is_refused_as_one(
    untouched: Store, tmp_path: Path, make, shown: str, reason: str  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    with pytest.raises(ImportRejected) as refused:
        load(untouched, make(tmp_path))
    (found,) = refused.value.rejections
    assert (found.row, found.column, found.value) == (2 if "xlsx" in found.file else 1, "network_limit", shown)
    assert reason in found.reason
