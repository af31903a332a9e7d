"""Numbers that say how a serving process works: the variable and the key of each, and what it may be."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from data.errors import BadInput


@dataclass(frozen=True)
class ServingNumber:
    """One of them; ``unit`` is what it counts."""

    variable: str
    unit: str
    default: int
    least: float
    most: int
    is_whole: bool = True
    note: str = ""

    @property
    def may_be(self) -> str:
        return f"{'whole ' if self.is_whole else ''}{self.unit} from {self.least:,} to {self.most:,}{self.note}"

    def read(self, said: str) -> float | None:
        """The number; None where it cannot be meant."""
        try:
            number = float(said) if said.isascii() else -1.0
        except ValueError:
            return None
        if not self.least <= number <= self.most or (self.is_whole and not said.isdecimal()):
            return None
        return number


SERVING: Final[Mapping[str, ServingNumber]] = {
    "round_minutes": ServingNumber("HEADROOM_ROUND_MINUTES", "minutes", 15, 0, 24 * 60, note="; 0 for no rounds"),
    "ending_seconds": ServingNumber("HEADROOM_ENDING_SECONDS", "seconds", 30, 1, 3_600),
    # The provider's cookie lasts 30 days, which is long for who may change contracts.
    "session_hours": ServingNumber("HEADROOM_SESSION_HOURS", "hours", 12, 0.01, 24 * 30, is_whole=False),
    "backup_hours": ServingNumber("HEADROOM_BACKUP_HOURS", "hours", 0, 0, 10_000, note="; 0 for none"),
    "backup_keep": ServingNumber("HEADROOM_BACKUP_KEEP", "backups", 7, 1, 10_000),
    "upload_mb_each": ServingNumber("HEADROOM_UPLOAD_MB_EACH", "megabytes", 500, 1, 100_000),
    "upload_mb_all": ServingNumber("HEADROOM_UPLOAD_MB_ALL", "megabytes", 1_000, 1, 100_000),
}


def serving_number(name: str, environment: Mapping[str, str] = os.environ) -> int:
    """What the environment says of a whole number, or its default; refuses what cannot be meant."""
    one = SERVING[name]
    said = environment.get(one.variable, "").strip() or str(one.default)
    number = one.read(said)
    if number is None:
        raise BadInput(f"{one.variable} is '{said}': give {one.may_be}.")
    return int(number)
