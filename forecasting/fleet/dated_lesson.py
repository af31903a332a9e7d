"""What all networks taught, with the month that taught last, so that it can be laid on later months."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.demand import Lesson


@dataclass(frozen=True)
class DatedLesson:
    """lesson: for histories that end with ``last_month``, which is counted since January 1970."""

    lesson: Lesson
    last_month: int

    def before(self, next_month: int) -> Lesson:
        """The lesson for histories that end with the month before that one."""
        return self.lesson.later(next_month - 1 - self.last_month)
