"""Every command that README and docs print does what is said: run as printed, on a small store."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from data import __main__ as data_door
from data.imports.mapping import FileMapping, to_toml
from data.store import Store
from forecasting import __main__ as forecasting_door
from limits import __main__ as limits_door
from limits import script
from limits.commands import token_commands, user_commands
from tests.data.given_files import GOOD, write
from tests.forecasting.fleet_rows import simulated, write_fleet
from tests.limits.world import ADMIN, CSM, OTHER_CSM, SUPER_USER, TODAY, fill
from tests.printed_commands import PAGES, ROOMS, ROOT, Printed, printed

DOORS: dict[str, Callable[[list[str]], int]] = {
    "data": data_door.main,
    "limits": limits_door.main,
    "forecasting": forecasting_door.main,
    "headroom": script.main,
}
NESTED = {"users": user_commands._parser, "tokens": token_commands._parser}
PRINTED = printed()
OURS = [one for one in PRINTED if one.door in DOORS]
# What is only read, because it takes a cluster, minutes, the names of the network, or packages that few install.
ONLY_READ = {"--url", "--spark", "--connect", "benchmark", "--help"}
THEIRS = "Mail,Part,Account\nkim@acme.example,Reader,acme\n"
THEIR_MAPPING = FileMapping(
    source="Theirs",
    table="users",
    columns={"Mail": "email", "Part": "role", "Account": "network_id"},
    values={"role": {"Reader": "viewer"}},
)
# What a command asks for, unless it is one of those below.
STANDS_FOR = {
    "NETWORK": "acme",
    "EMAIL": CSM,
    "CSM": CSM,
    "nora.feld@example.com": CSM,  # of the sample portfolio
    "ADMIN": ADMIN,
    "TEXT": "as agreed",
    "N": "5",
    "MONTH": "2026-12",
    "DATE": "2026-12-20",
    "DIR": "folder",
    "FILE...": "traffic.csv",
    "FILE.csv": "list.csv",
    "REQUEST": "R-1",
    "CHANGE_ID": "raised",
    "PARQUET": "in/usage",
    "ID": "autumn",
}
AFTER = {
    ("contract", "EMAIL"): ADMIN,
    ("request", "EMAIL"): SUPER_USER,
    ("change", "N"): "130",
    ("placements", "ID"): "P-1",
    ("reopen", "REQUEST"): "R-2",
    ("--contracts", "PARQUET"): "in/contracts",
    ("--out", "DIR"): "out",
}


def words(one: Printed) -> list[str]:
    """The arguments with something of the small store in each open place."""
    given, before = [], ""
    for word in one.arguments:
        of_the_command = AFTER.get((one.arguments[0], word), STANDS_FOR.get(word, word))
        given.append(AFTER.get((before, word), of_the_command))
        before = word
    return given


def is_understood(one: Printed) -> bool:
    """Whether the door takes the arguments as they are."""
    parsers = {
        "data": data_door._parser,
        "limits": limits_door._parser,
        "forecasting": forecasting_door.parser,
        "headroom": script._parser,
    }
    try:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            parsers[one.door]().parse_args(words(one))
            if one.arguments[:1] and one.arguments[0] in NESTED and "--help" not in one.arguments:
                NESTED[one.arguments[0]]().parse_args(words(one)[1:])
    except SystemExit as ended:
        return ended.code == 0
    return True


def test_there_are_commands_on_the_pages() -> None:
    assert len(OURS) > 80
    assert {one.page for one in OURS} >= {"README.md", "docs/imports.md", "docs/users.md"}


def test_a_line_to_copy_runs_where_the_page_says_one_stands() -> None:
    """Nobody has this project in the Python of their system: a block names the environment's own."""
    for page in PAGES:
        for block in re.findall(r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
            for line in block.splitlines():
                assert not re.match(r"(\w+=\S+ )*(python -m (?!venv)|pip |headroom )", line), f"{page.name}: {line}"


@pytest.mark.parametrize("one", OURS, ids=str)
def test_a_printed_command_is_understood(one: Printed) -> None:
    if one.is_mention:
        named = tuple(word for word in one.arguments if word != "...")
        assert is_understood(replace(one, arguments=(*named[:1], "--help")))
    else:
        assert is_understood(one)


@pytest.mark.parametrize("one", [one for one in PRINTED if one.door.startswith("tests.")], ids=str)
def test_a_printed_tool_is_there(one: Printed) -> None:
    assert importlib.util.find_spec(f"{one.door}.__main__")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small store and the files of the pages; a request waits, one is declined, a limit was raised."""
    folder = tmp_path_factory.mktemp("printed")
    store = Store(folder / "mine.duckdb", memory_limit="500MB", threads=2)
    store.write(fill)
    store.close()
    (folder / "files").mkdir()
    write(folder / "files", **GOOD)
    (folder / "traffic.csv").write_text("network_id,starts_at,sessions\nacme,2026-10,1000\n")
    (folder / "list.csv").write_text("network_id,kind,campaign_id,to,reason\nacme,network,,150,why\n")
    (folder / "THEIRS.csv").write_text(THEIRS)
    (folder / "report.csv").write_text("Promo Number,Number of Calls\n+18005550123,3\n")
    usage, contracts = simulated(3)
    made = write_fleet(folder, usage, contracts)
    for name, file in zip(("usage", "contracts"), made, strict=True):
        (folder / "in" / name).mkdir(parents=True)
        shutil.move(file, folder / "in" / name / "part.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEADROOM_DB", str(folder / "mine.duckdb"))
        patch.setattr("limits.clock._now", lambda: TODAY)
        for line in (
            f"request acme --kind dynamic --more 1 --from 2026-12 --as {SUPER_USER} --reason season",
            f"request acme --kind network --more 1 --from 2026-12 --as {SUPER_USER} --reason season",
            f"decide R-2 decline --as {CSM} --answer later",
            f"change acme --kind campaign --campaign autumn --to 35 --as {CSM} --change-id raised --reason season",
        ):
            assert limits_door.main(line.split()) == 0
        assert data_door.main(["users", "assign", "acme", "--deputies", OTHER_CSM, "--as", ADMIN, "--reason", "x"]) == 0
        report = ["import", str(folder / "report.csv"), "--network", "bolt", "--month", "2026-11"]
        assert data_door.main([*report, "--as-of", "2026-11-20", "--unknown", "dynamic", "--allow-decrease"]) == 0
        store = Store(folder / "mine.duckdb")
        with store.reading() as cursor:
            (folder / "placement").write_text(cursor.value("SELECT placement_id FROM placements"))
        store.close()
    return folder


@pytest.fixture
def run(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Printed], tuple[int, str]]:
    """Runs a command in a folder of its own that holds what the pages speak of, as after those before it."""
    shutil.copytree(prepared, tmp_path / "here")
    here = tmp_path / "here"
    (here / "data").mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr("limits.clock._now", lambda: TODAY)

    def one_command(one: Printed) -> tuple[int, str]:
        begins = {"sample", "restore", "networks.csv"} & {*one.arguments[:2]}
        monkeypatch.setenv("HEADROOM_DB", str(here / ("new.duckdb" if begins else "mine.duckdb")))
        if "networks.csv" in one.arguments:
            monkeypatch.chdir(here / "files")
        if "restore" in one.arguments:
            monkeypatch.setenv("HEADROOM_DB", str(here / "mine.duckdb"))
            assert data_door.main(["export", "folder"]) == 0
            monkeypatch.setenv("HEADROOM_DB", str(here / "new.duckdb"))
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            placement = (here / "placement").read_text()
            code = DOORS[one.door]([placement if word == "P-1" else word for word in words(one)])
        if one.output:  # and what a person would correct in it
            (here / one.output).write_text(to_toml(THEIR_MAPPING))
        return code, said.getvalue()

    return one_command


def _to_run() -> list[tuple[Printed, ...]]:
    """Each command by itself; those of one code block one after the other."""
    ours = [one for one in OURS if not ONLY_READ & {*one.arguments} and (not one.is_mention or is_understood(one))]
    found: list[tuple[Printed, ...]] = []
    for (_, block), group in groupby(ours, key=lambda one: (one.page, one.block)):
        several = tuple(group)
        found += [(one,) for one in several] if block is None else [several]
    as_run = {tuple((one.door, *words(one), one.output) for one in several): several for several in found}
    return list(as_run.values())  # each once


@pytest.mark.slow
@pytest.mark.parametrize(
    "several",
    [
        # tests/test_script.py runs `data sample` from the wheel
        pytest.param(one, marks=[pytest.mark.long] if one[0].arguments == ("sample",) else [])
        for one in _to_run()
    ],
    ids=lambda several: f"{several[0]} ({len(several)})",
)
def test_a_printed_command_does_what_the_page_says(
    run: Callable[[Printed], tuple[int, str]], several: tuple[Printed, ...]
) -> None:
    for one in several:
        code, said = run(one)
        assert code == 0, f"{one}\n{said}"


def test_every_room_is_told_of() -> None:
    assert {one.door for one in OURS} >= set(ROOMS)
    assert (ROOT / "dashboard.py").is_file()
