"""Pure numbers: history in, demand paths, risk and suggestion out."""

from forecasting.advise import suggest
from forecasting.allotment import AllotmentLeft
from forecasting.caveats import Caveat
from forecasting.coherent import coherent
from forecasting.demand import Forecast, forecast
from forecasting.erlang import erlang_b, numbers_needed
from forecasting.month_course import share_reached
from forecasting.risk import overage_risk, safe_limit
from forecasting.running_month import RunningMonth
from forecasting.suggestion import Counterfactual, Reason, Suggestion, Verdict

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
