"""A lesson as `limits lesson --json` writes it, for the fleet job: the same forecasts as the store's own."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from forecasting.demand import Lesson
from forecasting.fleet.dated_lesson import DatedLesson
from forecasting.fleet.parquet import FleetInput


def read_lesson(path: str) -> DatedLesson:
    """Raises FleetInput for a file that holds none, or one that is not in force."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        if not content["in_force"]:
            raise FleetInput(f"The lesson in {path} is not in force: forecasts are without it, so leave --lesson out.")
        parts = content["lesson"]
        rows = {name: tuple(parts[name]) for name in ("season_shares", "burst_sizes", "stretches")}
        lesson = Lesson(**{**parts, **rows, "seasons": tuple(tuple(one) for one in parts["seasons"])})
        month = dt.date.fromisoformat(content["last_month"])
    except OSError as error:
        raise FleetInput(f"{path} cannot be read ({error}).") from error
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, FleetInput):
            raise
        raise FleetInput(f"{path} holds no lesson: write one with `python -m limits lesson --json`.") from error
    return DatedLesson(lesson, (month.year - 1970) * 12 + month.month - 1)
