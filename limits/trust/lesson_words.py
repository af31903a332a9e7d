"""What all networks on record taught the forecast, in sentences."""

from __future__ import annotations

import numpy as np

from forecasting.demand import LEAST_GAIN, LENGTH_STRATA, Lesson
from limits.months import moment_words, plus_months
from limits.outlook import FleetLesson, KeptLesson
from limits.percents import counted, percent
from limits.trust.fleet_learning import FEWEST_NETWORKS

NEARLY = 0.02  # ratio: bands that are so little wider or narrower are as they were

OFF = (
    "Networks do not learn from each other: the setting 'fleet_lesson' is off, and every forecast rests on its own "
    "network's usage alone."
)
NOTHING_YET = (
    "All networks together teach those with short histories, once a month: their seasons, how often bursts come, how "
    f"wide bands should be. It takes {FEWEST_NETWORKS} networks that have closed the month; nothing was learned yet."
)


def lesson_in_words(kept: KeptLesson) -> str:
    """A paragraph for the vendor's people."""
    if not kept.is_on:
        return OFF
    if kept.unreadable:
        return kept.unreadable
    lesson = kept.lesson
    if lesson is None:
        return NOTHING_YET
    learned = lesson.learned
    since = f"on {moment_words(lesson.learned_at)}, from the months up to {lesson.last_month:%b %Y}"
    judged = f"{counted(learned.forecasts, 'forecast')} of a year ago"
    if not learned.helps:
        return (
            f"What all networks together taught {since}, is not used: over {judged} it made errors "
            f"{percent(abs(learned.gain))} {'smaller' if learned.gain >= 0 else 'larger'}, and it is used from "
            f"{percent(LEAST_GAIN)} smaller on."
        )
    return (
        f"All networks together taught {since}: {'; '.join(taught(lesson))}. Over {judged}, errors were "
        f"{percent(learned.gain)} smaller with it. It holds nothing of any single network. Every forecast rests on "
        f"this lesson, {lesson.version}, learned from version {lesson.data_version:,} of the data; the record of past "
        "forecasts is without it. An Admin can switch it off (setting 'fleet_lesson')."
    )


def taught(fleet_lesson: FleetLesson) -> list[str]:
    """What there is in it, each part in words."""
    lesson = fleet_lesson.learned.lesson
    parts = [_seasons(fleet_lesson)] if lesson.seasons else []
    if lesson.burst_rate:
        low, high = min(lesson.burst_sizes), max(lesson.burst_sizes)
        parts.append(f"{percent(lesson.burst_rate)} of months are bursts, {low:.1f} to {high:.1f} times as usual")
    return parts + _bands(lesson)


def _seasons(fleet_lesson: FleetLesson) -> str:
    lesson = fleet_lesson.learned.lesson
    common = int(np.argmax(lesson.season_shares))
    highest = plus_months(fleet_lesson.last_month, 1 + int(np.argmax(lesson.seasons[common])))
    if len(lesson.seasons) == 1:
        return f"networks share a season that is highest in {highest:%B}"
    return f"networks have {len(lesson.seasons)} kinds of season, the most common highest in {highest:%B}"


def _bands(lesson: Lesson) -> list[str]:
    """How the lesson changes bands, by length of history; nothing of those it leaves as they are."""
    changed = []
    for least, stretch, after in zip(LENGTH_STRATA, lesson.stretches, [*LENGTH_STRATA[1:], None], strict=True):
        if abs(stretch - 1) < NEARLY:
            continue
        several = "and more" if after is None else "" if after == least + 1 else f"to {after - 1}"
        months = " ".join(part for part in (str(least), several, "months" if least > 1 or several else "month") if part)
        how = "wider" if stretch > 1 else "narrower"
        changed.append(f"bands of histories of {months} are {percent(abs(stretch - 1))} {how}")
    return changed
