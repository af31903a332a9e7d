"""By what name people came in: the installed script ``headroom``, or ``python -m`` and a room."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

SCRIPT: Final = "headroom"


def called(room: str) -> str:
    """``headroom limits`` by the installed script, else ``python -m limits``."""
    return f"{SCRIPT} {room}" if Path(sys.argv[0]).stem == SCRIPT else f"python -m {room}"


def as_called(text: str) -> str:
    """The text with the commands it names as people would type them here."""
    return text.replace("python -m ", called(""))
