"""The one place where a limit gets a new value, with its audit row, its way back and what waited for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.errors import BadInput
from data.records import Limit, LimitChange, Network, ScheduledChange
from data.store import Cursor
from data.tables import limits as limit_store
from data.tables import promises as promise_store
from data.tables import scheduled as scheduled_store
from limits.change_ids import STEP_DOWN_SUFFIX, free_form, require_free
from limits.changes.planned_after import ground, hold_what_no_longer_fits
from limits.clock import utc
from limits.months import day_words

LAST_DAY = dt.date(2199, 12, 31)


@dataclass(frozen=True)
class Evidence:
    """What was known when the limit was set."""

    overage_risk: float | None
    suggested_limit: int | None
    mark: str | None = None  # of the data it was computed from; None where whoever computed it answers for that


@dataclass(frozen=True)
class NewLimit:
    """The new value of a limit, from ``day`` on and, when it is not for good, up to and with ``until``."""

    change_id: str
    to: int
    by: str
    reason: str
    day: dt.date
    until: dt.date | None = None
    request_id: str | None = None
    back_to: int | None = None  # the limit after ``until``, where it is not the one before the change
    planned_as: ScheduledChange | None = None  # the planned change whose id and day this is


def set_limit(
    cursor: Cursor,
    network: Network,
    limit: Limit,
    new: NewLimit,
    *,
    usage: int,
    evidence: Evidence,
    moment: dt.datetime,
) -> LimitChange:
    """Sets the limit and writes its audit row; a limit that is not for good gets its step-down scheduled.

    Of the changes that wait for this limit those that no longer make sense are held, and the CSM is told.
    """
    at = utc(moment)
    if new.until is not None and new.until > LAST_DAY:
        raise BadInput(f"{new.until} lies too far ahead: a last day is at most {LAST_DAY}; leave it out for none.")
    require_free(cursor, new.change_id, planned_as=new.planned_as)
    change = LimitChange(
        change_id=new.change_id,
        network_id=limit.network_id,
        kind=limit.kind,
        campaign_id=limit.campaign_id,
        version=limit.version + 1,
        old_limit=limit.limit_numbers,
        new_limit=new.to,
        changed_at=at,
        changed_by=new.by,
        reason=new.reason,
        request_id=new.request_id,
        effective_from=new.day,
        effective_until=new.until,
        usage_then=usage,
        as_of=network.as_of,
        overage_risk=evidence.overage_risk,
        suggested_limit=evidence.suggested_limit,
    )
    limit_store.apply_limit_change(cursor, change)
    back = None
    if new.until is not None:
        back_to = ground(cursor, change, at) if new.back_to is None else new.back_to
        back = _step_down(cursor, change, back_to, new.until, at)
        scheduled_store.schedule(cursor, back)
    hold_what_no_longer_fits(cursor, network, change, back, at)
    _end_promises_beyond(cursor, change)
    return change


def _end_promises_beyond(cursor: Cursor, change: LimitChange) -> None:
    """What was promised on top of a limit that is no longer there is promised no more."""
    if change.old_limit is None or change.new_limit >= change.old_limit:
        return
    why = f"The limit was lowered to {change.new_limit:,}."
    for kept in promise_store.promises(cursor, [change.network_id]).get(change.network_id, ()):
        same_limit = (kept.kind, kept.campaign_id) == (change.kind, change.campaign_id)
        if same_limit and kept.limit_before >= change.new_limit and kept.first_month <= change.effective_from:
            promise_store.end_promise(cursor, kept.promise_id, at=change.changed_at, by=change.changed_by, why=why)


def _step_down(cursor: Cursor, change: LimitChange, back_to: int, until: dt.date, at: dt.datetime) -> ScheduledChange:
    return ScheduledChange(
        scheduled_id=free_form(cursor, change.change_id + STEP_DOWN_SUFFIX),
        network_id=change.network_id,
        kind=change.kind,
        campaign_id=change.campaign_id,
        new_limit=back_to,
        on_date=until + dt.timedelta(days=1),
        until_date=None,
        expected_version=change.version,
        step_down=True,
        reason=f"Back to {back_to:,}: the {change.new_limit:,} were until {day_words(until)}.",
        request_id=change.request_id,
        scheduled_by=change.changed_by,
        scheduled_at=at,
        status="waiting",
        settled_at=None,
        settled_words=None,
        builds_on=change.new_limit,
    )
