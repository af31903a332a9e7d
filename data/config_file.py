"""``headroom.toml``: what whoever runs Headroom writes beside the store, read when the store is opened."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from data.errors import BadInput
from data.serving_numbers import SERVING

CONFIG_VARIABLE: Final = "HEADROOM_CONFIG"
FILE_NAME: Final = "headroom.toml"
TABLES: Final = ("settings", "server")


@dataclass(frozen=True)
class ConfigFile:
    """The file as it was read; no path where there is none. Two of the same text are the same."""

    path: Path | None = None
    text: str = ""

    def table(self, name: str) -> Mapping[str, Any]:
        """The keys of one table of the file; none where it is left out."""
        keys: Mapping[str, Any] = _tables(self.path, self.text).get(name, {})
        return keys

    def serving(self, environment: Mapping[str, str]) -> dict[str, str]:
        """The environment, which goes before the file, with what that says of a serving process beside it."""
        said = {SERVING[name].variable: str(value) for name, value in self.table("server").items()}
        return said | {name: value for name, value in environment.items() if value.strip() or name not in said}


NO_CONFIG: Final = ConfigFile()


def config_file(store: Path | str, environment: Mapping[str, str] = os.environ) -> ConfigFile:
    """The file that HEADROOM_CONFIG names, or the one beside a store's file; refuses one that cannot be read."""
    named = environment.get(CONFIG_VARIABLE, "").strip()
    if named:
        path = Path(named).expanduser()
    elif isinstance(store, Path):
        path = store.parent / FILE_NAME
    else:
        return NO_CONFIG
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        if not named:
            return NO_CONFIG
        raise BadInput(f"{CONFIG_VARIABLE} names {path}, and there is no such file. Correct it, or unset it.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read ({error}). Make it a readable text file, or remove it.") from None
    _tables(path, text)
    return ConfigFile(path, text)


def _tables(path: Path | None, text: str) -> Mapping[str, Any]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path} is no TOML: {error}. Correct that line, or remove the file.") from None
    _refuse_unknown_of_the_server(path, tables.get("server"))
    for name, value in tables.items():
        if name not in TABLES or not isinstance(value, dict):
            known = ", ".join(f"[{table}]" for table in TABLES)
            raise BadInput(f"{path}: '{name}' is no table that Headroom knows. Write what you set under {known}.")
    return tables


def _refuse_unknown_of_the_server(path: Path | None, table: object) -> None:
    for name, value in table.items() if isinstance(table, dict) else ():
        if name not in SERVING:
            raise BadInput(f"{path}: [server] has no '{name}'. It may have {', '.join(SERVING)}.")
        if type(value) not in (int, float) or SERVING[name].read(str(value)) is None:
            raise BadInput(f"{path}: [server] {name} is {value!r}. Give {SERVING[name].may_be}.")
