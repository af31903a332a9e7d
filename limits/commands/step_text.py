"""Steps of a limit as people type them: ``2026-12=550, 2027-01=600``."""

from __future__ import annotations

import datetime as dt

from data.errors import BadInput

EXAMPLE = "2026-12=550, 2027-01=600"


def steps_from(text: str) -> tuple[tuple[dt.date, int], ...]:
    """A month or a day each, and the limit from then on."""
    return tuple(step_from(part) for part in text.split(",") if part.strip())


def step_from(text: str) -> tuple[dt.date, int]:
    when, separator, to = (part.strip() for part in text.partition("="))
    try:
        begins = dt.date.fromisoformat(f"{when}-01" if len(when) == 7 else when)
    except ValueError:
        begins = None
    if begins is None or not separator:
        raise BadInput(f"'{text.strip()}' is no step: write a month or day and a limit, such as {EXAMPLE}.")
    return begins, whole_from(to)


def whole_from(text: str) -> int:
    if not text.strip().isascii() or not text.strip().isdigit():
        raise BadInput(f"'{text.strip()}' cannot be a limit: give a whole number.")
    return int(text)
