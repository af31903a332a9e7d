"""Changing a limit: allowed by role, on the version that was seen, with a reason, audited in the same transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import data.limits as limit_store
from data.errors import BadInput, LimitMissing, StaleLimit
from data.records import Limit, LimitChange, Network
from data.store import Cursor, Store
from limits.actors import Actor, refreshed, require
from limits.applying import Evidence, Setting, set_limit
from limits.headroom import limit_standings
from limits.kinds import Kind, LimitKey
from limits.notices import told_of_a_raise
from limits.pace import require_pace_of_raises
from limits.standing import network_standing

REASON_MAX = 2_000
LIMIT_MAX = 10_000_000


@dataclass(frozen=True)
class ChangeLimit:
    """A command: set this limit to ``to``. The same ``change_id`` twice changes once.

    ``until`` is the last day it holds; on the day after, the limit goes back to what it was by itself.
    """

    network_id: str
    kind: Kind
    to: int
    reason: str
    campaign_id: str = ""
    expected_version: int | None = None
    change_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    accept_below_usage: bool = False
    until: dt.date | None = None

    @property
    def key(self) -> LimitKey:
        return LimitKey(self.kind, self.campaign_id)


def change_limit(store: Store, person: Actor, command: ChangeLimit, *, now: dt.datetime | None = None) -> LimitChange:
    """Makes the change and returns its audit row; refused whole by role, staleness, usage or a missing reason.

    ``now`` is UTC; the default is the clock. Risk and suggestion of the moment are kept with the change.
    """
    moment = now or dt.datetime.now(dt.UTC)
    check_command(command)
    evidence = evidence_for(store, person, command.network_id, command.key, command.to)

    def work(cursor: Cursor) -> LimitChange:
        return change_in(cursor, refreshed(cursor, person), command, evidence, moment)

    return store.write(work)


def change_in(
    cursor: Cursor, person: Actor, command: ChangeLimit, evidence: Evidence, moment: dt.datetime
) -> LimitChange:
    """The same within the caller's transaction, for one change of many."""
    network = require(cursor, person, "see network", command.network_id)
    if done := limit_store.limit_change(cursor, command.change_id):
        if done.changed_by != person.email:  # whoever did not make it sees what it says only where they could have
            require(cursor, person, "change limits", command.network_id)
        return _repeated(done, command)
    limit = limit_on_record(cursor, network, command.key)
    require_role(cursor, person, network, command, limit)
    require_version(limit, command)
    if person.roles_in(network).isdisjoint({"csm"}):
        require_pace_of_raises(cursor, person, moment)
    usage = next(s.usage for s in limit_standings(cursor, network) if s.key == command.key)
    _require_sense(command, limit, usage)
    _require_day(command.until, day_of(moment, network), "until")
    setting = Setting(
        change_id=command.change_id,
        to=command.to,
        by=person.email,
        reason=command.reason.strip(),
        day=day_of(moment, network),
        until=command.until,
    )
    change = set_limit(cursor, network, limit, setting, usage=usage, evidence=evidence, moment=moment)
    if person.roles_in(network).isdisjoint({"csm"}):
        told_of_a_raise(cursor, network, change, moment)
    return change


def day_of(moment: dt.datetime, network: Network) -> dt.date:
    """The day it is for the network, whose months are billed in its own time zone."""
    return moment.astimezone(ZoneInfo(network.time_zone)).date()


def check_command(command: ChangeLimit) -> None:
    """Refuses what is wrong whatever the store holds."""
    _ = command.key
    if isinstance(command.to, bool) or not isinstance(command.to, int) or not 0 <= command.to <= LIMIT_MAX:
        raise BadInput(f"{command.to} cannot be a limit: give a whole number from 0 to {LIMIT_MAX:,}.")
    check_text(command.reason, "A change of a limit needs a reason: people will ask for it later.")
    if not command.change_id.strip():
        raise BadInput("The change has an empty change-id; leave it out to have one made.")


def check_text(text: str, when_missing: str) -> None:
    """Words that will be kept: some, and not a book."""
    if not text.strip():
        raise BadInput(when_missing)
    if len(text) > REASON_MAX:
        raise BadInput(f"The reason has {len(text):,} characters; at most {REASON_MAX:,} are kept.")


def evidence_for(store: Store, person: Actor, network_id: str, key: LimitKey, to: int) -> Evidence:
    """The overage risk at the new limit, and the suggestion, as they stand before the change."""
    outcome = network_standing(store, person, network_id).suggestions.get(key)
    return Evidence(None, None) if outcome is None else Evidence(outcome.risk_at(to), outcome.limit)


def limit_on_record(cursor: Cursor, network: Network, key: LimitKey) -> Limit:
    limit = limit_store.limit(cursor, network.network_id, key.kind, key.campaign_id)
    if limit is None:
        raise LimitMissing(
            f"{network.name} has no {key.words()} on record, and a missing limit is never unlimited. "
            "An admin can add it by importing limits (or campaigns, for a campaign limit)."
        )
    return limit


def require_role(cursor: Cursor, person: Actor, network: Network, command: ChangeLimit, limit: Limit) -> None:
    """Super Users raise campaign limits for good; all else is the CSM's."""
    raising_a_campaign = command.kind == "campaign" and command.to > limit.limit_numbers and command.until is None
    require(cursor, person, "raise campaign limit" if raising_a_campaign else "change limits", network.network_id)


def require_version(limit: Limit, command: ChangeLimit) -> None:
    if command.expected_version is not None and command.expected_version != limit.version:
        raise StaleLimit(
            f"The {command.key.words()} of {command.network_id} was changed meanwhile: it is {limit.limit_numbers:,} "
            f"now (version {limit.version}, you saw version {command.expected_version}). Nothing was changed: look at "
            "the history, then decide again."
        )


def _require_day(day: dt.date | None, today: dt.date, what: str) -> None:
    if day is not None and day < today:
        raise BadInput(f"{day} lies in the past (it is {today} for this network): give a later day for '{what}'.")


def _require_sense(command: ChangeLimit, limit: Limit, usage: int) -> None:
    if command.to == limit.limit_numbers:
        raise BadInput(f"The {command.key.words()} of {command.network_id} is {command.to:,} already.")
    if command.to < limit.limit_numbers and command.to < usage and not command.accept_below_usage:
        raise BadInput(
            f"{command.to:,} lies below this month's usage of {usage:,} numbers. Lowering the limit releases nothing: "
            "it would show as exceeded. Give a limit of at least the usage, or say explicitly that you mean it "
            "(--below-usage)."
        )


def _repeated(done: LimitChange, command: ChangeLimit) -> LimitChange:
    """The same change again is no change; another change under the same id is a mistake."""
    same = (done.network_id, done.kind, done.campaign_id, done.new_limit) == (
        command.network_id,
        command.kind,
        command.campaign_id,
        command.to,
    )
    if not same:
        raise BadInput(
            f"The change-id {command.change_id} belongs to another change already (of {done.network_id}'s "
            f"{done.kind} limit to {done.new_limit:,}). Use a new one."
        )
    return done
