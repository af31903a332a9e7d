"""A file that was cut off is not taken for a whole one: its last row is told, or the file is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import ImportRejected
from data.store import Store
from data.tables import import_log
from tests.data.given_files import holding, load, write
from tests.data.test_import_tables import rows_of
from tests.store_maker import StoreMaker

LIMITS = "network_id,network_limit,dynamic_limit\nacme,600,200\nbolt,60,3"


@pytest.fixture
def loaded(store_maker: StoreMaker) -> Store:
    return holding(store_maker, "networks", "limits", "campaigns")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("lines", ["\n", "\r\n", "\r"])
def test_a_last_row_without_a_line_end_is_told_with_its_values(
    loaded: Store, tmp_path: Path, codec: str, lines: str
) -> None:
    path = tmp_path / "limits.csv"
    path.write_bytes(LIMITS.replace("\n", lines).encode(codec))
    report = load(loaded, path)
    (note,) = report.warnings
    assert "ends without a line end, as a file does that was cut off. Its last row is 'bolt,60,3'" in note
    with loaded.reading() as cursor:
        assert import_log.imported_files(cursor, most=1)[0].notes == note
    assert ("bolt", "dynamic", "", 3, 2) in rows_of(loaded, "limits")


def test_a_whole_file_has_no_note(loaded: Store, tmp_path: Path) -> None:
    assert load(loaded, *write(tmp_path, limits=LIMITS + "\n")).warnings == ()
    with loaded.reading() as cursor:
        assert import_log.imported_files(cursor, most=1)[0].notes == ""


@pytest.mark.parametrize(("kept", "values"), [("bolt,60", 2), ("bolt", 1), ("bo", 1)])
def test_a_last_row_shorter_than_the_header_is_refused(loaded: Store, tmp_path: Path, kept: str, values: int) -> None:
    before = rows_of(loaded, "limits")
    with pytest.raises(ImportRejected) as refused:
        load(loaded, *write(tmp_path, limits=LIMITS.replace("bolt,60,3", kept)))
    (found,) = refused.value.rejections
    assert (found.row, found.value) == (3, kept)
    assert f"has {values} values where the header has 3" in found.reason
    assert rows_of(loaded, "limits") == before


def test_a_quote_that_the_cut_left_open_is_refused(loaded: Store, tmp_path: Path) -> None:
    with pytest.raises(ImportRejected) as refused:
        load(loaded, *write(tmp_path, limits=LIMITS.replace("bolt,60,3", 'bolt,60,"3')))
    assert "a quote is opened and not closed" in refused.value.rejections[0].reason
