"""Overage risk, safe limits and suggestions, exact for the paths given."""

from __future__ import annotations

from forecasting.risk.advise import suggest
from forecasting.risk.allotment import AllotmentLeft, ceiling_of, whole_quantile
from forecasting.risk.cost import CostCurve, cost_curve
from forecasting.risk.joint import JointDemand, JointLimits, JointOutlook, JointUsage, joint_outlook
from forecasting.risk.lifts import BoolArray, FloatArray, Lift, Place, lifted
from forecasting.risk.risk import (
    TOLERANCE,
    levels,
    overage_risk,
    safe_limit,
    safe_limit_of_months,
    whole_safe_limit,
)
from forecasting.risk.split import DYNAMIC, Claim, Rule, fair_split
from forecasting.risk.suggestion import Counterfactual, Reason, Suggestion, Verdict
from forecasting.risk.uses import Beside, MonthLimits, all_use, beside, free_numbers
from forecasting.risk.ways import PeriodAhead, Way, period_risk, way_of

__all__ = [
    "DYNAMIC",
    "TOLERANCE",
    "AllotmentLeft",
    "Beside",
    "BoolArray",
    "Claim",
    "CostCurve",
    "Counterfactual",
    "FloatArray",
    "JointDemand",
    "JointLimits",
    "JointOutlook",
    "JointUsage",
    "Lift",
    "MonthLimits",
    "PeriodAhead",
    "Place",
    "Reason",
    "Rule",
    "Suggestion",
    "Verdict",
    "Way",
    "all_use",
    "beside",
    "ceiling_of",
    "cost_curve",
    "fair_split",
    "free_numbers",
    "joint_outlook",
    "levels",
    "lifted",
    "overage_risk",
    "period_risk",
    "safe_limit",
    "safe_limit_of_months",
    "suggest",
    "way_of",
    "whole_quantile",
    "whole_safe_limit",
]
