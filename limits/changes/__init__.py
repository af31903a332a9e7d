"""Limits changed: at once, on a day, by a list or a schedule, divided, taken back; and what was promised."""

from __future__ import annotations

from limits.changes.applying import Evidence, NewLimit, set_limit
from limits.changes.bulk import BulkReport, change_by_list
from limits.changes.change import (
    LIMIT_MAX,
    TRIES,
    ChangeLimit,
    DataMoved,
    change_limit,
    evidence_of,
    limit_on_record,
    require_same_data,
)
from limits.changes.change_list import COLUMNS
from limits.changes.dividing import ApplySplit, Division, apply_split, divide
from limits.changes.fallback_warnings import fallbacks_of, notify_of_fallbacks
from limits.changes.giving_back import GivenBack, give_back
from limits.changes.grant_steps import (
    DatedChange,
    first_day_granted,
    granted_at,
    last_day_asked,
    one_step,
    steps_by_period,
    take_up,
)
from limits.changes.planned_changes import (
    apply_due,
    cancel_scheduled,
    day_for,
    plan_change,
    schedule_change,
    scheduled_changes,
)
from limits.changes.planned_steps import LimitSteps, PlanSchedule, plan_schedule
from limits.changes.platform import PlatformTask, is_elsewhere, mark_as_set, note_difference, platform_tasks
from limits.changes.promising import end_promise, promise_grant, running_promises
from limits.changes.stale_saves import stale
from limits.changes.undo import undo_change

__all__ = [
    "COLUMNS",
    "LIMIT_MAX",
    "TRIES",
    "ApplySplit",
    "BulkReport",
    "ChangeLimit",
    "DataMoved",
    "DatedChange",
    "Division",
    "Evidence",
    "GivenBack",
    "LimitSteps",
    "NewLimit",
    "PlanSchedule",
    "PlatformTask",
    "apply_due",
    "apply_split",
    "cancel_scheduled",
    "change_by_list",
    "change_limit",
    "day_for",
    "divide",
    "end_promise",
    "evidence_of",
    "fallbacks_of",
    "first_day_granted",
    "give_back",
    "granted_at",
    "is_elsewhere",
    "last_day_asked",
    "limit_on_record",
    "mark_as_set",
    "note_difference",
    "notify_of_fallbacks",
    "one_step",
    "plan_change",
    "plan_schedule",
    "platform_tasks",
    "promise_grant",
    "require_same_data",
    "running_promises",
    "schedule_change",
    "scheduled_changes",
    "set_limit",
    "stale",
    "steps_by_period",
    "take_up",
    "undo_change",
]
