"""The lesson that the store's own usage teaches: kept once a closed month, in force where it makes forecasts better.

A lesson is a handful of shapes that many series share: up to three kinds of season, how often bursts come and how
large, how wide short histories' bands should be. Nothing of it tells of one network.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field

from data.documents import LESSON, read, write
from data.errors import DocumentUnreadable
from data.store import Cursor
from data.tables import settings as setting_store
from forecasting import Lesson
from forecasting.demand import Learned
from limits.months import months_apart
from limits.settings import ON
from limits.settings_in_force import settings_in


@dataclass(frozen=True)
class FleetLesson:
    """What was learned from the months up to ``last_month``, at that version of the data."""

    learned: Learned = field(repr=False)
    last_month: dt.date
    data_version: int
    learned_at: dt.datetime

    @property
    def version(self) -> str:
        return self.learned.lesson.version

    def for_histories_before(self, running: dt.date) -> Lesson:
        """The lesson for histories whose last closed month is the one before ``running``."""
        return self.learned.lesson.later(months_apart(self.last_month, running) - 1)


@dataclass(frozen=True)
class KeptLesson:
    """The newest lesson on record, or why it cannot be read; whether forecasts may learn at all."""

    lesson: FleetLesson | None
    is_on: bool
    unreadable: str = ""

    @property
    def in_force(self) -> FleetLesson | None:
        return self.lesson if self.is_on and self.lesson is not None and self.lesson.learned.helps else None


def kept_lesson(cursor: Cursor) -> KeptLesson:
    """What is on record in this snapshot of the store."""
    is_on = settings_in(cursor).fleet_lesson == ON
    stored = setting_store.setting(cursor, LESSON.name)
    if stored is None:
        return KeptLesson(None, is_on)
    try:
        content = read(LESSON, stored.value, "what all networks taught the forecast").content
    except DocumentUnreadable as error:
        return KeptLesson(None, is_on, str(error))
    parts = content["lesson"]
    seasons = tuple(tuple(season) for season in parts["seasons"])
    rows = {name: tuple(parts[name]) for name in ("season_shares", "burst_sizes", "stretches")}
    lesson = Lesson(**{**parts, **rows, "seasons": seasons})
    learned = Learned(lesson, content["forecasts"], content["loss"], content["loss_without"])
    last_month = dt.date.fromisoformat(content["last_month"])
    return KeptLesson(FleetLesson(learned, last_month, content["data_version"], stored.set_at), is_on)


def lesson_in_force(cursor: Cursor) -> FleetLesson | None:
    """The lesson that every forecast of this snapshot rests on; None where there is none."""
    return kept_lesson(cursor).in_force


def keep_lesson(cursor: Cursor, lesson: FleetLesson, *, by: str, at: dt.datetime) -> None:
    content = {
        "lesson": asdict(lesson.learned.lesson),
        "last_month": lesson.last_month.isoformat(),
        "data_version": lesson.data_version,
        "forecasts": lesson.learned.forecasts,
        "loss": lesson.learned.loss,
        "loss_without": lesson.learned.loss_without,
    }
    before = setting_store.setting(cursor, LESSON.name)
    version = (before.version if before else 0) + 1
    setting_store.set_setting(cursor, LESSON.name, write(LESSON, content), version=version, by=by, at=at)
