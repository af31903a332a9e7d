"""Pure numbers: history in, demand paths, risk and suggestion out."""

from forecasting.demand import Caveat, Forecast, RunningMonth, forecast
from forecasting.suggestion import AllotmentLeft, Counterfactual, Suggestion, Verdict, suggest

__all__ = [
    "AllotmentLeft",
    "Caveat",
    "Counterfactual",
    "Forecast",
    "RunningMonth",
    "Suggestion",
    "Verdict",
    "forecast",
    "suggest",
]
