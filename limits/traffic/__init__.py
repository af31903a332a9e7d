"""Website traffic and the dynamic numbers it needs: what is known, and the calculator."""

from __future__ import annotations

from limits.traffic.calculator import Ceiling, NeedMonths, TrafficAnswer, calculate
from limits.traffic.needed_numbers import DynamicNeed, dynamic_need, sessions_of_today
from limits.traffic.traffic import NetworkTraffic, UploadedTraffic, network_traffic, uploaded_traffic, with_traffic
from limits.traffic.traffic_inputs import TrafficInputs, inputs_from_file, problems, starting_inputs

__all__ = [
    "Ceiling",
    "DynamicNeed",
    "NeedMonths",
    "NetworkTraffic",
    "TrafficAnswer",
    "TrafficInputs",
    "UploadedTraffic",
    "calculate",
    "dynamic_need",
    "inputs_from_file",
    "network_traffic",
    "problems",
    "sessions_of_today",
    "starting_inputs",
    "uploaded_traffic",
    "with_traffic",
]
