"""The programs' door: `/api/v1` over HTTP, the same use cases as pages and commands, for who holds a token."""

from __future__ import annotations

from views.api.application import OPEN_PATHS, build
from views.api.callers import Caller

__all__ = ["OPEN_PATHS", "Caller", "build"]
