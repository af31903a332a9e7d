"""Whether the figures can be trusted: how forecasts did, how fresh and whole the data is."""

from __future__ import annotations

from limits.trust.data_freshness import SEES_ALL, Freshness, freshness, imports_on_record
from limits.trust.forecast_quality import EVERY, FEWEST_WINDOWS, HORIZON, Trust, YearAgo, trust
from limits.trust.recalibration import recalibrate_store

__all__ = [
    "EVERY",
    "FEWEST_WINDOWS",
    "HORIZON",
    "SEES_ALL",
    "Freshness",
    "Trust",
    "YearAgo",
    "freshness",
    "imports_on_record",
    "recalibrate_store",
    "trust",
]
