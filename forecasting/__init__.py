"""Pure numbers: history in, demand paths, risk and suggestion out."""

from forecasting.demand.caveats import Caveat
from forecasting.demand.coherent import coherent
from forecasting.demand.demand import Forecast, forecast
from forecasting.demand.month_course import share_reached
from forecasting.demand.running_month import RunningMonth
from forecasting.risk.advise import suggest
from forecasting.risk.allotment import AllotmentLeft
from forecasting.risk.risk import overage_risk, safe_limit
from forecasting.risk.suggestion import Counterfactual, Reason, Suggestion, Verdict
from forecasting.traffic.erlang import erlang_b, numbers_needed

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
