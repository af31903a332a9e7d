"""Where the store is when nobody named one: beside the code in a checkout, else among the data of this user."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

NAME = "headroom.duckdb"


def default_path(environment: Mapping[str, str] = os.environ) -> Path:
    """An installed project must not keep figures among its own files, which the next installation replaces."""
    room = Path(__file__).parent
    if (room.parent / "pyproject.toml").is_file():
        return room / NAME
    return _users_data(environment) / "headroom" / NAME


def _users_data(environment: Mapping[str, str]) -> Path:
    """What the system keeps for a program's data, as each system has it."""
    if named := environment.get("XDG_DATA_HOME", "").strip():
        return Path(named)
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path.home() / ".local" / "share"
