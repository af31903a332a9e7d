"""By what name people came in: the installed script ``headroom``, or ``python -m`` and a room."""

from __future__ import annotations

import sys
from contextvars import ContextVar
from pathlib import Path
from typing import Final

SCRIPT: Final = "headroom"
MODULES: Final = "python -m "
PREFIX: Final[ContextVar[str | None]] = ContextVar("headroom_called", default=None)  # of a command from elsewhere


def called(room: str) -> str:
    """``headroom limits`` by the installed script, else ``python -m limits``."""
    own = f"{SCRIPT} " if Path(sys.argv[0]).stem == SCRIPT else MODULES
    return f"{PREFIX.get() or own}{room}"


def as_called(text: str) -> str:
    """The text with the commands it names as people would type them here."""
    return text.replace("python -m ", called(""))
