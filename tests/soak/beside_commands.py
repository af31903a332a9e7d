"""Commands as people and scripts type them, each a process of its own: at the store's socket, or with a token."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.browser.serving import ROOT
from tests.soak.beside_programs import FIRST_MONTH, SHARED
from tests.soak.ledger import Ledger

CSM, COLLEAGUE = "nora.feld@example.com", "tomas.reyes@example.com"
REQUESTS_AT_MOST: Final = 14  # at each door: one person files thirty within an hour
TRAFFIC = "network_id,starts_at,sessions\n{network},2026-11-20,{sessions}\n"


@dataclass(frozen=True)
class Door:
    """By which way commands come in, and with whose token."""

    name: str
    environment: Mapping[str, str]
    by_token: bool
    ledger: Ledger

    def run(self, *arguments: str, codes: Collection[int] = (0,)) -> tuple[int, str]:
        """The exit code and what was printed; another code than ``codes`` is amiss."""
        ended = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        line = f"{self.name}: {' '.join(arguments)}"
        if ended.returncode not in codes or "Traceback" in ended.stderr:
            self.ledger.amiss(f"{line}: exit {ended.returncode}, not one of {sorted(codes)}. {ended.stderr[-500:]}")
        if ended.returncode and not ended.stderr.strip() and "explain" not in arguments:
            self.ledger.amiss(f"{line}: exit {ended.returncode} without a word")
        self.ledger.count(f"commands with exit {ended.returncode}")
        return ended.returncode, ended.stdout

    def data(self, *arguments: str, codes: Collection[int] = (0,)) -> Any:
        """What it printed as JSON; None where it was refused as it may be."""
        code, printed = self.run(*arguments, "--json", codes=codes)
        return json.loads(printed) if code == 0 else None


@dataclass(frozen=True)
class Refused:
    """A command that is refused, and its exit code."""

    code: int
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Asker:
    """A customer, who files what the CSM then decides; nobody decides what they filed themselves."""

    door: Door
    email: str
    network: str


def work(door: Door, asker: Asker, figures: Iterator[int], refused: list[Refused], until: float) -> None:
    """A CSM at a terminal: looks, changes a limit, does it once more, decides a request, mistypes something."""
    number = 0
    while time.monotonic() < until:
        door.data("limits", "status", SHARED)
        _change(door, next(figures), f"soak-{door.name}-{number}")
        if number % 4 == 0 and number // 4 < REQUESTS_AT_MOST:
            _request(door, asker, number)
        one = refused[number % len(refused)]
        door.run(*one.arguments, codes=(one.code,))
        number += 1


def _change(door: Door, to: int, change_id: str) -> None:
    """The same id twice changes once; 1 where the data kept changing under it."""
    line = ("limits", "change", SHARED, "--kind", "network", "--to", str(to), "--as", CSM, "--reason", "soak")
    made = door.data(*line, "--change-id", change_id, codes=(0, 1))
    if made is None:
        door.ledger.count("changes that came second")
        return
    door.ledger.changed(made, by_token=door.by_token)
    if door.data(*line, "--change-id", change_id) != made:
        door.ledger.amiss(f"{change_id} told something else the second time")


def _request(door: Door, asker: Asker, number: int) -> None:
    asked = ("--kind", "network", "--more", "7", "--from", FIRST_MONTH, "--as", asker.email, "--reason", "soak")
    filed = asker.door.data("limits", "request", asker.network, *asked)
    if filed is None:
        return
    door.ledger.requested(filed)
    how = ("approve", "--now") if number % 8 == 0 else ("decline", "--answer", "Not now.")
    line = ("limits", "decide", str(filed["request_id"]), *how, "--as", CSM, "--note", "soak")
    decided = door.data(*line)
    if decided is None:
        return
    door.ledger.requested(decided["request"])
    door.ledger.changed(decided["change"], by_token=door.by_token)
    door.ledger.count("requests decided")
    door.run(*line, codes=(1,))  # it is decided already


def keep_house(doors: list[Door], folder: Path, until: float) -> None:
    """An admin, by one way and by the other in turn: imports, exports, checks and backs up."""
    number = 0
    while time.monotonic() < until:
        door = doors[number % len(doors)]
        file = folder / f"traffic-{number}.csv"
        file.write_text(TRAFFIC.format(network=SHARED, sessions=5_000 + number))
        if door.data("data", "import", str(file), "--as-of", "2026-11-22") is not None:
            door.ledger.imported(1)
        for what in ("export", "backup"):
            place, before = str(folder / f"{what}-{number}"), door.ledger.before_a_copy()
            if door.run("data", what, place)[0] == 0:
                door.ledger.copied(place, before)
        door.run("data", "check")
        number += 1


def refused_at_the_socket(folder: Path) -> list[Refused]:
    """What is refused to this machine's user as well."""
    wrong = folder / "wrong.csv"
    wrong.write_text(TRAFFIC.format(network=SHARED, sessions="5.7"))
    change = ("limits", "change", SHARED, "--kind", "network", "--to", "9", "--reason", "soak")
    return [
        Refused(2, ("limits", "status", "nowhere")),
        Refused(1, ("limits", "explain", SHARED, "--kind", "dynamic", "--count", "999999")),
        Refused(4, (*change, "--as", "nobody@example.com")),
        Refused(1, (*change, "--as", CSM, "--expect", "1")),
        Refused(2, ("data", "import", str(wrong))),
        Refused(3, ("data", "sample")),
        Refused(3, ("data", "restore", str(folder))),
    ]


def refused_with_a_token() -> list[Refused]:
    """What is refused to a CSM's token."""
    change = ("limits", "change", SHARED, "--kind", "network", "--to", "9", "--reason", "soak")
    return [
        Refused(4, ("limits", "status", "nowhere")),  # a CSM does not see all, so nobody says that there is none
        Refused(4, (*change, "--as", COLLEAGUE)),
        Refused(1, (*change, "--as", CSM, "--expect", "1")),
        Refused(2, (*change[:-2], "--reason", " ", "--as", CSM)),
        Refused(4, ("data", "check")),
        Refused(4, ("limits", "alerts")),
        Refused(3, ("data", "sample")),
        Refused(4, ("data", "tokens", "list", "--as", CSM)),
    ]
