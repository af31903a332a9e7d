"""Text files as programs save them: separators that are named, cells that shall stay text, odd bytes and odd lines."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.errors import ImportRejected, Rejection
from data.store import Store
from tests.data.given_files import GOOD, holding, load, networks_named
from tests.data.test_import_tables import STORED, rows_of
from tests.store_maker import StoreMaker

NETWORKS = GOOD["networks"]


@pytest.fixture
def ready(store_maker: StoreMaker) -> Store:
    return holding(store_maker, "networks", "limits", "campaigns", "ring_pools")


@pytest.fixture(scope="module")
def lasting(lasting_stores: StoreMaker) -> Store:
    """The same for what is refused, and for networks that each test names its own way."""
    return holding(lasting_stores, "networks", "limits", "campaigns", "ring_pools")


def given(folder: Path, content: bytes) -> Path:
    path = folder / "given.csv"
    path.write_bytes(content)
    return path


def refusal(store: Store, path: Path) -> Rejection:
    before = store.data_version()
    with pytest.raises(ImportRejected) as refused:
        load(store, path)
    assert store.data_version() == before
    return refused.value.rejections[0]


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"sep=,\n" + text.encode(),
        lambda text: b"sep=;\r\n" + text.replace(",", ";").encode(),
        lambda text: b'"sep=,"\n' + text.encode(),
        lambda text: b"\xef\xbb\xbfSEP=;\n" + text.replace(",", ";").encode(),
        lambda text: ("sep=\t\r\n" + text.replace(",", "\t")).encode("utf-16"),
        lambda text: b"sep=^\n" + text.replace(",", "^").encode(),
        lambda text: b"sep=,,,\n" + text.encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("\n", "\r").encode("cp1252"),
        lambda text: text.replace("acme", '="acme"').encode(),
        lambda text: text.replace("acme", '"=""acme"""').encode(),
        lambda text: text.replace("network_id", '="network_id"').replace("bolt", '="bolt"').encode("utf-16"),
    ],
)
def test_a_file_is_read_however_a_spreadsheet_wrote_it(lasting: Store, tmp_path: Path, encode) -> None:  # type: ignore[no-untyped-def]
    text, stored = networks_named(f"Café {tmp_path.name}")
    load(lasting, given(tmp_path, encode(text)))
    assert rows_of(lasting, "networks") == stored


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_first_column_that_counts_the_rows_is_no_comment(
    lasting: Store, tmp_path: Path, codec: str, quote: str
) -> None:
    text, stored = networks_named(f"Café {tmp_path.name}")
    headings, *rows = text.splitlines()
    counted = [f"{quote}#{quote},{headings}", *(f"{place},{row}" for place, row in enumerate(rows, 1))]
    load(lasting, given(tmp_path, "\n".join(["# Networks of ours", "#,,,", *counted]).encode(codec)))
    assert rows_of(lasting, "networks") == stored


def test_phone_numbers_that_a_spreadsheet_kept_as_text_are_read(ready: Store, tmp_path: Path) -> None:
    text = GOOD["numbers"].replace("8001234567", '="+18001234567"').replace("888-390-6665", '="8883906665"')
    load(ready, given(tmp_path, text.encode()))
    assert rows_of(ready, "numbers") == STORED["numbers"]


def test_a_row_is_counted_as_the_spreadsheet_shows_it_below_a_separator_line(lasting: Store, tmp_path: Path) -> None:
    found = refusal(lasting, given(tmp_path, b"sep=;\rnetwork_id;network_limit;dynamic_limit\racme;5;x\r"))
    assert (found.row, found.column, found.value) == (3, "dynamic_limit", "x")


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
@pytest.mark.parametrize("early", [True, False])
def test_a_byte_that_no_encoding_has_is_refused_with_its_row(
    lasting: Store, tmp_path: Path, byte: int, early: bool
) -> None:
    filler = b"network_id,name,time_zone\n" + b"acme,Acme,UTC\n" * (2 if early else 40_000)
    found = refusal(lasting, given(tmp_path, filler + b"acme,Caf\xe9 " + bytes([byte]) + b",UTC\n"))
    assert found.row == filler.count(b"\n") + 1
    assert f"is neither UTF-8 nor Windows-1252, which has no character {byte:02x}" in found.reason


