"""The page of the house points at files that are there and hold what it says; records and glossary are complete."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MONTH_END = (ROOT / "docs" / "month-end.md").read_text(encoding="utf-8")

# For each of the questions: what its file must say, so that the page cannot point at a file that lost the subject.
HOLDS = {
    "may only raise": "A Super User may only raise a campaign limit",
    "default risk": "RISK",
    "month end": "MONTH_END",
    "fourth kind": "A fourth kind",
    "column of an import": "Column(",
    "request expire": "def expire_requests",
    "There is room": '"There is room',
    "customer not see": "What a customer may not see",
    "suggestion come about": "Weighing what is asked",
    "all settings": "All settings",
}


def test_every_path_on_the_pages_is_there() -> None:
    for page in (HOUSE, MONTH_END):
        for path in re.findall(r"`((?:data|limits|forecasting|views)/[\w/]+(?:\.py)?)/?`", page):
            assert (ROOT / path).exists(), path


@pytest.mark.parametrize(("question", "says"), HOLDS.items())
def test_each_question_is_answered_by_one_file_that_holds_it(question: str, says: str) -> None:
    rows = [line for line in HOUSE.splitlines() if line.startswith("| ") and question in line]
    assert len(rows) == 1, question
    (path,) = re.findall(r"`((?:data|limits|forecasting|views)/[\w/]+\.py)`", rows[0])
    assert says in (ROOT / path).read_text(encoding="utf-8"), path


def test_every_package_of_the_rooms_is_in_the_picture() -> None:
    (picture,) = re.findall(r"```mermaid\n(.*?)```", HOUSE, re.DOTALL)
    for room in ("limits", "views", "forecasting"):
        for package in (path for path in (ROOT / room).iterdir() if (path / "__init__.py").is_file()):
            assert re.search(rf"\b{package.name}\b", picture), f"{room}/{package.name}"


def test_every_decision_record_is_listed_dated_and_says_what_was_tried() -> None:
    folder = ROOT / "docs" / "adr"
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in folder.glob("0*.md"))
    for name in listed:
        text = (folder / name).read_text(encoding="utf-8")
        assert re.search(r"^\d{1,2} [A-Z][a-z]+ 20\d\d\. ", text, re.MULTILINE), name
        for part in ("**The question.**", "**Chosen.**", "**Tried.**", "**Weighed.**", "**Costs.**"):
            assert part in text, f"{name}: {part}"


def test_the_changelog_has_dated_releases_and_the_newest_is_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings[0] == "Unreleased"
    releases = [re.fullmatch(r"(\d+\.\d+\.\d+) - (\d{1,2} [A-Z][a-z]+ 20\d\d)", one) for one in headings[1:]]
    assert all(releases), headings
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert releases[0] is not None
    assert releases[0][1] == version
