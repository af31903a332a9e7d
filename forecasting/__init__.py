"""Pure numbers: history in, demand paths, risk and suggestion out."""

from forecasting.demand import Caveat, Forecast, RunningMonth, coherent, forecast, share_reached
from forecasting.risk import (
    AllotmentLeft,
    Counterfactual,
    Reason,
    Suggestion,
    Verdict,
    overage_risk,
    safe_limit,
    suggest,
)
from forecasting.traffic import erlang_b, numbers_needed

__all__ = [
    "AllotmentLeft",
    "Caveat",
    "Counterfactual",
    "Forecast",
    "Reason",
    "RunningMonth",
    "Suggestion",
    "Verdict",
    "coherent",
    "erlang_b",
    "forecast",
    "numbers_needed",
    "overage_risk",
    "safe_limit",
    "share_reached",
    "suggest",
]