@pytest.mark.parametrize(
    ("content", "row", "reason"),
    [
        (b"x" * 140_000 + b",name\nacme,1\n", 1, "has no header row that could be read"),
        (b"x" * 100_000 + b",name\nacme,1\n", 1, "is a heading of 100,000 characters"),
        (b"email,role\n" + b"x" * 3_000_000 + b",csm\n", 2, "has a row of more than 1,048,576 bytes"),
        (b",".join(b"c%d" % n for n in range(3000)) + b"\n", 1, "has 3,000 columns; a table may have 2,000"),
        (b"sep=a\nemail,role\n", 1, "names a separator that can be none"),
        (b"\xff\xfe\x00\x00e\x00\x00\x00", None, "is a text in UTF-32"),
        ("email,role\na@b.example,csm\n".encode("utf-16")[:-1], 2, "cannot be read as utf-16"),
        (b"network_id,name,time_zone\nacme,Caf\xef\xbf\xbd,UTC\n", 2, "has characters that were lost"),
        (b"network_id,name,time_zone\nacme,=A1+A2,UTC\n", 2, "is a formula, not its result"),
        (b"network_id,name,time_zone\nacme,#N/A,UTC\n", 2, "is an error of a spreadsheet"),
        (b"network_id,name,time_zone\nacme,a\xc2\x85b,UTC\n", 2, "has a line break or a control character"),
    ],
)
def test_a_hostile_text_is_refused_with_its_place(
    lasting: Store, tmp_path: Path, content: bytes, row: int | None, reason: str
) -> None:
    found = refusal(lasting, given(tmp_path, content))
    assert found.row == row
    assert reason in found.reason


@pytest.mark.parametrize("name", ["n" * 300 + ".csv", "nul\x00.csv", "folder.csv/given.csv"])
def test_a_name_that_no_file_can_have_is_refused(lasting: Store, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.csv").write_text("x")
    found = refusal(lasting, tmp_path / name)
    assert "cannot be looked at" in found.reason or "there is no such file" in found.reason


def test_a_file_name_of_300_characters_ends_the_command_with_its_reason(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "data", "import", "n" * 300],
        env=os.environ | {"HEADROOM_DB": str(tmp_path / "s.duckdb")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "File name too long" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("hidden", "name"),
    [
        ("\u200b", "ZERO WIDTH SPACE"),
        ("\u200e", "LEFT-TO-RIGHT MARK"),
        ("\u202e", "RIGHT-TO-LEFT OVERRIDE"),
        ("\u2066", "LEFT-TO-RIGHT ISOLATE"),
        ("\ufeff", "ZERO WIDTH NO-BREAK SPACE"),
        ("\u00ad", "SOFT HYPHEN"),
        ("\u2060", "WORD JOINER"),
        ("\u3164", "HANGUL FILLER"),
        ("\ufe0f", "VARIATION SELECTOR-16"),
        ("\U000e0041", "TAG LATIN CAPITAL LETTER A"),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_hidden_characters_are_removed_from_ids_and_told(
    ready: Store, tmp_path: Path, hidden: str, name: str, codec: str
) -> None:
    before = rows_of(ready, "campaigns")
    text = f"network_id,campaign_id,name,campaign_limit\nacme,c1,Search,100\nacme,c{hidden}2,Print,20\n"
    report = load(ready, given(tmp_path, text.encode(codec)))
    assert rows_of(ready, "campaigns") == before
    (note,) = report.warnings
    assert f"removed from 1 value of the column campaign_id, first in row 3: 'c2' had {name} in it" in note


def test_two_ids_that_look_alike_are_the_same_one(lasting: Store, tmp_path: Path) -> None:
    text = "network_id,campaign_id,name,campaign_limit\nacme,c7,A,1\nacme,c\u200b7,B,2\n"
    found = refusal(lasting, given(tmp_path, text.encode()))
    assert (found.row, found.reason) == (3, "is there twice: also in row 2")
    accents = "network_id,campaign_id,name,campaign_limit\nacme,caf\u00e9,A,1\nacme,cafe\u0301,B,2\n"
    assert "is there twice" in refusal(lasting, given(tmp_path, accents.encode())).reason
    blanks = "network_id,campaign_id,name,campaign_limit\nacme,c 7,A,1\nacme,c\u00a07,B,2\n"
    assert "is there twice" in refusal(lasting, given(tmp_path, blanks.encode())).reason


@pytest.mark.parametrize("value", ['"1"2', '"12" ', '"1', '1"2"', '"1\\"2"'])
def test_a_quote_out_of_place_is_never_read_over(ready: Store, tmp_path: Path, value: str) -> None:
    text = f"network_id,network_limit,dynamic_limit\nacme,{value},5\n"
    refusal(ready, given(tmp_path, text.encode()))
    assert ("acme", "network", "", 500, 1) in rows_of(ready, "limits")
