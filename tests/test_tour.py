"""Pictures in the docs: each that is named is there, each that is there is shown, and none is heavy."""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMED = re.compile(r"!\[([^\]]*)\]\(([^)\s]+\.png)\)")
MOST_BYTES, MOST_BYTES_IN_ALL = 150_000, 2_500_000


def shown() -> dict[Path, list[str]]:
    """By the picture what stands for it where it cannot be seen."""
    found: dict[Path, list[str]] = {}
    for page in PAGES:
        for words, name in NAMED.findall(page.read_text(encoding="utf-8")):
            found.setdefault((page.parent / name).resolve(), []).append(words)
    return found


def test_every_picture_that_is_named_is_there_and_every_one_there_is_shown() -> None:
    assert shown().keys() == {path.resolve() for path in IMAGES.iterdir()}


def test_every_picture_says_in_words_what_is_on_it() -> None:
    assert [path.name for path, words in shown().items() if any(len(one.split()) < 5 for one in words)] == []


def test_the_pictures_are_small_files() -> None:
    sizes = {path.name: path.stat().st_size for path in IMAGES.iterdir()}
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
    assert sum(sizes.values()) < MOST_BYTES_IN_ALL


def test_the_pictures_have_a_palette_as_the_tour_gives_them() -> None:
    for path in IMAGES.iterdir():
        with Image.open(path) as picture:
            assert picture.mode == "P", path.name


def test_every_picture_of_the_tour_is_taken_by_it() -> None:
    taken = re.findall(r'camera\.take\(.*"([a-z-]+)"\)', (ROOT / "tests/browser/tour.py").read_text(encoding="utf-8"))
    assert sorted(f"{name}.png" for name in taken) == sorted(path.name for path in IMAGES.iterdir())


def test_the_readme_leads_to_the_tour() -> None:
    assert "(docs/tour.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
