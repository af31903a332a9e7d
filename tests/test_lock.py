"""The exact versions: each requirement has one, within its range, and nothing says where it was fetched from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
FILES = (
    "requirements.txt",
    "requirements-postgresql.txt",
    "requirements-spark.txt",
    "requirements-fleet.txt",
    "requirements-dev.txt",
)


def required(name: str) -> Iterator[Requirement]:
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        stated = re.sub(r"(^|\s)#.*", "", line).strip()
        if stated and not stated.startswith("-"):
            yield Requirement(stated)


def locked() -> dict[str, Version]:
    lines = [line for line in LOCK.splitlines() if not line.startswith("#")]
    return {canonicalize_name(line.partition("==")[0]): Version(line.partition("==")[2]) for line in lines}


@pytest.mark.parametrize("name", FILES)
def test_every_requirement_has_an_exact_version_within_its_range(name: str) -> None:
    versions = locked()
    for one in required(name):
        assert canonicalize_name(one.name) in versions, f"{one.name} of {name} is not in requirements.lock: make lock"
        assert versions[canonicalize_name(one.name)] in one.specifier, f"{one} of {name}: make lock"


def test_a_requirement_stands_once_in_its_file() -> None:
    for path in ROOT.glob("requirements*.txt"):
        names = [canonicalize_name(one.name) for one in required(path.name)]
        assert len(names) == len(set(names)), path.name


def test_the_benchmark_measures_the_engine_on_what_it_runs_on() -> None:
    ours = {one.name: one.specifier for one in required("requirements.txt")}
    for one in required("requirements-benchmark.txt"):
        assert ours.get(one.name, one.specifier) == one.specifier, one.name


def test_the_lock_names_versions_and_no_place() -> None:
    for line in LOCK.splitlines()[1:]:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[\w.!+]+", line), line


def test_what_is_installed_is_held_to_the_lock() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in (*makefile.splitlines(), *(ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()):
        if "install" in line and "-r requirements" in line and "LOCKING" not in line:
            assert "-c requirements.lock" in line or "$(PIP)" in line, line
