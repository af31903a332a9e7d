"""The house's rules that a linter does not know."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SQL = re.compile(r"\b(SELECT\s.+\sFROM|INSERT INTO|DELETE FROM|UPDATE\s+\w+\s+SET)\b", re.DOTALL)
LONGEST_FILE = 320
LONGEST_FUNCTION = 60


def sources(*rooms: str) -> list[Path]:
    return [p for room in rooms for p in sorted((ROOT / room).rglob("*.py"))]


@pytest.mark.parametrize("path", [*sources("views", "limits", "forecasting"), ROOT / "dashboard.py"], ids=str)
def test_no_sql_outside_data(path: Path) -> None:
    assert not SQL.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sources("views", "limits", "forecasting", "data"), ids=str)
def test_a_file_has_one_subject_and_fits_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", [*sources("views", "limits", "forecasting", "data"), ROOT / "dashboard.py"], ids=str)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lengths = {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in functions}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_only_known_things_stand_at_the_top_level() -> None:
    rooms = {"data", "forecasting", "limits", "views", "tests", "docs", "client"}
    files = {"dashboard.py", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "Dockerfile"}
    files |= {"pyproject.toml", "requirements.lock"}
    files |= {p.name for p in ROOT.glob("requirements*.txt")}
    found = {p.name for p in ROOT.iterdir() if not p.name.startswith((".", "__")) and p.name != "screenshots"}
    assert found <= rooms | files


def test_every_link_of_the_docs_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_the_readme_names_every_command_there_is() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    doors = [("data", ROOT / "data" / "__main__.py"), ("limits", ROOT / "limits" / "__main__.py")]
    ours = sorted((ROOT / "limits" / "commands").glob("*_commands.py"))
    doors += [("limits", path) for path in ours if path.name not in ("user_commands.py", "token_commands.py")]
    for room, door in doors:
        for command in re.findall(r'command\(\s*"(\w+)"', door.read_text(encoding="utf-8")):
            assert f"`{room} {command}" in readme, f"README does not name `{room} {command}`"


FACES = [p.parent for p in sources("forecasting", "limits", "data", "views") if p.name == "__init__.py"]


@pytest.mark.parametrize("face", FACES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_face_offers_what_it_names(face: Path) -> None:
    package = import_module(".".join(face.relative_to(ROOT).parts))
    assert [name for name in getattr(package, "__all__", ()) if not hasattr(package, name)] == []
