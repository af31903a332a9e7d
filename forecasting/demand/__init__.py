"""Demand ahead: usage of every series in, joint paths of demand out."""

from __future__ import annotations

from forecasting.demand.bank import noise_prior
from forecasting.demand.caveats import Caveat
from forecasting.demand.coherence import coherent
from forecasting.demand.demand import Forecast, forecast, path_blocks
from forecasting.demand.error_paths import LENGTH_STRATA, LONGEST_HORIZON, SURE_MONTHS, ErrorBank, save, shipped
from forecasting.demand.history_kinds import Kind, kinds
from forecasting.demand.known_months import unknown_before_use
from forecasting.demand.learning import LEAST_GAIN, Learned, learn, learned
from forecasting.demand.lesson import Lesson
from forecasting.demand.members import Level, Member, Season, covariances
from forecasting.demand.month_course import share_reached
from forecasting.demand.refit import error_bank, usual_history
from forecasting.demand.running_month import RunningMonth
from forecasting.demand.scale import to_z
from forecasting.demand.sum_calibration import SumCalibration, recalibrate, recent_moves

__all__ = [
    "LEAST_GAIN",
    "LENGTH_STRATA",
    "LONGEST_HORIZON",
    "SURE_MONTHS",
    "Caveat",
    "ErrorBank",
    "Forecast",
    "Kind",
    "Learned",
    "Lesson",
    "Level",
    "Member",
    "RunningMonth",
    "Season",
    "SumCalibration",
    "coherent",
    "covariances",
    "error_bank",
    "forecast",
    "kinds",
    "learn",
    "learned",
    "noise_prior",
    "path_blocks",
    "recalibrate",
    "recent_moves",
    "save",
    "share_reached",
    "shipped",
    "to_z",
    "unknown_before_use",
    "usual_history",
]
