"""Whether the figures can be trusted: how forecasts did, how fresh and whole the data is."""

from __future__ import annotations

from limits.trust.data_freshness import SEES_ALL, Freshness, freshness, imports_on_record
from limits.trust.fleet_learning import fleet_lesson, learn_of_all_networks
from limits.trust.forecast_quality import EVERY, FEWEST_WINDOWS, HORIZON, Trust, YearAgo, trust
from limits.trust.lesson_words import lesson_in_words
from limits.trust.recalibration import recalibrate_store

__all__ = [
    "EVERY",
    "FEWEST_WINDOWS",
    "HORIZON",
    "SEES_ALL",
    "Freshness",
    "Trust",
    "YearAgo",
    "fleet_lesson",
    "freshness",
    "imports_on_record",
    "learn_of_all_networks",
    "lesson_in_words",
    "recalibrate_store",
    "trust",
]
