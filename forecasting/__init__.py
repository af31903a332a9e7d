"""Pure numbers: history in, demand paths, risk and suggestion out."""

from forecasting.demand import Caveat, Forecast, RunningMonth, forecast
from forecasting.erlang import erlang_b, numbers_needed
from forecasting.suggestion import AllotmentLeft, Counterfactual, Suggestion, Verdict, suggest

__all__ = [
    "AllotmentLeft",
    "Caveat",
    "Counterfactual",
    "Forecast",
    "RunningMonth",
    "Suggestion",
    "Verdict",
    "erlang_b",
    "forecast",
    "numbers_needed",
    "suggest",
]
