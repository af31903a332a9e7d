"""Pure numbers: history in, demand paths, risk and suggestion out. What is not asked for is not loaded."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forecasting.demand import Caveat, Forecast, Lesson, RunningMonth, coherent, forecast, learn, share_reached
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
    from forecasting.streaming import Figures, figures
    from forecasting.traffic import erlang_b, numbers_needed

__all__ = [
    "AllotmentLeft",
    "Caveat",
    "Counterfactual",
    "Figures",
    "Forecast",
    "Lesson",
    "Reason",
    "RunningMonth",
    "Suggestion",
    "Verdict",
    "coherent",
    "erlang_b",
    "figures",
    "forecast",
    "learn",
    "numbers_needed",
    "overage_risk",
    "safe_limit",
    "share_reached",
    "suggest",
]

_DEMAND = ("Caveat", "Forecast", "Lesson", "RunningMonth", "coherent", "forecast", "learn", "share_reached")
_STREAMING = ("Figures", "figures")
_TRAFFIC = ("erlang_b", "numbers_needed")


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'forecasting' has no attribute '{name}'")
    packages = {"demand": _DEMAND, "streaming": _STREAMING, "traffic": _TRAFFIC}
    package = next((one for one, names in packages.items() if name in names), "risk")
    return getattr(import_module(f"forecasting.{package}"), name)
