"""An option that nothing in the files answers to is refused, not passed over; one fault is told once."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.__main__ import main
from tests.data.given_files import write


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.setenv("HEADROOM_DB", str(tmp_path / "x.duckdb"))
    good = tmp_path / "good"
    good.mkdir()
    assert main(["import", *map(str, write(good)), "--as-of", "2026-11-22"]) == 0
    capsys.readouterr()
    return tmp_path


def given(folder: Path, **tables: str) -> list[str]:
    return [str(path) for path in write(folder, **tables)]


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--complete-since", "2026-01-01"), "None of the files is a list of numbers"),
        (("--unknown", "static:nowhere"), "None of the files reports usage by number"),
    ],
)
def test_what_no_file_answers_to_is_refused(
    store: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, str], words: str
) -> None:
    files = given(store, limits="network_id,network_limit,dynamic_limit\nacme,501,200\n")
    assert main(["import", *files, *option]) == 2
    said = capsys.readouterr().err
    assert (said.count("\n"), words in said) == (1, True)


def test_a_number_in_a_campaign_nobody_knows_is_refused_once(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Promo Number,Campaign Name,Number of Calls\n+18004445555,Radio East,3\n+18004446666,,1\n"
    files = given(store, usage=text)
    assert main(["import", *files, "--network", "acme", "--month", "2026-11", "--unknown", "dynamic"]) == 2
    said = capsys.readouterr().err
    assert said.count("+18004445555") == 1
    assert "none of its campaigns and RingPools" in said
    assert "--unknown dynamic" not in said


def test_one_row_is_no_rows(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = given(store, limits="network_id,network_limit,dynamic_limit\nacme,501,200\n")
    assert main(["import", *files, "--as-of", "2026-11-22"]) == 0
    assert "1 row of limits" in capsys.readouterr().out
