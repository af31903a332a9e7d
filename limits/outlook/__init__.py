"""What lies ahead of a network: usage history and traffic in, demand by month out."""

from __future__ import annotations

from limits.outlook.fleet_lesson import FleetLesson, KeptLesson, keep_lesson, kept_lesson, lesson_in_force
from limits.outlook.foreseeing import (
    NONE_COMMITTED,
    SETTING,
    CommittedScenario,
    UnreadCalibration,
    committed_from,
    foreseen,
    store_calibration,
    stored_calibration,
)
from limits.outlook.known_past import HistoryMonth, Past, past
from limits.outlook.one_outlook import outlook_of
from limits.outlook.outlook import BAND, LONGEST_HORIZON, SHORTEST_HORIZON, FloatArray, Outlook, horizon_until, outlooks
from limits.outlook.scenario_changes import (
    Change,
    ExtendedTo,
    NewCampaign,
    OtherAllotment,
    Reclaimed,
    TrafficTimes,
    as_text,
    from_text,
)
from limits.outlook.traffic_demand import (
    FEWEST_MONTHS,
    DynamicSource,
    ExpectedSessions,
    TrafficPast,
    assumed_profile,
    pools_on_record,
    profile_on_record,
    traffic_pasts,
)

__all__ = [
    "BAND",
    "FEWEST_MONTHS",
    "LONGEST_HORIZON",
    "NONE_COMMITTED",
    "SETTING",
    "SHORTEST_HORIZON",
    "Change",
    "CommittedScenario",
    "DynamicSource",
    "ExpectedSessions",
    "ExtendedTo",
    "FleetLesson",
    "FloatArray",
    "HistoryMonth",
    "KeptLesson",
    "NewCampaign",
    "OtherAllotment",
    "Outlook",
    "Past",
    "Reclaimed",
    "TrafficPast",
    "TrafficTimes",
    "UnreadCalibration",
    "as_text",
    "assumed_profile",
    "committed_from",
    "foreseen",
    "from_text",
    "horizon_until",
    "keep_lesson",
    "kept_lesson",
    "lesson_in_force",
    "outlook_of",
    "outlooks",
    "past",
    "pools_on_record",
    "profile_on_record",
    "store_calibration",
    "stored_calibration",
    "traffic_pasts",
]
