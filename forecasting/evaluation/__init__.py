"""How good the forecasts are: backtests, benchmarks, public series, simulated ones."""

from __future__ import annotations

from forecasting.evaluation.backtest import LEAST_HISTORY, LEVELS, Past, rolling
from forecasting.evaluation.past_forecasts import Record, Said, TrackRecord, track_record

__all__ = [
    "LEAST_HISTORY",
    "LEVELS",
    "Past",
    "Record",
    "Said",
    "TrackRecord",
    "rolling",
    "track_record",
]
