"""Rows as the store hands them out: frozen, named by domain terms, dates as dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Network:
    """A customer's account with the vendor; ``as_of`` is the date its usage describes, None before any import."""

    network_id: str
    name: str
    time_zone: str
    csm_email: str | None
    as_of: dt.date | None


@dataclass(frozen=True)
class Partnership:
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True)
class Allotment:
    starts_on: dt.date
    ends_on: dt.date
    number_months: int
    overage_rate: Decimal | None
    currency: str | None
    unit_price: Decimal | None = None  # of a number-month
    opening_used: int | None = None  # number-months of the period spent through opening_through, as somebody stated
    opening_through: dt.date | None = None


@dataclass(frozen=True)
class Amendment:
    """A dated addition to a contract: signed on one day, in effect from another; what is None stays as it was."""

    network_id: str
    signed_on: dt.date
    effective_on: dt.date
    added_number_months: int | None
    ends_on: dt.date | None
    overage_rate: Decimal | None
    reason: str


@dataclass(frozen=True)
class ContractChange:
    """One figure of a contract as it was and as it became; ``starts_on`` says which partnership, period or amendment.

    ``old_value`` is None where there was none before.
    """

    network_id: str
    subject: str
    starts_on: dt.date
    field: str
    old_value: str | None
    new_value: str | None
    changed_at: dt.datetime
    changed_by: str
    reason: str


@dataclass(frozen=True)
class MonthCorrection:
    """A closed month that somebody corrected; ``campaign_id`` is '' for the network's total."""

    network_id: str
    billing_month: dt.date
    campaign_id: str
    old_static: int
    old_dynamic: int
    new_static: int
    new_dynamic: int
    corrected_at: dt.datetime
    corrected_by: str
    reason: str
    file_name: str


@dataclass(frozen=True)
class Campaign:
    campaign_id: str
    name: str


@dataclass(frozen=True)
class RingPool:
    ring_pool_id: str
    name: str | None
    max_pool_size: int | None
    lifetime_seconds: int | None
    allow_overflow: bool | None
    visit_seconds: int | None = None  # how long a visit lasts on average
    busy_hour_share: float | None = None  # of a month's sessions, in its busiest hour


@dataclass(frozen=True)
class User:
    email: str
    role: str
    network_id: str


@dataclass(frozen=True)
class Limit:
    network_id: str
    kind: str
    campaign_id: str
    limit_numbers: int
    version: int


@dataclass(frozen=True)
class LimitChange:
    """One row of the append-only audit: what a limit was, what it became, by whom and why."""

    change_id: str
    network_id: str
    kind: str
    campaign_id: str
    version: int
    old_limit: int | None
    new_limit: int
    changed_at: dt.datetime
    changed_by: str
    reason: str
    request_id: str | None
    effective_from: dt.date
    effective_until: dt.date | None
    usage_then: int | None
    as_of: dt.date | None
    overage_risk: float | None
    suggested_limit: int | None


@dataclass(frozen=True)
class Request:
    request_id: str
    network_id: str
    kind: str
    campaign_id: str
    more_numbers: int
    from_month: dt.date
    reason: str
    sessions: int | None
    status: str
    filed_by: str
    filed_at: dt.datetime
    decided_by: str | None
    decided_at: dt.datetime | None
    granted_limit: int | None
    decision_note: str | None  # the vendor's own; customers are told the answer
    until_month: dt.date | None = None
    answer: str | None = None
    more_sessions: int | None = None  # website sessions a month on top of today's; `sessions` is all of them


@dataclass(frozen=True)
class RequestEvent:
    """One step or comment in the course of a request."""

    request_id: str
    happened_at: dt.datetime
    by_email: str
    event: str
    words: str
    vendor_only: bool
    token: str | None = None  # what the token is for that it was done with


@dataclass(frozen=True)
class ScheduledChange:
    """A limit's change that waits for its day, or what became of it; its id is the id of the change it makes."""

    scheduled_id: str
    network_id: str
    kind: str
    campaign_id: str
    new_limit: int
    on_date: dt.date
    until_date: dt.date | None
    expected_version: int
    step_down: bool
    reason: str
    request_id: str | None
    scheduled_by: str
    scheduled_at: dt.datetime
    status: str
    settled_at: dt.datetime | None
    settled_words: str | None
    builds_on: int | None = None  # the limit it was planned to change; None where an old store does not say


@dataclass(frozen=True)
class Notice:
    """Something that people of the vendor, or of one network, are to be told."""

    notice_id: str
    network_id: str
    audience: str
    topic: str
    subject: str
    body: str
    told_at: dt.datetime


@dataclass(frozen=True)
class MonthUsage:
    """Usage of one billing month; ``campaign_id`` is '' for a network's total and for what has no campaign.

    A closed month that is not reported is known as "at least this" only. The running one is always so far.
    """

    network_id: str
    billing_month: dt.date
    campaign_id: str
    static_used: int
    dynamic_used: int
    is_reported: bool = True


@dataclass(frozen=True)
class Assignment:
    """Where a number is during a span of days, ``through`` being its last day there; None while it is there still."""

    promo_number: str
    number_type: str
    campaign_id: str
    ring_pool_id: str
    assigned_on: dt.date
    through: dt.date | None


@dataclass(frozen=True)
class IdleNumber:
    """A static number that nobody called for long; ``last_call_on`` is None where no call of it is known."""

    promo_number: str
    campaign_id: str
    last_call_on: dt.date | None
    assigned_on: dt.date


@dataclass(frozen=True)
class TrafficRow:
    """Website sessions of one month, day or hour, in the time of the website."""

    grain: str
    starts_at: dt.datetime
    sessions: int


@dataclass(frozen=True)
class AlertState:
    """Whether an alert is raised for a limit, how far, and since when; ``as_of`` is the usage it was last seen with."""

    network_id: str
    kind: str
    campaign_id: str
    alert: str
    raised: bool
    level: int
    since: dt.datetime
    as_of: dt.date | None
    words: str


@dataclass(frozen=True)
class AlertRun:
    """One look at all networks: the proof that alerts still run."""

    ran_at: dt.datetime
    network_count: int
    crossed_count: int


@dataclass(frozen=True)
class Delivery:
    """One notice on its way to one address; ``attempts`` tells one try from another."""

    notice: Notice
    address: str
    status: str
    attempts: int
    next_try_at: dt.datetime
    last_error: str | None
