"""docs/settings.md against the code: every setting and every variable, each as it is."""

from __future__ import annotations

import re
from pathlib import Path

from limits.settings import DEFINITIONS, Definition

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
VARIABLE = re.compile(r"\bHEADROOM_[A-Z]+(?:_[A-Z]+)*\b")


def row(one: Definition) -> str:
    sort = one.sort
    holds = "all networks, or one contract" if one.in_contract else "all networks"
    cells = (f"`{one.name}`", sort.unit, sort.words(one.default), sort.range_words, holds, f"{one.title}. {one.does}")
    return "| " + " | ".join(cells) + " |"


def test_the_page_has_every_setting_as_the_code_has_it_and_no_other() -> None:
    written = [line for line in PAGE.splitlines() if re.match(r"\| `[a-z_]+` \|", line)]
    assert written == [row(one) for one in DEFINITIONS]


def test_the_page_has_every_variable_that_the_code_reads_and_no_other() -> None:
    rooms = ("data", "forecasting", "limits", "views")
    sources = [path for room in rooms for path in (ROOT / room).rglob("*.py")] + [ROOT / "dashboard.py"]
    read = {name for path in sources for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    assert set(VARIABLE.findall(PAGE)) == read


def test_the_default_risk_stands_in_one_place() -> None:
    places = [
        str(path.relative_to(ROOT))
        for room in ("forecasting", "limits")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"(?i)\brisk\b[^\n=]*= ?0\.10?\b", path.read_text(encoding="utf-8"))
    ]
    assert places == ["forecasting/defaults.py"]


def test_no_module_reads_a_default_where_the_settings_in_force_are_to_be_had() -> None:
    """Outside of tests only data classes have defaults: whoever works figures out is handed what is in force."""
    made = re.compile(r"(?<!default_factory=)\b(?:Assumptions|AlertRules|Settings)\(\)")
    allowed = {
        "limits/settings.py",  # a definition's default
        "limits/settings_in_force.py",  # what file and store are laid over
        "limits/outlook/known_past.py",  # closed histories, for the look back, hold no traffic to assume anything of
    }
    found = {
        str(path.relative_to(ROOT))
        for room in ("limits", "views")
        for path in (ROOT / room).rglob("*.py")
        if made.search(path.read_text(encoding="utf-8"))
    }
    assert found <= allowed
