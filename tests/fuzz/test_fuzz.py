"""Some of the files that `make fuzz` makes by the thousand, and the same content in every form."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from data.imports import import_files
from data.store import Store
from tests.data.test_import_tables import STORED, rows_of
from tests.fuzz.judging import AS_OF, NOW, Judge, Wrong
from tests.fuzz.run import fuzz
from tests.fuzz.tables import KEYS, PORTFOLIO, Table, sound
from tests.fuzz.writing import Written, as_csv, parquet, xlsx
from tests.store_maker import StoreMaker

FILES = 20


@pytest.mark.parametrize("first", [0, pytest.param(3000, marks=pytest.mark.long)])
def test_every_file_is_read_right_or_refused_whole(tmp_path: Path, first: int) -> None:
    found = fuzz(tmp_path, range(first, first + FILES))
    assert found.wrong == []
    assert found.words["read"] > FILES // 20
    assert found.words["refused"] > FILES // 20
    assert found.words["unjudged"] <= FILES // 20


def test_a_file_that_ends_its_reader_without_an_exception_is_refused(tmp_path: Path) -> None:
    """Found by this fuzzer: the C++ library meets this broken Parquet file with the end of its process."""
    found = fuzz(tmp_path, range(100_480, 100_481))
    assert (found.wrong, [*found.kinds]) == ([], ["parquet refused"])


def given(name: str) -> Table:
    """A sound file of that table, with a letter in it that encodings spell differently."""
    random = Random(11)
    while (table := sound(random)).name != name:
        pass
    rows = [
        tuple(f"{v} é" if h == "name" else v for h, v in zip(table.headings, row, strict=True)) for row in table.rows
    ]
    return table.with_rows([*rows])


FORMS: dict[str, tuple[str, Callable[[Table], bytes]]] = {
    "utf-8 with mark": ("csv", lambda table: as_csv(table, codec="utf-8-sig")),
    "utf-16": ("csv", lambda table: as_csv(table, codec="utf-16")),
    "cp1252": ("csv", lambda table: as_csv(table, codec="cp1252")),
    "CR": ("csv", lambda table: as_csv(table, line_end="\r")),
    "CR LF": ("csv", lambda table: as_csv(table, line_end="\r\n")),
    "semicolon": ("csv", lambda table: as_csv(table, delimiter=";")),
    "tab in utf-16": ("csv", lambda table: as_csv(table, delimiter="\t", codec="utf-16", line_end="\r\n")),
    "all quoted": ("csv", lambda table: as_csv(table, quote_all=True)),
    "named separator": ("csv", lambda table: as_csv(table, delimiter=";", top="sep=;", line_end="\r\n")),
    "comment above": ("csv", lambda table: as_csv(table, top="# exported by nobody")),
    "no last line end": ("csv", lambda table: as_csv(table, ended=False)),
    "workbook": ("xlsx", xlsx),
    "workbook of texts": ("xlsx", lambda table: xlsx(table, typed=False)),
    "parquet": ("parquet", parquet),
}

OFTEN = {"utf-16", "semicolon", "workbook"}


def portfolio(maker: StoreMaker) -> Store:
    """The portfolio that the files are of, imported once a run and copied."""

    def fill(store: Store) -> dict[str, str]:
        with TemporaryDirectory() as folder:
            files = []
            for name, text in PORTFOLIO.items():
                files.append(Path(folder) / f"{name}.csv")
                files[-1].write_text(text, encoding="utf-8")
            import_files(store, files, as_of=AS_OF, imported_by="ann@vendor.example", now=NOW)
        return {}

    return maker.copy_of("fuzzed_portfolio", fill)


def stored_from(store: Store, folder: Path, form: str, make: Callable[[Table], bytes]) -> dict[str, object]:
    for name in KEYS:
        path = folder / f"{form}-{name}"
        path.write_bytes(make(given(name)))
        import_files(store, [path], as_of=AS_OF, imported_by="ann@vendor.example", now=NOW)
    return {table: rows_of(store, table) for table in STORED}


@cache
def plainly_stored() -> dict[str, object]:
    """What comes of plain CSV, found once: it is a file that says it, whatever engine the other store is on."""
    with TemporaryDirectory() as folder, closing(StoreMaker(Path(folder), None)) as maker:
        return stored_from(portfolio(maker), Path(folder), "plain", as_csv)


@pytest.mark.parametrize(
    "form", [form if form in OFTEN else pytest.param(form, marks=pytest.mark.long) for form in FORMS]
)
def test_the_same_content_in_every_form_is_the_same_store(store_maker: StoreMaker, tmp_path: Path, form: str) -> None:
    plain = plainly_stored()
    assert ("acme", "k0", "Campaign 0 é") in plain["campaigns"]  # type: ignore[operator]
    assert stored_from(portfolio(store_maker), tmp_path, "other", FORMS[form][1]) == plain


def test_the_judge_tells_a_file_that_was_misread(store_maker: StoreMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = Judge(portfolio(store_maker))
    file = Written("csv", as_csv(given("limits")), "utf-8", ",")
    assert judge.judge(file).word == "read"
    monkeypatch.setattr("tests.fuzz.twin._count", lambda value: "3")
    with pytest.raises(Wrong, match="the file says"):
        judge.judge(file)
