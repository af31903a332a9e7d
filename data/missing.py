"""Where there is no store: said with what may have been meant and how to begin one, and never begun unasked."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from data.default_place import default_path
from data.errors import StoreMissing

HOW_TO_BEGIN = (
    "begin one there: `python -m data sample` fills it with the sample portfolio, `python -m data import FILE...` with "
    "your own files"
)


def is_there(path: Path) -> bool:
    """Whether a file holds something; an empty one is no store yet."""
    return path.is_file() and path.stat().st_size > 0


def refuse_missing(path: Path) -> None:
    """Raises StoreMissing where no file is, or no folder for it."""
    refuse_missing_folder(path)
    if not is_there(path):
        raise StoreMissing(f"There is no store at {path}. {_meant(path)}Correct HEADROOM_DB, or {HOW_TO_BEGIN}.")


def refuse_missing_folder(path: Path) -> None:
    """Raises StoreMissing where a store could not even be begun."""
    if path.is_dir():
        raise StoreMissing(f"{path} is a folder. Name a file in it with HEADROOM_DB, such as {path}/headroom.duckdb.")
    if not path.parent.is_dir() and path != default_path():  # whose folder is made with it
        raise StoreMissing(
            f"There is no store at {path}: the folder {path.parent} does not exist. Correct HEADROOM_DB, or make the "
            "folder first."
        )


def _meant(path: Path) -> str:
    beside = {other.stem: other for other in path.parent.glob("*.duckdb") if is_there(other)}
    alike = get_close_matches(path.stem, list(beside), n=1)
    return f"Did you mean {beside[alike[0]]}? " if alike else ""
