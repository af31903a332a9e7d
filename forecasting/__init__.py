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
    from forecasting.traffic import erlang_b, numbers_needed

__all__ = [
    "AllotmentLeft",
    "Caveat",
    "Counterfactual",
    "Forecast",
    "Lesson",
    "Reason",
    "RunningMonth",
    "Suggestion",
    "Verdict",
    "coherent",
    "erlang_b",
    "forecast",
    "learn",
    "numbers_needed",
    "overage_risk",
    "safe_limit",
    "share_reached",
    "suggest",
]

_DEMAND = ("Caveat", "Forecast", "Lesson", "RunningMonth", "coherent", "forecast", "learn", "share_reached")
_TRAFFIC = ("erlang_b", "numbers_needed")


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'forecasting' has no attribute '{name}'")
    package = "demand" if name in _DEMAND else "traffic" if name in _TRAFFIC else "risk"
    return getattr(import_module(f"forecasting.{package}"), name)
